using IocOps.Core.Planning;
using IocOps.Swarm.Docker;

namespace IocOps.Swarm.Fleets;

/// <summary>How every IOC is: its folder, and what runs of it.</summary>
public static class FleetDigest
{
    /// <summary>One row per IOC and orphan. Folders with errors are rows too.</summary>
    /// <exception cref="Core.ProblemException"><c>site.yaml</c> has errors: then nothing can be said.</exception>
    /// <exception cref="SwarmException">The swarm can't be read.</exception>
    public static async Task<IReadOnlyList<DigestRow>> ReadAsync(FleetFiles files, ISwarm swarm, CancellationToken cancel)
    {
        files.RequireSite();
        // The swarm answers while the files are rendered.
        var observing = Task.Run(() => ObserveAsync(swarm, cancel), cancel);
        var generation = new Generation(files);
        var states = files.Fleet.Members.Select(generation.StateOf).ToList();
        var desired = FleetSwarm.Desire(files, [.. states.Select(s => s.Stack).OfType<OwnedStack>()]);
        var observed = await observing;
        var plan = Planner.Plan(desired, observed, PlanScope.AllIocs());
        return Digest.Of([.. states.Select(s => s.Status)], plan, observed);
    }

    private static async Task<ObservedSwarm> ObserveAsync(ISwarm swarm, CancellationToken cancel)
    {
        await swarm.RequireManagerAsync(cancel);
        return await SwarmReader.ObserveAsync(swarm, cancel);
    }
}
