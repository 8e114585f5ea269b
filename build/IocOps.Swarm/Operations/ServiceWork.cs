using Docker.DotNet.Models;
using IocOps.Core.Operations;
using IocOps.Core.Planning;
using IocOps.Swarm.Docker;
using IocOps.Swarm.Fleets;
using IocOps.Swarm.Views;

namespace IocOps.Swarm.Operations;

/// <summary>How running services are worked on.</summary>
/// <param name="Stack">Whose services.</param>
/// <param name="Consent">Whether to ask.</param>
/// <param name="Json">Whether a dry run shows its plan as JSON.</param>
/// <param name="Deployment">Whose name the lock has, and how long to wait.</param>
public sealed record ServiceWorkOptions(string Stack, Consent Consent, bool Json, DeploymentOptions Deployment)
{
    /// <summary>How many are worked on before the next ones; null for all together.</summary>
    public int? AtATime { get; init; }
}

/// <summary>Restarts, stops and starts services of the stack: shows what it will do, asks, does it, waits, says what it did.</summary>
/// <param name="swarm">The swarm.</param>
/// <param name="output">Where to show and ask.</param>
/// <param name="options">How.</param>
public sealed class ServiceWork(ISwarm swarm, Output output, ServiceWorkOptions options)
{
    /// <summary>Restarts the chosen services, and no other.</summary>
    /// <exception cref="SelectionException">There is none of that name, or it is stopped; nothing was done.</exception>
    /// <exception cref="DeploymentException">One does not run again.</exception>
    public Task RestartAsync(Selection chosen, CancellationToken cancel) => ActAsync(
        chosen, _ => (ServiceActs.Restart, s => s.State == "stopped" ? $"is stopped; StartIocs --ioc-list {s.Ioc ?? s.Name} starts it" : null), cancel);

    /// <summary>Stops the chosen services until somebody starts them, and waits until their tasks are gone. What is stopped already is left so.</summary>
    /// <exception cref="SelectionException">There is none of that name, or it can't be stopped; nothing was done.</exception>
    /// <exception cref="DeploymentException">A task does not end in time.</exception>
    public Task StopAsync(Selection chosen, CancellationToken cancel) => ActAsync(
        chosen, _ => (s => MayBeMeant(chosen, s) ? ServiceActs.Stop(s) : ServiceActs.Nothing(s), s => s.Mode == "replicated" ? null : $"can't be stopped: its mode is {s.Mode}, and only a replicated service can have 0 tasks"), cancel);

    /// <summary>Starts those of the chosen services that were stopped, with one task also those that somebody scaled to 0 where they are named, and waits until all of the chosen run.</summary>
    /// <exception cref="SelectionException">There is none of that name; nothing was done.</exception>
    /// <exception cref="DeploymentException">One does not run, also of those that nobody had stopped.</exception>
    public Task StartAsync(Selection chosen, CancellationToken cancel) =>
        ActAsync(chosen, _ => (s => MayBeMeant(chosen, s) ? ServiceActs.Start(s) : ServiceActs.Nothing(s), _ => null), cancel, alsoUnchanged: true);

    // Of what has 0 tasks and was not stopped by StopIocs, the file may say so: a pattern does not mean that, only its name does.
    private static bool MayBeMeant(Selection chosen, SwarmService service) =>
        service.Spec!.Mode?.Replicated?.Replicas != 0 || Stopped.ReplicasOf(service.Spec) is not null
        || chosen.Names?.Any(n => n == service.Spec.Name || (service.Spec.Labels?.TryGetValue(Owner.Label, out var owner) == true && owner.EndsWith($"/{n}", StringComparison.Ordinal))) == true;

    /// <summary>Brings the chosen services back to what they were at a deployment before, and waits until they run.</summary>
    /// <param name="chosen">Which.</param>
    /// <param name="version">As ShowHistory shows it; null for the one before the present one.</param>
    /// <param name="cancel">As for a deployment.</param>
    /// <exception cref="SelectionException">There is none of that name, or it can't go back; nothing was done.</exception>
    /// <exception cref="DeploymentException">One does not run.</exception>
    public async Task RollbackAsync(Selection chosen, string? version, CancellationToken cancel)
    {
        // Without a version each goes to the one that was shown and agreed on: when somebody else went back meanwhile, under the lock that is
        // where it is already, and "the one before" would be what both want to get away from.
        var versions = new Dictionary<string, string?>(StringComparer.Ordinal);
        if (await ActAsync(chosen, Deeds, cancel)) output.Note("The folders still say what was deployed before: bring them back too (git revert), or the next deploy undoes this.");

        (Func<SwarmService, ServiceChange> Act, Func<ServiceRow, string?> WhyNot) Deeds(ObservedSwarm observed)
        {
            var back = new GoingBack(observed);
            return (s => back.Change(s, To(back, s)), s => back.WhyNot(observed.Services.First(o => o.ID == s.Id), version));
        }

        string? To(GoingBack back, SwarmService service)
        {
            if (version is not null) return version;
            if (!versions.TryGetValue(service.ID, out var found)) versions[service.ID] = found = back.Version(service, null);
            return found;
        }
    }

