using IocOps.Core.Operations;
using IocOps.Swarm.Docker;
using IocOps.Swarm.Fleets;
using IocOps.Swarm.Lab;

namespace IocOps.Swarm.Consoles;

/// <summary>The engines of the nodes: containers can only be reached through the engine that runs them.</summary>
/// <param name="here">The engine that is talked to anyway.</param>
/// <param name="template">Of the addresses of the others, with {node}, {address} or {id}; null for ssh to the node's address.</param>
/// <param name="open">Opens an address.</param>
public sealed class NodeEngines(IContainers here, string? template, Func<DockerEndpoint, IContainers> open) : IDisposable
{
    private readonly Dictionary<string, IContainers> _open = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _opening = new(1);
    private string? _hereId;

    /// <summary>The node of the engine that is talked to anyway.</summary>
    public async Task<string> HereAsync(CancellationToken cancel) => _hereId ??= (await here.InfoAsync(cancel)).Swarm?.NodeID ?? "";

    /// <summary>The engine of a node.</summary>
    /// <exception cref="SwarmException">It can't be reached, or another node answers there.</exception>
    public async Task<IContainers> OfAsync(NodeRow node, CancellationToken cancel)
    {
        await _opening.WaitAsync(cancel);
        try
        {
            if (node.Id == await HereAsync(cancel)) return here;
            if (_open.TryGetValue(node.Id, out var known)) return known;
            var engine = open(EndpointOf(node));
            _open[node.Id] = engine;
            await RequireAsync(engine, node, cancel);
            return engine;
        }
        finally
        {
            _opening.Release();
        }
    }

    /// <summary>The last run of the health check of a container on a node; null where there was none.</summary>
    /// <exception cref="SwarmException">Its engine can't be asked.</exception>
    public async Task<HealthResult?> LastHealthAsync(NodeRow node, string container, CancellationToken cancel) =>
        await (await OfAsync(node, cancel)).LastHealthAsync(container, cancel);

    /// <summary>Names of the images of a node.</summary>
    /// <exception cref="SwarmException">Its engine can't be asked.</exception>
    public async Task<IReadOnlySet<string>> ImagesAsync(NodeRow node, CancellationToken cancel) => await (await OfAsync(node, cancel)).ImagesAsync(cancel);

    /// <summary>Whether a node has a volume; false also where its engine can't be asked.</summary>
    public async Task<bool> HasVolumeAsync(NodeRow node, string volume, CancellationToken cancel)
    {
        try
        {
            return await (await OfAsync(node, cancel)).HasVolumeAsync(volume, cancel);
        }
        catch (SwarmException)
        {
            return false;
        }
    }

    /// <inheritdoc />
    public void Dispose()
    {
        foreach (var engine in _open.Values) engine.Dispose();
        _opening.Dispose();
    }

    // A wrong address would send a command to the wrong IOC.
    private static async Task RequireAsync(IContainers engine, NodeRow node, CancellationToken cancel)
    {
        try
        {
            if ((await engine.InfoAsync(cancel)).Swarm?.NodeID == node.Id) return;
        }
        catch (SwarmException e)
        {
            throw new SwarmException($"The IOC runs on {node.Name}, and its engine can't be reached: {e.Message}. Say how with --node-host, such as ssh://root@{{node}}, or run this on {node.Name}.", e);
        }

        throw new SwarmException($"At {engine.Endpoint} answers another node than {node.Name}; correct --node-host.");
    }

    private DockerEndpoint EndpointOf(NodeRow node)
    {
        var text = template ?? LabPaths.NodeEndpoint(here.Endpoint, node.Name) ?? "ssh://{address}";
        if (template is not null && !template.Contains("{node}", StringComparison.Ordinal) && !template.Contains("{address}", StringComparison.Ordinal) && !template.Contains("{id}", StringComparison.Ordinal))
            throw new SelectionException($"--node-host '{template}' would be the same for every node: put {{node}} or {{address}} where they differ.");
        var address = node.Address.Contains(':', StringComparison.Ordinal) ? $"[{node.Address}]" : node.Address;
        return DockerEndpoint.Parse(
            text.Replace("{node}", node.Name, StringComparison.Ordinal).Replace("{address}", address, StringComparison.Ordinal).Replace("{id}", node.Id, StringComparison.Ordinal),
            template is null ? $"the address of {node.Name}" : "--node-host");
    }
}
