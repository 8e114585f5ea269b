using Docker.DotNet.Models;
using IocOps.Core.Stacks;

namespace IocOps.Core.Planning;

/// <summary>What one owner wants: its loaded stack file.</summary>
public sealed record OwnedStack(Owner Owner, Stack Stack);

/// <summary>What the workspace wants of the swarm.</summary>
/// <param name="StackName">Only services with this <c>com.docker.stack.namespace</c> are ours.</param>
/// <param name="Stacks">One per owner.</param>
public sealed record DesiredSwarm(string StackName, IReadOnlyList<OwnedStack> Stacks);

/// <summary>What the swarm has: one list call each, all taken at about the same time.</summary>
public sealed record ObservedSwarm(
    IReadOnlyList<SwarmService> Services,
    IReadOnlyList<TaskResponse> Tasks,
    IReadOnlyList<NodeListResponse> Nodes,
    IReadOnlyList<SwarmConfig> Configs,
    IReadOnlyList<Secret> Secrets,
    IReadOnlyList<NetworkResponse> Networks);
