using IocOps.Core.Operations;
using IocOps.Swarm.Docker;
using IocOps.Swarm.Views;

namespace IocOps.Swarm.Backup;

/// <summary>
/// Lets a swarm know its manager at the address that it has (see <see cref="StaleAddress"/>): with another node's help, a manager for the
/// moment where it is none, it becomes a worker and a manager again.
/// </summary>
/// <param name="manager">Whose address it is about.</param>
/// <param name="output">Where to say what happens.</param>
internal sealed class AddressRenewal(RestoredManager manager, Output output)
{
    private string Own => NodeRow.Host(manager.Address);

    /// <summary>Does it, where the addresses differ; says how a person does it where there is nobody to help.</summary>
    /// <param name="helper">A node of the swarm; null for none.</param>
    /// <param name="cancel">Ends it before it begins.</param>
    public async Task RunAsync(DockerEndpoint? helper, CancellationToken cancel)
    {
        if (manager.KnownAddress == Own) return;
        if (helper is null)
        {
            OtherNodes.SayStale(manager.Name, manager.KnownAddress, Own, output);
            return;
        }

        cancel.ThrowIfCancellationRequested();
        output.Note($"{manager.Name} becomes a worker and a manager again…");
        using var other = new SwarmClient(helper);
        var there = manager with { Swarm = other };
        var me = (await other.InfoAsync(cancel)).Swarm!;
        if (!me.ControlAvailable) await SetRoleAsync(manager, me.NodeID!, "manager", other);
        // From here on it waits for elections: there will be one.
        await other.RequireManagerAsync(cancel);
        try
        {
            await SetRoleAsync(there, manager.NodeId, "worker", manager.Admin);
        }
        finally
        {
            await SetRoleAsync(there, manager.NodeId, "manager", manager.Admin);
        }

        if (!me.ControlAvailable) await SetRoleAsync(manager, me.NodeID!, "worker", other);
        var known = (await manager.NodeAsync(manager.NodeId, CancellationToken.None))?.ManagerAddress;
        if (known != Own) throw new SwarmException($"{manager.Name} is a manager again, and the swarm knows it as {known} still, not as {Own}.");
        output.Note($"The swarm knows {manager.Name} as {Own} now. {manager.KnownAddress} is not needed any more: ip address del {manager.KnownAddress}/32 dev lo");
    }

    /// <summary>Changes a role, and waits until both the node and the others live by it.</summary>
    private async Task SetRoleAsync(RestoredManager on, string id, string role, ISwarmAdmin engine)
    {
        await on.ChangeNodeAsync(id, NodeChange.Role(role), output);
        await RestoredManager.UntilAsync(
            async () => (await engine.InfoAsync(CancellationToken.None)).Swarm?.ControlAvailable == (role == "manager")
                && await on.NodeAsync(id, CancellationToken.None) is { } now && now.IsReachableManager == (role == "manager"),
            $"the node {id} does not become a {role}; ShowNodes says how it is, PromoteNode and DemoteNode change it");
    }
}
