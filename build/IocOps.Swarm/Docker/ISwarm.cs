using Docker.DotNet.Models;

namespace IocOps.Swarm.Docker;

/// <summary>
/// The one seam to Docker: the few verbs that IocOps needs. Implemented over the Engine API, and by a fake in unit tests. Every failure
/// is a <see cref="SwarmException"/> with one clear sentence.
/// </summary>
public interface ISwarm : IDisposable
{
    /// <summary>Where it is, for messages: <c>unix:///var/run/docker.sock</c>.</summary>
    string Endpoint { get; }

    /// <summary>Of the Engine API, as agreed on with the engine; null where that is not known (yet).</summary>
    System.Version? ApiVersion => null;

    /// <summary>Asks the engine who it is; refuses where it is not a reachable swarm manager.</summary>
    Task<SystemInfoResponse> RequireManagerAsync(CancellationToken cancel);

    /// <summary>All services, with the counts of running and desired tasks.</summary>
    Task<IReadOnlyList<SwarmService>> ListServicesAsync(CancellationToken cancel);

    /// <summary>All tasks that the managers still remember, also ended ones.</summary>
    Task<IReadOnlyList<TaskResponse>> ListTasksAsync(CancellationToken cancel);

    /// <summary>All nodes.</summary>
    Task<IReadOnlyList<NodeListResponse>> ListNodesAsync(CancellationToken cancel);

    /// <summary>All configs, with their data.</summary>
    Task<IReadOnlyList<SwarmConfig>> ListConfigsAsync(CancellationToken cancel);

    /// <summary>All secrets; Docker never gives their data back.</summary>
    Task<IReadOnlyList<Secret>> ListSecretsAsync(CancellationToken cancel);

    /// <summary>The swarm's networks.</summary>
    Task<IReadOnlyList<NetworkResponse>> ListNetworksAsync(CancellationToken cancel);

    /// <summary>
    /// The id of a swarm-scoped network that every engine has and <see cref="ListNetworksAsync"/> hides (<c>host</c>); null where there is
    /// none.
    /// </summary>
    Task<string?> FindPredefinedNetworkAsync(string name, CancellationToken cancel);

    /// <summary>Creates a network and gives its id.</summary>
    Task<string> CreateNetworkAsync(NetworksCreateParameters network, CancellationToken cancel);

    /// <summary>Removes a network; one that is gone already is no error, one that a service or task is on is an <see cref="InUseException"/>.</summary>
    Task RemoveNetworkAsync(string id, CancellationToken cancel);

    /// <summary>Creates a config and gives its id; where the name is taken it is a <see cref="NameTakenException"/>.</summary>
    Task<string> CreateConfigAsync(SwarmConfigSpec config, CancellationToken cancel);

    /// <summary>Creates a secret and gives its id; where the name is taken it is a <see cref="NameTakenException"/>.</summary>
    Task<string> CreateSecretAsync(SwarmSecretSpec secret, CancellationToken cancel);

    /// <summary>Removes a config; one that is gone already is no error, one that is in use is an <see cref="InUseException"/>.</summary>
    Task RemoveConfigAsync(string id, CancellationToken cancel);

    /// <summary>Removes a secret; one that is gone already is no error, one that is in use is an <see cref="InUseException"/>.</summary>
    Task RemoveSecretAsync(string id, CancellationToken cancel);

    /// <summary>Creates a service and gives its id; where the name is taken it is a <see cref="NameTakenException"/>.</summary>
    Task<string> CreateServiceAsync(ServiceSpec service, CancellationToken cancel);

    /// <summary>Updates a service from <paramref name="version"/>; a stale version is a <see cref="StaleVersionException"/>.</summary>
    Task UpdateServiceAsync(string id, ulong version, ServiceSpec service, CancellationToken cancel);

    /// <summary>Lets the engine ask the image's registry for its digest and platforms.</summary>
    /// <param name="image">As a stack file names it.</param>
    /// <param name="login">For the registry; null for none.</param>
    /// <param name="cancel">Cancels.</param>
    Task<RegistryImage> InspectImageAsync(string image, RegistryLogin? login, CancellationToken cancel);

    /// <summary>The service as it is now, or null where it is gone.</summary>
    Task<SwarmService?> InspectServiceAsync(string id, CancellationToken cancel);

    /// <summary>Removes a service; one that is gone already is no error.</summary>
    Task RemoveServiceAsync(string id, CancellationToken cancel);

    /// <summary>
    /// The last <paramref name="tail"/> lines that the tasks of a service printed, without escape sequences; gives up after a few seconds
    /// with what came (an engine may hang here when a node is gone).
    /// </summary>
    Task<IReadOnlyList<string>> TailLogAsync(string serviceId, int tail, CancellationToken cancel);

    /// <summary>As <see cref="TailLogAsync"/>, of one task alone.</summary>
    Task<IReadOnlyList<string>> TailTaskLogAsync(string taskId, int tail, CancellationToken cancel);
}

/// <summary>Docker can't do what was asked; the message is one clear sentence with what to do.</summary>
public class SwarmException(string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>True where the command line or configuration is at fault, and nothing was tried.</summary>
    public bool IsUsage { get; init; }

    /// <summary>True where the swarm has no leader, or the engine took so long to answer that it seems so.</summary>
    public bool IsLeaderless { get; init; }

    /// <summary>True where this engine can't serve, and another manager of its swarm perhaps can.</summary>
    public bool IsUnavailable { get; init; }

    /// <summary>True where it is certain that nothing was done.</summary>
    public bool IsUndone { get; init; }
}

/// <summary>Somebody else changed the service since it was read (HTTP 500 "update out of sequence").</summary>
public sealed class StaleVersionException(string message, Exception? inner = null) : SwarmException(message, inner);

/// <summary>An object of this name exists already (HTTP 409): made by a parallel run, or by somebody else.</summary>
public sealed class NameTakenException(string message, Exception? inner = null) : SwarmException(message, inner);

/// <summary>A config, secret or network can't be removed while a service uses it.</summary>
public sealed class InUseException(string message, Exception? inner = null) : SwarmException(message, inner);
