using IocOps.Core;
using IocOps.Core.Planning;
using IocOps.Core.Planning.History;
using IocOps.Swarm.Deploy;
using IocOps.Swarm.Docker;
using IocOps.Swarm.Views;

namespace IocOps.Swarm.Fleets;

/// <summary>How a deployment is done.</summary>
/// <param name="Holder">Who deploys, for those that wait for the lock.</param>
/// <param name="LockTimeout">How long to wait for another deployment of the same stack.</param>
public sealed record DeploymentOptions(string Holder, TimeSpan LockTimeout)
{
    /// <summary>How long all services together may take to run.</summary>
    public TimeSpan WaitTimeout { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>When to ask registries for the digests of images.</summary>
    public ResolveImage ResolveImage { get; init; } = ResolveImage.Changed;

    /// <summary>Of this user, for the registries.</summary>
    public RegistryLogins Logins { get; init; } = new(DockerEnvironment.Current());

    /// <summary>False: return when the engine has taken everything.</summary>
    public bool Wait { get; init; } = true;

    /// <summary>Whose name and commit go into the history of services; null for no history.</summary>
    public Func<CancellationToken, Task<Author>>? Author { get; init; }

    /// <summary>True: what a run changed is put back when one of the services that it changed is not as wanted. Needs <see cref="Wait"/>.</summary>
    public bool RollbackOnFailure { get; init; }

    /// <summary>Who is changed first, and how long that is watched; null: all together. Needs <see cref="Wait"/>.</summary>
    public CanaryOptions? Canary { get; init; }

    /// <summary>What time it is while waiting.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;
}

/// <summary>Brings a stack to what a plan says: observe, plan, apply what differs, watch until it runs.</summary>
public sealed class FleetDeployment(ISwarm swarm, Output output, DeploymentOptions options)
{
    /// <summary>Asks before anything is written where the plan has changes; null to go on without a question.</summary>
    public Action<Plan>? Confirm { get; init; }

    /// <summary>Done when the swarm was reached and the plan is good, before the first write; may be null.</summary>
    public Func<CancellationToken, Task>? Prepare { get; init; }

    /// <summary>Compares; sends no write.</summary>
    /// <exception cref="ProblemException">What is wanted can't be: a missing network, a name that is somebody else's.</exception>
    public Task<(Plan Plan, ObservedSwarm Observed)> PlanAsync(DesiredSwarm desired, PlanScope scope, CancellationToken cancel) =>
        PlanAsync(observed => Planner.Plan(desired, observed, scope), cancel);

    /// <summary>Lets a function make the plan; sends no write.</summary>
    /// <exception cref="ProblemException">The plan has errors.</exception>
    public async Task<(Plan Plan, ObservedSwarm Observed)> PlanAsync(Func<ObservedSwarm, Plan> planner, CancellationToken cancel)
    {
        await swarm.RequireManagerAsync(cancel);
        return await ComparedAsync(planner, output.Note, cancel);
    }

    /// <summary>Plans, applies, watches, and reports each service as it comes.</summary>
    /// <param name="desired">What the workspace wants.</param>
    /// <param name="scope">Which part of it.</param>
    /// <param name="cancel">No new write begins after it; what began is ended, and the report says what was not done.</param>
    /// <exception cref="DeploymentException">At least one service is not as wanted; the others are.</exception>
    public Task RunAsync(DesiredSwarm desired, PlanScope scope, CancellationToken cancel) =>
        RunAsync(observed => Planner.Plan(desired, observed, scope), cancel);

    /// <summary>The same for a plan that a function makes; it is asked again when the lock is held.</summary>
    /// <param name="planner">Pure: from what is seen to what is done.</param>
    /// <param name="cancel">As above.</param>
    /// <exception cref="DeploymentException">At least one service is not as planned; the others are.</exception>
    public async Task RunAsync(Func<ObservedSwarm, Plan> planner, CancellationToken cancel)
    {
        var (plan, observed) = await PlanAsync(planner, cancel);
        foreach (var warning in plan.Problems) output.Note(warning.ToString());
        if (plan.HasChanges) Confirm?.Invoke(plan);
        if (!NeedsWrites(plan))
        {
            var nothing = new Applied(plan, await NothingAsync(plan, observed, cancel), observed);
            _run.Report(nothing, await _run.WatchAsync(nothing, cancel));
            return;
        }

        if (await WriteAsync(planner, plan, cancel) is { } applied) _run.Report(applied, await _run.WatchAsync(applied, cancel));
    }

