using Docker.DotNet.Models;
using IocOps.Core.Planning;
using IocOps.Core.Planning.Saved;
using IocOps.Swarm.Deploy;
using IocOps.Swarm.Docker;
using IocOps.Swarm.Views;

namespace IocOps.Swarm.Fleets;

/// <summary>Plans that are made now and applied later, as they were made or not at all.</summary>
/// <param name="swarm">A manager of the swarm.</param>
/// <param name="output">Where to say what happens.</param>
/// <param name="options">How to deploy.</param>
public sealed class SavedPlans(ISwarm swarm, Output output, DeploymentOptions options)
{
    private const int MostLines = 20;

    /// <summary>Plans, with what registries have of the images now; sends no write.</summary>
    /// <returns>The plan, and what is to be kept of it.</returns>
    public async Task<(Plan Plan, SavedPlan Saved)> MakeAsync(DesiredSwarm desired, PlanScope scope, CancellationToken cancel)
    {
        var cluster = await ClusterAsync(cancel);
        var (plan, observed) = await new FleetDeployment(swarm, output, options with { ResolveImage = ResolveImage.Never }).PlanAsync(desired, scope, cancel);
        var images = await new ImageResolver(swarm, options.Logins).FindAsync(plan, options.ResolveImage, output.Note, cancel);
        var pinned = ImageResolver.Pinned(plan, options.ResolveImage, images);
        return (pinned, SavedPlan.Of(cluster, scope, pinned, observed) with
        {
            Time = options.Clock.GetUtcNow().UtcDateTime,
            AllImages = options.ResolveImage == ResolveImage.Always,
            Images = images.ToDictionary(i => i.Key, i => new SavedImage(i.Value.Digest, [.. i.Value.Platforms.Select(p => $"{p.OS}/{p.Architecture}")]), StringComparer.Ordinal),
        });
    }

    /// <summary>Applies a saved plan, or only checks and shows it.</summary>
    /// <param name="saved">The plan.</param>
    /// <param name="desired">What the folders want now.</param>
    /// <param name="dryRun">Null to apply; else where to show the plan.</param>
    /// <param name="prepare">Done before the first write.</param>
    /// <param name="cancel">As for a deployment.</param>
    /// <exception cref="SelectionException">It is of another swarm or stack, or something is not as it was; nothing was done.</exception>
    /// <exception cref="DeploymentException">At least one service is not as planned.</exception>
    public async Task ApplyAsync(SavedPlan saved, DesiredSwarm desired, Action<Plan>? dryRun, Func<CancellationToken, Task> prepare, CancellationToken cancel)
    {
        if (saved.Stack != desired.StackName) throw new SelectionException($"The plan is for the stack {saved.Stack}, and site.yaml names the stack {desired.StackName}.");
        var cluster = await ClusterAsync(cancel);
        if (saved.Cluster != cluster) throw new SelectionException($"The plan was made for the swarm {saved.Cluster}, and {swarm.Endpoint} manages the swarm {cluster}.");
        var deployment = new FleetDeployment(swarm, output, options with { ResolveImage = ResolveImage.Never }) { Prepare = prepare };
        if (dryRun is null) await deployment.RunAsync(Checked, cancel);
        else dryRun((await deployment.PlanAsync(Checked, cancel)).Plan);

        // Asked again when the lock of the stack is held.
        Plan Checked(ObservedSwarm observed) => Verified(saved, desired, observed);
    }

    private static Plan Verified(SavedPlan saved, DesiredSwarm desired, ObservedSwarm observed)
    {
        var images = saved.Images.ToDictionary(i => i.Key, i => new RegistryImage(i.Value.Digest, [.. i.Value.Platforms.Select(Platform)]), StringComparer.Ordinal);
        var plan = ImageResolver.Pinned(Planner.Plan(desired, observed, saved.Scope), saved.AllImages ? ResolveImage.Always : ResolveImage.Changed, images);
        var moved = plan.IsApplicable ? SavedPlanCheck.Moved(saved, plan, observed) : [];
        if (moved.Count == 0) return plan;
        var more = moved.Count > MostLines ? FormattableString.Invariant($"\n  … and {moved.Count - MostLines} more") : "";
        throw new SelectionException($"The plan of {saved.Time:yyyy-MM-dd HH:mm:ss} UTC{(saved.By.Length > 0 ? $" by {saved.By}" : "")} can't be applied any more; nothing was done. Save it again.\n{string.Join('\n', moved.Take(MostLines).Select(m => $"  {m}"))}{more}");
    }

    private static Platform Platform(string text) =>
        text.Split('/', 2) is [var os, var architecture] ? new() { OS = os, Architecture = architecture } : new() { OS = text };

    private async Task<string> ClusterAsync(CancellationToken cancel) => (await swarm.RequireManagerAsync(cancel)).Swarm?.Cluster?.ID ?? "";
}
