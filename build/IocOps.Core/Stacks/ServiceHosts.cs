using System.Net;
using Docker.DotNet.Models;
using IocOps.Core.Yaml;

namespace IocOps.Core.Stacks;

/// <summary>Name resolution in a container: <c>extra_hosts</c>, <c>dns</c>, <c>dns_search</c>.</summary>
internal static class ServiceHosts
{
    public static void Read(YamlFields fields, ContainerSpec container)
    {
        if (fields["extra_hosts"] is { } node) container.Hosts = Hosts(fields, node is YamlMap);
        var servers = fields.TextOrTexts("dns") ?? [];
        foreach (var server in servers.Where(s => !IPAddress.TryParse(s, out _)))
            fields.Fail("dns", StackCodes.Syntax, $"{fields.Path("dns")} must be IP addresses; this is '{server}'");
        var search = fields.TextOrTexts("dns_search") ?? [];
        if (servers.Count + search.Count > 0)
            container.DNSConfig = new DNSConfig { Nameservers = servers.Count > 0 ? [.. servers] : null, Search = search.Count > 0 ? [.. search] : null };
    }

    // Swarm wants "address name"; a mapping is sorted as the CLI does, a list keeps its order.
    private static List<string> Hosts(YamlFields fields, bool isMap)
    {
        var pairs = isMap ? fields.Pairs("extra_hosts") : List(fields);
        foreach (var pair in pairs.Where(p => p.Key.Length > 0 && string.IsNullOrEmpty(p.Value)))
            fields.Reader.Fail(pair.At, StackCodes.Syntax, $"an entry of {fields.Path("extra_hosts")} must be 'name:address'; this is '{pair.Key}'");
        var ordered = isMap ? pairs.OrderBy(p => $"{p.Key}:{p.Value}", StringComparer.Ordinal) : pairs.AsEnumerable();
        return [.. ordered.Where(p => !string.IsNullOrEmpty(p.Value)).Select(p => $"{Bare(p.Value!)} {p.Key}")];
    }

    // One name may have several addresses here, so a name that occurs twice is no mistake. An '=' counts before a ':', which IPv6 is full of.
    private static List<Pair> List(YamlFields fields) =>
    [
        .. (fields.List("extra_hosts")?.Items ?? [])
            .Select(i => (At: i, Text: fields.Reader.Text(i, $"an entry of {fields.Path("extra_hosts")}")))
            .Where(i => i.Text is not null)
            .Select(i => (i.At, Parts: i.Text!.Split(i.Text.Contains('=', StringComparison.Ordinal) ? '=' : ':', 2)))
            .Select(i => new Pair(i.Parts[0], i.Parts.Length == 2 ? i.Parts[1] : null, i.At)),
    ];

    // [::1] → ::1
    private static string Bare(string address) => address is ['[', _, .., ']'] ? address[1..^1] : address;
}
