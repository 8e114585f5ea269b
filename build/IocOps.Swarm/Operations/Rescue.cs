using Docker.DotNet.Models;
using IocOps.Core.Operations;
using IocOps.Swarm.Docker;
using IocOps.Swarm.Fleets;
using IocOps.Swarm.Views;

namespace IocOps.Swarm.Operations;

/// <summary>Brings back a swarm that lost its quorum, from a manager that is left.</summary>
/// <param name="swarm">To look.</param>
/// <param name="admin">The same engine, to change.</param>
/// <param name="output">Where to show and ask.</param>
/// <param name="consent">Whether to ask.</param>
public sealed class Rescue(ISwarm swarm, ISwarmAdmin admin, Output output, Consent consent)
{
    /// <summary>moby issue 36852, open since 2018; seen with 20.10: the engine starts its node anew without the key, and is in no swarm then.</summary>
    internal const string CantForceLocked = "Docker Engine can't make one manager the only one of a swarm that locks its managers: it forgets the unlock key on the way (moby issue 36852).";

    private const string AnyAddress = "0.0.0.0:2377";

    /// <summary>Makes the engine the only manager of its swarm, which keeps its services, configs and secrets.</summary>
    /// <param name="address">At which the others reach it; null for that at which it was known until now.</param>
    /// <param name="force">Also where the managers can decide, which splits off this one.</param>
    /// <param name="cancel">Cancels.</param>
    /// <exception cref="SelectionException">It is no manager, or the managers can decide; nothing was done.</exception>
    public async Task ForceNewClusterAsync(string? address, bool force, CancellationToken cancel)
    {
        var info = await admin.InfoAsync(cancel);
        RequireManager(info);
        if (Locks(info)) throw new SelectionException($"{CantForceLocked} Nothing was done. Bring so many managers back that they can decide, or save the swarm of now (BackupSwarm --online where it can be read) and build it anew (InitSwarm, RestoreSwarm --logical).");
        if (!force && await CanDecideAsync(cancel))
            throw new SelectionException($"The managers of the swarm of {info.Name} can decide: nothing has to be forced, and the others would go on as a swarm of their own, with every IOC running twice. Take nodes away with DemoteNode, RemoveNode or LeaveSwarm; say --force only where you know better.");
        var at = address ?? info.Swarm!.NodeAddr;
        if (!consent.Agreed(output, Consequences(info.Name, at), "Force it?")) return;
        var wanted = new SwarmInitParameters { ForceNewCluster = true, AdvertiseAddr = at, ListenAddr = AnyAddress };
        await output.ChangeAsync($"{info.Name}: becomes the only manager of its swarm, at {at}", () => admin.InitAsync(wanted, cancel));
        await TellAsync(info.Name, cancel);
    }

    private static void RequireManager(SystemInfoResponse info)
    {
        var why = info.Swarm?.LocalNodeState switch
        {
            null or "" or "inactive" => "is in no swarm: InitSwarm makes one",
            "locked" => "is locked: UnlockSwarm first",
            _ when info.Swarm?.ControlAvailable != true => "is a worker and does not know the swarm: run this on a manager that is left",
            _ => null,
        };
        if (why is not null) throw new SelectionException($"{info.Name} {why}.");
    }

    // Without a leader the engine does not tell; on the disk of this machine the node's key does.
    private bool Locks(SystemInfoResponse info)
    {
        if (info.Swarm?.Cluster?.Spec?.EncryptionConfig?.AutoLockManagers == true) return true;
        if (!swarm.Endpoint.StartsWith("unix://", StringComparison.Ordinal)) return false;
        try
        {
            return File.ReadAllText(Path.Combine(info.DockerRootDir ?? "", "swarm", "certificates", "swarm-node.key")).Contains("ENCRYPTED", StringComparison.Ordinal);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    // A leader that just lost the others believes in itself for some seconds, but only a majority lets it list what is there.
    private async Task<bool> CanDecideAsync(CancellationToken cancel)
    {
        try
        {
            await swarm.RequireManagerAsync(cancel);
            var managers = NodeRow.Of(await swarm.ListNodesAsync(cancel), [], []).Where(n => n.IsRaftMember).ToList();
            return managers.Count(m => m.IsReachableManager) >= Quorum.Needed(managers.Count);
        }
        catch (SwarmException)
        {
            return false;
        }
    }

    private static IReadOnlyList<string> Consequences(string name, string address) =>
    [
        $"{name} becomes the only manager of its swarm, at {address}; services, configs, secrets and the list of nodes stay.",
        "What the other managers decided and this one never heard of is lost.",
        "IOCs on nodes that this one can't reach are started again elsewhere: where such a node is only cut off, they run twice. Be sure that the lost managers are down.",
    ];

    private async Task TellAsync(string name, CancellationToken cancel)
    {
        var nodes = await swarm.ListNodesAsync(cancel);
        var services = await swarm.ListServicesAsync(cancel);
        var lost = NodeRow.Of(nodes, [], []).Where(n => n.Role == "manager" && !n.IsRaftMember).Select(n => n.Name).ToList();
        output.Note($"{name} is the only manager now; services: {services.Count}, nodes: {nodes.Count}. ShowNodes and ShowServices show them.");
        if (lost.Count > 0)
        {
            output.Note($"Lost managers: {string.Join(", ", lost)}. Bring them back one after the other, each where it reaches {name}: it learns that it was struck off, and is a manager again within a minute or so (ShowNodes: reachable).");
            output.Note($"Never start several of them where they reach each other and not {name}: they could go on as the old swarm.");
            output.Note("One that does not come back so: LeaveSwarm --force there, RemoveNode --force here, then ShowTokens here and JoinSwarm there. One that is gone for good: RemoveNode.");
        }

        foreach (var stale in StaleAddress.Of(NodeRow.Of(nodes, [], [])).Where(s => s.Name == name))
        {
            output.Note(StaleAddress.What(name, stale.ManagerAddress, stale.Address));
            foreach (var step in StaleAddress.Steps(name, stale.ManagerAddress)) output.Note($"  {step}");
        }

        output.Note("Workers come back by themselves where the address of the manager stayed the same; others: LeaveSwarm there, JoinSwarm.");
    }
}
