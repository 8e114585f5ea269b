namespace IocOps.Swarm.Lab;

/// <summary>Where a lab of some name keeps what it needs. All of it belongs to root alone.</summary>
/// <remarks>Sockets and what ends with the machine's session lie below <c>/run</c>; what must survive a reboot, below <c>/var/lib</c>.</remarks>
public sealed record LabPaths
{
    /// <summary>The lab that is meant where nobody says which.</summary>
    public const string DefaultName = "lab";

    internal const string RunRoot = "/run/iocops-lab";
    internal const string DataRoot = "/var/lib/iocops-lab";
    internal const string CgroupRoot = "iocops-lab";
    internal const string SwitchName = "switch";

    /// <summary>Longest name: an engine's socket path must stay below 92 bytes.</summary>
    internal const int LongestName = 32;

    /// <param name="name">Lower-case letters, digits and '-', at most 32, beginning with a letter.</param>
    /// <exception cref="LabException">The name is none.</exception>
    public LabPaths(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        var good = name.Length is > 0 and <= LongestName && char.IsAsciiLetterLower(name[0])
            && name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-');
        if (!good)
        {
            throw new LabException(
                $"'{name}' can't be the name of a lab: use lower-case letters, digits and '-', at most {LongestName}, a letter first.")
            {
                IsUsage = true,
            };
        }

        Name = name;
    }

    /// <summary>Of the lab.</summary>
    public string Name { get; }

    /// <summary>Sockets, logs of the engines, and their short-lived state.</summary>
    public string Run => $"{RunRoot}/{Name}";

    /// <summary>Images, containers, the raft log, and <c>state.json</c>.</summary>
    public string Data => $"{DataRoot}/{Name}";

    internal string StateFile => $"{Data}/state.json";

    internal string Script => $"{Run}/node.sh";

    /// <summary>The names of the nodes are n1, n2, …</summary>
    internal static string NodeName(int number) => $"n{number}";

    internal string Socket(string node) => $"{Run}/{node}.sock";

    /// <summary>The address of a node's engine, as DOCKER_HOST takes it.</summary>
    public string Endpoint(string node) => $"unix://{Socket(node)}";

    /// <summary>The engine of another node of the same lab, by its host name; null where the engine is that of no lab.</summary>
    internal static string? NodeEndpoint(string endpoint, string hostName)
    {
        const string Begin = $"unix://{RunRoot}/";
        if (!endpoint.StartsWith(Begin, StringComparison.Ordinal)) return null;
        var lab = endpoint[Begin.Length..].Split('/')[0];
        return hostName.StartsWith($"{lab}-", StringComparison.Ordinal) ? $"{Begin}{lab}/{hostName[(lab.Length + 1)..]}.sock" : null;
    }

    /// <summary>What the engine of a node printed.</summary>
    public string EngineLog(string node) => $"{Run}/{node}.log";

    internal string EngineConfig(string node) => $"{Data}/{node}/engine.json";

    internal string NodeData(string node) => $"{Data}/{node}";

    internal string EngineRun(string node) => $"{Run}/{node}";

    internal string Cgroup(string node) => $"/{CgroupRoot}/{Name}/{node}";

    /// <summary>The folder of this machine that all nodes see as <paramref name="path"/>.</summary>
    public string SharedFolder(string path) => $"{Data}/shared{path}";
}
