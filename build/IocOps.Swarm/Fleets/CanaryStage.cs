using IocOps.Core.Planning;
using IocOps.Swarm.Deploy;
using IocOps.Swarm.Docker;
using IocOps.Swarm.Views;

namespace IocOps.Swarm.Fleets;

/// <summary>
/// A deployment in two steps: the canaries, which have to run and to go on running for a while, then the rest of the same plan. It is not
/// planned again: the rest gets what was agreed on and the canaries tried, the digests of images included, or nothing.
/// </summary>
/// <param name="swarm">The swarm.</param>
/// <param name="output">Where to say what happens.</param>
/// <param name="deployment">How to deploy; and the lock of the stack, which stays held in between.</param>
/// <param name="run">Applies, watches and puts back.</param>
internal sealed class CanaryStage(ISwarm swarm, Output output, (DeploymentOptions Options, StackLock Held) deployment, DeploymentRun run)
{
    /// <summary>Does it. The end of the second step is not waited for.</summary>
    /// <param name="plan">With canaries in it, ready to be applied.</param>
    /// <param name="observed">What it was made from.</param>
    /// <param name="cancel">No new write begins after it.</param>
    /// <returns>Both steps as one.</returns>
    /// <exception cref="DeploymentException">
    /// A canary does not run, or did not go on: what they changed was put back. Or the run was stopped, or somebody else changed what is to
    /// follow: the canaries stay as they are. No other service was touched.
    /// </exception>
    public async Task<Applied> RunAsync(Plan plan, ObservedSwarm observed, CancellationToken cancel)
    {
        var (first, rest) = Canaries.Split(plan);
        var names = string.Join(", ", plan.Canaries);
        var left = rest.Changes.Count(IsChange);
        output.Note(left == 0 ? $"Canaries: {names}. No other service is to be changed." : $"Canaries first: {names}. Then {Others(left)}.");
        var tried = await run.ApplyAsync(first, observed, cancel);
        await TryAsync(tried, names, left, cancel);
        // Not cancellable: whatever is not done any more, the report says.
        var now = await SwarmReader.ObserveAsync(swarm, CancellationToken.None);
        RequireSame(rest, observed, now);
        var followed = await run.ApplyAsync(rest, now, cancel);
        return new Applied(plan, Joined(plan, tried.Report, followed.Report), observed) { Latest = now };
    }

    private async Task TryAsync(Applied tried, string names, int left, CancellationToken cancel)
    {
        var untouched = left == 0 ? "" : $" {Sentence(Others(left))} {(left == 1 ? "was" : "were")} not touched.";
        try
        {
            await run.ReportOrPutBackAsync(tried, await run.WatchAsync(tried, cancel), cancel);
            if (left > 0 && Pause > TimeSpan.Zero) await PauseAsync(tried, names, left, cancel);
        }
        catch (DeploymentException e)
        {
            throw new DeploymentException(e.Message + untouched);
        }
        catch (SwarmException e)
        {
            throw new DeploymentException($"{e.Message} Deployed, and not put back: {names}.{untouched}");
        }
    }

    private async Task PauseAsync(Applied tried, string names, int left, CancellationToken cancel)
    {
        output.Note($"The canaries run. When they still do in {ProgressWords.Of(Pause)}, {Others(left)} {(left == 1 ? "follows" : "follow")}.");
        var stayed = await run.StayAsync(tried, Pause, cancel);
        if (cancel.IsCancellationRequested)
            throw new DeploymentException($"Stopped in the pause. Deployed, and not put back: {names}. Run it again to go on, or bring back with RollbackIocs what is deployed.");
        if (stayed.Any(w => !w.IsGood)) await run.ReportOrPutBackAsync(tried, stayed, cancel);
    }

    private TimeSpan Pause => deployment.Options.Canary!.Pause;

    private void RequireSame(Plan rest, ObservedSwarm before, ObservedSwarm now)
    {
        var moved = rest.Changes.Where(IsChange).Where(c => Spec(c, before) != Spec(c, now)).Select(c => c.Service).ToList();
        if (moved.Count > 0)
            throw new DeploymentException($"The canaries run, and no other service was touched: somebody else changed {string.Join(", ", moved.Take(5))}{(moved.Count > 5 ? $" and {moved.Count - 5} more" : "")} since it was planned. Run it again: it plans anew.");
        if (!deployment.Held.IsIn(now))
            throw new DeploymentException("The canaries run, and no other service was touched: somebody took away the lock of the stack (UnlockStack). Run it again: it plans anew.");
    }

    private static string? Spec(ServiceChange change, ObservedSwarm swarm) =>
        swarm.Services.FirstOrDefault(s => change.Id is null ? s.Spec?.Name == change.Service : s.ID == change.Id)?.Spec is { } spec ? SpecText.Of(spec) : null;

    private static bool IsChange(ServiceChange change) => change.Kind != ChangeKind.Unchanged;

    private static string Others(int count) => count == 1 ? "the other service" : $"the other {count} services";

    private static string Sentence(string text) => char.ToUpperInvariant(text[0]) + text[1..];

    private static ApplyReport Joined(Plan plan, ApplyReport first, ApplyReport rest)
    {
        var results = first.Results.Concat(rest.Results).ToDictionary(r => r.Change.Service, StringComparer.Ordinal);
        return rest with { Results = [.. plan.Changes.Select(c => results[c.Service])], Writes = first.Writes + rest.Writes };
    }
}
