using IocOps.Engine.CommandLine;
using IocOps.Engine.Graph;

namespace IocOps.Engine.Execution;

/// <summary>Which targets are asked for and which are to be left out.</summary>
internal sealed class TargetRequest
{
    private TargetRequest(IReadOnlyList<ExecutableTarget> asked, IReadOnlyCollection<ExecutableTarget>? skipped)
    {
        Asked = asked;
        Skipped = skipped;
    }

    /// <summary>In the order of the command line, or the defaults.</summary>
    public IReadOnlyList<ExecutableTarget> Asked { get; }

    /// <summary>What will run, after <see cref="Plan"/>.</summary>
    public IReadOnlyList<ExecutableTarget> Planned { get; private set; } = [];

    private IReadOnlyCollection<ExecutableTarget>? Skipped { get; }

    /// <summary>Resolves names; unknown ones, with what there is and what is nearest, are added to <paramref name="problems"/>.</summary>
    public static TargetRequest Of(Invocation invocation, TargetGraph graph, List<string> problems)
    {
        var asked = Resolve(invocation.Targets, graph, "target", problems);
        var skipped = invocation.Skip is { } skip ? Resolve(skip, graph, "target to skip", problems) : null;
        foreach (var both in asked.Intersect(skipped ?? []))
            problems.Add($"Target '{both.Name}' is asked for and skipped at once");
        if (invocation.Targets.Count == 0)
            asked = [.. graph.Targets.Where(t => t.IsDefault)];
        return new TargetRequest(asked, skipped);
    }

    /// <summary>Makes the plan: every target gets its place, and is marked where --skip leaves it out.</summary>
    public IReadOnlyList<ExecutableTarget> Plan()
    {
        foreach (var target in Asked)
            target.Invoked = true;
        Planned = Planner.Plan(Asked);
        foreach (var target in Planned)
            target.Status = ExecutionStatus.Scheduled;
        Skipping.ByName(Planned, Skipped);
        return Planned;
    }

    private static List<ExecutableTarget> Resolve(IReadOnlyList<string> names, TargetGraph graph, string what, List<string> problems)
    {
        var targets = new List<ExecutableTarget>();
        var listed = graph.Targets.Where(t => t.Listed).Select(t => t.Name).ToList();
        foreach (var name in names)
        {
            if (graph.Find(name) is { } target)
                targets.Add(target);
            else
                problems.Add($"Unknown {what} '{name}'{Nearest.Hint(name, listed)}\n  There are: {string.Join(", ", listed)}");
        }

        return targets;
    }
}
