using IocOps.Engine.CommandLine;
using IocOps.Engine.Graph;
using IocOps.Engine.Parameters;

namespace IocOps.Engine.Output;

/// <summary>What <c>--help</c> shows, on standard output.</summary>
internal sealed class HelpText(TextWriter writer, TargetBuild build, TargetGraph graph, IReadOnlyList<ParameterMember> parameters)
{
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
        writer.WriteLine("Targets (several run in the order in which they are named; --help <target> says more):");
        var listed = graph.Targets.Where(t => t.Listed).ToList();
        var width = listed.Select(t => Title(t).Length).DefaultIfEmpty().Max() + 2;
        foreach (var target in listed)
        {
            var needs = target.ExecutionDependencies.Count == 0 ? "" : "-> " + Names(target.ExecutionDependencies);
            writer.WriteLine($"  {Title(target).PadRight(width)}{Join(target.Description, needs)}".TrimEnd());
        }

        if (listed.Any(t => t.IsDefault))
            writer.WriteLine("  (default) runs where no target is named; -> names what runs before it.");
        WriteParameters();
        WriteOptions();
    }

    private void WriteParameters()
    {
        var listed = parameters.Where(p => p.IsListed).OrderBy(p => p.Flag, StringComparer.Ordinal).ToList();
        if (listed.Count == 0)
            return;
        writer.WriteLine();
        writer.WriteLine("Parameters (also from the environment, or by their names in .nuke/parameters.json):");
        var rows = listed.Select(p => ($"--{p.Flag}{Placeholder(p)}", Join(p.Description, Details(p)))).ToList();
        WriteRows(rows);
    }

    private void WriteOptions()
    {
        writer.WriteLine();
        writer.WriteLine("Options:");
        WriteRows([.. BuiltIns.All.Select(b => ($"--{b.Flag}{(b.Value is null ? "" : $" <{b.Value}>")}", b.Description))]);
    }

    private void WriteRows(IReadOnlyList<(string Left, string Right)> rows)
    {
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
        WriteRequired(target);
        var order = Planner.Plan([target]);
        if (order.Count > 1)
            writer.WriteLine($"  runs: {string.Join(", ", order.Select(t => t.Name))}");
        writer.WriteLine();
    }

    private void WriteRequired(ExecutableTarget target)
    {
        foreach (var requirement in target.Definition.Requirements.Where(r => r.IsValue))
        {
            var member = Members.Of(requirement.Expression);
            if (parameters.FirstOrDefault(p => p.Member.Name == member?.Name) is { } parameter)
                writer.WriteLine($"  requires --{parameter.Flag}{Placeholder(parameter)}  {parameter.Description}".TrimEnd());
        }
    }

    private void WriteNames(string what, IReadOnlyList<ExecutableTarget> targets)
    {
        if (targets.Count > 0)
            writer.WriteLine($"  {what}: {Names(targets)}");
    }

    private string Details(ParameterMember parameter)
    {
        var details = new List<string> { parameter.Variable };
        if (parameter.ElementType.IsEnum)
            details.Add("one of " + string.Join(", ", Enum.GetNames(parameter.ElementType)));
        if (parameter.IsRequired)
            details.Add("required");
        if (Default(parameter) is { Length: > 0 } value)
            details.Add("default " + value);
        return $"[{string.Join("; ", details)}]";
    }

    // The initialiser's value; this build has got none from outside. Paths below the root are shown from there.
    private string? Default(ParameterMember parameter)
    {
        if (parameter.IsSecret)
            return null;
        var value = parameter.Read(build);
        return value switch
        {
            false or null => null,
            0 or 0L or 0d when Nullable.GetUnderlyingType(parameter.DeclaredType) is null => null,
            Array array => string.Join(' ', array.Cast<object?>()),
            AbsolutePath path => Path.GetRelativePath(TargetBuild.RootDirectory, path),
            IFormattable number => number.ToString(null, System.Globalization.CultureInfo.InvariantCulture),
            _ => value.ToString(),
        };
    }

    private static string Placeholder(ParameterMember parameter) => parameter.IsSwitch ? "" : parameter.IsArray ? " <values>" : " <value>";

    private static string Title(ExecutableTarget target) => target.IsDefault ? target.Name + " (default)" : target.Name;

    private static string Names(IEnumerable<ExecutableTarget> targets) => string.Join(", ", targets.Select(t => t.Name));

    private static string Join(string? left, string right) => string.IsNullOrEmpty(left) ? right : right.Length == 0 ? left : $"{left}  {right}";
}
