namespace IocOps.Core.Operations;

/// <summary>
/// A manager that the swarm knows at another address than its own. Swarm keeps the address with which a manager joined (swarmkit,
/// manager/state/raft: changes of addresses are switched off) and tells it to every node; a state that was restored on another address has
/// the old one. A manager that becomes a worker and a manager again brings its own [Engine 20.10].
/// </summary>
public static class StaleAddress
{
    /// <summary>The managers of that kind.</summary>
    public static IReadOnlyList<NodeRow> Of(IReadOnlyList<NodeRow> nodes) =>
        [.. nodes.Where(n => n.IsRaftMember && n.ManagerAddress.Length > 0 && n.Address.Length > 0 && n.ManagerAddress != n.Address)];

    /// <summary>What comes of it, in a sentence.</summary>
    /// <param name="name">Of the manager.</param>
    /// <param name="known">Address that the swarm has.</param>
    /// <param name="now">Its own.</param>
    public static string What(string name, string known, string now) =>
        $"The swarm knows the manager {name} as {known}, not as {now}, and tells that to every node: at the next start of its engine nodes lose it, and a further manager that can't reach {known} takes the quorum away.";

    /// <summary>How it is mended, a line for each step.</summary>
    /// <inheritdoc cref="What"/>
    public static IReadOnlyList<string> Steps(string name, string known) =>
    [
        $"on {name}: ip address add {known}/32 dev lo (no other machine may have it now; from other networks it needs a route)",
        "on two more nodes, one after the other: JoinSwarm --role manager",
        $"on one of these: DemoteNode --node {name}, and when ShowNodes says worker PromoteNode --node {name}: it joins with its own address",
        $"on {name}, when ShowNodes says reachable: ip address del {known}/32 dev lo",
    ];
}
