using System.Security.Cryptography;
using Docker.DotNet.Models;
using IocOps.Core.Stacks;

namespace IocOps.Core.Planning.History;

/// <summary>
/// A specification that was replaced, in a config named by its content: Swarm's own previous specification is lost with every further
/// write. The configs and secrets that it needs stay as long as it does, by a label that names them.
/// </summary>
internal static class KeptSpec
{
    private const string Prefix = "iocops-spec-";
    private const string NeedsLabel = "iocops.needs";

    /// <summary>Swarm's limit for a config, in bytes.</summary>
    private const int Limit = 500 * 1000;

    /// <summary>The config that keeps a specification; null where it is too big for one.</summary>
    public static StackData? Of(string stack, ServiceSpec spec)
    {
        // Without its history, which goes on: who goes back and forth keeps the same two.
        var copy = SpecCopy.Of(spec);
        copy.Labels.Remove(DeploymentHistory.Label);
        var data = SpecJson.Write(copy);
        if (data.Length > Limit) return null;
        var labels = new Dictionary<string, string>(StringComparer.Ordinal) { [StackContext.NamespaceLabel] = stack, [NeedsLabel] = string.Join(' ', Needs(spec)) };
        return new StackData(Prefix + Convert.ToHexStringLower(SHA256.HashData(data))[..12], data, labels, "", 0);
    }

    /// <summary>The specification in a config; null where the config is another one.</summary>
    public static ServiceSpec? Read(SwarmConfig config) => config.Spec?.Data is { } data ? SpecJson.Read(data) : null;

    /// <summary>Names of the configs and secrets that a specification needs.</summary>
    public static IEnumerable<string> Needs(ServiceSpec spec)
    {
        var container = spec.TaskTemplate?.ContainerSpec;
        return (container?.Configs ?? []).Select(c => c.ConfigName).Concat((container?.Secrets ?? []).Select(s => s.SecretName)).OfType<string>().Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal);
    }

    /// <summary>The specifications that histories keep.</summary>
    /// <param name="specs">Live and previous ones, with their histories.</param>
    /// <param name="configs">All of the swarm.</param>
    public static IEnumerable<ServiceSpec> All(IEnumerable<ServiceSpec> specs, IEnumerable<SwarmConfig> configs)
    {
        var kept = Names(specs);
        return kept.Count == 0 ? [] : configs.Where(c => kept.Contains(c.Spec?.Name ?? "")).Select(Read).OfType<ServiceSpec>();
    }

    /// <summary>Names of all that the histories of services keep: configs with specifications, and the configs and secrets that these need.</summary>
    /// <param name="specs">Live and previous ones.</param>
    /// <param name="configs">All of the swarm.</param>
    public static IEnumerable<string> Used(IEnumerable<ServiceSpec> specs, IReadOnlyList<SwarmConfig> configs)
    {
        var kept = Names(specs);
        if (kept.Count == 0) return kept;
        var needed = configs.Where(c => kept.Contains(c.Spec?.Name ?? "")).SelectMany(c => c.Spec.Labels?.TryGetValue(NeedsLabel, out var names) == true ? names.Split(' ') : []);
        return kept.Concat(needed);
    }

    private static HashSet<string> Names(IEnumerable<ServiceSpec> specs) =>
        specs.SelectMany(DeploymentHistory.Of).Select(r => r.Kept).OfType<string>().ToHashSet(StringComparer.Ordinal);
}
