using Docker.DotNet.Models;
using IocOps.Core.Stacks;

namespace IocOps.Core.Planning;

/// <summary>What one owner wants: its loaded stack file.</summary>
public sealed record OwnedStack(Owner Owner, Stack Stack)
{
    /// <summary>What is worth a look in that file; the plan that deploys it tells it.</summary>
    public IReadOnlyList<Problem> Warnings { get; init; } = [];
}

/// <summary>What the workspace wants of the swarm.</summary>
/// <param name="StackName">Only services with this <c>com.docker.stack.namespace</c> are ours.</param>
/// <param name="Stacks">One per owner, of all owners: the scope of the plan selects.</param>
public sealed record DesiredSwarm(string StackName, IReadOnlyList<OwnedStack> Stacks)
{
    /// <summary>
    /// Owners that have a folder and no stack file that could be loaded (invalid, not generated, not for the swarm). What runs of them is
    /// neither changed nor an orphan.
    /// </summary>
    public IReadOnlyList<Owner> OtherOwners { get; init; } = [];
}

/// <summary>What the swarm has: one list call each, all taken at about the same time.</summary>
public sealed record ObservedSwarm(
    IReadOnlyList<SwarmService> Services,
    IReadOnlyList<TaskResponse> Tasks,
    IReadOnlyList<NodeListResponse> Nodes,
    IReadOnlyList<SwarmConfig> Configs,
    IReadOnlyList<Secret> Secrets,
    IReadOnlyList<NetworkResponse> Networks)
{
    /// <summary>
    /// Swarm-scoped networks that every engine has and that the network list hides, name to id: at least <c>host</c>, from
    /// <c>GET /networks/host?scope=swarm</c>. Without it a service on the host network looks changed for ever.
    /// </summary>
    public IReadOnlyDictionary<string, string> PredefinedNetworks { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>The version of the Engine API that was agreed on with the engine; null where it is not known.</summary>
    public System.Version? Api { get; init; }
}