    // Under the lock. What comes back is only to be watched: nobody has to be kept out for that.
    private async Task<Applied?> WriteAsync(Func<ObservedSwarm, Plan> planner, Plan seen, CancellationToken cancel)
    {
        await using var held = await StackLock.AcquireAsync(swarm, seen.StackName, Holder, options.LockTimeout, output.Note, cancel);
        var (plan, observed) = await ReadyAsync(planner, seen, cancel);
        var applied = plan.Canaries.Count > 0
            ? await new CanaryStage(swarm, output, (options, held), _run).RunAsync(plan, observed, cancel)
            : await _run.ApplyAsync(plan, observed, cancel);
        if (!options.RollbackOnFailure) return applied;
        await _run.FinishOrPutBackAsync(applied, cancel);
        return null;
    }

    // Who waits for the lock should know that it takes longer than usual.
    private string Holder => options.Canary is { } canary ? $"{options.Holder}, with canaries and a pause of {ProgressWords.Of(canary.Pause)}" : options.Holder;

    private readonly DeploymentRun _run = new(swarm, output, options);

    private readonly ImageResolver _images = new(swarm, options.Logins);

    private Task<Plan> PinnedAsync(Plan plan, CancellationToken cancel) => _images.ResolveAsync(plan, options.ResolveImage, output.Note, cancel);

    private static bool NeedsWrites(Plan plan) => plan.HasChanges || plan.UnusedConfigs.Count + plan.UnusedSecrets.Count > 0;

    private async Task<(Plan Plan, ObservedSwarm Observed)> ComparedAsync(Func<ObservedSwarm, Plan> planner, Action<string>? note, CancellationToken cancel)
    {
        var observed = await SwarmReader.ObserveAsync(swarm, cancel);
        var plan = planner(observed);
        if (!plan.IsApplicable) throw new ProblemException(plan.Problems);
        // Whether a tag has moved only its registry knows: what looks unchanged may not be.
        var pinned = options.ResolveImage == ResolveImage.Always ? await PinnedAsync(plan, cancel) : plan;
        return (options.Canary?.Choose(pinned, note) ?? pinned, observed);
    }

    private async Task<ApplyReport> NothingAsync(Plan plan, ObservedSwarm observed, CancellationToken cancel)
    {
        if (Prepare is not null) await Prepare(cancel);
        return await new Deployer(swarm, new DeployOptions(), options.Clock).ApplyAsync(plan, observed, null, cancel);
    }

    // Planned again under the lock: whoever held it may have done some of the work.
    private async Task<(Plan Plan, ObservedSwarm Observed)> ReadyAsync(Func<ObservedSwarm, Plan> planner, Plan seen, CancellationToken cancel)
    {
        var (plan, observed) = await ComparedAsync(planner, null, cancel);
        if (!Removed(plan).IsSubsetOf(Removed(seen)))
            throw new DeploymentException("More services would be removed now than were shown; nothing was done. Run it again.");
        if (Prepare is not null) await Prepare(cancel);
        var pinned = await PinnedAsync(plan, cancel);
        return (options.Author is null ? pinned : DeploymentHistory.Noted(pinned, observed, await RecordAsync(options.Author, cancel)), observed);
    }

    private async Task<DeploymentRecord> RecordAsync(Func<CancellationToken, Task<Author>> author, CancellationToken cancel)
    {
        var who = await author(cancel);
        return new DeploymentRecord(options.Clock.GetUtcNow().UtcDateTime, "", "") { By = who.Name, Commit = who.Commit };
    }

    private static HashSet<string> Removed(Plan plan) =>
        plan.Changes.Where(c => c.Kind is ChangeKind.Remove or ChangeKind.Recreate).Select(c => c.Service).ToHashSet(StringComparer.Ordinal);
}

/// <summary>At least one service is not as wanted. Exit code 1.</summary>
public sealed class DeploymentException(string message) : Exception(message);
