using System.Text.RegularExpressions;
using Docker.DotNet.Models;
using IocOps.Core.Yaml;

namespace IocOps.Core.Stacks;

/// <summary>The key <c>deploy.placement</c> of a service. What Swarm would take and then never match is a problem.</summary>
internal static partial class DeployPlacement
{
    private static readonly string[] Attributes = ["node.id", "node.hostname", "node.ip", "node.role", "node.platform.os", "node.platform.arch", "node.labels.", "engine.labels."];

    public static Placement Read(YamlFields deploy)
    {
        var placement = new Placement();
        if (deploy.Fields("placement", ["constraints", "preferences", "max_replicas_per_node"]) is not { } fields) return placement;
        foreach (var item in fields.List("constraints")?.Items ?? [])
        {
            if (fields.Reader.Text(item, $"an entry of {fields.Path("constraints")}") is not { } text) continue;
            if (Fault(text) is { } fault) fields.Reader.Fail(item, StackCodes.Syntax, $"'{text}' is no constraint: {fault}");
            (placement.Constraints ??= []).Add(text);
        }

        foreach (var item in fields.List("preferences")?.Items ?? [])
        {
            if (fields.Reader.Fields(item, $"an entry of {fields.Path("preferences")}", ["spread"]) is not { } preference || preference.Require("spread") is null) continue;
            var spread = preference.Text("spread") ?? "";
            if (!spread.StartsWith("node.labels.", StringComparison.Ordinal) && !spread.StartsWith("engine.labels.", StringComparison.Ordinal))
                preference.Fail("spread", StackCodes.Syntax, $"Swarm spreads over labels only, and ignores '{spread}'; write node.labels.NAME");
            (placement.Preferences ??= []).Add(new PlacementPreference { Spread = new SpreadOver { SpreadDescriptor = spread } });
        }

        placement.MaxReplicas = (ulong?)fields.Whole("max_replicas_per_node", 0);
        return placement;
    }

    private static string? Fault(string text)
    {
        var match = Form().Match(text);
        if (!match.Success) return "write attribute==value or attribute!=value";
        var key = match.Groups["key"].Value;
        var known = Attributes.Any(a => a.EndsWith('.') ? key.Length > a.Length && key.StartsWith(a, StringComparison.OrdinalIgnoreCase) : key.Equals(a, StringComparison.OrdinalIgnoreCase));
        return known ? null : $"no node has '{key}'{Nearest.Hint(key, Attributes)}; known are {string.Join(", ", Attributes.Select(a => a.EndsWith('.') ? $"{a}NAME" : a))}";
    }

    // https://github.com/moby/swarmkit, manager/constraint.
    [GeneratedRegex(@"\A\s*(?<key>[a-zA-Z_][a-zA-Z0-9_.-]+)\s*(==|!=)\s*(?<value>[a-zA-Z0-9:_\s.*()?+\[\]\\^$|/-]+)\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 2000)]
    private static partial Regex Form();
}
