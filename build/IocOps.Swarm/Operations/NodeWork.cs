using Docker.DotNet.Models;
using IocOps.Core.Operations;
using IocOps.Swarm.Docker;
using IocOps.Swarm.Fleets;
using IocOps.Swarm.Views;

namespace IocOps.Swarm.Operations;

/// <summary>Changes nodes: shows what it will do, asks, does it, says what it did.</summary>
/// <param name="swarm">To look.</param>
/// <param name="admin">The same engine, to change.</param>
/// <param name="output">Where to show and ask.</param>
/// <param name="consent">Whether to ask.</param>
public sealed class NodeWork(ISwarm swarm, ISwarmAdmin admin, Output output, Consent consent)
{
    private static readonly TimeSpan Settle = TimeSpan.FromSeconds(30);

    /// <summary>How often to look while waiting.</summary>
    public TimeSpan LookInterval { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>Sets labels of nodes and takes labels away.</summary>
    /// <param name="names">Patterns of host names, or ids.</param>
    /// <param name="add"><c>key=value</c>, or <c>key</c> for an empty value.</param>
    /// <param name="remove">Keys.</param>
    /// <param name="cancel">Cancels.</param>
    /// <exception cref="SelectionException">Nothing to do is said, or no such node; nothing was done.</exception>
    public Task LabelAsync(IReadOnlyCollection<string> names, IReadOnlyList<string> add, IReadOnlyList<string> remove, CancellationToken cancel)
    {
        var labels = add.Select(a => a.Split('=', 2)).Select(p => KeyValuePair.Create(p[0].Trim(), p.Length > 1 ? p[1] : "")).ToList();
        if (labels.Count + remove.Count == 0) throw new SelectionException("Say which labels: --add KEY=VALUE, --remove KEY.");
        if (labels.Any(l => l.Key.Length == 0)) throw new SelectionException("A label needs a name before the '=': --add KEY=VALUE.");
        if (labels.FirstOrDefault(l => remove.Contains(l.Key)).Key is { } both) throw new SelectionException($"Label '{both}' is both in --add and in --remove.");
        return ChangeAsync(names, NodeChange.Labels(labels, remove), (_, _) => [], cancel);
    }

    /// <summary>Lets nodes take tasks again. What runs elsewhere stays there.</summary>
    public Task ActivateAsync(IReadOnlyCollection<string> names, CancellationToken cancel) => ChangeAsync(
        names,
        NodeChange.Availability("active"),
        (_, _) => ["New tasks can go there; what runs elsewhere stays where it is."],
        cancel);

    /// <summary>Makes workers managers.</summary>
    public Task PromoteAsync(IReadOnlyCollection<string> names, CancellationToken cancel) => ChangeAsync(
        names,
        NodeChange.Role("manager"),
        (all, changed) => [.. ManagersAfter(all, changed.Count), .. StaleAddress.Of(all).Select(s => StaleAddress.What(s.Name, s.ManagerAddress, s.Address))],
        cancel);

    /// <summary>Makes managers workers.</summary>
    /// <exception cref="SelectionException">The swarm would lose its quorum; nothing was done.</exception>
    public Task DemoteAsync(IReadOnlyCollection<string> names, CancellationToken cancel) => ChangeAsync(
        names,
        NodeChange.Role("worker"),
        (all, changed) => Quorum.WhyNotWithout(all, changed) is { } why ? throw new SelectionException(why) : ManagersAfter(all, -changed.Count),
        cancel);

    /// <summary>Moves everything off nodes, and waits until it is gone and runs elsewhere.</summary>
    /// <param name="names">Patterns of host names, or ids.</param>
    /// <param name="wait">How long; null not to wait.</param>
    /// <param name="cancel">Cancels; the nodes stay drained.</param>
    /// <exception cref="SwarmException">Not everything runs elsewhere in time.</exception>
    public async Task DrainAsync(IReadOnlyCollection<string> names, TimeSpan? wait, CancellationToken cancel)
    {
        var drained = await ChangeAsync(names, NodeChange.Availability("drain"), Moves, cancel);
        if (drained.Count == 0 || wait is not { } patience) return;
        var ids = drained.Select(d => d.Id).ToHashSet(StringComparer.Ordinal);
        var iocs = drained.SelectMany(d => d.IocServices).DistinctBy(i => i.Key).ToDictionary(StringComparer.Ordinal);
        var left = await WaitAsync(async c => await LeftAsync(ids, iocs, c), patience, cancel);
        if (left.Count > 0) throw new SwarmException($"The nodes are drained, and after {patience.TotalSeconds:0} s these IOCs do not run elsewhere: {string.Join(", ", left)}. ShowInfo --ioc-list NAME says why; ActivateNode lets the nodes take tasks again.");
        foreach (var node in (await NodesAsync(cancel)).Nodes)
        {
            var here = node.IocServices.Where(i => iocs.ContainsKey(i.Key)).Select(i => i.Value).Order(StringComparer.Ordinal).ToList();
            if (here.Count > 0) output.Note($"Now on {node.Name}: {string.Join(", ", here)}");
        }
    }

    /// <summary>Strikes nodes off the swarm's list; a manager is demoted first.</summary>
    /// <param name="names">Patterns of host names, or ids.</param>
    /// <param name="force">Also nodes that are not down.</param>
    /// <param name="cancel">Cancels.</param>
    /// <exception cref="SelectionException">A node is up, or the swarm would lose its quorum; nothing was done.</exception>
    public async Task RemoveAsync(IReadOnlyCollection<string> names, bool force, CancellationToken cancel)
    {
        var (nodes, live) = await NodesAsync(cancel);
        var chosen = Chosen(nodes, names);
        if (Quorum.WhyNotWithout(nodes, chosen) is { } why) throw new SelectionException(why);
        var up = chosen.Where(n => n.State != "down").Select(n => n.Name).ToList();
        if (up.Count > 0 && !force)
            throw new SelectionException($"Not down: {string.Join(", ", up)}. Run LeaveSwarm there first (or stop its engine and wait until ShowNodes says down), or say --force.");
        var lines = chosen.Select(n => $"{n.Name}: {(n.IsRaftMember ? "demoted, then " : "")}removed from the swarm{(n.Iocs.Count == 0 ? "" : $"; IOCs here: {string.Join(", ", n.Iocs)}")}");
        if (!consent.Agreed(output, [.. lines], "Remove?")) return;
        // A manager of a swarm that was given up is on the list and no member any more: the engine can't demote it, and lets it go so.
        var demotion = NodeChange.Role("worker");
        foreach (var change in NodeChange.Of(live, [.. chosen.Where(n => n.IsRaftMember)], demotion)) await output.ChangeAsync(change.Text, () => ApplyAsync(change, demotion, cancel));
        foreach (var node in chosen)
        {
            // A manager is struck off the list only when the others have agreed that it is none any more.
            await WaitAsync(async c => (await swarm.ListNodesAsync(c)).Any(n => n.ID == node.Id && n.ManagerStatus is not null) ? [node.Name] : [], Settle, cancel);
            await output.ChangeAsync($"{node.Name}: removed from the swarm", () => admin.RemoveNodeAsync(node.Id, force, cancel));
            output.Note($"{node.Name} is no node of this swarm any more.");
        }
    }

    private async Task<IReadOnlyList<NodeRow>> ChangeAsync(
        IReadOnlyCollection<string> names,
        Func<NodeUpdateParameters, string?> edit,
        Func<IReadOnlyList<NodeRow>, IReadOnlyList<NodeRow>, IReadOnlyList<string>> consequences,
        CancellationToken cancel)
    {
        var (nodes, live) = await NodesAsync(cancel);
        var changes = NodeChange.Of(live, Chosen(nodes, names), edit);
        if (changes.Count == 0)
        {
            output.Note("Nothing to do: it is so already.");
            return [];
        }

        var changed = changes.Select(c => c.Node).ToList();
        if (!consent.Agreed(output, [.. changes.Select(c => c.Text), .. consequences(nodes, changed)], changes.Count == 1 ? "Change this node?" : $"Change these {changes.Count} nodes?")) return [];
        foreach (var change in changes)
        {
            await output.ChangeAsync(change.Text, () => ApplyAsync(change, edit, cancel));
            output.Note($"Done: {change.Text}");
        }

        return changed;
    }

    // A node that left and joined again is on the list twice: who means the living one shall not promote or demote the dead one with it.
    private static IReadOnlyList<NodeRow> Chosen(IReadOnlyList<NodeRow> nodes, IReadOnlyCollection<string> names)
    {
        var chosen = new Selection(Nodes: names).Of(nodes);
        var twice = names.Select(name => (Name: name, Nodes: nodes.Where(n => n.Name == name).ToList())).Where(n => n.Nodes.Count > 1)
            .Select(n => $"{n.Nodes.Count} nodes are called '{n.Name}': say the id ({string.Join(", ", n.Nodes.Select(o => $"{o.Id} is {o.State}"))}).").ToList();
        return twice.Count == 0 ? chosen : throw new SelectionException(string.Join('\n', twice));
    }

    // Swarm writes into a node too (its state, its certificate), and so may somebody else: the change is made anew from the node as it is
    // now, and is done where it is still the one that was agreed on.
    private async Task ApplyAsync(NodeChange change, Func<NodeUpdateParameters, string?> edit, CancellationToken cancel)
    {
        try
        {
            await admin.UpdateNodeAsync(change.Node.Id, change.Version, change.Wanted, cancel);
        }
        catch (StaleVersionException)
        {
            var now = (await swarm.ListNodesAsync(cancel)).Where(n => n.ID == change.Node.Id).ToList();
            if (now.Count == 0) throw;
            var again = NodeChange.Of(now, NodeRow.Of(now, [], []), edit);
            if (again.Count == 0) return;
            if (again[0].Text != change.Text) throw;
            await admin.UpdateNodeAsync(change.Node.Id, again[0].Version, again[0].Wanted, cancel);
        }
    }

    private static IReadOnlyList<string> Moves(IReadOnlyList<NodeRow> all, IReadOnlyList<NodeRow> drained)
    {
        var lines = drained.Where(d => d.Iocs.Count > 0).Select(d => $"{d.Name}: these IOCs are restarted elsewhere: {string.Join(", ", d.Iocs)}").ToList();
        var isLeft = all.Any(n => n.State == "ready" && n.Availability == "active" && drained.All(d => d.Id != n.Id));
        if (!isLeft) lines.Add("No other node is ready and active: nothing will run after this.");
        return lines;
    }

    private static IReadOnlyList<string> ManagersAfter(IReadOnlyList<NodeRow> nodes, int more)
    {
        var count = nodes.Count(n => n.Role == "manager") + more;
        var text = $"Managers then: {count}; of these {Quorum.Spare(count)} can be lost.";
        return count % 2 == 0 ? [text, "An even number survives no more losses than one manager less."] : [text];
    }

    private async Task<(IReadOnlyList<NodeRow> Nodes, IReadOnlyList<NodeListResponse> Live)> NodesAsync(CancellationToken cancel)
    {
        await swarm.RequireManagerAsync(cancel);
        var live = await swarm.ListNodesAsync(cancel);
        return (NodeRow.Of(live, await swarm.ListServicesAsync(cancel), await swarm.ListTasksAsync(cancel)), live);
    }

    /// <summary>Those of the IOCs (id of the service to name) that are on one of these nodes, or do not run elsewhere yet.</summary>
    private async Task<IReadOnlyList<string>> LeftAsync(HashSet<string> nodes, Dictionary<string, string> iocs, CancellationToken cancel)
    {
        var services = (await swarm.ListServicesAsync(cancel)).Select(s => s.ID).ToHashSet(StringComparer.Ordinal);
        // Of a node that died the managers say for long that its tasks run.
        var down = (await swarm.ListNodesAsync(cancel)).Where(n => n.Status?.State == "down").Select(n => n.ID).ToHashSet(StringComparer.Ordinal);
        var running = (await swarm.ListTasksAsync(cancel)).Where(t => t.Status?.State == TaskState.Running && !down.Contains(t.NodeID ?? "")).ToLookup(t => t.ServiceID ?? "", StringComparer.Ordinal);
        return [.. iocs.Where(i => services.Contains(i.Key) && !HasMoved(running[i.Key])).Select(i => i.Value).Order(StringComparer.Ordinal)];

        bool HasMoved(IEnumerable<TaskResponse> tasks) =>
            tasks.All(t => !nodes.Contains(t.NodeID ?? "")) && tasks.Any(t => t.DesiredState == TaskState.Running);
    }

    /// <summary>Looks until nothing is left; gives what is left when the time is over.</summary>
    private async Task<IReadOnlyList<string>> WaitAsync(Func<CancellationToken, Task<IReadOnlyList<string>>> look, TimeSpan patience, CancellationToken cancel)
    {
        var end = System.Diagnostics.Stopwatch.StartNew();
        while (true)
        {
            var left = await look(cancel);
            if (left.Count == 0 || end.Elapsed >= patience) return left;
            await Task.Delay(LookInterval, cancel);
        }
    }
}
