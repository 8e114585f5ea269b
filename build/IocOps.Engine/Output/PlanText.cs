namespace IocOps.Engine.Output;

/// <summary>What <c>--plan</c> shows, on standard output: the order with the reasons, then the graph as a tree.</summary>
internal static class PlanText
{
    public static string Of(IReadOnlyList<ExecutableTarget> plan)
    {
        var writer = new StringWriter();
        var width = plan.Max(t => t.Name.Length) + 2;
        writer.WriteLine($"{Texts.Count(plan.Count, "target")}, in this order:");
        for (var i = 0; i < plan.Count; i++)
            writer.WriteLine($"{i + 1,3}. {plan[i].Name.PadRight(width)}{Why(plan[i], plan)}{Skipped(plan[i])}".TrimEnd());
        writer.WriteLine();
        var shown = new HashSet<ExecutableTarget>();
        foreach (var root in plan.Where(t => t.Invoked))
            WriteTree(writer, new Branch(root, root.Name, "", ""), plan, shown);
        return writer.ToString();
    }

    private static string Why(ExecutableTarget target, IReadOnlyList<ExecutableTarget> plan)
    {
        if (target.Invoked)
            return target.IsDefault ? "default, or asked for" : "asked for";
        var needing = plan.Where(t => t.ExecutionDependencies.Contains(target)).Select(t => t.Name).ToList();
        var triggering = plan.Where(t => t.Triggers.Contains(target)).Select(t => t.Name).ToList();
        return string.Join("; ", new[]
        {
            needing.Count > 0 ? "needed by " + string.Join(", ", needing) : "",
            triggering.Count > 0 ? "triggered by " + string.Join(", ", triggering) : "",
        }.Where(w => w.Length > 0));
    }

    private static string Skipped(ExecutableTarget target) => target.Status switch
    {
        ExecutionStatus.Skipped => $"  (skipped: {(target.OnlyWhen != null ? "OnlyWhen: " + target.OnlyWhen : target.Skipped)})",
        ExecutionStatus.Failed => $"  (will fail: {target.Failure})",
        _ when target.Definition.DynamicConditions.Count > 0 =>
            $"  (only when {string.Join(" && ", target.Definition.DynamicConditions.Select(c => c.Text))})",
        _ => "",
    };

    private static void WriteTree(StringWriter writer, Branch branch, IReadOnlyList<ExecutableTarget> plan, HashSet<ExecutableTarget> shown)
    {
        var isFirst = shown.Add(branch.Target);
        var children = branch.Target.ExecutionDependencies.Select(t => (t, t.Name))
            .Concat(branch.Target.Triggers.Select(t => (t, t.Name + " (triggered)"))).Where(c => plan.Contains(c.t)).ToList();
        writer.WriteLine(branch.Indent + branch.Label + (isFirst || children.Count == 0 ? "" : " (see above)"));
        if (!isFirst)
            return;
        for (var i = 0; i < children.Count; i++)
        {
            var isLast = i == children.Count - 1;
            var (target, label) = children[i];
            WriteTree(writer, new Branch(target, label, branch.Below + (isLast ? "└─ " : "├─ "), branch.Below + (isLast ? "   " : "│  ")), plan, shown);
        }
    }

    private sealed record Branch(ExecutableTarget Target, string Label, string Indent, string Below);
}
