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
    private const string AnyAddress = "0.0.0.0:2377";

    /// <summary>Does something while the engine is stopped, and starts it again; null where it is on another machine.</summary>
    public Func<Func<Task>, Task>? WhileStopped { get; init; }

    /// <summary>Makes the engine the only manager of its swarm, which keeps its services, configs and secrets.</summary>
    /// <param name="address">At which the others reach it; null for that at which it was known until now.</param>
    /// <param name="force">Also where the managers can decide, which splits off this one.</param>
    /// <param name="unlockKey">Gives the key of a swarm that locks its managers; only asked for there.</param>
    /// <param name="cancel">Cancels.</param>
    /// <exception cref="SelectionException">It is no manager, or the managers can decide; nothing was done.</exception>
    public async Task ForceNewClusterAsync(string? address, bool force, Func<string> unlockKey, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(unlockKey);
        var info = await admin.InfoAsync(cancel);
        RequireManager(info, force);
        if (!force && await CanDecideAsync(info, cancel))
            throw new SelectionException($"The managers of the swarm of {info.Name} can decide: nothing has to be forced, and the others would go on as a swarm of their own, with every IOC running twice. Take nodes away with DemoteNode, RemoveNode or LeaveSwarm; say --force only where you know better.");
        var at = address ?? info.Swarm!.NodeAddr;
        var key = LockedKey(info);
        var opened = key?.Unlocked(unlockKey());
        if (!consent.Agreed(output, Consequences(info.Name, at), "Force it?")) return;
        var wanted = Forced(at!, AnyAddress, locks: key is not null);
        await output.ChangeAsync($"{info.Name}: becomes the only manager of its swarm, at {at}", () => key is null ? admin.InitAsync(wanted, cancel) : ForceLockedAsync(info, (key, opened!), () => admin.InitAsync(wanted, cancel)));
        await TellAsync(info.Name, cancel);
    }

    /// <summary>
    /// Asks an engine for a new cluster of its own swarm. It takes the request's setting for locking, too, and would switch it off where the
    /// request did not say it again [Engine 20.10].
    /// </summary>
    internal static SwarmInitParameters Forced(string advertise, string listen, bool locks) => new()
    {
        ForceNewCluster = true,
        AdvertiseAddr = advertise,
        ListenAddr = listen,
        AutoLockManagers = locks,
        Spec = locks ? new Spec { EncryptionConfig = new EncryptionConfig { AutoLockManagers = true } } : null!,
    };

    private void RequireManager(SystemInfoResponse info, bool force)
    {
        var why = info.Swarm?.LocalNodeState switch
        {
            null or "" or "inactive" => "is in no swarm: InitSwarm makes one",
            "locked" when WhileStopped is not null && force => null,
            "locked" => "is locked, and so nobody can tell whether the managers can decide: UnlockSwarm first. Where that never ends, as the other managers are lost, say --force",
            _ when info.Swarm?.ControlAvailable != true => "is a worker and does not know the swarm: run this on a manager that is left",
            _ => null,
        };
        if (why is not null) throw new SelectionException($"{info.Name} {why}.");
    }

    /// <summary>The key on the disk of a manager that locks; null where it does not.</summary>
    private NodeKeyFile? LockedKey(SystemInfoResponse info)
    {
        // Without a leader the engine does not tell; on the disk of this machine the node's key does.
        var folder = Path.Combine(info.DockerRootDir ?? "", "swarm");
        var key = swarm.Endpoint.StartsWith("unix://", StringComparison.Ordinal) && Directory.Exists(folder) ? new NodeKeyFile(folder) : null;
        if (key is null && info.Swarm?.Cluster?.Spec?.EncryptionConfig?.AutoLockManagers == true)
            throw new SelectionException($"The managers of this swarm lock: run this on {info.Name} itself, as root, with its local socket. Its key has to be unlocked on its disk for a moment. Nothing was done.");
        return key?.IsLocked == true ? key : null;
    }

    /// <summary>Forces it with the key of the node unlocked on its disk.</summary>
    private async Task ForceLockedAsync(SystemInfoResponse info, (NodeKeyFile File, string Opened) key, Func<Task> init)
    {
        var locked = key.File.Text();
        try
        {
            if (info.Swarm!.LocalNodeState == "locked" || !await TryAsync(key, init)) await AnewAsync(key, init);
        }
        catch
        {
            if (!key.File.IsLocked) key.File.Write(locked);
            throw;
        }

        await key.File.RelockedAsync();
    }

    private async Task<bool> TryAsync((NodeKeyFile File, string Opened) key, Func<Task> init)
    {
        key.File.Write(key.Opened);
        try
        {
            await init();
            return true;
        }
        catch (SwarmException e) when (WhileStopped is not null)
        {
            output.Note($"{e.Message.TrimEnd('.')}. Starting the engine anew…");
            return false;
        }
    }

    // An engine that is locked, or was unlocked without a leader, waits for one for ever and takes no request [Engine 20.10].
    private async Task AnewAsync((NodeKeyFile File, string Opened) key, Func<Task> init)
    {
        await WhileStopped!(() =>
        {
            key.File.Write(key.Opened);
            return Task.CompletedTask;
        });
        await init();
    }

    // A leader that just lost the others believes in itself for some seconds, but only a majority lets it list what is there. An engine that
    // is slow has said nothing.
    private async Task<bool> CanDecideAsync(SystemInfoResponse info, CancellationToken cancel)
    {
        if (!string.IsNullOrEmpty(info.Swarm!.Error)) return false;
        try
        {
            var managers = NodeRow.Of(await swarm.ListNodesAsync(cancel), [], []).Where(n => n.IsRaftMember).ToList();
            return managers.Count(m => m.IsReachableManager) >= Quorum.Needed(managers.Count);
        }
        catch (SwarmException e) when (e.IsLeaderless && e.InnerException is not OperationCanceledException)
        {
            return false;
        }
        catch (SwarmException e)
        {
            throw new SelectionException($"Whether the managers of the swarm of {info.Name} can decide is not known, and nothing was done: {e.Message.TrimEnd('.')}. Try again; say --force only where the other managers are surely lost.");
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
