using System.Net.Sockets;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace IocOps.Swarm.Tests.Equality;

/// <summary>
/// What an engine says of a stack, as it says it: raw JSON, so that no field is missed because a library does not know it. Left out is what
/// must differ: ids, times, IocOps's own labels, the hash of the content in names of configs and secrets.
/// </summary>
internal static partial class SwarmState
{
    private static readonly string[] OfNetwork = ["Name", "Driver", "Scope", "EnableIPv6", "Internal", "Attachable", "Ingress", "ConfigOnly", "Labels"];

    /// <summary>Services, networks, configs, secrets and volumes, a line per value.</summary>
    public static async Task<IReadOnlyList<string>> ReadAsync(string endpoint)
    {
        using var engine = Client(endpoint);
        var networks = await GetAsync(engine, "/networks");
        var names = networks.Concat(await OneAsync(engine, "/networks/host?scope=swarm")).ToDictionary(n => Text(n, "Id"), n => Text(n, "Name"));
        foreach (var data in (await GetAsync(engine, "/configs")).Concat(await GetAsync(engine, "/secrets"))) names[Text(data, "ID")] = Text(data["Spec"]!, "Name");
        var state = new JsonObject
        {
            ["services"] = Sorted((await GetAsync(engine, "/services")).Select(s => Spec(s["Spec"]!, names))),
            ["networks"] = Sorted(networks.Where(n => Text(n, "Scope") == "swarm" && Text(n, "Name") != "ingress").Select(Network)),
            ["configs"] = Sorted((await GetAsync(engine, "/configs")).Select(c => Spec(c["Spec"]!, names))),
            ["secrets"] = Sorted((await GetAsync(engine, "/secrets")).Select(c => Spec(c["Spec"]!, names))),
            ["volumes"] = Sorted((await OneAsync(engine, "/volumes")).SelectMany(v => v["Volumes"] as JsonArray ?? []).Select(v => Volume(v!))),
        };
        return [.. Lines(state, "")];
    }

    /// <summary>The services as an engine showed them once (tests/samples/stacks/seen), where the docker command of this machine is too old for a file.</summary>
    public static IReadOnlyList<string> Recorded(string json)
    {
        var seen = JsonNode.Parse(json)!;
        var names = ((JsonArray)seen["networks"]!).Select(n => (Id: Text(n!, "Id"), Name: Text(n!, "Name"))).Concat(((JsonObject)seen["predefined"]!).Select(p => (Id: (string)p.Value!, Name: p.Key)))
            .ToDictionary(n => n.Id, n => n.Name);
        return [.. Lines(new JsonObject { ["services"] = Sorted(((JsonArray)seen["services"]!).Select(s => Spec(s, names))) }, "")];
    }

    /// <summary>Says every line that only one of them has.</summary>
    public static void AssertSame(IReadOnlyList<string> byDocker, IReadOnlyList<string> byUs)
    {
        var differences = byDocker.Except(byUs).Select(l => $"docker only: {l}").Concat(byUs.Except(byDocker).Select(l => $"IocOps only: {l}")).ToList();
        Assert.True(differences.Count == 0, string.Join('\n', differences));
    }

    /// <summary>Sorts members, puts names for ids, and takes away what must differ.</summary>
    /// <param name="node">Any part.</param>
    /// <param name="names">Of networks, configs and secrets by id.</param>
    public static JsonNode? Spec(JsonNode? node, IReadOnlyDictionary<string, string> names) => node switch
    {
        JsonObject members => new JsonObject(members.Where(m => !m.Key.StartsWith("iocops.", StringComparison.Ordinal)).OrderBy(m => m.Key, StringComparer.Ordinal).Select(m => KeyValuePair.Create(m.Key, Spec(m.Value, names)))),
        JsonArray items => new JsonArray([.. items.Select(i => Spec(i, names))]),
        JsonValue value when value.TryGetValue<string>(out var text) => JsonValue.Create(WithoutHash(names.GetValueOrDefault(text, text))),
        { } other => other.DeepClone(),
        null => null,
    };

