using System.Text.Json.Nodes;

namespace IocOps.Core.Backup;

/// <summary>Compares what a swarm has with what a copy says that it should have.</summary>
public static class LogicalComparison
{
    /// <summary>What of a network is its definition; the rest tells where it is in use.</summary>
    private static readonly string[] NetworkFields = ["Name", "Driver", "Scope", "EnableIPv6", "Internal", "Attachable", "Ingress", "Options", "Labels"];

    /// <summary>What differs, a sentence each; empty where nothing does.</summary>
    /// <param name="wanted">The copy.</param>
    /// <param name="actual">The swarm.</param>
    public static IReadOnlyList<string> Of(LogicalCopy wanted, LogicalCopy actual) =>
    [
        .. Kind("service", Specs(wanted.Services), Specs(actual.Services)),
        .. Kind("config", Specs(wanted.Configs), Specs(actual.Configs)),
        .. Kind("secret", Specs(wanted.Secrets), Specs(actual.Secrets)),
        .. Kind("network", Networks(wanted), Networks(actual)),
        .. Kind("node", Nodes(wanted), Nodes(actual)),
        .. Kind("setting of the swarm", Settings(wanted), Settings(actual)),
    ];

    private static IEnumerable<string> Kind(string kind, Dictionary<string, JsonNode?> wanted, Dictionary<string, JsonNode?> actual)
    {
        foreach (var (name, value) in wanted.OrderBy(w => w.Key, StringComparer.Ordinal))
        {
            if (!actual.TryGetValue(name, out var found)) yield return $"{kind} {name} is missing";
            else if (Path(value, found, "") is { } where) yield return $"{kind} {name} differs in {where}";
        }

        foreach (var name in actual.Keys.Except(wanted.Keys).Order(StringComparer.Ordinal)) yield return $"{kind} {name} is there and not in the copy";
    }

    /// <summary>Where two values first differ; null where they do not. The values are not told: an environment may hold passwords.</summary>
    private static string? Path(JsonNode? wanted, JsonNode? found, string at)
    {
        if (JsonNode.DeepEquals(wanted, found)) return null;
        if (wanted is JsonObject a && found is JsonObject b)
        {
            var key = a.Select(p => p.Key).Union(b.Select(p => p.Key)).First(k => !JsonNode.DeepEquals(a[k], b[k]));
            return Path(a[key], b[key], at.Length == 0 ? key : $"{at}.{key}");
        }

        return at.Length == 0 ? "its value" : at;
    }

    private static Dictionary<string, JsonNode?> Specs(JsonArray list) => Named(list, n => LogicalCopy.Text(n, "Spec", "Name"), n => new JsonObject { ["ID"] = n["ID"]?.DeepClone(), ["Spec"] = n["Spec"]?.DeepClone() });

    private static Dictionary<string, JsonNode?> Networks(LogicalCopy copy) => Named(copy.Networks, n => LogicalCopy.Text(n, "Name"), n =>
        new JsonObject([.. NetworkFields.Select(f => KeyValuePair.Create(f, n[f]?.DeepClone())), KeyValuePair.Create<string, JsonNode?>("IPAM", NetworkAddresses.Text(n))]));

    // The host name is that of the machine, which may be another one; the id is not.
    private static Dictionary<string, JsonNode?> Nodes(LogicalCopy copy) => Named(copy.Nodes, n => LogicalCopy.Text(n, "ID"), n => new JsonObject
    {
        ["Labels"] = n["Spec"]?["Labels"]?.DeepClone() ?? new JsonObject(),
        ["Availability"] = n["Spec"]?["Availability"]?.DeepClone(),
    });

    private static Dictionary<string, JsonNode?> Settings(LogicalCopy copy) =>
        copy.Swarm["Spec"] is JsonObject spec ? spec.ToDictionary(p => p.Key, p => p.Value?.DeepClone(), StringComparer.Ordinal) : [];

    private static Dictionary<string, JsonNode?> Named(JsonArray list, Func<JsonNode, string?> name, Func<JsonNode, JsonNode?> value) =>
        list.Where(n => n is not null && name(n) is not null).DistinctBy(n => name(n!)).ToDictionary(n => name(n!)!, n => value(n!), StringComparer.Ordinal);
}
