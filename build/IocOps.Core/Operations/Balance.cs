using Docker.DotNet.Models;
using IocOps.Core.Planning;

namespace IocOps.Core.Operations;

/// <summary>A service that goes to another node.</summary>
/// <param name="Service">Which.</param>
/// <param name="From">Host name of the node where it runs.</param>
/// <param name="To">Id of the node where it goes.</param>
/// <param name="ToName">Its host name.</param>
public sealed record ServiceMove(ServiceRow Service, string From, string To, string ToName);

/// <summary>How many IOCs a node has.</summary>
/// <param name="Id">Of the node.</param>
/// <param name="Name">Its host name.</param>
/// <param name="Before">Now.</param>
/// <param name="After">When all moves are done.</param>
public sealed record NodeLoad(string Id, string Name, int Before, int After);

/// <summary>What has to be moved so that the IOCs are spread over the nodes.</summary>
/// <param name="Nodes">Those that are ready and active, in ordinal order of their names.</param>
/// <param name="Moves">In ordinal order of the services; empty where they are spread as evenly as can be.</param>
/// <param name="LeftAlone">Services that stay where they are, and why: <c>it has 2 replicas</c>.</param>
public sealed record Balance(IReadOnlyList<NodeLoad> Nodes, IReadOnlyList<ServiceMove> Moves, IReadOnlyList<(string Service, string Why)> LeftAlone)
{
    /// <summary>
    /// The fewest moves after which IOCs are spread over the ready and active nodes as evenly as the constraints of each allow. What can't
    /// be moved (stopped, global, several replicas, not running well) counts where it is.
    /// </summary>
    /// <param name="stack">Whose services; only IOCs count.</param>
    /// <param name="swarm">As it is now.</param>
    public static Balance Of(string stack, ObservedSwarm swarm)
    {
        var nodes = swarm.Nodes.Where(IsOpen).OrderBy(n => n.Description?.Hostname ?? n.ID, StringComparer.Ordinal).ThenBy(n => n.ID, StringComparer.Ordinal).ToList();
        var index = nodes.Select((n, i) => (n.ID, i)).ToDictionary(n => n.ID, n => n.i, StringComparer.Ordinal);
        var iocs = ServiceRow.Of(stack, swarm).Where(s => s.Ioc is not null).ToList();
        var specs = swarm.Services.ToDictionary(s => s.ID, StringComparer.Ordinal);
        var places = swarm.Tasks.Where(t => t.DesiredState == TaskState.Running && t.Status?.State <= TaskState.Running).ToLookup(t => t.ServiceID ?? "", t => t.NodeID ?? "", StringComparer.Ordinal);
        var left = iocs.Select(s => (s.Name, Why: WhyNot(s, places[s.Id].Any(index.ContainsKey)))).Where(s => s.Why is not null).ToList();
        var stay = left.Select(s => s.Name).ToHashSet(StringComparer.Ordinal);
        var movable = iocs.Where(s => !stay.Contains(s.Name)).ToList();

        var spread = new Spread(nodes.Count);
        foreach (var service in movable) spread.Add(index[places[service.Id].First(index.ContainsKey)], [.. nodes.Select(n => MayRunOn(n, specs[service.Id].Spec!))]);
        foreach (var node in iocs.Where(s => stay.Contains(s.Name)).SelectMany(s => places[s.Id]).Where(index.ContainsKey)) spread.AddFixed(index[node]);
        var before = spread.Loads;
        var after = spread.Even();
        var moves = movable.Select((s, i) => (Service: s, Home: index[places[s.Id].First(index.ContainsKey)], Place: after[i])).Where(m => m.Home != m.Place)
            .Select(m => new ServiceMove(m.Service, Name(nodes[m.Home]), nodes[m.Place].ID, Name(nodes[m.Place])));
        return new Balance([.. nodes.Select((n, i) => new NodeLoad(n.ID, Name(n), before[i], spread.Loads[i]))], [.. moves], [.. left.Select(s => (s.Name, s.Why!))]);
    }

    /// <summary>Whether Swarm gives a node new tasks.</summary>
    public static bool IsOpen(NodeListResponse node) => node.Status?.State == "ready" && node.Spec?.Availability is null or "" or "active";

    /// <summary>Whether a service's constraints and the platforms of its image let it run on a node.</summary>
    public static bool MayRunOn(NodeListResponse node, ServiceSpec spec) =>
        PlacementConstraint.NotMetBy(node, spec.TaskTemplate?.Placement?.Constraints).Count == 0
        && (spec.TaskTemplate?.Placement?.Platforms is not { Count: > 0 } platforms || platforms.Any(p => Is(p.OS, node.Description?.Platform?.OS) && Is(p.Architecture, node.Description?.Platform?.Architecture)));

    private static string? WhyNot(ServiceRow service, bool hasPlace) =>
        service.Mode != "replicated" ? $"its mode is {service.Mode}"
        : service.State == "stopped" ? "it is stopped"
        : service.Wanted != 1 ? $"it has {service.Wanted} replicas"
        : service.State != "running" ? $"it is {(service.State == "rolledBack" ? "rolled back" : service.State)}"
        : !hasPlace ? "its node takes no new tasks"
        : null;

    // Images say amd64 where nodes say x86_64 (swarmkit, PlatformFilter).
    private static bool Is(string? wanted, string? has) => string.IsNullOrEmpty(wanted) || Usual(wanted) == Usual(has);

    private static string? Usual(string? name) => name switch
    {
        "x86_64" => "amd64",
        "aarch64" => "arm64",
        _ => name,
    };

    private static string Name(NodeListResponse node) => node.Description?.Hostname ?? node.ID;
}
