using Docker.DotNet.Models;
using IocOps.Core.Model;

namespace IocOps.Core.Operations;

/// <summary>A folder or device of a node that a service mounts.</summary>
/// <param name="Service">Full name.</param>
/// <param name="Source">Absolute path on the node.</param>
public sealed record HostMount(string Service, string Source)
{
    private const string Versions = $"/{RunFolder.Versions}/";

    /// <summary>Finds those of a swarm's services and of the fleet that are needed on a node: where the constraints let a service run on it.</summary>
    /// <param name="swarm">Observed.</param>
    /// <param name="node">Id of the node; null gives none.</param>
    public static IReadOnlyList<HostMount> On(CheckedSwarm swarm, string? node)
    {
        ArgumentNullException.ThrowIfNull(swarm);
        if (swarm.Nodes.FirstOrDefault(n => n.ID == node) is not { } there) return [];
        return [.. Specs(swarm).Where(s => Balance.MayRunOn(there, s)).SelectMany(Of).Distinct().OrderBy(m => m.Service, StringComparer.Ordinal).ThenBy(m => m.Source, StringComparer.Ordinal)];
    }

    /// <summary>What runs, and what of the fleet does not run yet or will run otherwise.</summary>
    internal static IEnumerable<ServiceSpec> Specs(CheckedSwarm swarm)
    {
        var wanted = swarm.Fleet ?? [];
        var names = wanted.Select(w => w.Name).ToHashSet(StringComparer.Ordinal);
        return [.. wanted, .. swarm.Services.Select(s => s.Spec).OfType<ServiceSpec>().Where(s => !names.Contains(s.Name))];
    }

    // What lies on the mount of IOCs a deploy brings there itself: the node must have the mount alone.
    private static IEnumerable<HostMount> Of(ServiceSpec service)
    {
        var sources = (service.TaskTemplate?.ContainerSpec?.Mounts ?? []).Where(m => m.Type == "bind" && !string.IsNullOrEmpty(m.Source)).Select(m => m.Source!).ToList();
        var mounts = sources.Where(s => s.Contains(Versions, StringComparison.Ordinal)).Select(s => s[..s.IndexOf(Versions, StringComparison.Ordinal)]).ToList();
        return sources.Select(s => new HostMount(service.Name ?? "", mounts.Find(m => s.StartsWith(m + "/", StringComparison.Ordinal)) ?? s));
    }
}
