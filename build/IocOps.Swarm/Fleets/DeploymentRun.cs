using IocOps.Core.Planning;
using IocOps.Swarm.Deploy;
using IocOps.Swarm.Docker;
using IocOps.Swarm.Views;

namespace IocOps.Swarm.Fleets;

/// <summary>The steps of a deployment that have a plan: apply, watch, report, and put back.</summary>
internal sealed class DeploymentRun(ISwarm swarm, Output output, DeploymentOptions options)
{
    /// <summary>Applies a plan and says what was done.</summary>
    /// <returns>Never thrown: what went wrong is in the report.</returns>
    public async Task<Applied> ApplyAsync(Plan plan, ObservedSwarm observed, CancellationToken cancel)
    {
        var report = await Deployer.ApplyAsync(plan, observed, new ApplyLines(output), cancel);
        Tell(report.Warnings, report.RemovedNetworks);
        return new Applied(plan, report, observed);
    }

    /// <summary>Waits until what was applied runs or has failed; not where nobody wants to wait.</summary>
    public Task<IReadOnlyList<WatchResult>> WatchAsync(Applied applied, CancellationToken cancel) => WatchAsync(applied.Report, applied.Latest, cancel);

    /// <summary>Looks on for a time while what was applied, and runs, goes on running; ends early when something does not.</summary>
    public Task<IReadOnlyList<WatchResult>> StayAsync(Applied applied, TimeSpan time, CancellationToken cancel) =>
        output.Progress.RunAsync(progress => Watcher.StayAsync(WatchItem.From(applied.Report, applied.Latest), time, progress, cancel));

    /// <summary>Says what became of it all.</summary>
    /// <exception cref="DeploymentException">Something is not as wanted.</exception>
    public void Report(Applied applied, IReadOnlyList<WatchResult> watched)
    {
        var failures = DeploymentText.Failures(applied.Report, watched);
        foreach (var line in failures) output.Note(line);
        foreach (var (what, failure) in DeploymentText.Audit(applied.Report, watched)) output.Changed(what, failure);
        output.Note(DeploymentText.Summary(applied.Report, watched));
        if (failures.Count > 0) throw new DeploymentException(DeploymentText.Trouble(applied.Report, watched));
    }

    /// <summary>Watches and reports; then collects what is unused, or puts back what was changed.</summary>
    /// <exception cref="DeploymentException">Something was not as wanted; says what was put back.</exception>
    public async Task FinishOrPutBackAsync(Applied applied, CancellationToken cancel)
    {
        var watched = await WatchAsync(applied, cancel);
        await ReportOrPutBackAsync(applied, watched, cancel);
        var (warnings, networks) = await Deployer.CollectAsync(applied.Plan, applied.Observed, cancel);
        Tell(warnings, networks);
    }

    /// <summary>Reports, and where something is not as wanted puts back all that was changed.</summary>
    /// <exception cref="DeploymentException">Something was not as wanted; says what was put back.</exception>
    public async Task ReportOrPutBackAsync(Applied applied, IReadOnlyList<WatchResult> watched, CancellationToken cancel)
    {
        try
        {
            Report(applied, watched);
        }
        catch (DeploymentException e)
        {
            var said = await new PuttingBack(swarm, output, new Deployer(swarm, new DeployOptions { WaitForRemovals = true }, options.Clock), WatchAsync).RunAsync(applied, watched, cancel);
            throw new DeploymentException($"{e.Message} {said}");
        }
    }

    private Deployer Deployer => new(swarm, new DeployOptions { WaitForRemovals = options.Wait, Collect = !options.RollbackOnFailure }, options.Clock);

    private Watcher Watcher => new(swarm, new WatchOptions { Timeout = options.WaitTimeout }, options.Clock);

    private async Task<IReadOnlyList<WatchResult>> WatchAsync(ApplyReport report, ObservedSwarm observed, CancellationToken cancel)
    {
        if (!options.Wait) return [];
        var items = WatchItem.From(report, observed);
        if (items.Count == 0) return [];
        var unchanged = items.Where(i => i.Kind == ChangeKind.Unchanged).Select(i => i.Service).ToHashSet(StringComparer.Ordinal);
        return await output.Progress.RunAsync(progress => Watcher.WatchAsync(items, new WithoutUnchanged(progress, unchanged), cancel));
    }

    private void Tell(IReadOnlyList<string> warnings, IReadOnlyList<string> networks)
    {
        foreach (var network in networks)
        {
            output.Changed($"network {network} removed");
            output.Note($"removed network {network}");
        }

        foreach (var warning in warnings) output.Note($"Warning: {warning}");
    }
}

/// <summary>What a run did.</summary>
/// <param name="Plan">As applied.</param>
/// <param name="Report">What became of it.</param>
/// <param name="Observed">What it was made from: the swarm before the first write.</param>
internal sealed record Applied(Plan Plan, ApplyReport Report, ObservedSwarm Observed)
{
    /// <summary>The swarm before the last writes, where a run wrote in steps.</summary>
    public ObservedSwarm Latest { get; init; } = Observed;
}

/// <summary>Shows a watch without the services that were not touched and run, which nobody waits for.</summary>
internal sealed class WithoutUnchanged(IProgress<WatchSnapshot> progress, IReadOnlySet<string> unchanged) : IProgress<WatchSnapshot>
{
    public void Report(WatchSnapshot value)
    {
        var shown = value.Services.Where(s => !s.IsGood || !unchanged.Contains(s.Service)).ToList();
        if (shown.Count > 0) progress.Report(value with { Services = shown });
    }
}