    /// <summary>
    /// The chosen services without those of which <paramref name="whyNot"/> says something: named as such it is an error, caught by a
    /// pattern it is left alone and told.
    /// </summary>
    internal static IReadOnlyList<ServiceRow> Sift(IReadOnlyList<ServiceRow> chosen, Selection selection, Func<ServiceRow, string?> whyNot, Action<string> note)
    {
        var left = chosen.Select(s => (Service: s, Why: whyNot(s))).Where(s => s.Why is not null).ToList();
        var named = left.Where(s => selection.Names?.Contains(s.Service.Name) == true || (s.Service.Ioc is { } ioc && selection.Names?.Contains(ioc) == true)).ToList();
        if (named.Count > 0) throw new SelectionException(string.Join('\n', named.Select(s => $"{s.Service.Name} {s.Why}.")));
        foreach (var (service, why) in left) note($"Left alone: {service.Name} {why}.");
        return [.. chosen.Except(left.Select(s => s.Service))];
    }

    // True where something was done.
    private async Task<bool> ActAsync(
        Selection chosen, Func<ObservedSwarm, (Func<SwarmService, ServiceChange> Act, Func<ServiceRow, string?> WhyNot)> deed, CancellationToken cancel, bool alsoUnchanged = false)
    {
        Batches.Require(options.AtATime);
        if (options.AtATime is not null && !options.Deployment.Wait) throw new SelectionException("--at-a-time goes on with the next ones when these are done: it has to wait, --no-wait is not for it.");
        var (rows, observed) = await SwarmLook.ObserveAsync(swarm, options.Stack, chosen, cancel);
        var services = Sift(rows, chosen, deed(observed).WhyNot, output.Note);
        var plan = ServiceActs.Plan(options.Stack, observed, services.Select(s => s.Id), deed(observed).Act);
        if (options.Consent.DryRun)
        {
            PlanView.Show(plan, options.Json, output);
            return false;
        }

        var changes = plan.Changes.Where(c => c.Kind != ChangeKind.Unchanged).ToList();
        var deployment = new FleetDeployment(swarm, output, options.Deployment);
        if (changes.Count == 0)
        {
            output.Note(rows.Count == 0 ? "Nothing to do: no service fits --ioc-list, --node and --state." : "Nothing to do: it is so already.");
            // Started before is not running: who starts again after a failure wants to know that.
            if (alsoUnchanged && services.Count > 0) await deployment.RunAsync(_ => plan, cancel);
            return false;
        }

        Ask(changes, services);
        var ids = (alsoUnchanged ? plan.Changes : changes).Select(c => c.Id!).ToList();
        await Batches.RunAsync(ids, options.AtATime ?? ids.Count, id => services.First(s => s.Id == id).Name, batch =>
            deployment.RunAsync(o => ServiceActs.Plan(options.Stack, o, batch, deed(o).Act), cancel));
        return true;
    }

    private void Ask(List<ServiceChange> changes, IReadOnlyList<ServiceRow> services)
    {
        foreach (var change in changes)
        {
            var nodes = services.First(s => s.Id == change.Id).Nodes;
            output.Note($"  {change.Service}{(nodes.Count == 0 ? "" : $" on {string.Join(", ", nodes)}")}{(change.Detail.Length == 0 ? "" : $" {change.Detail}")}");
            foreach (var line in change.Differences.SelectMany(PlanText.Difference)) output.Note($"      {line}");
        }

        Question.Ask(output, $"{(changes[0].Deed == Deed.Rollback ? "Roll back" : changes[0].Deed)} {(changes.Count == 1 ? "this service" : $"these {changes.Count} services")}?", options.Consent.Yes);
    }
}

/// <summary>Some at a time, the next when these are done, none after a failure.</summary>
internal static class Batches
{
    /// <summary>Refuses a size that is none.</summary>
    internal static void Require(int? size)
    {
        if (size < 1) throw new SelectionException("--at-a-time takes a number of services, 1 or more.");
    }

    /// <summary>Runs the work for each batch.</summary>
    /// <param name="items">In order.</param>
    /// <param name="size">Of a batch.</param>
    /// <param name="name">What an item is called.</param>
    /// <param name="work">For one batch.</param>
    /// <exception cref="DeploymentException">From the work, with the names of those that were not begun.</exception>
    internal static async Task RunAsync<T>(IReadOnlyList<T> items, int size, Func<T, string> name, Func<IReadOnlyList<T>, Task> work)
    {
        for (var i = 0; i < items.Count; i += size)
        {
            try
            {
                await work([.. items.Skip(i).Take(size)]);
            }
            catch (DeploymentException e) when (i + size < items.Count)
            {
                throw new DeploymentException($"{e.Message} Not begun: {string.Join(", ", items.Skip(i + size).Select(name))}.");
            }
        }
    }
}
