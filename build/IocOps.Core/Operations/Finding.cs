namespace IocOps.Core.Operations;

/// <summary>How much a finding matters.</summary>
public enum FindingSeverity
{
    /// <summary>Could not be looked at, or is only said.</summary>
    Note,

    /// <summary>Works now, and may not tomorrow.</summary>
    Warning,

    /// <summary>Does not work.</summary>
    Error,
}

/// <summary>Something about a swarm that an operator should know.</summary>
/// <param name="Code">Stable, for programs: <c>managers-even</c>.</param>
/// <param name="Severity">How much it matters.</param>
/// <param name="What">In a sentence.</param>
/// <param name="Advice">What to do; empty where there is nothing to do.</param>
public sealed record Finding(string Code, FindingSeverity Severity, string What, string Advice)
{
    /// <summary>Full names of the services that it is about; empty where it is about nodes or the swarm itself.</summary>
    public IReadOnlyList<string> Services { get; init; } = [];
}

/// <summary>What was observed of a swarm, to be checked.</summary>
/// <param name="Nodes">As it lists them.</param>
/// <param name="Services">All of them.</param>
/// <param name="Tasks">All that it remembers.</param>
/// <param name="Now">UTC here, when the engine said <paramref name="EngineTime"/>.</param>
/// <param name="EngineTime">UTC of the engine; null where it does not tell.</param>
public sealed record CheckedSwarm(
    IReadOnlyList<Docker.DotNet.Models.NodeListResponse> Nodes,
    IReadOnlyList<Docker.DotNet.Models.SwarmService> Services,
    IReadOnlyList<Docker.DotNet.Models.TaskResponse> Tasks,
    DateTime Now,
    DateTime? EngineTime)
{
    /// <summary>Node label that says what fails together.</summary>
    public string DomainLabel { get; init; } = "zone";

    /// <summary>UTC to which the swarm's own authority is valid; null where it is not known.</summary>
    public DateTime? AuthorityExpires { get; init; }

    /// <summary>UTC to which the certificate of the engine's node is valid; null where it can't be read from here.</summary>
    public DateTime? CertificateExpires { get; init; }

    /// <summary>What the workspace wants to run, deployed or not; null where there is no workspace.</summary>
    public IReadOnlyList<Docker.DotNet.Models.ServiceSpec>? Fleet { get; init; }

    /// <summary>Id of the engine's node; null where it is not known.</summary>
    public string? OwnNode { get; init; }

    /// <summary>Folders of <see cref="HostMount.On"/> that the engine's node lacks; null where they can't be seen from here.</summary>
    public IReadOnlySet<string>? MissingFolders { get; init; }

    /// <summary>Images that nodes lack; null where nobody asked them.</summary>
    public IReadOnlyList<MissingImage>? MissingImages { get; init; }

    /// <summary>Host names of nodes that could not be asked for their images.</summary>
    public IReadOnlyList<string> NodesUnasked { get; init; } = [];

    /// <summary>Free and all bytes where the engine keeps its data; null where they can't be seen from here.</summary>
    public (long Free, long Total)? Disk { get; init; }
}
