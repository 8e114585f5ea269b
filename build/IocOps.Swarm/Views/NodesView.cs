using System.Globalization;
using IocOps.Core.Operations;
using Spectre.Console;

namespace IocOps.Swarm.Views;

/// <summary>The nodes of the swarm, for people and for programs.</summary>
public static class NodesView
{
    /// <summary>Shows them.</summary>
    /// <param name="nodes">In the order to show.</param>
    /// <param name="detail">Also address, platform, labels and the names of the IOCs.</param>
    /// <param name="json">For programs: everything, with or without <paramref name="detail"/>.</param>
    /// <param name="output">Where to.</param>
    public static void Show(IReadOnlyList<NodeRow> nodes, bool detail, bool json, Output output)
    {
        if (json) output.Data(Json(nodes));
        else output.Data(Table(nodes, detail));
    }

    private static Table Table(IReadOnlyList<NodeRow> nodes, bool detail)
    {
        var table = new Table().Border(TableBorder.None).AddColumns("NODE", "ROLE", "STATE", "AVAILABILITY", "ENGINE", "IOCS");
        if (detail) table.AddColumns("ADDRESS", "PLATFORM", "CPUS", "MEMORY", "LABELS", "ID");
        foreach (var node in nodes)
        {
            List<Text> cells =
            [
                new(node.Name), new(Role(node)), new(State(node), new Style(node.State == "ready" ? Color.Green : Color.Red)),
                new(node.Availability, new Style(node.Availability == "active" ? Color.Default : Color.Yellow)), new(node.Engine),
                new(detail ? string.Join(' ', node.Iocs) : Number(node.Iocs.Count)),
            ];
            if (detail)
            {
                var labels = string.Join(' ', node.Labels.Select(l => $"{l.Key}={l.Value}"));
                cells.AddRange([new(node.Address), new(node.Platform), new(Number(node.Cpus)), new($"{Number(Math.Round(node.MemoryBytes / 1e9, 1))} GB"), new(labels), new(node.Id)]);
            }

            table.AddRow(cells);
        }

        return table;
    }

    private static string Role(NodeRow node) => node.Leader ? "manager, leader" : node.Role;

    private static string State(NodeRow node)
    {
        var manager = node.Reachability is null or "reachable" ? "" : $", manager {node.Reachability}";
        return $"{node.State}{manager}{(node.Message.Length == 0 ? "" : $": {node.Message}")}";
    }

    private static string Number(double number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Json(IReadOnlyList<NodeRow> nodes) => JsonStyle.Array(nodes, (json, node) =>
    {
        json.WriteString("name", node.Name);
        json.WriteString("id", node.Id);
        json.WriteString("role", node.Role);
        json.WriteBoolean("leader", node.Leader);
        json.WriteString("state", node.State);
        json.WriteString("availability", node.Availability);
        json.WriteString("reachability", node.Reachability);
        json.WriteString("message", node.Message);
        json.WriteString("address", node.Address);
        json.WriteString("engine", node.Engine);
        json.WriteString("platform", node.Platform);
        json.WriteNumber("cpus", node.Cpus);
        json.WriteNumber("memoryBytes", node.MemoryBytes);
        json.WriteStartObject("labels");
        foreach (var (key, value) in node.Labels) json.WriteString(key, value);
        json.WriteEndObject();
        JsonStyle.Strings(json, "iocs", node.Iocs);
    });
}
