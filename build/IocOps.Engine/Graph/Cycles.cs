namespace IocOps.Engine.Graph;

/// <summary>A target and why it comes before, or after, another one.</summary>
internal sealed record Edge(ExecutableTarget Target, string Reason);

/// <summary>Finds circles of targets that must each run before the other.</summary>
internal static class Cycles
{
    /// <summary>One sentence per circle found, with its way; empty where the graph has an order.</summary>
    public static IReadOnlyList<string> In(IReadOnlyList<ExecutableTarget> targets)
    {
        var found = new List<string>();
        var done = new HashSet<ExecutableTarget>();
        foreach (var target in targets)
            Visit(target, [], done, found);
        return found;
    }

    /// <summary>All that must have run before <paramref name="target"/> where it is in the plan, and why.</summary>
    public static IEnumerable<Edge> Predecessors(ExecutableTarget target) =>
        target.ExecutionDependencies.Select(t => new Edge(t, "depends on"))
            .Concat(target.OrderDependencies.Select(t => new Edge(t, "runs after")))
            .Concat(target.TriggerDependencies.Select(t => new Edge(t, "is triggered by")));

    private static void Visit(ExecutableTarget target, List<Edge> way, HashSet<ExecutableTarget> done, List<string> found)
    {
        if (done.Contains(target))
            return;
        foreach (var (next, reason) in Predecessors(target))
        {
            way.Add(new Edge(target, reason));
            var start = way.FindIndex(w => w.Target == next);
            if (start >= 0)
                found.Add(Describe(way[start..]));
            else
                Visit(next, way, done, found);
            way.RemoveAt(way.Count - 1);
        }

        done.Add(target);
    }

    private static string Describe(List<Edge> circle)
    {
        var names = string.Join(" -> ", circle.Select(c => c.Target.Name).Append(circle[0].Target.Name));
        var reasons = circle.Select((c, i) => $"{c.Target.Name} {c.Reason} {circle[(i + 1) % circle.Count].Target.Name}");
        return $"Circular dependencies between targets: {names} ({string.Join(", ", reasons)})";
    }
}
