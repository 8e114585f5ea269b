namespace IocOps.Engine.Graph;

/// <summary>Puts the targets that are needed into the order in which they run.</summary>
/// <remarks>
/// What is asked for runs in the order in which it was asked for, each after what it needs, in the order in which its
/// definition names it. A triggered target runs as soon as what was asked for with its trigger is done. The graph has no circles here.
/// </remarks>
internal static class Planner
{
    public static IReadOnlyList<ExecutableTarget> Plan(IEnumerable<ExecutableTarget> asked)
    {
        var roots = asked.Distinct().ToList();
        var needed = Closure(roots);
        var plan = new List<ExecutableTarget>();
        var seen = new HashSet<ExecutableTarget>();
        foreach (var root in roots)
        {
            var from = plan.Count;
            Visit(root, needed, seen, plan);
            for (var i = from; i < plan.Count; i++)
            {
                foreach (var triggered in plan[i].Triggers)
                    Visit(triggered, needed, seen, plan);
            }
        }

        return plan;
    }

    private static HashSet<ExecutableTarget> Closure(IEnumerable<ExecutableTarget> roots)
    {
        var needed = new HashSet<ExecutableTarget>();
        var open = new Stack<ExecutableTarget>(roots);
        while (open.TryPop(out var target))
        {
            if (!needed.Add(target))
                continue;
            foreach (var next in target.ExecutionDependencies.Concat(target.Triggers))
                open.Push(next);
        }

        return needed;
    }

    private static void Visit(
        ExecutableTarget target, HashSet<ExecutableTarget> needed, HashSet<ExecutableTarget> seen, List<ExecutableTarget> plan)
    {
        if (!seen.Add(target))
            return;
        foreach (var (before, _) in Cycles.Predecessors(target))
        {
            if (needed.Contains(before))
                Visit(before, needed, seen, plan);
        }

        plan.Add(target);
    }
}
