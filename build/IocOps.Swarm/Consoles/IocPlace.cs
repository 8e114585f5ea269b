using IocOps.Core.Operations;
using IocOps.Swarm.Docker;
using IocOps.Swarm.Fleets;
using IocOps.Swarm.Operations;

namespace IocOps.Swarm.Consoles;

/// <summary>Where an IOC runs.</summary>
/// <param name="Service">Its service.</param>
/// <param name="Task">The task that runs.</param>
/// <param name="Node">On which node.</param>
public sealed record IocPlace(ServiceRow Service, TaskRow Task, NodeRow Node)
{
    /// <summary>Name of the IOC, else of the service.</summary>
    public string Name => Service.Ioc ?? Service.Name;

    /// <summary>The container; only a task that has one is a place.</summary>
    public string Container => Task.Container!;

    /// <summary>Where the chosen IOCs run.</summary>
    /// <exception cref="SelectionException">Nothing fits.</exception>
    /// <exception cref="SwarmException">One of them does not run.</exception>
    public static async Task<IReadOnlyList<IocPlace>> FindAsync(ISwarm swarm, string stack, Selection selection, CancellationToken cancel)
    {
        var (chosen, observed) = await SwarmLook.ObserveAsync(swarm, stack, selection, cancel);
        if (chosen.Count == 0) throw new SelectionException("No IOC fits --ioc-list, --node and --state.");
        var nodes = NodeRow.Of(observed.Nodes, observed.Services, observed.Tasks).ToDictionary(n => n.Id, StringComparer.Ordinal);
        var places = chosen.Select(s => (Service: s, Place: Of(s, nodes))).ToList();
        var lost = places.Where(p => p.Place is null).Select(p => $"{p.Service.Ioc ?? p.Service.Name} is {p.Service.State}{(p.Service.Detail.Length == 0 ? "" : $" ({p.Service.Detail})")}").ToList();
        if (lost.Count > 0) throw new SwarmException($"Only what runs can be reached: {string.Join("; ", lost)}. ShowInfo says more.");
        return [.. places.Select(p => p.Place!)];
    }

    /// <summary>The place of a service; null where none of its tasks runs on a node that is there.</summary>
    public static IocPlace? Of(ServiceRow service, IReadOnlyDictionary<string, NodeRow> nodes) =>
        service.Tasks.FirstOrDefault(t => t.State == "running" && t.Desired == "running" && t.NodeReady && t.Container is not null && nodes.ContainsKey(t.NodeId ?? "")) is { } task
            ? new IocPlace(service, task, nodes[task.NodeId!])
            : null;
}
