using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using System.Text.Json.Nodes;
using IocOps.Swarm.Fleets;

namespace IocOps.Swarm.Backup;

/// <summary>
/// The addresses with which an engine takes part in its swarm (moby, daemon/cluster: docker-state.json). An engine that was told to listen
/// at one address does not come up on a machine that has another one, and then refuses even to force a new cluster: so they are changed in
/// the copy, before it is put in place.
/// </summary>
internal sealed record EngineAddresses(string Listen, string Advertise)
{
    private const string DefaultPort = "2377";

    /// <summary>Of a swarm folder.</summary>
    public static EngineAddresses Read(string folder)
    {
        var state = State(folder);
        return new EngineAddresses(Text(state, "ListenAddr"), Text(state, "AdvertiseAddr"));
    }

    /// <summary>Makes the engine of a swarm folder reachable at another address; it listens at all.</summary>
    /// <exception cref="SelectionException">It is no IP address.</exception>
    public static void Change(string folder, string address)
    {
        var ip = Parse(address);
        var state = State(folder);
        var port = Port(state);
        var isV6 = ip.AddressFamily == AddressFamily.InterNetworkV6;
        state["LocalAddr"] = ip.ToString();
        state["AdvertiseAddr"] = isV6 ? $"[{ip}]:{port}" : $"{ip}:{port}";
        state["ListenAddr"] = isV6 ? $"[::]:{port}" : $"0.0.0.0:{port}";
        File.WriteAllText(Place(folder), state.ToJsonString());
    }

    /// <summary>
    /// Makes the engine of a swarm folder listen to its own machine alone. A manager of the old swarm that still lives would greet this one as
    /// the member that it was, speak of entries in the log that the copy does not have, and so end its engine (etcd raft: "tocommit is out of
    /// range"); forcing a new cluster with the right address opens the door again.
    /// </summary>
    public static void Seclude(string folder)
    {
        var state = State(folder);
        state["ListenAddr"] = $"{(IsV6(Text(state, "ListenAddr")) ? "[::1]" : "127.0.0.1")}:{Port(state)}";
        File.WriteAllText(Place(folder), state.ToJsonString());
    }

    /// <summary>Reads <c>--advertise-addr</c>.</summary>
    /// <exception cref="SelectionException">It is no IP address.</exception>
    public static IPAddress Parse(string address) =>
        IPAddress.TryParse(address, out var ip) ? ip : throw new SelectionException($"--advertise-addr '{address}' is no IP address; say the one at which the other nodes reach this machine, without a port.");

    private static string Port(JsonObject state) =>
        Text(state, "ListenAddr") is var listen && listen.LastIndexOf(':') is >= 0 and var at ? listen[(at + 1)..] : DefaultPort;

    private static bool IsV6(string address) => address.StartsWith('[');

    private static string Place(string folder) => Path.Combine(folder, "docker-state.json");

    private static JsonObject State(string folder)
    {
        try
        {
            return JsonNode.Parse(File.ReadAllText(Place(folder))) as JsonObject ?? [];
        }
        catch (JsonException e)
        {
            throw new SelectionException($"docker-state.json of the backup can't be read: {e.Message}");
        }
    }

    private static string Text(JsonObject state, string name) => state[name] is JsonValue value && value.TryGetValue<string>(out var text) ? text : "";
}
