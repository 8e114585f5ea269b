using System.Globalization;

namespace IocOps.Core.Operations;

/// <summary>
/// Whether managers can decide: more than half of all of them must be reachable (Raft; docs.docker.com, "Administer and maintain a swarm").
/// </summary>
public static class Quorum
{
    /// <summary>How many of so many managers must be reachable.</summary>
    public static int Needed(int managers) => (managers / 2) + 1;

    /// <summary>How many of so many managers can be lost.</summary>
    public static int Spare(int managers) => managers == 0 ? 0 : managers - Needed(managers);

    /// <summary>
    /// Why a manager can't be taken out of the managers (demoted, removed, let go), in a sentence with what to do; null where it can.
    /// </summary>
    /// <param name="nodes">All nodes of the swarm.</param>
    /// <param name="leaving">Those that go; workers among them do not matter.</param>
    public static string? WhyNotWithout(IReadOnlyList<NodeRow> nodes, IReadOnlyCollection<NodeRow> leaving)
    {
        var managers = nodes.Where(n => n.IsRaftMember).ToList();
        var going = managers.Where(m => leaving.Any(l => l.Id == m.Id)).ToList();
        if (going.Count == 0) return null;
        var names = string.Join(", ", going.Select(g => g.Name));
        var left = managers.Count - going.Count;
        if (left == 0)
            return $"{names} {(going.Count == 1 ? "is the last manager" : "are all managers there are")}: without one the swarm can't be changed any more. Make another node a manager first (PromoteNode).";
        var reachable = managers.Except(going).Count(m => m.IsReachableManager);
        if (reachable >= Needed(left)) return null;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"Without {names} only {reachable} of {left} managers would be reachable, and {Needed(left)} must be: the swarm could not be changed any more. Bring the unreachable managers back, or demote those first that are gone for good (DemoteNode).");
    }

    /// <summary>
    /// Why the engine of a manager can't be stopped for a while, in a sentence with what to do; null where it can. The only manager can:
    /// the swarm can't be changed meanwhile, and goes on as it was.
    /// </summary>
    /// <param name="nodes">All nodes of the swarm.</param>
    /// <param name="stopped">Which one.</param>
    public static string? WhyNotStop(IReadOnlyList<NodeRow> nodes, NodeRow stopped)
    {
        var managers = nodes.Where(n => n.IsRaftMember).ToList();
        if (managers.Count < 2) return null;
        var left = managers.Count(m => m.Id != stopped.Id && m.IsReachableManager);
        return left >= Needed(managers.Count) ? null : string.Create(
            CultureInfo.InvariantCulture,
            $"While the engine of {stopped.Name} is stopped only {left} of {managers.Count} managers would be reachable, and {Needed(managers.Count)} must be: the swarm could not be changed, and failed IOCs would not be restarted elsewhere. Bring the other managers back first (ShowNodes).");
    }
}
