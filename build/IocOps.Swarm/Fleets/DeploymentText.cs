using IocOps.Core.Planning;
using IocOps.Swarm.Deploy;
using IocOps.Swarm.Views;

namespace IocOps.Swarm.Fleets;

/// <summary>What a deployment did, for people.</summary>
internal static class DeploymentText
{
    private static readonly (ChangeKind Kind, string Word)[] Words =
    [
        (ChangeKind.Create, "created"), (ChangeKind.Update, "updated"), (ChangeKind.Recreate, "recreated"), (ChangeKind.Remove, "removed"),
        (ChangeKind.Unchanged, "unchanged"),
    ];

    /// <summary>One word for what was done to a service.</summary>
    public static string Word(ServiceChange change) => change.Deed switch
    {
        Deed.Restart => "restarted",
        Deed.Stop => "stopped",
        Deed.Start => "started",
        Deed.Move => "moved",
        Deed.Rollback => change.Kind switch { ChangeKind.Remove => "removed again", ChangeKind.Create => "created again", _ => "put back" },
        _ => Words.First(w => w.Kind == change.Kind).Word,
    };

    /// <summary>What went wrong: a line per reason with the services that could not be changed for it, one per service that does not run, and below it the last lines that it printed.</summary>
    public static IReadOnlyList<string> Failures(ApplyReport applied, IReadOnlyList<WatchResult> watched) =>
    [
        .. applied.Results.Where(r => r.IsTrouble).GroupBy(Outcome, r => r.Change.Service, StringComparer.Ordinal).Select(g => $"{string.Join(", ", g)}: {g.Key}"),
        .. watched.Where(IsTrouble).SelectMany(w => w.Log.Select(l => $"    | {l}").Prepend($"{w.Service}: {State(w)}{w.Reason}")),
    ];

    /// <summary>The counts: <c>2 created, 12 unchanged; 14 running</c>.</summary>
    public static string Summary(ApplyReport applied, IReadOnlyList<WatchResult> watched)
    {
        var done = applied.Results.Where(r => !r.IsTrouble).ToLookup(r => Word(r.Change));
        var counts = done.OrderBy(g => Array.FindIndex(Words, w => w.Word == g.Key)).Select(g => $"{g.Count()} {g.Key}").ToList();
        var undone = applied.Results.Count(r => r.IsTrouble);
        if (undone > 0) counts.Add($"{undone} not done");
        var running = watched.Count(w => w.State == WatchState.Running);
        var stopped = watched.Count(w => w.State == WatchState.Stopped);
        var failed = watched.Count(IsTrouble);
        var parts = new[] { stopped == watched.Count ? "" : $"{running} running", failed == 0 ? "" : $"{failed} not", stopped == 0 || done.Contains("stopped") ? "" : $"{stopped} stopped" }.Where(p => p.Length > 0).ToList();
        var ends = parts.Count == 0 ? "" : $"; {string.Join(", ", parts)}";
        return counts.Count == 0 ? "Nothing to do." : $"{string.Join(", ", counts)}{ends}.";
    }

    /// <summary>Which services are not as wanted, in a sentence for the summary table.</summary>
    public static string Trouble(ApplyReport applied, IReadOnlyList<WatchResult> watched)
    {
        var names = applied.Results.Where(r => r.IsTrouble).Select(r => r.Change.Service).Concat(watched.Where(IsTrouble).Select(w => w.Service)).Distinct().ToList();
        var some = string.Join(", ", names.Take(5)) + (names.Count > 5 ? $" and {names.Count - 5} more" : "");
        return applied.Cancelled || watched.Any(w => w.State == WatchState.Interrupted)
            ? $"Stopped before it was done: {some}. Run it again to go on."
            : $"{names.Count} of {applied.Results.Count} services not as wanted: {some}.";
    }

    /// <summary>What was tried with a service, for the audit log, and why it failed; null where nothing was tried.</summary>
    public static (string What, string? Failure)? Audit(ApplyResult result) => result.Outcome switch
    {
        ApplyOutcome.Applied => (What(result.Change), null),
        _ when result.IsSent || result.Outcome is ApplyOutcome.Failed or ApplyOutcome.ChangedMeanwhile => (What(result.Change), result.Message),
        _ => null,
    };

    /// <summary>Of services that the engine took and that are not as wanted all the same, for the audit log.</summary>
    public static IEnumerable<(string What, string Failure)> Audit(ApplyReport applied, IReadOnlyList<WatchResult> watched) =>
        watched.Where(IsTrouble).Join(
            applied.Results.Where(r => r.Outcome == ApplyOutcome.Applied), w => w.Service, r => r.Change.Service, (w, r) => (What(r.Change), w.Reason), StringComparer.Ordinal);

    private static string What(ServiceChange change) => $"service {change.Service} {Word(change)} {change.Detail}".TrimEnd();

    private static bool IsTrouble(WatchResult result) => !result.IsGood;

    private static string Outcome(ApplyResult result) => result.Outcome switch
    {
        // A recreation of which the removal was done.
        ApplyOutcome.NotStarted or ApplyOutcome.ChangedMeanwhile when result.IsSent => $"could not be {Word(result.Change)}: {result.Message}",
        ApplyOutcome.NotStarted => "not begun, as the run was stopped",
        ApplyOutcome.ChangedMeanwhile => "somebody else changed it since it was planned; nothing was sent, run again",
        _ => $"could not be {Word(result.Change)}: {result.Message}",
    };

    private static string State(WatchResult result) => result.State switch
    {
        WatchState.TimedOut or WatchState.Interrupted => "",
        _ => "failed: ",
    };
}

/// <summary>A line for each service that the engine took; one in the audit log also for each that it did not.</summary>
internal sealed class ApplyLines(Output output) : IProgress<ApplyResult>
{
    public void Report(ApplyResult value)
    {
        if (DeploymentText.Audit(value) is { } audit) output.Changed(audit.What, audit.Failure);
        if (value.Outcome == ApplyOutcome.Applied) output.Note($"{DeploymentText.Word(value.Change)} {value.Change.Service} {value.Change.Detail}".TrimEnd());
    }
}
