using Docker.DotNet.Models;

namespace IocOps.Swarm.Docker;

/// <summary>
/// What running a swarm needs beyond <see cref="ISwarm"/>: who is in it, and how to get in and out. Every failure is a
/// <see cref="SwarmException"/> with one clear sentence.
/// </summary>
public interface ISwarmAdmin
{
    /// <summary>Asks the engine who it is, in a swarm or not.</summary>
    Task<SystemInfoResponse> InfoAsync(CancellationToken cancel);

    /// <summary>The swarm's own settings and its join tokens; only a manager tells them.</summary>
    Task<SwarmInspectResponse> InspectSwarmAsync(CancellationToken cancel);

    /// <summary>Makes the engine the first manager of a new swarm, or the only one of its own, and gives its node id.</summary>
    Task<string> InitAsync(SwarmInitParameters swarm, CancellationToken cancel);

    /// <summary>The key that unlocks managers after a start of their engine; empty where they do not lock.</summary>
    Task<string> UnlockKeyAsync(CancellationToken cancel);

    /// <summary>Gives the engine of a locked manager the key.</summary>
    Task UnlockAsync(string key, CancellationToken cancel);

    /// <summary>Makes a new unlock key, where the managers lock.</summary>
    Task RotateUnlockKeyAsync(CancellationToken cancel);

    /// <summary>What the engine answers to a read, as its own JSON: <c>services</c>, <c>networks/host?scope=swarm</c>.</summary>
    Task<string> ReadJsonAsync(string path, CancellationToken cancel);

    /// <summary>Makes the engine a node of a swarm.</summary>
    Task JoinAsync(SwarmJoinParameters swarm, CancellationToken cancel);

    /// <summary>Takes the engine out of its swarm.</summary>
    /// <param name="force">Also a manager; of the last one the swarm ends.</param>
    /// <param name="cancel">Cancels.</param>
    Task LeaveAsync(bool force, CancellationToken cancel);

    /// <summary>Makes a new join token for a role; the old one lets nobody in any more. Nodes that are in stay.</summary>
    Task RotateTokenAsync(JoinRole role, CancellationToken cancel);

    /// <summary>Changes a node from <paramref name="version"/>; a stale version is a <see cref="StaleVersionException"/>.</summary>
    Task UpdateNodeAsync(string id, ulong version, NodeUpdateParameters node, CancellationToken cancel);

    /// <summary>Strikes a node off the swarm's list.</summary>
    /// <param name="id">Of the node.</param>
    /// <param name="force">Also one that is not down.</param>
    /// <param name="cancel">Cancels.</param>
    Task RemoveNodeAsync(string id, bool force, CancellationToken cancel);

    /// <summary>Services as the engine's own JSON, one object each, in the order of the ids; those that are gone are left out.</summary>
    Task<IReadOnlyList<string>> InspectServicesAsJsonAsync(IReadOnlyList<string> ids, CancellationToken cancel);
}

/// <summary>As what a node joins.</summary>
public enum JoinRole
{
    /// <summary>Runs IOCs.</summary>
    Worker,

    /// <summary>Also keeps and decides on the state of the swarm.</summary>
    Manager,
}
