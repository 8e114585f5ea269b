using System.Collections.Concurrent;
using Docker.DotNet.Models;
using IocOps.Core.Backup;
using IocOps.Core.Operations;
using IocOps.Swarm.Docker;
using IocOps.Swarm.Views;

namespace IocOps.Swarm.Backup;

/// <summary>
/// Brings the other nodes of a restored swarm back: those that can be reached leave what they are in and join again as what they were; a
/// worker that comes back by itself is left alone, and its IOCs run on.
/// </summary>
/// <param name="endpoints">Where their engines are.</param>
/// <param name="output">Where to say what happens.</param>
public sealed class Rejoining(NodeEndpoints endpoints, Output output)
{
    private const string AnyAddress = "0.0.0.0:2377";
    private const int AtOnce = 8;

    /// <summary>A worker tries again at least every eight seconds (swarmkit, agent/session).</summary>
    private static readonly TimeSpan ReturnTime = TimeSpan.FromSeconds(20);

    /// <summary>Asks all nodes of a copy how they are, and decides; changes nothing.</summary>
    /// <exception cref="Fleets.SelectionException"><c>--node-host</c> is none.</exception>
    public async Task<RejoinPlan> LookAsync(LogicalCopy copy, RejoinHere here, CancellationToken cancel)
    {
        var answers = new ConcurrentBag<NodeAnswer>();
        await Parallel.ForEachAsync(copy.NodeRows(), new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancel }, async (node, c) => answers.Add(await AskAsync(node, c)));
        return RejoinPlan.Of([.. answers], here);
    }

    /// <summary>Does it. One node that can't be brought back does not keep the others from it.</summary>
    /// <param name="plan">What was shown.</param>
    /// <param name="manager">The restored swarm.</param>
    /// <param name="cancel">Ends it after the node that is being brought back.</param>
    /// <exception cref="SwarmException">Not all could be brought back; the commands for the rest have been said.</exception>
    public async Task RunAsync(RejoinPlan plan, RestoredManager manager, CancellationToken cancel)
    {
        var left = plan.Joining.ToDictionary(j => j.Node, _ => "not done, as the run was stopped");
        try
        {
            await JoinAsync(plan.Joining.Where(j => !j.MayReturn), left, manager, cancel);
            // Only now: as long as other managers of before lived, workers kept to them.
            foreach (var node in await ReturnedAsync(plan, manager, cancel)) left.Remove(node);
            await JoinAsync(plan.Joining.Where(j => j.MayReturn && left.ContainsKey(j.Node)), left, manager, cancel);
            if (plan.Was is { } was) await BecomeAsync(was, manager);
            var helper = plan.Joining.FirstOrDefault(j => !left.ContainsKey(j.Node));
            await new AddressRenewal(manager, output).RunAsync(helper is null ? null : endpoints.Of(helper.Node), cancel);
        }
        finally
        {
            OtherNodes.Say([.. left.Select(l => new LeftNode(l.Key, l.Value)), .. plan.Left], (manager.NodeId, manager.Address), output);
        }

        if (left.Count > 0) throw new SwarmException($"The swarm is back, and these nodes could not be brought back into it: {string.Join(", ", left.Keys.Select(n => n.Name))}. What to do for each stands above.");
    }

    private async Task<NodeAnswer> AskAsync(NodeRow node, CancellationToken cancel)
    {
        var endpoint = endpoints.Of(node);
        using var engine = new SwarmClient(endpoint);
        try
        {
            var info = await engine.InfoAsync(cancel);
            return new NodeAnswer(node, engine.Endpoint)
            {
                Name = info.Name,
                State = info.Swarm?.LocalNodeState ?? "inactive",
                NodeId = info.Swarm?.NodeID ?? "",
                Address = info.Swarm?.NodeAddr ?? "",
                Managers = [.. (info.Swarm?.RemoteManagers ?? []).Select(m => NodeRow.Host(m.Addr))],
            };
        }
        catch (SwarmException e)
        {
            return new NodeAnswer(node, engine.Endpoint) { Trouble = e.Message.Split(';')[0] };
        }
    }

    private async Task JoinAsync(IEnumerable<RejoinNode> nodes, Dictionary<NodeRow, string> left, RestoredManager manager, CancellationToken cancel)
    {
        foreach (var joining in nodes.ToList())
        {
            cancel.ThrowIfCancellationRequested();
            if (await WhyNotAsync(joining, manager) is { } why) left[joining.Node] = why;
            else left.Remove(joining.Node);
        }
    }

    /// <summary>The workers that came back by themselves.</summary>
    private async Task<IReadOnlyList<NodeRow>> ReturnedAsync(RejoinPlan plan, RestoredManager manager, CancellationToken cancel)
    {
        var expected = plan.Joining.Where(j => j.MayReturn).Select(j => j.Node).ToList();
        if (expected.Count == 0) return [];
        output.Note($"Waiting for {string.Join(", ", expected.Select(n => n.Name))} to come back…");
        var back = new List<NodeRow>();
        var watch = System.Diagnostics.Stopwatch.StartNew();
        while (back.Count < expected.Count && watch.Elapsed < ReturnTime)
        {
            var ready = (await manager.Swarm.ListNodesAsync(cancel)).Where(n => n.Status?.State == "ready").Select(n => n.ID).ToHashSet(StringComparer.Ordinal);
            foreach (var node in expected.Except(back).Where(n => ready.Contains(n.Id)).ToList())
            {
                output.Note($"{node.Name} came back by itself.");
                back.Add(node);
            }

            await Task.Delay(TimeSpan.FromMilliseconds(250), cancel);
        }

        return back;
    }

    private async Task<string?> WhyNotAsync(RejoinNode joining, RestoredManager manager)
    {
        try
        {
            using var engine = new SwarmClient(endpoints.Of(joining.Node));
            await RequireSameAsync(joining.Answer, engine);
            output.Note($"{joining.Node.Name} joins as a {joining.Role}…");
            await output.ChangeAsync($"{joining.Node.Name}: {(joining.Answer.IsIn ? "leaves its old swarm and joins" : "joins")} that of {manager.Address} as a {joining.Role}", () => JoinAsync(joining, engine, manager));
            var id = (await engine.InfoAsync(CancellationToken.None)).Swarm!.NodeID!;
            await ReadyAsync(joining, id, manager);
            await manager.ChangeNodeAsync(id, NodeChange.Labels(joining.Node.Labels, []), output);
            await manager.StrikeOffAsync(joining.Node, output);
            output.Note($"{joining.Node.Name} is a {joining.Role} of the swarm again.");
            return null;
        }
        catch (SwarmException e)
        {
            output.Note($"{joining.Node.Name}: {e.Message}");
            return e.Message.TrimEnd('.');
        }
    }

    // The answer to the question may have taken long.
    private static async Task RequireSameAsync(NodeAnswer answer, SwarmClient engine)
    {
        var now = await engine.InfoAsync(CancellationToken.None);
        if (now.Name != answer.Name || (now.Swarm?.NodeID ?? "") != answer.NodeId) throw new SwarmException("it changed since it was looked at, and was left as it is");
    }

    // One that has left must join: nothing comes in between.
    private static async Task JoinAsync(RejoinNode joining, SwarmClient engine, RestoredManager manager)
    {
        if (joining.Answer.IsIn) await engine.LeaveAsync(true, CancellationToken.None);
        var tokens = (await manager.Admin.InspectSwarmAsync(CancellationToken.None)).JoinTokens;
        var wanted = new SwarmJoinParameters
        {
            RemoteAddrs = [manager.Address],
            JoinToken = joining.Role == "manager" ? tokens.Manager : tokens.Worker,
            AdvertiseAddr = joining.Answer.Address.Length > 0 ? joining.Answer.Address : joining.Node.Address,
            ListenAddr = AnyAddress,
            Availability = joining.Node.Availability,
        };
        await engine.JoinAsync(wanted, CancellationToken.None);
    }

    private static Task ReadyAsync(RejoinNode joining, string id, RestoredManager manager) => RestoredManager.UntilAsync(
        async () => (await manager.NodeAsync(id, CancellationToken.None)) is { State: "ready" } node && (joining.Role == "worker" || node.IsReachableManager),
        "it joined, and the swarm does not see it ready; ShowNodes says how it is");

    /// <summary>The node of the copy that lives on this machine now gets what belongs to the machine.</summary>
    private async Task BecomeAsync(NodeRow was, RestoredManager manager)
    {
        var foreign = (await manager.NodeAsync(manager.NodeId, CancellationToken.None))?.Labels.Select(l => l.Key).Except(was.Labels.Select(l => l.Key)).ToList() ?? [];
        await manager.ChangeNodeAsync(manager.NodeId, NodeChange.Labels(was.Labels, foreign), output);
        await manager.ChangeNodeAsync(manager.NodeId, NodeChange.Availability(was.Availability), output);
        await manager.StrikeOffAsync(was, output);
        output.Note($"{was.Name}, this machine, has the labels that it had.");
    }
}
