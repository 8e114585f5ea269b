using Docker.DotNet.Models;
using IocOps.Core.Operations;
using IocOps.Swarm.Docker;
using IocOps.Swarm.Lab;
using IocOps.Swarm.Lab.Nodes;
using IocOps.Swarm.Views;

namespace IocOps.Swarm.Backup;

/// <summary>The manager that a swarm was restored on.</summary>
/// <param name="Swarm">Where the swarm's list of nodes is read and changed.</param>
/// <param name="Name">Host name.</param>
/// <param name="NodeId">Of the node that it became.</param>
/// <param name="Address">At which others reach it, with its port.</param>
/// <param name="KnownAddress">At which the swarm knows it, without a port.</param>
public sealed record RestoredManager(ISwarm Swarm, string Name, string NodeId, string Address, string KnownAddress)
{
    private const int Attempts = 5;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    /// <summary>The same engine, to change.</summary>
    public ISwarmAdmin Admin => (ISwarmAdmin)Swarm;

    /// <summary>Reads it from an engine that is ready.</summary>
    public static async Task<RestoredManager> ReadAsync(ISwarm swarm, CancellationToken cancel)
    {
        var info = await swarm.RequireManagerAsync(cancel);
        var me = (await swarm.ListNodesAsync(cancel)).First(n => n.ID == info.Swarm!.NodeID);
        var known = me.ManagerStatus?.Addr ?? "";
        var address = info.Swarm!.NodeAddr!;
        var host = address.Contains(':', StringComparison.Ordinal) ? $"[{address}]" : address;
        return new RestoredManager(swarm, info.Name, me.ID, $"{host}{known[Math.Max(known.LastIndexOf(':'), 0)..]}", NodeRow.Host(known));
    }

    /// <summary>A node of its list, without what runs there; null where there is none.</summary>
    public async Task<NodeRow?> NodeAsync(string id, CancellationToken cancel) =>
        NodeRow.Of([.. (await Swarm.ListNodesAsync(cancel)).Where(n => n.ID == id)], [], []) is [var node, ..] ? node : null;

    /// <summary>Waits until something of the swarm is so; while nobody can say, as managers choose a leader or an engine changes its role, it is not.</summary>
    /// <exception cref="SwarmException">It is not in time; says what was said last.</exception>
    public static async Task UntilAsync(Func<Task<bool>> isSo, string otherwise)
    {
        SwarmException? last = null;
        try
        {
            await Wait.UntilAsync(_ => IsSoAsync(), Patience, otherwise, CancellationToken.None);
        }
        catch (LabException e)
        {
            throw new SwarmException(last is null ? otherwise : $"{otherwise} (the last answer was: {last.Message.TrimEnd('.')})", e);
        }

        async Task<bool> IsSoAsync()
        {
            try
            {
                return await isSo();
            }
            catch (SwarmException e)
            {
                last = e;
                return false;
            }
        }
    }

    /// <summary>Changes a node, where there is something to change.</summary>
    public async Task ChangeNodeAsync(string id, Func<NodeUpdateParameters, string?> edit, Output output)
    {
        for (var attempt = 1; ; attempt++)
        {
            var live = (await Swarm.ListNodesAsync(CancellationToken.None)).Where(n => n.ID == id).ToList();
            if (NodeChange.Of(live, NodeRow.Of(live, [], []), edit) is not [var change]) return;
            try
            {
                await Admin.UpdateNodeAsync(id, change.Version, change.Wanted, CancellationToken.None);
                output.Changed(change.Text);
                return;
            }
            catch (StaleVersionException) when (attempt < Attempts)
            {
                // Swarm writes into a node, too, while it joins.
            }
        }
    }

    /// <summary>Removes the entry of a node that it had before, unless this manager became that node.</summary>
    public async Task StrikeOffAsync(NodeRow old, Output output)
    {
        if (old.Id != NodeId) await output.ChangeAsync($"{old.Name}: its old entry {old.Id} removed from the swarm", () => Admin.RemoveNodeAsync(old.Id, true, CancellationToken.None));
    }
}
