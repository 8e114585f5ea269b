using Docker.DotNet.Models;
using IocOps.Core.Operations;
using IocOps.Swarm.Docker;
using IocOps.Swarm.Fleets;
using IocOps.Swarm.Views;

namespace IocOps.Swarm.Operations;

/// <summary>Takes an engine out of its swarm, so that the swarm and its IOCs go on.</summary>
/// <param name="swarm">To look, where the engine is a manager.</param>
/// <param name="admin">The same engine, to change.</param>
/// <param name="output">Where to show and ask.</param>
/// <param name="consent">Whether to ask.</param>
public sealed class Leaving(ISwarm swarm, ISwarmAdmin admin, Output output, Consent consent)
{
    private static readonly TimeSpan Settle = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan LookInterval = TimeSpan.FromMilliseconds(250);

    /// <summary>A worker leaves; a manager is drained and demoted first.</summary>
    /// <param name="force">Also the last manager, with which the swarm ends.</param>
    /// <param name="wait">How long its IOCs may take to run elsewhere; null not to wait.</param>
    /// <param name="cancel">Cancels; what was done until then stays.</param>
    /// <exception cref="SelectionException">It is in no swarm, or the swarm would lose its quorum; nothing was done.</exception>
    public async Task LeaveAsync(bool force, TimeSpan? wait, CancellationToken cancel)
    {
        var info = await admin.InfoAsync(cancel);
        if (info.Swarm?.LocalNodeState is null or "" or "inactive") throw new SelectionException($"{info.Name} is in no swarm.");
        if (Trouble(info) is { } trouble)
        {
            if (!await LeaveByForceAsync(info.Name, trouble, force, cancel)) return;
        }
        else if (info.Swarm.ControlAvailable)
        {
            if (!await LeaveAsManagerAsync(info.Swarm.NodeID!, force, wait, cancel)) return;
        }
        else
        {
            if (!consent.Agreed(output, [$"{info.Name}, a worker, leaves its swarm; what runs on it ends, and starts elsewhere then. DrainNode on a manager beforehand moves it before."], "Leave?")) return;
            await output.ChangeAsync($"{info.Name}: leaves its swarm", () => admin.LeaveAsync(false, cancel));
        }

        output.Note($"{info.Name} is in no swarm any more. Where the swarm goes on, RemoveNode --node {info.Name} on a manager strikes it off the list.");
    }

    private static (string What, string Do)? Trouble(SystemInfoResponse info) =>
        info.Swarm!.LocalNodeState == "locked" ? ("is locked", "unlock it (UnlockSwarm)")
        : info.Swarm.ControlAvailable && !string.IsNullOrEmpty(info.Swarm.Error) ? ("is a manager of a swarm without a leader", "bring managers back")
        : null;

    private async Task<bool> LeaveByForceAsync(string name, (string What, string Do) trouble, bool force, CancellationToken cancel)
    {
        if (!force) throw new SelectionException($"{name} {trouble.What} and can't leave in good order: {trouble.Do} first, or say --force.");
        string[] lines = [$"{name} {trouble.What} and leaves by force: what it knows of the swarm is gone. If no other manager is left, so is the swarm; ForceNewCluster would save it."];
        if (!consent.Agreed(output, lines, "Leave?")) return false;
        await output.ChangeAsync($"{name}: leaves its swarm by force", () => admin.LeaveAsync(true, cancel));
        return true;
    }

    private async Task<bool> LeaveAsManagerAsync(string id, bool force, TimeSpan? wait, CancellationToken cancel)
    {
        var nodes = await SwarmLook.NodesAsync(swarm, new Selection(), cancel);
        var me = nodes.First(n => n.Id == id);
        if (nodes.Count(n => n.Role == "manager") == 1)
        {
            if (!force) throw new SelectionException($"{me.Name} is the last manager: with it the swarm ends, and its services, configs and secrets are gone. Make another node a manager first (PromoteNode), or say --force to end the swarm.");
            if (!consent.Agreed(output, [$"{me.Name} is the last manager: the swarm ends with all its services, configs and secrets ({nodes.Sum(n => n.Iocs.Count)} IOCs run now)."], "Leave?")) return false;
            await output.ChangeAsync($"{me.Name}: leaves its swarm, which ends", () => admin.LeaveAsync(true, cancel));
            return true;
        }

        if (Quorum.WhyNotWithout(nodes, [me]) is { } why) throw new SelectionException(why);
        var moved = me.Iocs.Count == 0 ? "no IOC is on it" : $"these IOCs are restarted elsewhere: {string.Join(", ", me.Iocs)}";
        if (!consent.Agreed(output, [$"{me.Name} is drained ({moved}), becomes a worker, and leaves the swarm."], "Leave?")) return false;
        var work = new NodeWork(swarm, admin, output, new Consent(false, true));
        await work.DrainAsync([id], wait, cancel);
        await work.DemoteAsync([id], cancel);
        await UntilWorkerAsync(me.Name, cancel);
        await output.ChangeAsync($"{me.Name}: leaves its swarm", () => admin.LeaveAsync(false, cancel));
        return true;
    }

    // A manager that leaves before the others have agreed that it is none counts as a lost one for ever.
    private async Task UntilWorkerAsync(string name, CancellationToken cancel)
    {
        var watch = System.Diagnostics.Stopwatch.StartNew();
        while ((await admin.InfoAsync(cancel)).Swarm?.ControlAvailable == true)
        {
            if (watch.Elapsed > Settle) throw new SwarmException($"{name} is drained and shall be a worker, but is a manager still; run LeaveSwarm again, or ActivateNode and PromoteNode on another manager to take it back.");
            await Task.Delay(LookInterval, cancel);
        }
    }
}