    /// <summary>
    /// A line per value, with where it stands. What holds nothing (null, an empty object or list) says as much as what is not there; but for
    /// the mode of a service, which is an empty object under its name. Configs and secrets of a service stand under the file that they become: of two
    /// that are one object of the swarm, docker sends now this one first, now the other.
    /// </summary>
    public static IEnumerable<string> Lines(JsonNode? node, string path) => node switch
    {
        null => [],
        JsonObject { Count: 0 } when path.EndsWith(".Global", StringComparison.Ordinal) || path.EndsWith("Job", StringComparison.Ordinal) => [path],
        JsonObject members => members.SelectMany(m => Lines(m.Value, $"{path}.{m.Key}")),
        JsonArray items => items.SelectMany((item, at) => Lines(item, $"{path}[{Name(item) ?? $"{at}"}]")),
        _ => [$"{path} = {node.ToJsonString()}"],
    };

    private static string? Name(JsonNode? item) => item is not JsonObject members ? null
        : Text(members, "Name") is { Length: > 0 } name ? name
        : members["File"] is JsonObject file ? Text(file, "Name")
        : null;

    /// <summary>The name of a config or secret without the hash that IocOps adds.</summary>
    public static string WithoutHash(string name) => Hash().Replace(name, "");

    private static JsonObject Network(JsonNode network)
    {
        var shown = new JsonObject(OfNetwork.Select(k => KeyValuePair.Create(k, network[k]?.DeepClone())));
        shown["Options"] = new JsonObject((network["Options"] as JsonObject ?? []).Where(o => !o.Key.Contains("vxlanid", StringComparison.Ordinal)).Select(o => KeyValuePair.Create(o.Key, o.Value?.DeepClone())));
        // The pool gives each network another subnet; those that a file names are outside of it.
        var subnets = (network["IPAM"]?["Config"] as JsonArray ?? []).Where(c => !Text(c!, "Subnet").StartsWith("10.0.", StringComparison.Ordinal));
        shown["IPAM"] = new JsonArray([.. subnets.Select(c => c!.DeepClone())]);
        return shown;
    }

    private static JsonObject Volume(JsonNode volume)
    {
        var name = Text(volume, "Name");
        return new JsonObject
        {
            ["Name"] = Anonymous().IsMatch(name) ? "anonymous" : name,
            ["Driver"] = volume["Driver"]?.DeepClone(),
            ["Labels"] = Spec(volume["Labels"], new Dictionary<string, string>()),
            ["Options"] = Spec(volume["Options"], new Dictionary<string, string>()),
        };
    }

    private static JsonArray Sorted(IEnumerable<JsonNode?> nodes) => new([.. nodes.OrderBy(n => Text(n!, "Name"), StringComparer.Ordinal)]);

    private static string Text(JsonNode node, string member) => node[member] is JsonValue value && value.TryGetValue<string>(out var text) ? text : "";

    private static async Task<List<JsonNode>> GetAsync(HttpClient engine, string path) =>
        [.. ((JsonArray)(await OneAsync(engine, path)).Single()).OfType<JsonNode>()];

    private static async Task<List<JsonNode>> OneAsync(HttpClient engine, string path) => [JsonNode.Parse(await engine.GetStringAsync(new Uri(path, UriKind.Relative)))!];

    private static HttpClient Client(string endpoint) => new(new SocketsHttpHandler
    {
        ConnectCallback = async (_, cancel) =>
        {
            var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(endpoint["unix://".Length..]), cancel);
            return new NetworkStream(socket, ownsSocket: true);
        },
    })
    {
        BaseAddress = new Uri("http://engine"),
    };

    [GeneratedRegex("(?<=^s_.*)-[0-9a-f]{12}$")]
    private static partial Regex Hash();

    [GeneratedRegex("^[0-9a-f]{64}$")]
    private static partial Regex Anonymous();
}
