using IocOps.Engine.CommandLine;
using IocOps.Engine.Graph;
using IocOps.Engine.Parameters;

namespace IocOps.Engine.Output;

/// <summary>What <c>--help</c> shows, on standard output.</summary>
internal sealed class HelpText(TextWriter writer, TargetBuild build, TargetGraph graph, IReadOnlyList<ParameterMember> parameters)
{
    private readonly ParameterRows _rows = new(build);

    /// <summary>The whole help, or that of some targets.</summary>
    public void Write(IReadOnlyList<ExecutableTarget> targets)
    {
        if (targets.Count == 0)
            WriteAll();
        foreach (var target in targets)
            WriteTarget(target);
    }

    private void WriteAll()
    {
        writer.WriteLine($"Usage: {BuildSession.Current.Command} [targets] [options]");
        writer.WriteLine();
        writer.WriteLine("Targets (several run in the order in which they are named; --help <target> says more, and which parameters it reads):");
        var listed = graph.Targets.Where(t => t.Listed).ToList();
        var width = listed.Select(t => Title(t).Length).DefaultIfEmpty().Max() + 2;
        foreach (var group in listed.GroupBy(t => t.Property.Category))
        {
            if (group.Key is { } category)
                writer.WriteLine($"\n {category}:");
            foreach (var target in group)
                WriteLine(target, width);
        }

        if (listed.Any(t => t.IsDefault))
            writer.WriteLine("  (default) runs where no target is named; -> names what runs before it.");
        WriteRows("\nParameters (also from the environment, or by their names in .nuke/parameters.json):", _rows.Of(parameters, []));
        WriteRows("\nOptions:", [.. BuiltIns.All.Select(b => ($"--{b.Flag}{(b.Value is null ? "" : $" <{b.Value}>")}", b.Description))]);
    }

    private void WriteLine(ExecutableTarget target, int width)
    {
        var needs = target.ExecutionDependencies.Count == 0 ? "" : "-> " + Names(target.ExecutionDependencies);
        writer.WriteLine($"  {Title(target).PadRight(width)}{Join(target.Description, needs)}".TrimEnd());
    }

    private void WriteRows(string heading, IReadOnlyList<(string Left, string Right)> rows)
    {
        if (rows.Count == 0)
            return;
        writer.WriteLine(heading);
        var width = rows.Max(r => r.Left.Length) + 2;
        foreach (var (left, right) in rows)
            writer.WriteLine($"  {left.PadRight(width)}{right}".TrimEnd());
    }

    private void WriteTarget(ExecutableTarget target)
    {
        writer.WriteLine(Title(target));
        if (target.Description is { } description)
            writer.WriteLine($"  {description}");
        WriteNames("depends on", target.ExecutionDependencies);
        WriteNames("runs after", target.OrderDependencies);
        WriteNames("triggers", target.Triggers);
        WriteNames("is triggered by", target.TriggerDependencies);
        foreach (var condition in target.Definition.StaticConditions.Concat(target.Definition.DynamicConditions))
            writer.WriteLine($"  only when: {condition.Text}");
        var order = Planner.Plan([target]);
        if (order.Count > 1)
            writer.WriteLine($"  runs: {string.Join(", ", order.Select(t => t.Name))}");
        WriteParameters(order);
        writer.WriteLine();
    }

    private void WriteParameters(IReadOnlyList<ExecutableTarget> order)
    {
        var use = new ParameterUse(build.GetType(), parameters);
        var general = use.General;
        var required = order.SelectMany(t => t.Definition.Requirements).Where(r => r.IsValue)
            .Select(r => Members.Of(r.Expression)?.Name).Select(n => parameters.FirstOrDefault(p => p.Member.Name == n)).OfType<ParameterMember>().ToHashSet();
        WriteRows("  parameters:", [.. _rows.Of(use.Of(order).Where(p => !general.Contains(p)), required).Select(r => ($"  {r.Left}", r.Right))]);
        if (general.Where(p => p.IsListed).Select(p => $"--{p.Flag}").Order(StringComparer.Ordinal).ToList() is { Count: > 0 } others)
            writer.WriteLine($"  as every target: {string.Join(", ", others)}");
    }

    private void WriteNames(string what, IReadOnlyList<ExecutableTarget> targets)
    {
        if (targets.Count > 0)
            writer.WriteLine($"  {what}: {Names(targets)}");
    }

    private static string Title(ExecutableTarget target) => target.IsDefault ? target.Name + " (default)" : target.Name;

    private static string Names(IEnumerable<ExecutableTarget> targets) => string.Join(", ", targets.Select(t => t.Name));

    private static string Join(string? left, string right) => string.IsNullOrEmpty(left) ? right : right.Length == 0 ? left : $"{left}  {right}";
}
