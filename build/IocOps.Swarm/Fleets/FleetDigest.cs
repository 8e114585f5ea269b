using IocOps.Core.Operations;
using IocOps.Core.Planning;
using IocOps.Swarm.Docker;

namespace IocOps.Swarm.Fleets;

/// <summary>How every IOC is: its folder, and what runs of it.</summary>
public static class FleetDigest
{
    /// <summary>One row per IOC and orphan, and the nodes. Folders with errors are rows too.</summary>
    /// <exception cref="Core.ProblemException"><c>site.yaml</c> has errors: then nothing can be said.</exception>
    /// <exception cref="SwarmException">The swarm can't be read.</exception>
    public static async Task<FleetLook> ReadAsync(FleetFiles files, ISwarm swarm, CancellationToken cancel)
    {
        files.RequireSite();
        // The swarm answers while the files are rendered.
        var observing = Task.Run(() => ObserveAsync(swarm, cancel), cancel);
        var wants = FleetWants.Of(files);
        return wants.Beside(await observing);
    }

    /// <summary>What the swarm has; always the same number of calls.</summary>
    internal static async Task<ObservedSwarm> ObserveAsync(ISwarm swarm, CancellationToken cancel)
    {
        await swarm.RequireManagerAsync(cancel);
        return await SwarmReader.ObserveAsync(swarm, cancel);
    }
}

/// <summary>The fleet and its nodes at one time.</summary>
/// <param name="Rows">One per IOC, then the orphans.</param>
/// <param name="Nodes">All nodes of the swarm.</param>
public sealed record FleetLook(IReadOnlyList<DigestRow> Rows, IReadOnlyList<NodeRow> Nodes);

/// <summary>What the folders say, rendered once and compared with the swarm as often as wanted.</summary>
/// <param name="Folders">Every IOC's folder in a word.</param>
/// <param name="Desired">What those that are good want of the swarm.</param>
internal sealed record FleetWants(IReadOnlyList<FolderStatus> Folders, DesiredSwarm Desired)
{
    /// <exception cref="Core.ProblemException"><c>site.yaml</c> has errors.</exception>
    public static FleetWants Of(FleetFiles files)
    {
        files.RequireSite();
        var generation = new Generation(files);
        var states = files.Fleet.Members.Select(generation.StateOf).ToList();
        return new([.. states.Select(s => s.Status)], FleetSwarm.Desire(files, [.. states.Select(s => s.Stack).OfType<OwnedStack>()]));
    }

    public FleetLook Beside(ObservedSwarm observed) => new(
        Digest.Of(Folders, Planner.Plan(Desired, observed, PlanScope.AllIocs()), observed),
        NodeRow.Of(observed.Nodes, observed.Services, observed.Tasks));
}
