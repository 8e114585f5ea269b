using System.Globalization;
using System.Text.Json;
using IocOps.Core.Operations;

namespace IocOps.Swarm.Views;

/// <summary>What a rebalance moves, for people and for programs.</summary>
public static class BalanceView
{
    /// <summary>Shows it on standard output.</summary>
    public static void Show(Balance balance, bool json, Output output)
    {
        if (json) output.Data(Json(balance));
        else foreach (var line in Lines(balance)) output.Data(line);
    }

    /// <summary>A line per node with its IOCs before and after, then one per move, then a sum.</summary>
    public static IEnumerable<string> Lines(Balance balance)
    {
        var width = balance.Nodes.Select(n => n.Name.Length).DefaultIfEmpty().Max();
        foreach (var node in balance.Nodes) yield return string.Create(CultureInfo.InvariantCulture, $"{node.Name.PadRight(width)}  {node.Before} → {node.After} IOCs");
        foreach (var move in balance.Moves) yield return $"  {Line(move)}";
        foreach (var (service, why) in balance.LeftAlone) yield return $"  {service} stays where it is: {why}";
        yield return balance.Moves.Count == 0
            ? "Nothing to do: the IOCs are spread as evenly as can be."
            : string.Create(CultureInfo.InvariantCulture, $"{balance.Moves.Count} to move, no other is touched.");
    }

    /// <summary><c>dals_srv-ramper: n1 → n2</c></summary>
    public static string Line(ServiceMove move) => $"{move.Service.Name}: {(move.From.Length == 0 ? "runs nowhere" : move.From)} → {move.ToName}";

    /// <summary>One object; the field names are documented in docs/operations.md and stay.</summary>
    public static string Json(Balance balance) => JsonStyle.Object(json =>
    {
        Array(json, "nodes", balance.Nodes, node =>
        {
            json.WriteString("name", node.Name);
            json.WriteString("id", node.Id);
            json.WriteNumber("before", node.Before);
            json.WriteNumber("after", node.After);
        });
        Array(json, "moves", balance.Moves, move =>
        {
            json.WriteString("service", move.Service.Name);
            json.WriteString("ioc", move.Service.Ioc);
            json.WriteString("from", move.From);
            json.WriteString("to", move.ToName);
        });
        Array(json, "leftAlone", balance.LeftAlone, left =>
        {
            json.WriteString("service", left.Service);
            json.WriteString("why", left.Why);
        });
    });

    private static void Array<T>(Utf8JsonWriter json, string name, IEnumerable<T> items, Action<T> write)
    {
        json.WriteStartArray(name);
        foreach (var item in items)
        {
            json.WriteStartObject();
            write(item);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
