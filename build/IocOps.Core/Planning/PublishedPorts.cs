using System.Globalization;
using Docker.DotNet.Models;
using IocOps.Core.Stacks;

namespace IocOps.Core.Planning;

/// <summary>
/// Ports that services of a swarm publish. One belongs to one service, unless all that have it publish it on their own nodes only
/// (moby/swarmkit, manager/controlapi, checkPortConflicts); whoever asks for a taken one is refused when others are deployed already.
/// </summary>
internal static class PublishedPorts
{
    /// <summary>A problem (PLN007) per wanted service and port that another one has.</summary>
    /// <param name="wanted">The services that are deployed.</param>
    /// <param name="live">All services of the swarm; of those that are wanted the live ports don't count.</param>
    public static IEnumerable<Problem> Conflicts(IReadOnlyCollection<StackService> wanted, IEnumerable<SwarmService> live)
    {
        var names = wanted.Select(w => w.Name).ToHashSet(StringComparer.Ordinal);
        var taken = live.Where(s => s.Spec?.Name is { } name && !names.Contains(name))
            .SelectMany(s => Of(s.Spec!).Select(p => (p.Port, p.IsHost, Who: s.Spec!.Name!)))
            .Concat(wanted.SelectMany(s => Of(s.Spec).Select(p => (p.Port, p.IsHost, Who: s.Name))))
            .ToLookup(p => p.Port);
        foreach (var service in wanted)
        {
            foreach (var (port, isHost) in Of(service.Spec))
            {
                if (taken[port].FirstOrDefault(t => t.Who != service.Name && !(t.IsHost && isHost)) is { Who: { } who })
                    yield return new Problem(service.File, service.Line, 0, "PLN007", $"{service.Name} publishes port {port}, and {who} does, too; choose another one");
            }
        }
    }

    private static IEnumerable<(string Port, bool IsHost)> Of(ServiceSpec spec) => (spec.EndpointSpec?.Ports ?? [])
        .Where(p => p.PublishedPort > 0)
        .Select(p => (string.Create(CultureInfo.InvariantCulture, $"{p.PublishedPort}/{(string.IsNullOrEmpty(p.Protocol) ? "tcp" : p.Protocol)}"), p.PublishMode == "host"));
}
