using IocOps.Swarm.Lab;
using Spectre.Console;

namespace IocOps.Swarm.Views;

/// <summary>A lab and its nodes, for people and for programs.</summary>
public static class LabView
{
    /// <summary>Shows it.</summary>
    public static void Show(LabStatus lab, bool json, Output output)
    {
        if (json)
        {
            output.Data(Json(lab));
            return;
        }

        output.Data(lab.Summary);
        if (lab.Nodes.Count == 0) return;
        var table = new Table().Border(TableBorder.None).AddColumns("NODE", "ROLE", "STATE", "ADDRESS", "ENGINE");
        foreach (var node in lab.Nodes)
            table.AddRow(new Text(node.Name), new Text(Role(node)), new Text(State(node)), new Text(node.Address), new Text(node.Endpoint));
        output.Data(table);
    }

    private static string Role(LabNodeStatus node) => node.Manager ? "manager" : "worker";

    private static string State(LabNodeStatus node) =>
        node.Ready ? "ready" : node.Answers ? "not ready in the swarm" : node.Powered ? "engine does not answer" : "off";

    private static string Json(LabStatus lab) => JsonStyle.Object(json =>
    {
        json.WriteString("name", lab.Name);
        json.WriteString("condition", JsonStyle.Name(lab.Condition));
        json.WriteString("endpoint", lab.Endpoint);
        json.WriteStartArray("nodes");
        foreach (var node in lab.Nodes)
        {
            json.WriteStartObject();
            json.WriteString("name", node.Name);
            json.WriteString("role", Role(node));
            json.WriteString("state", State(node));
            json.WriteString("address", node.Address);
            json.WriteString("endpoint", node.Endpoint);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    });
}
