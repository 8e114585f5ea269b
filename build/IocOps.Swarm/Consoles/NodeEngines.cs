using IocOps.Core.Operations;
using IocOps.Swarm.Docker;

namespace IocOps.Swarm.Consoles;

/// <summary>The engines of the nodes: containers can only be reached through the engine that runs them.</summary>
/// <param name="here">The engine that is talked to anyway.</param>
/// <param name="endpoints">Where the others are.</param>
/// <param name="open">Opens an address.</param>
public sealed class NodeEngines(IContainers here, NodeEndpoints endpoints, Func<DockerEndpoint, IContainers> open) : IDisposable
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
            var engine = open(endpoints.Of(node));
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
}
