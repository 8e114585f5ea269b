using System.Text.Json;
using System.Text.Json.Nodes;
using Docker.DotNet.Models;

namespace IocOps.Core.Backup;

/// <summary>The addresses of a network of a copy (Engine API, IPAM).</summary>
internal static class NetworkAddresses
{
    /// <summary>
    /// What a network that is made anew needs: addresses that somebody chose. Those that the old swarm gave out of its own pool are left to
    /// the new one, where they may belong to another network. Docker does not say which is which: what has the size that the swarm gives
    /// (<c>SubnetSize</c>) and lies in its pool (<c>DefaultAddrPool</c>) counts as given.
    /// </summary>
    /// <param name="network">As <c>GET /networks</c> lists it.</param>
    /// <param name="swarm">As <c>GET /swarm</c> tells it.</param>
    /// <returns>Null for what the swarm gives by itself.</returns>
    /// <exception cref="FormatException">A subnet is none.</exception>
    public static IPAM? Of(JsonNode network, JsonNode swarm)
    {
        var chosen = Configs(network).Where(c => !IsGiven(c, swarm)).ToList();
        var driver = LogicalCopy.Text(network["IPAM"], "Driver");
        var options = network["IPAM"]?["Options"]?.Deserialize<Dictionary<string, string>>();
        if (chosen.Count == 0 && driver is null or "" or "default" && options is null or { Count: 0 }) return null;
        return new IPAM
        {
            Driver = driver is null or "" ? "default" : driver,
            Options = options ?? [],
            Config = [.. chosen.Select(c => new IPAMConfig
            {
                Subnet = LogicalCopy.Text(c, "Subnet") ?? "",
                IPRange = LogicalCopy.Text(c, "IPRange") ?? "",
                Gateway = LogicalCopy.Text(c, "Gateway") ?? "",
                AuxAddress = c["AuxiliaryAddresses"]?.Deserialize<Dictionary<string, string>>() ?? [],
            })],
        };
    }

    /// <summary>All of it in a line, to compare: engines write nothing in several ways.</summary>
    public static string Text(JsonNode network) =>
        string.Join("; ", [LogicalCopy.Text(network["IPAM"], "Driver") ?? "", .. Configs(network).Select(c => $"{LogicalCopy.Text(c, "Subnet")} {LogicalCopy.Text(c, "IPRange")} {LogicalCopy.Text(c, "Gateway")}")]);

    private static IEnumerable<JsonNode> Configs(JsonNode network) => (network["IPAM"]?["Config"] as JsonArray ?? []).OfType<JsonObject>();

    private static bool IsGiven(JsonNode config, JsonNode swarm)
    {
        if (LogicalCopy.Text(config, "Subnet") is not { Length: > 0 } text) return true;
        var subnet = System.Net.IPNetwork.Parse(text);
        var size = swarm["SubnetSize"] is JsonValue value && value.TryGetValue<int>(out var given) ? given : 0;
        var pools = (swarm["DefaultAddrPool"] as JsonArray ?? []).Select(p => System.Net.IPNetwork.Parse(p!.GetValue<string>()));
        return subnet.PrefixLength == size && pools.Any(p => p.Contains(subnet.BaseAddress));
    }
}
