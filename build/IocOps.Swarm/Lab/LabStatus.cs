namespace IocOps.Swarm.Lab;

/// <summary>How a lab is.</summary>
public enum LabCondition
{
    /// <summary>There is none of this name, and nothing is left of one.</summary>
    Absent,

    /// <summary>Something is left of a lab that never came up whole or was half removed.</summary>
    Leftovers,

    /// <summary>No node runs: after a reboot, or when its engines were killed.</summary>
    Dead,

    /// <summary>Some node does not run, is cut off, or is not ready in the swarm.</summary>
    Degraded,

    /// <summary>Every node runs and is ready.</summary>
    Up,
}

/// <summary>How one node of a lab is.</summary>
/// <param name="Name">n1, n2, …</param>
/// <param name="Endpoint">Of its engine, as DOCKER_HOST takes it.</param>
/// <param name="Address">In the lab's own network, which this machine does not route.</param>
/// <param name="Manager">Else a worker.</param>
/// <param name="Powered">Its namespaces are alive.</param>
/// <param name="Answers">Its engine answers.</param>
/// <param name="Ready">The swarm's managers see it as ready.</param>
public sealed record LabNodeStatus(
    string Name, string Endpoint, string Address, bool Manager, bool Powered, bool Answers, bool Ready);

/// <summary>How a lab and its nodes are.</summary>
public sealed record LabStatus(string Name, LabCondition Condition, IReadOnlyList<LabNodeStatus> Nodes)
{
    /// <summary>The first node's engine, as DOCKER_HOST takes it.</summary>
    public string Endpoint => new LabPaths(Name).Endpoint(LabPaths.NodeName(1));

    /// <summary>One sentence for people.</summary>
    public string Summary => Condition switch
    {
        LabCondition.Absent => $"There is no lab '{Name}'.",
        LabCondition.Leftovers => $"Something is left of a lab '{Name}' that is not whole; LabDown removes it.",
        LabCondition.Dead => $"Lab '{Name}' is dead: none of its {Count(Nodes.Count)} runs. LabUp starts it again, LabDown removes it.",
        LabCondition.Degraded => $"Lab '{Name}' is degraded: {Nodes.Count(n => n.Ready)} of {Count(Nodes.Count)} ready. LabUp repairs it, LabDown removes it.",
        _ => $"Lab '{Name}' is up: {Count(Nodes.Count)}, {Endpoint}",
    };

    private static string Count(int nodes) => nodes == 1 ? "1 node" : $"{nodes} nodes";
}
