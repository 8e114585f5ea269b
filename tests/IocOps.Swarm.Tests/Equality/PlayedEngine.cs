using System.Globalization;
using System.Text.Json.Nodes;
using IocOps.Swarm.Tests.Docker;

namespace IocOps.Swarm.Tests.Equality;

/// <summary>
/// An engine that keeps what it is told to create, plays an empty swarm else, and remembers every body: enough for a stack to be deployed
/// to it, by the docker command and by IocOps, without a daemon.
/// </summary>
internal sealed class PlayedEngine : IAsyncDisposable
{
    private static readonly string[] Kinds = ["networks", "configs", "secrets", "services"];

    private readonly TemporaryFolder _folder = new();
    private readonly EngineStandIn _engine;
    private readonly Dictionary<string, JsonArray> _kept = Kinds.ToDictionary(k => k, _ => new JsonArray());
    private readonly Dictionary<string, string> _names = new() { ["predefined"] = "host" };

    private readonly string _api;

    /// <param name="api">The newest version of the API that it speaks.</param>
    public PlayedEngine(string api = "1.41")
    {
        _api = api;
        _engine = EngineStandIn.OnSocket(_folder["d.sock"]);
        _engine.ApiVersion = api;
        _engine.Answer = Answer;
    }

    public string Endpoint => $"unix://{_folder["d.sock"]}";

    /// <summary>What was sent, a line per value, as <see cref="SwarmState"/> writes it.</summary>
    public IReadOnlyList<string> Sent
    {
        get
        {
            lock (_kept)
            {
                return [.. Kinds.SelectMany(kind => _kept[kind].SelectMany(sent => SwarmState.Lines(SwarmState.Spec(sent!["Spec"], _names), $"{kind}[{SwarmState.WithoutHash((string)sent["Name"]!)}]")))];
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _engine.DisposeAsync();
        _folder.Dispose();
    }

    /// <summary>Makes what stacks take as given.</summary>
    public void HasWhatIsGiven()
    {
        lock (_kept)
        {
            foreach (var network in StackCorpus.GivenNetworks) Keep("networks", new JsonObject { ["Name"] = network, ["Driver"] = "overlay", ["Scope"] = "swarm" });
            foreach (var kind in (string[])["configs", "secrets"]) Keep(kind, new JsonObject { ["Name"] = StackCorpus.GivenData });
        }
    }

    private EngineStandIn.Response Answer(EngineStandIn.Request request)
    {
        var path = request.Path.Split('?')[0].Split('/', StringSplitOptions.RemoveEmptyEntries);
        if (path[0].StartsWith("v1.", StringComparison.Ordinal)) path = path[1..];
        lock (_kept) return request.Method == "POST" ? Created(path[0], JsonNode.Parse(request.Body)!) : Shown(path);
    }

    private EngineStandIn.Response Created(string kind, JsonNode spec) => Ok(new JsonObject { ["ID"] = Keep(kind, spec), ["Id"] = _kept[kind][^1]!["ID"]!.DeepClone() });

    private string Keep(string kind, JsonNode spec)
    {
        var id = string.Create(CultureInfo.InvariantCulture, $"{kind}{_kept[kind].Count}");
        var name = (string)spec["Name"]!;
        _names[id] = name;
        _kept[kind].Add(new JsonObject { ["ID"] = id, ["Id"] = id, ["Name"] = name, ["Scope"] = "swarm", ["Driver"] = spec["Driver"]?.DeepClone(), ["Version"] = new JsonObject { ["Index"] = 1 }, ["Spec"] = spec.DeepClone() });
        return id;
    }

    private EngineStandIn.Response Shown(string[] path) => path switch
    {
        ["info"] => Ok(new JsonObject { ["Swarm"] = new JsonObject { ["LocalNodeState"] = "active", ["ControlAvailable"] = true, ["NodeID"] = "n", ["Managers"] = 1, ["Nodes"] = 1 } }),
        ["version"] => Ok(new JsonObject { ["ApiVersion"] = _api, ["MinAPIVersion"] = "1.24", ["Version"] = "20.10.24" }),
        ["networks", "host"] => Ok(new JsonObject { ["Id"] = "predefined", ["Name"] = "host", ["Scope"] = "swarm", ["Driver"] = "host" }),
        ["nodes"] or ["tasks"] => Ok(new JsonArray()),
        [var kind] when _kept.TryGetValue(kind, out var all) => Ok(all.DeepClone()),
        [var kind, var name] when _kept.TryGetValue(kind, out var all) && all.FirstOrDefault(k => (string)k!["Name"]! == name || (string)k["ID"]! == name) is { } one => Ok(one.DeepClone()),
        _ => new EngineStandIn.Response(404, """{"message":"there is no such thing"}"""),
    };

    private static EngineStandIn.Response Ok(JsonNode body) => new(200, body.ToJsonString());
}
