using IocOps.Core.Yaml;

namespace IocOps.Core.Model.Reading;

/// <summary>Reads <c>deploy</c> of ioc.yaml and of the site's defaults. A key that is given replaces the default of that key.</summary>
internal static class DeployReader
{
    private static readonly string[] Reserved = ["com.docker.", "iocops."];

    public static Deploy Read(Section owner, Deploy defaults)
    {
        if (owner.Below("deploy", Keys.Deploy) is not { } section) return defaults;
        var deploy = new Deploy
        {
            Labels = section["labels"] is null ? defaults.Labels : ReadLabels(section),
            Constraints = section["constraints"] is null ? defaults.Constraints : ReadConstraints(section),
            Limits = ReadResources(section, "limits", defaults.Limits),
            Reservations = ReadResources(section, "reservations", defaults.Reservations),
        };
        if (deploy.Reservations.Cpus > deploy.Limits.Cpus)
            section.Add("reservations", Rule.Contradiction, $"more processors are reserved ({deploy.Reservations.Cpus}) than the limit allows ({deploy.Limits.Cpus})");
        if (deploy.Reservations.Memory > deploy.Limits.Memory)
            section.Add("reservations", Rule.Contradiction, "more memory is reserved than the limit allows");
        return deploy;
    }

    private static List<Variable> ReadLabels(Section section)
    {
        var labels = new List<Variable>();
        foreach (var (key, node) in section.Entries("labels"))
        {
            var name = Values.Text(key, "label", Shapes.Label, section.Report);
            var value = Values.Text(node, key.Value, Shapes.Line, section.Report);
            if (name is not null && Reserved.FirstOrDefault(r => name.StartsWith(r, StringComparison.Ordinal)) is { } reserved)
                section.Report.Add(key, Rule.NotAllowed, $"labels that begin with '{reserved}' are not for ioc.yaml; choose another name");
            else if (name is not null && value is not null) labels.Add(new Variable(name, value));
        }

        return [.. labels.OrderBy(l => l.Name, StringComparer.Ordinal)];
    }

    private static List<string> ReadConstraints(Section section)
    {
        var constraints = new List<string>();
        foreach (var item in section.Items("constraints", orOne: true))
        {
            if (Values.Text(item, "constraints", Shapes.Constraint, section.Report) is not { } text) continue;
            var negative = text.Contains("!=", StringComparison.Ordinal);
            var sides = text.Split(negative ? "!=" : "==", 2, StringSplitOptions.TrimEntries);
            var constraint = $"{sides[0]} {(negative ? "!=" : "==")} {sides[1]}";
            if (sides[0] == "node.role" && sides[1] is not ("manager" or "worker"))
                section.Report.Add(item, Rule.NotAllowed, $"node.role is {Report.Show(sides[1])}{Section.Allowed(sides[1], ["manager", "worker"])}");
            else if (constraints.Contains(constraint)) section.Report.Add(item, Rule.Duplicate, $"the constraint '{constraint}' is given twice");
            else constraints.Add(constraint);
        }

        return constraints;
    }

    private static Resources ReadResources(Section section, string key, Resources defaults)
    {
        if (section.Below(key, Keys.Resources) is not { } resources) return defaults;
        return new Resources(
            resources["cpus"] is { } cpus ? Values.Cpus(cpus, section.Report) : defaults.Cpus,
            resources["memory"] is { } memory ? Values.Memory(memory, section.Report) : defaults.Memory);
    }
}
