using Docker.DotNet.Models;
using IocOps.Core.Planning;
using IocOps.Swarm.Docker;

namespace IocOps.Swarm.Deploy;

/// <summary>Creates, updates, recreates and removes services, several at a time.</summary>
internal sealed class ServiceStep(
    ISwarm swarm, WriteGate writes, DeployOptions options, TimeProvider clock, DataStep data, ObservedSwarm observed)
{
    /// <summary>How often a version conflict without a change of the spec is taken again: Swarm itself writes the update's status.</summary>
    private const int Conflicts = 5;

    private readonly TaskEnd _tasks = new(swarm, clock, options);

    internal async Task<IReadOnlyList<ApplyResult>> RunAsync(IReadOnlyList<ServiceChange> changes, IProgress<ApplyResult>? progress) =>
        await Task.WhenAll(changes.Select(async change =>
        {
            var result = await GuardedAsync(change, () => DoAsync(change));
            progress?.Report(result);
            return result;
        }));

    private async Task<ApplyResult> DoAsync(ServiceChange change) => change.Kind switch
    {
        ChangeKind.Create => await CreateAsync(change),
        ChangeKind.Update => await UpdateAsync(change),
        ChangeKind.Recreate => await RecreateAsync(change),
        ChangeKind.Remove => await RemoveAsync(change),
        _ => new(change, ApplyOutcome.Unchanged, change.Id, ""),
    };

    private async Task<ApplyResult> GuardedAsync(ServiceChange change, Func<Task<ApplyResult>> work)
    {
        try
        {
            return await work();
        }
        catch (StaleVersionException)
        {
            return Changed(change);
        }
        catch (NameTakenException)
        {
            return new(change, ApplyOutcome.ChangedMeanwhile, null, $"{change.Service} was created by somebody else meanwhile; plan again");
        }
        catch (SwarmException e)
        {
            // An engine that did not answer may have taken what it was sent.
            return new(change, ApplyOutcome.Failed, change.Id, e.Message) { IsSent = e.IsUnavailable && !e.IsUndone };
        }
        catch (OperationCanceledException) when (writes.Stop.IsCancellationRequested)
        {
            return NotStarted(change);
        }
    }

    private async Task<ApplyResult> CreateAsync(ServiceChange change)
    {
        if (data.Complete(change.Desired!) is { } missing) return Unready(change, missing);
        // What follows a service that was removed a moment ago starts after it, as in a recreation.
        if (change is { Kind: ChangeKind.Create, Id: { } before } && await _tasks.WaitAsync(before, writes.Stop) is { } left)
            return new(change, ApplyOutcome.Failed, null, $"{left}; deploy again when they are gone");
        string? id = null;
        var done = await writes.TryAsync(async () => id = await swarm.CreateServiceAsync(change.Desired!, CancellationToken.None));
        return done ? new(change, ApplyOutcome.Applied, id, "") { IsSent = true } : NotStarted(change);
    }

    private async Task<ApplyResult> UpdateAsync(ServiceChange change)
    {
        if (data.Complete(change.Desired!) is { } missing) return Unready(change, missing);
        var (version, result) = (change.Version, NotStarted(change));
        await writes.TryAsync(async () => result = await TryUpdateAsync(change, version));
        return result;
    }

    private async Task<ApplyResult> TryUpdateAsync(ServiceChange change, ulong version)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await swarm.UpdateServiceAsync(change.Id!, version, change.Desired!, CancellationToken.None);
                return new(change, ApplyOutcome.Applied, change.Id, "") { IsSent = true };
            }
            catch (StaleVersionException) when (attempt < Conflicts)
            {
                var live = await swarm.InspectServiceAsync(change.Id!, CancellationToken.None);
                if (live?.Spec is null) return new(change, ApplyOutcome.ChangedMeanwhile, null, $"{change.Service} was removed by somebody else meanwhile; plan again");
                var planned = observed.Services.FirstOrDefault(s => s.ID == change.Id)?.Spec;
                if (planned is null || SpecText.Of(planned) != SpecText.Of(live.Spec)) return Changed(change);
                version = live.Version?.Index ?? 0;
            }
        }
    }

    private async Task<ApplyResult> RecreateAsync(ServiceChange change)
    {
        if (data.Complete(change.Desired!) is { } missing) return Unready(change, missing);
        if (!await writes.TryAsync(() => swarm.RemoveServiceAsync(change.Id!, CancellationToken.None))) return NotStarted(change);
        return (await GuardedAsync(change, () => SucceedAsync(change))) with { IsSent = true };
    }

    private async Task<ApplyResult> SucceedAsync(ServiceChange change)
    {
        // Never two of the same IOC: its devices and its PV names are one's alone.
        var left = await _tasks.WaitAsync(change.Id!, writes.Stop);
        if (left is not null)
            return new(change, ApplyOutcome.Failed, null, $"{change.Service} was removed, but {left}; it was not created again: deploy again when they are gone");
        var created = await CreateAsync(change);
        return created.Outcome == ApplyOutcome.NotStarted
            ? created with { Message = $"{change.Service} was removed and not created again: the run was stopped; deploy again" }
            : created;
    }

    private async Task<ApplyResult> RemoveAsync(ServiceChange change)
    {
        if (!await writes.TryAsync(() => swarm.RemoveServiceAsync(change.Id!, CancellationToken.None))) return NotStarted(change);
        return (await GuardedAsync(change, () => EndedAsync(change))) with { IsSent = true };
    }

    private async Task<ApplyResult> EndedAsync(ServiceChange change)
    {
        var left = options.WaitForRemovals ? await _tasks.WaitAsync(change.Id!, writes.Stop) : null;
        return left is null
            ? new(change, ApplyOutcome.Applied, null, "")
            : new(change, ApplyOutcome.Failed, null, $"{change.Service} was removed, but {left}");
    }

    private ApplyResult Unready(ServiceChange change, string missing) =>
        writes.Stop.IsCancellationRequested ? NotStarted(change) : new(change, ApplyOutcome.Failed, change.Id, missing);

    private static ApplyResult NotStarted(ServiceChange change) =>
        new(change, ApplyOutcome.NotStarted, change.Id, $"{change.Service} was not touched: the run was stopped before its turn");

    private static ApplyResult Changed(ServiceChange change) =>
        new(change, ApplyOutcome.ChangedMeanwhile, change.Id, $"{change.Service} was changed by somebody else since it was planned; nothing was sent, plan again");
}
