namespace IocOps.Engine.Pictures;

/// <summary>Why one target comes before another in a picture.</summary>
public enum ArrowKind
{
    /// <summary>The second needs the first, which is run for it.</summary>
    Needs,

    /// <summary>The first triggers the second, which is run after it.</summary>
    Triggers,

    /// <summary>Where both run, the first is the first.</summary>
    Order,
}

/// <summary>One target before another.</summary>
public sealed record Arrow(ExecutableTarget From, ExecutableTarget To, ArrowKind Kind);

/// <summary>Targets and what comes before what, for people to look at.</summary>
/// <param name="Linked">Targets that have to do with others, in the order of the source.</param>
/// <param name="Alone">Those that need no other and are needed by none, by name.</param>
/// <param name="Arrows">Between linked targets. An order that others imply is left out.</param>
public sealed record TargetMap(IReadOnlyList<ExecutableTarget> Linked, IReadOnlyList<ExecutableTarget> Alone, IReadOnlyList<Arrow> Arrows)
{
    /// <summary>The map of a build's listed targets.</summary>
    /// <param name="all">All targets of the build.</param>
    /// <param name="only">These, all that they need and all that they trigger; null for every target.</param>
    public static TargetMap Of(IReadOnlyCollection<ExecutableTarget> all, IReadOnlyCollection<ExecutableTarget>? only)
    {
        var shown = only is null ? [.. all.Where(t => t.Listed)] : Closure(only);
        var targets = all.Where(shown.Contains).ToList();
        var arrows = targets.SelectMany(ArrowsTo).Where(a => shown.Contains(a.From)).Distinct().ToList();
        arrows.RemoveAll(a => a.Kind == ArrowKind.Order && IsImplied(a, arrows));
        var linked = arrows.SelectMany(a => new[] { a.From, a.To }).ToHashSet();
        return new TargetMap(
            [.. targets.Where(linked.Contains)],
            [.. targets.Where(t => !linked.Contains(t)).OrderBy(t => t.Name, StringComparer.Ordinal)],
            arrows);
    }

    private static HashSet<ExecutableTarget> Closure(IEnumerable<ExecutableTarget> roots)
    {
        var found = new HashSet<ExecutableTarget>();
        var open = new Stack<ExecutableTarget>(roots);
        while (open.TryPop(out var target))
        {
            if (!found.Add(target))
                continue;
            foreach (var next in target.ExecutionDependencies.Concat(target.Triggers))
                open.Push(next);
        }

        return found;
    }

    private static IEnumerable<Arrow> ArrowsTo(ExecutableTarget target) =>
        target.ExecutionDependencies.Select(t => new Arrow(t, target, ArrowKind.Needs))
            .Concat(target.TriggerDependencies.Select(t => new Arrow(t, target, ArrowKind.Triggers)))
            .Concat(target.OrderDependencies.Except(target.ExecutionDependencies).Select(t => new Arrow(t, target, ArrowKind.Order)));

    // There is another way from the one to the other.
    private static bool IsImplied(Arrow arrow, List<Arrow> arrows)
    {
        var seen = new HashSet<ExecutableTarget>();
        var open = new Stack<ExecutableTarget>(arrows.Where(a => a.From == arrow.From && a.To != arrow.To).Select(a => a.To));
        while (open.TryPop(out var target))
        {
            if (target == arrow.To)
                return true;
            if (!seen.Add(target))
                continue;
            foreach (var next in arrows.Where(a => a.From == target))
                open.Push(next.To);
        }

        return false;
    }
}
