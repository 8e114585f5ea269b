using System.Globalization;
using System.Net;
using Docker.DotNet.Models;
using IocOps.Core.Yaml;

namespace IocOps.Core.Stacks;

/// <summary>The key <c>ports</c> of a service, in the short (<c>"8080-8081:80-81/udp"</c>) and the long syntax.</summary>
internal static class ServicePorts
{
    public static List<PortConfig> Read(YamlFields fields, string? endpointMode)
    {
        var ports = new List<PortConfig>();
        var taken = new HashSet<(uint, string?)>();
        foreach (var item in fields.List("ports")?.Items ?? [])
        {
            List<PortConfig> added = [.. Entry(fields, item)];
            if (added.FirstOrDefault(p => p.PublishedPort > 0 && !taken.Add((p.PublishedPort.Value, p.Protocol ?? "tcp"))) is { } twice)
                fields.Reader.Fail(item, StackCodes.Twice, string.Create(CultureInfo.InvariantCulture, $"{fields.Path("ports")} publishes {twice.PublishedPort}/{twice.Protocol ?? "tcp"} twice; keep one"));
            ports.AddRange(added);
        }

        if (endpointMode == "dnsrr" && ports.Any(p => p.PublishMode is null or "ingress"))
            fields.Fail("ports", StackCodes.Conflict, $"{fields.What}: with deploy.endpoint_mode dnsrr ports can only be published with 'mode: host'");
        // The CLI sorts them so; those that are published anywhere keep the order of the file.
        return [.. ports.OrderBy(p => p.PublishedPort ?? 0)];
    }

    private static IEnumerable<PortConfig> Entry(YamlFields fields, YamlNode item)
    {
        var what = $"an entry of {fields.Path("ports")}";
        if (item is YamlMap) return Long(fields.Reader.Fields(item, what, ["mode", "target", "published", "protocol"], Advice)!);
        return fields.Reader.Text(item, what) is { } text ? Short(fields.Reader, item, text) : [];
    }

    private static IEnumerable<PortConfig> Long(YamlFields port)
    {
        port.Require("target", "; write the port in the container");
        yield return new PortConfig
        {
            TargetPort = (uint?)port.Whole("target", 1, 65535),
            PublishedPort = (uint?)port.Whole("published", 0, 65535),
            Protocol = port.Choice("protocol", "tcp", "udp", "sctp"),
            PublishMode = port.Choice("mode", "ingress", "host"),
        };
    }

    private static IEnumerable<PortConfig> Short(YamlReader reader, YamlNode at, string text)
    {
        var parts = text.Split(':');
        var target = parts[^1].Split('/', 2);
        var protocol = target is [_, { Length: > 0 } given] ? given.ToLowerInvariant() : "tcp";
        var host = parts.Length > 1 ? parts[^2] : "";
        var fault =
            protocol is not ("tcp" or "udp" or "sctp") ? $"'{protocol}' is no protocol; known are tcp, udp and sctp"
            : Range(target[0]) is not { First: > 0 } inside ? "the port in the container must be from 1 to 65535 or a range"
            : host.Length > 0 && Range(host) is null ? "the published port must be from 0 to 65535 or a range"
            : host.Length > 0 && Range(host) is var (first, last) && last - first != inside.Last - inside.First && inside.Last != inside.First ? "the two ranges differ in length"
            : Address(string.Join(':', parts[..Math.Max(0, parts.Length - 2)]));
        if (fault is null) return Expand(Range(target[0])!.Value, host.Length > 0 ? Range(host) : null, protocol);
        reader.Fail(at, StackCodes.Syntax, $"'{text}' is no port: {fault}");
        return [];
    }

    private static IEnumerable<PortConfig> Expand((int First, int Last) inside, (int First, int Last)? host, string protocol)
    {
        // One port in the container and a range outside: all of the range leads to it.
        if (inside.First == inside.Last && host is var (first, last))
            return Enumerable.Range(first, last - first + 1).Select(p => Port(inside.First, p, protocol));
        return Enumerable.Range(0, inside.Last - inside.First + 1).Select(i => Port(inside.First + i, host is null ? 0 : host.Value.First + i, protocol));
    }

    private static PortConfig Port(int target, int published, string protocol) =>
        new() { TargetPort = (uint)target, PublishedPort = (uint)published, Protocol = protocol, PublishMode = "ingress" };

    private static (int First, int Last)? Range(string text)
    {
        var parts = text.Split('-', 2);
        return Number(parts[0]) is { } first && Number(parts[^1]) is { } last && first <= last ? (first, last) : null;
    }

    private static int? Number(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port <= 65535 ? port : null;

    // The CLI drops the address with a warning; nothing is dropped here.
    private static string? Address(string text) => text.Length == 0 || (IPAddress.TryParse(text.Trim('[', ']'), out var ip) && (ip.Equals(IPAddress.Any) || ip.Equals(IPAddress.IPv6Any)))
        ? null
        : "Swarm publishes on every node and address; leave the address out";

    private static string? Advice(string key) => key switch
    {
        "host_ip" => "Swarm publishes on every node and address; remove 'host_ip'",
        "name" or "app_protocol" => $"Swarm stacks ignore '{key}' of a port; remove it",
        _ => null,
    };
}
