using Docker.DotNet.Models;
using IocOps.Core;
using IocOps.Core.Operations;
using IocOps.Core.Planning;
using IocOps.Swarm.Docker;
using IocOps.Swarm.Fleets;
using IocOps.Swarm.Views;

namespace IocOps.Swarm.Operations;

/// <summary>Moves services to other nodes: shows what it will do, asks, does it, waits, says what it did.</summary>
/// <param name="swarm">The swarm.</param>
/// <param name="output">Where to show and ask.</param>
/// <param name="options">How.</param>
public sealed class MoveWork(ISwarm swarm, Output output, ServiceWorkOptions options)
{
    /// <summary>A rebalance goes gently.</summary>
    private const int FewAtATime = 2;

    /// <summary>Moves the chosen services to a node.</summary>
    /// <param name="chosen">Which.</param>
    /// <param name="to">Host name or id of the node.</param>
    /// <param name="cancel">Ends the wait; constraints are put back in any case.</param>
    /// <exception cref="SelectionException">The node can't take one of them; nothing was done.</exception>
    /// <exception cref="DeploymentException">One does not run there.</exception>
    public async Task MoveAsync(Selection chosen, string to, CancellationToken cancel)
    {
        RequireWait("MoveIocs");
        var (rows, observed) = await SwarmLook.ObserveAsync(swarm, options.Stack, chosen, cancel);
        var node = Node(observed, to);
        var name = node.Description?.Hostname ?? node.ID;
        var services = ServiceWork.Sift(rows, chosen, WhyNot, output.Note);
        foreach (var service in services.Where(s => IsOn(s, node.ID))) output.Note($"{service.Name} is on {name} already.");
        var going = services.Where(s => !IsOn(s, node.ID)).ToList();
        RequireFit(going, observed, node);
        if (going.Count == 0) output.Note(rows.Count == 0 ? "Nothing to do: no service fits --ioc-list, --node and --state." : "Nothing to do: it is so already.");
        else await MoveAsync([.. going.Select(s => new ServiceMove(s, string.Join(", ", s.Nodes), node.ID, name))], options.AtATime ?? going.Count, cancel);
    }

    /// <summary>Moves as few IOCs as can be, so that they are spread over the nodes as evenly as their constraints allow.</summary>
    /// <exception cref="DeploymentException">One does not run where it was moved; no further one was moved.</exception>
    public async Task RebalanceAsync(CancellationToken cancel)
    {
        RequireWait("RebalanceServices");
        await swarm.RequireManagerAsync(cancel);
        var balance = Balance.Of(options.Stack, await SwarmReader.ObserveAsync(swarm, cancel));
        if (options.Consent.DryRun || options.Json) BalanceView.Show(balance, options.Json, output);
        else foreach (var line in BalanceView.Lines(balance)) output.Note(line);
        if (options.Consent.DryRun || balance.Moves.Count == 0) return;
        await MoveAsync(balance.Moves, options.AtATime ?? FewAtATime, cancel, isShown: true);
    }

    private async Task MoveAsync(IReadOnlyList<ServiceMove> moves, int atATime, CancellationToken cancel, bool isShown = false)
    {
        var lines = isShown ? [] : moves.Select(BalanceView.Line).ToArray();
        if (options.Consent.DryRun)
        {
            output.Lines(lines);
            return;
        }

        foreach (var line in lines) output.Note($"  {line}");
        var them = moves.Count == 1 ? "this service" : $"these {moves.Count} services, {atATime} at a time";
        Question.Ask(output, $"Restart {them}, on another node?", options.Consent.Yes);
        var (begun, moved) = (new List<string>(), new List<string>());
        try
        {
            await Batches.RunAsync(moves, atATime, m => m.Service.Name, async batch =>
            {
                cancel.ThrowIfCancellationRequested();
                begun.AddRange(batch.Select(Text));
                await BatchAsync(batch, moved, cancel);
            });
        }
        finally
        {
            var open = begun.Except(moved, StringComparer.Ordinal).ToList();
            if (open.Count > 0) output.Note($"Not seen to run there: {string.Join(", ", open)}. ShowServices says where {(open.Count == 1 ? "it runs" : "they run")}.");
            if (moved.Count > 0 || open.Count == 0) output.Note(moved.Count == 0 ? "Nothing was moved." : $"Moved {moved.Count} of {moves.Count}: {string.Join(", ", moved)}.");
        }
    }

