namespace IocOps.Swarm.Lab;

/// <summary>What a lab shall be.</summary>
/// <param name="Nodes">How many nodes; null keeps what is up, and means one where nothing is.</param>
public sealed record LabOptions(int? Nodes = null)
{
    /// <summary>More do not fit the lab's address range, nor any machine that was tried.</summary>
    public const int MostNodes = 50;

    /// <summary>How many of the nodes are managers, the first ones; the others are workers.</summary>
    public int Managers { get; init; } = 3;

    /// <summary>
    /// Absolute paths that every node sees as one shared folder, as nodes of a site share a file server. The folder lies at
    /// <see cref="LabPaths.SharedFolder"/> on this machine and goes with the lab.
    /// </summary>
    public IReadOnlyList<string> SharedPaths { get; init; } = [];

    /// <summary>Whether packages that are missing may be installed.</summary>
    public bool Install { get; init; } = true;

    /// <summary>Whether the nodes get the lab image.</summary>
    public bool WithImage { get; init; } = true;

    /// <summary>False: the engines can start no container, whatever the swarm asks for; to look at a swarm that must not run.</summary>
    public bool RunsContainers { get; init; } = true;
}
