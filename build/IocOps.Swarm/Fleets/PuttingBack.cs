using IocOps.Core.Planning;
using IocOps.Swarm.Deploy;
using IocOps.Swarm.Docker;
using IocOps.Swarm.Views;

namespace IocOps.Swarm.Fleets;

/// <summary>Puts back what a run changed, when something that it changed is not as wanted (<c>--rollback-on-failure</c>).</summary>
/// <param name="swarm">The swarm, whose lock the run still holds.</param>
/// <param name="output">Where to say what happens.</param>
/// <param name="deployer">Writes.</param>
/// <param name="watch">Waits until what was put back runs.</param>
internal sealed class PuttingBack(
    ISwarm swarm, Output output, Deployer deployer, Func<ApplyReport, ObservedSwarm, CancellationToken, Task<IReadOnlyList<WatchResult>>> watch)
{
    /// <summary>Does it, and says so.</summary>
    /// <returns>A sentence or two for the end of the run.</returns>
    public async Task<string> RunAsync(Applied applied, IReadOnlyList<WatchResult> watched, CancellationToken cancel)
    {
        if (cancel.IsCancellationRequested || applied.Report.Cancelled) return "Nothing was put back, as the run was stopped.";
        if (!IsOfThisRun(applied.Report, watched)) return "Nothing was put back: none of these services was changed by this run.";
        var done = applied.Report.Results.Where(r => r.IsSent).ToList();
        if (done.Count == 0) return Nothing;
        var now = await SwarmReader.ObserveAsync(swarm, cancel);
        var (plan, leftAlone) = Reversal.Of(applied.Plan, done.Select(r => r.Change), applied.Observed, now);
        if (plan.Changes.Count + leftAlone.Count == 0) return Nothing;
        output.Note("Putting back what this run changed.");
        var taken = done.Where(r => r.Outcome == ApplyOutcome.Applied).Select(r => r.Change.Service).ToHashSet(StringComparer.Ordinal);
        foreach (var line in leftAlone) output.Note(line);
        foreach (var change in plan.Changes.Where(c => c.Kind == ChangeKind.Unchanged)) output.Note($"{change.Service} {(taken.Contains(change.Service) ? "was put back by Swarm already" : "is as it was before")}");
        var report = await deployer.ApplyAsync(plan, now, new ApplyLines(output), cancel);
        foreach (var network in report.RemovedNetworks) output.Changed($"network {network} removed");
        return Said(report, await watch(report, now, cancel), leftAlone.Count);
    }

    private const string Nothing = "There is nothing to put back.";

    // What did not run before and was left alone is no reason to undo the others' work.
    private static bool IsOfThisRun(ApplyReport report, IReadOnlyList<WatchResult> watched)
    {
        var changed = report.Results.Where(r => r.Change.Kind != ChangeKind.Unchanged).Select(r => r.Change.Service).ToHashSet(StringComparer.Ordinal);
        return report.Results.Any(r => r.IsTrouble) || watched.Any(w => !w.IsGood && changed.Contains(w.Service));
    }

    private string Said(ApplyReport report, IReadOnlyList<WatchResult> watched, int leftAlone)
    {
        var failures = DeploymentText.Failures(report, watched);
        foreach (var line in failures) output.Note(line);
        foreach (var (what, failure) in DeploymentText.Audit(report, watched)) output.Changed(what, failure);
        var good = report.Results.Count(r => !r.IsTrouble && !watched.Any(w => w.Service == r.Change.Service && !w.IsGood));
        var all = report.Results.Count + leftAlone;
        return good == all
            ? $"Put back: all {all} services that this run changed are as they were before."
            : $"Put back: {good} of {all} services that this run changed are as they were before; the rest needs a look.";
    }
}
