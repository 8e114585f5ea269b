using IocOps.Core.Operations;
using IocOps.Core.Planning;
using IocOps.Swarm.Docker;

namespace IocOps.Swarm.Operations;

/// <summary>Reads what the Show targets show.</summary>
public static class SwarmLook
{
    /// <summary>The nodes that fit, with the IOCs on them.</summary>
    public static async Task<IReadOnlyList<NodeRow>> NodesAsync(ISwarm swarm, Selection selection, CancellationToken cancel)
    {
        await swarm.RequireManagerAsync(cancel);
        var nodes = swarm.ListNodesAsync(cancel);
        var services = swarm.ListServicesAsync(cancel);
        var tasks = swarm.ListTasksAsync(cancel);
        await Task.WhenAll(nodes, services, tasks);
        return selection.Of(NodeRow.Of(await nodes, await services, await tasks));
    }

    /// <summary>The services of the stack that fit.</summary>
    public static async Task<IReadOnlyList<ServiceRow>> ServicesAsync(ISwarm swarm, string stack, Selection selection, CancellationToken cancel) =>
        (await ObserveAsync(swarm, stack, selection, cancel)).Chosen;

    /// <summary>The same, with all that was read.</summary>
    public static async Task<(IReadOnlyList<ServiceRow> Chosen, ObservedSwarm Observed)> ObserveAsync(
        ISwarm swarm, string stack, Selection selection, CancellationToken cancel)
    {
        await swarm.RequireManagerAsync(cancel);
        var observed = await SwarmReader.ObserveAsync(swarm, cancel);
        var nodes = NodeRow.Of(observed.Nodes, observed.Services, observed.Tasks);
        return (selection.Of(ServiceRow.Of(stack, observed), nodes), observed);
    }

    /// <summary>The live specifications of the services that fit, as fields with paths in the words of a stack file.</summary>
    public static async Task<IReadOnlyList<ServiceConfig>> ConfigsAsync(ISwarm swarm, string stack, Selection selection, CancellationToken cancel)
    {
        var (chosen, observed) = await ObserveAsync(swarm, stack, selection, cancel);
        var networks = observed.Networks.Select(n => (n.ID, n.Name)).Concat(observed.PredefinedNetworks.Select(p => (ID: p.Value, Name: p.Key)))
            .DistinctBy(n => n.ID).ToDictionary(n => n.ID, n => n.Name, StringComparer.Ordinal);
        var specs = observed.Services.ToDictionary(s => s.ID, s => s.Spec!, StringComparer.Ordinal);
        return [.. chosen.Select(s => new ServiceConfig(s, ShownFields.Of(specs[s.Id], id => networks.GetValueOrDefault(id, id))))];
    }
}

/// <summary>What a service is configured to be.</summary>
/// <param name="Service">Which.</param>
/// <param name="Fields">Path to text, in ordinal order of the paths.</param>
public sealed record ServiceConfig(ServiceRow Service, IReadOnlyDictionary<string, string> Fields);
