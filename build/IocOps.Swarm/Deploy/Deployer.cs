using Docker.DotNet.Models;
using IocOps.Core.Planning;
using IocOps.Swarm.Docker;

namespace IocOps.Swarm.Deploy;

/// <summary>Carries out a plan: networks, configs and secrets, then services, then what is not needed any more.</summary>
public sealed class Deployer(ISwarm swarm, DeployOptions options, TimeProvider clock)
{
    /// <summary>
    /// Applies a plan. One failing service does not stop the others. After <paramref name="cancel"/> no new write begins, those in flight
    /// end, and the report says what was not done; a cancellation is never thrown.
    /// </summary>
    /// <param name="plan">What to do; must be applicable.</param>
    /// <param name="observed">What it was planned from: ids of what exists already, and the live specs for version conflicts.</param>
    /// <param name="progress">Told of each service when it is done; may be null.</param>
    /// <param name="cancel">Stops starting anything new.</param>
    /// <exception cref="InvalidOperationException">The plan has errors.</exception>
    public async Task<ApplyReport> ApplyAsync(
        Plan plan, ObservedSwarm observed, IProgress<ApplyResult>? progress, CancellationToken cancel)
    {
        if (!plan.IsApplicable) throw new InvalidOperationException("A plan with errors must not be applied.");
        if (!plan.HasChanges && plan.UnusedConfigs.Count + plan.UnusedSecrets.Count == 0)
            return new ApplyReport([.. plan.Changes.Select(Untouched)], 0, cancel.IsCancellationRequested, []);

        using var writes = new WriteGate(options.Concurrency, cancel);
        var data = new DataStep(swarm, writes, observed);
        await data.CreateAsync(plan);
        var services = new ServiceStep(swarm, writes, options, clock, data, observed);
        var results = await services.RunAsync(plan.Changes, progress);

        // After trouble the old specs may still be wanted, and a rollback needs what they name: the next good run collects.
        var clean = options.Collect && results.All(r => !r.IsTrouble) && !cancel.IsCancellationRequested;
        var (warnings, networks) = clean ? await data.CollectAsync(plan) : ([], []);
        return new ApplyReport(results, writes.Count, cancel.IsCancellationRequested, warnings) { RemovedNetworks = networks };
    }

    /// <summary>Removes what a plan found unused, where applying did not.</summary>
    /// <param name="plan">That was applied.</param>
    /// <param name="observed">What it was planned from.</param>
    /// <param name="cancel">Stops starting anything new.</param>
    /// <returns>What went wrong, for the eye, and the names of the networks that are gone.</returns>
    public async Task<(IReadOnlyList<string> Warnings, IReadOnlyList<string> Networks)> CollectAsync(Plan plan, ObservedSwarm observed, CancellationToken cancel)
    {
        using var writes = new WriteGate(options.Concurrency, cancel);
        return await new DataStep(swarm, writes, observed).CollectAsync(plan);
    }

    private static ApplyResult Untouched(ServiceChange change) => new(change, ApplyOutcome.Unchanged, change.Id, "");
}

/// <summary>Lets so many writes go at the same time, none after a cancellation, and lets those that began end.</summary>
internal sealed class WriteGate(int concurrency, CancellationToken cancel) : IDisposable
{
    private readonly SemaphoreSlim _free = new(concurrency);
    private int _count;

    internal int Count => _count;

    /// <summary>The user's wish to stop.</summary>
    internal CancellationToken Stop => cancel;

    /// <summary>Runs one write; false when the run was stopped before its turn.</summary>
    internal async Task<bool> TryAsync(Func<Task> write)
    {
        try
        {
            await _free.WaitAsync(cancel);
        }
        catch (OperationCanceledException)
        {
            return false;
        }

        try
        {
            if (cancel.IsCancellationRequested) return false;
            Interlocked.Increment(ref _count);
            await write();
            return true;
        }
        finally
        {
            _free.Release();
        }
    }

    public void Dispose() => _free.Dispose();
}
