using System.Text.Json;
using System.Text.Json.Nodes;
using Docker.DotNet.Models;
using IocOps.Core.Operations;

namespace IocOps.Core.Backup;

/// <summary>
/// What a swarm has, as the engine's own JSON: readable without an engine, comparable, and enough to build the same services elsewhere.
/// Without data of secrets, join tokens and keys.
/// </summary>
public sealed record LogicalCopy
{
    /// <summary>Where it lies in an archive.</summary>
    public const string Folder = "logical/";

    /// <summary>The members that it consists of.</summary>
    public static IReadOnlyList<string> Members { get; } = [.. new[] { "services", "configs", "networks", "nodes", "secrets", "swarm" }.Select(n => $"{Folder}{n}.json")];

    /// <summary>As <c>GET /services</c> lists them.</summary>
    public required JsonArray Services { get; init; }

    /// <summary>As <c>GET /configs</c> lists them, with their data.</summary>
    public required JsonArray Configs { get; init; }

    /// <summary>The networks of the whole swarm, also those that every engine has (<c>host</c>).</summary>
    public required JsonArray Networks { get; init; }

    /// <summary>As <c>GET /nodes</c> lists them.</summary>
    public required JsonArray Nodes { get; init; }

    /// <summary>Names, ids and labels; Docker gives no data.</summary>
    public required JsonArray Secrets { get; init; }

    /// <summary>The swarm's settings, without its tokens.</summary>
    public required JsonObject Swarm { get; init; }

    /// <summary>How many of each.</summary>
    public BackupCounts Counts => new(Services.Count, Configs.Count, Networks.Count, Nodes.Count, Secrets.Count);

    /// <summary>Puts one together from the engine's answers.</summary>
    /// <exception cref="BackupFormatException">One of them is not what it should be.</exception>
    public static LogicalCopy Of(IReadOnlyDictionary<string, string> answers) => new()
    {
        Services = Array(answers, "services"),
        Configs = Array(answers, "configs"),
        Networks = [.. Array(answers, "networks").Where(n => Text(n, "Scope") == "swarm").DistinctBy(n => Text(n, "Id")).Select(n => n!.DeepClone())],
        Nodes = Array(answers, "nodes"),
        Secrets = Array(answers, "secrets"),
        Swarm = WithoutTokens(answers),
    };

    /// <summary>The nodes as an operator sees them, without what ran on them.</summary>
    /// <exception cref="BackupFormatException">One of them is none.</exception>
    public IReadOnlyList<NodeRow> NodeRows()
    {
        try
        {
            return NodeRow.Of(Nodes.Deserialize<List<NodeListResponse>>() ?? [], [], []);
        }
        catch (JsonException e)
        {
            throw new BackupFormatException($"nodes.json can't be read: {e.Message}", e);
        }
    }

    /// <summary>The members of an archive, by path.</summary>
    public IReadOnlyDictionary<string, byte[]> ToMembers()
    {
        JsonNode[] parts = [Services, Configs, Networks, Nodes, Secrets, Swarm];
        return Members.Zip(parts).ToDictionary(p => p.First, p => JsonSerializer.SerializeToUtf8Bytes(p.Second), StringComparer.Ordinal);
    }

    /// <summary>Reads the members of an archive.</summary>
    /// <exception cref="BackupFormatException">One is missing, or is no JSON of its kind.</exception>
    public static LogicalCopy Parse(IReadOnlyDictionary<string, byte[]> members) =>
        Of(Members.ToDictionary(m => m[Folder.Length..^".json".Length], m => members.TryGetValue(m, out var data) ? System.Text.Encoding.UTF8.GetString(data) : "", StringComparer.Ordinal));

    /// <summary>A text in an object of the engine's JSON, by its path; null where there is none.</summary>
    internal static string? Text(JsonNode? node, params ReadOnlySpan<string> path)
    {
        foreach (var step in path) node = (node as JsonObject)?[step];
        return node is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;
    }

    private static JsonObject WithoutTokens(IReadOnlyDictionary<string, string> answers)
    {
        if (Read(answers, "swarm") is not JsonObject swarm) throw new BackupFormatException("swarm.json is no object");
        swarm.Remove("JoinTokens");
        return swarm;
    }

    private static JsonArray Array(IReadOnlyDictionary<string, string> answers, string name) => Read(answers, name) switch
    {
        JsonArray array when array.All(n => n is JsonObject) => array,
        // An engine that has none says null.
        null => [],
        _ => throw new BackupFormatException($"{name}.json is no list of objects"),
    };

    private static JsonNode? Read(IReadOnlyDictionary<string, string> answers, string name)
    {
        try
        {
            return JsonNode.Parse(answers[name]);
        }
        catch (JsonException e)
        {
            throw new BackupFormatException($"{name}.json can't be read: {e.Message}", e);
        }
    }
}
