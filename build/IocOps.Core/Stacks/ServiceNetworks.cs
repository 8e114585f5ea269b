using Docker.DotNet.Models;
using IocOps.Core.Yaml;

namespace IocOps.Core.Stacks;

/// <summary>The key <c>networks</c> of a service. Without it the service joins the stack's default network.</summary>
internal static class ServiceNetworks
{
    private const string Default = "default";

    // What a stack can make of them has no swarm-wide scope.
    private static readonly HashSet<string> OfOneMachine = new(StringComparer.Ordinal) { "bridge", "host", "none", "null", "macvlan", "ipvlan" };

    private static readonly HashSet<string> Predefined = new(StringComparer.Ordinal) { "default", "bridge", "host", "none" };

    public static List<NetworkAttachmentConfig> Read(StackContext stack, YamlFields fields, string service)
    {
        var wanted = Wanted(fields);
        if (wanted.Count == 0) wanted.Add((new YamlScalar(Default, true, fields.Map.Line, fields.Map.Column), null));
        var result = new List<NetworkAttachmentConfig>();
        foreach (var (key, node) in wanted)
        {
            var options = stack.Reader.Fields(node, $"{fields.Path("networks")}.{key.Value}", ["aliases", "driver_opts"], Advice);
            if (Target(stack, key) is not { } target) continue;
            var aliases = options?.Texts("aliases")?.ToList() ?? [];
            // Networks that every engine has know no aliases.
            if (!Predefined.Contains(target) && !target.StartsWith("container:", StringComparison.Ordinal)) aliases.Add(service);
            result.Add(new NetworkAttachmentConfig
            {
                Target = target,
                Aliases = aliases.Count > 0 ? aliases : null,
                DriverOpts = options?["driver_opts"] is null ? null : options.Dictionary("driver_opts"),
            });
        }

        return [.. result.OrderBy(n => n.Target, StringComparer.Ordinal)];
    }

    private static List<(YamlScalar Key, YamlNode? Options)> Wanted(YamlFields fields)
    {
        if (fields["networks"] is YamlMap map) return [.. map.Entries.Select(e => (e.Key, (YamlNode?)e.Value))];
        var result = new List<(YamlScalar Key, YamlNode? Options)>();
        foreach (var item in fields.List("networks")?.Items ?? [])
        {
            if (fields.Reader.Text(item, $"an entry of {fields.Path("networks")}") is not { } name) continue;
            if (result.Any(r => r.Key.Value == name)) fields.Reader.Fail(item, StackCodes.Twice, $"{fields.Path("networks")} has '{name}' twice; keep one");
            else result.Add(((YamlScalar)item, null));
        }

        return result;
    }

    private static string? Target(StackContext stack, YamlScalar key)
    {
        if (key.Value == Default && !stack.Networks.ContainsKey(Default))
            stack.Networks[Default] = new NetworkDefinition(stack.Scope(Default), TopLevelNetworks.Spec(stack, stack.Scope(Default)), key);
        if (stack.Find(stack.Networks, "networks", key.Value, key) is not { } network) return null;
        stack.UsedNetworks.Add(key.Value);
        if (network.Spec is { } own && OfOneMachine.Contains(own.Driver))
            stack.Fail(network.At, StackCodes.Conflict, $"a network with the driver {own.Driver} ends at its machine, and services can't be on it; leave 'driver' out, or take an external one (networks: {{{key.Value}: {{external: true, name: host}}}} is the host's own)");
        if (network.Spec is null) stack.Needs(ExternalKind.Network, network.Name, network.At);
        return network.Name;
    }

    private static string? Advice(string key) => key switch
    {
        "ipv4_address" or "ipv6_address" or "link_local_ips" or "mac_address" => $"Swarm chooses addresses and ignores '{key}'; remove it and use the service name",
        "priority" or "gw_priority" or "interface_name" => $"Swarm ignores '{key}'; remove it",
        _ => null,
    };
}