    private async Task BatchAsync(IReadOnlyList<ServiceMove> batch, List<string> moved, CancellationToken cancel)
    {
        var tie = new TemporaryTie(swarm, output, batch, options.Deployment.Clock);
        try
        {
            await new FleetDeployment(swarm, output, options.Deployment).RunAsync(observed => ServiceActs.Plan(options.Stack, observed, batch.Select(m => m.Service.Id), live => tie.Make(live)), cancel);
        }
        finally
        {
            await tie.PutBackAsync();
            moved.AddRange((await ArrivedAsync(batch)).Select(Text));
        }

        var lost = batch.Where(m => !moved.Contains(Text(m))).ToList();
        if (lost.Count > 0) throw new DeploymentException($"Not where they should be: {string.Join(", ", lost.Select(m => $"{m.Service.Name} ({m.ToName})"))}. Swarm put them elsewhere; ShowInfo --ioc-list NAME says where.");
    }

    private async Task<IReadOnlyList<ServiceMove>> ArrivedAsync(IReadOnlyList<ServiceMove> batch)
    {
        try
        {
            var tasks = await swarm.ListTasksAsync(CancellationToken.None);
            return [.. batch.Where(m => tasks.Any(t => t.ServiceID == m.Service.Id && t.NodeID == m.To && t is { DesiredState: TaskState.Running, Status.State: TaskState.Running }))];
        }
        catch (SwarmException)
        {
            // The failure that is under way says more.
            return [];
        }
    }

    private static string Text(ServiceMove move) => $"{move.Service.Name} to {move.ToName}";

    private void RequireWait(string target)
    {
        Batches.Require(options.AtATime);
        if (!options.Deployment.Wait) throw new SelectionException($"{target} takes a constraint away again when the IOC runs where it should: it has to wait, --no-wait is not for it.");
    }

    private static NodeListResponse Node(ObservedSwarm observed, string to)
    {
        var fit = observed.Nodes.Where(n => n.ID == to || n.Description?.Hostname == to).ToList();
        var names = observed.Nodes.Select(n => n.Description?.Hostname ?? n.ID);
        if (fit.Count == 0) throw new SelectionException($"No node of the swarm is called '{to}'{Nearest.Hint(to, names)}");
        if (fit.Count > 1) throw new SelectionException($"{fit.Count} nodes are called '{to}': say the id ({string.Join(", ", fit.Select(n => n.ID))}).");
        if (!Balance.IsOpen(fit[0])) throw new SelectionException($"{to} takes no new tasks: it is {fit[0].Status?.State}, {fit[0].Spec?.Availability}. ActivateNode makes a node active.");
        return fit[0];
    }

    private static void RequireFit(IEnumerable<ServiceRow> going, ObservedSwarm observed, NodeListResponse node)
    {
        var specs = observed.Services.ToDictionary(s => s.ID, s => s.Spec!, StringComparer.Ordinal);
        var name = node.Description?.Hostname ?? node.ID;
        var lines = going.Where(s => !Balance.MayRunOn(node, specs[s.Id])).Select(s =>
            PlacementConstraint.NotMetBy(node, s.Constraints) is { Count: > 0 } unmet
                ? $"{s.Name} may not run on {name}: its stack file wants {string.Join(", ", unmet)}."
                : $"{s.Name} can't run on {name}: its image is not for {node.Description?.Platform?.OS}/{node.Description?.Platform?.Architecture}.").ToList();
        if (lines.Count > 0) throw new SelectionException(string.Join('\n', lines));
    }

    // By id: two nodes may share a host name.
    private static bool IsOn(ServiceRow service, string nodeId) =>
        service.Tasks.Where(t => t is { State: "running", Desired: "running" }).Select(t => t.NodeId).Distinct().ToList() is [var only] && only == nodeId;

    private static string? WhyNot(ServiceRow service) =>
        service.Mode != "replicated" ? $"can't be moved: its mode is {service.Mode}"
        : service.State == "stopped" ? $"is stopped; StartIocs --ioc-list {service.Ioc ?? service.Name} starts it"
        : service.Wanted != 1 ? $"can't be moved: it has {service.Wanted} replicas, whose places its stack file decides"
        : null;
}
