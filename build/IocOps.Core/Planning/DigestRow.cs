namespace IocOps.Core.Planning;

/// <summary>What an IOC's folder holds, as far as a deploy is concerned.</summary>
public enum FolderState
{
    /// <summary>Generated and up to date.</summary>
    Ready,

    /// <summary>ioc.yaml or a file that it names has errors.</summary>
    Invalid,

    /// <summary>There is no stack file yet.</summary>
    NotGenerated,

    /// <summary>The generated files are older than what they were made from.</summary>
    Stale,

    /// <summary>Meant for a host of its own, not for the swarm.</summary>
    NotSwarm,
}

/// <summary>An IOC's folder in a word.</summary>
/// <param name="Ioc">Name of the IOC.</param>
/// <param name="State">What the folder holds.</param>
/// <param name="Detail">The reason of <see cref="FolderState.Invalid"/>, the host of <see cref="FolderState.NotSwarm"/>; else empty.</param>
public sealed record FolderStatus(string Ioc, FolderState State, string Detail = "");

/// <summary>How an IOC is, in a word; the worst and most urgent that is true of it.</summary>
public enum DigestState
{
    /// <summary>Its tasks fail, or it can't be placed; the detail says why.</summary>
    Failed,

    /// <summary>Swarm put the previous version back, or stopped an update that failed.</summary>
    RolledBack,

    /// <summary>An update is under way.</summary>
    Updating,

    /// <summary>Its tasks are on the way up; with a health check, until it passes for the first time.</summary>
    Starting,

    /// <summary>Somebody stopped it; it stays so until it is started.</summary>
    Stopped,

    /// <summary>The folder has errors.</summary>
    Invalid,

    /// <summary>The folder has no stack file yet.</summary>
    NotGenerated,

    /// <summary>The generated files are out of date.</summary>
    Stale,

    /// <summary>It runs, and the folder's stack file says something else.</summary>
    Changed,

    /// <summary>Generated and not deployed.</summary>
    Available,

    /// <summary>As the folder says.</summary>
    Running,

    /// <summary>As the folder says, with no task asked for (0 replicas, or no node fits a global service).</summary>
    Idle,

    /// <summary>Not for the swarm.</summary>
    NotSwarm,

    /// <summary>A service without a folder.</summary>
    Orphan,
}

/// <summary>A container whose health check is in question.</summary>
/// <param name="NodeId">Of the node that has it.</param>
/// <param name="Container">Its id.</param>
public sealed record CheckedContainer(string NodeId, string Container);

/// <summary>One IOC in the digest of the fleet.</summary>
/// <param name="Name">Of the IOC; of the service where it is an orphan without an owner.</param>
/// <param name="State">How it is.</param>
/// <param name="Folder">What its folder holds; null for an orphan.</param>
/// <param name="Service">Full name of its service; null where it has none in the swarm.</param>
/// <param name="Running">Tasks that run.</param>
/// <param name="Wanted">Tasks that should run.</param>
/// <param name="Since">UTC time from which the oldest running task runs; null where none does.</param>
/// <param name="Nodes">Host names where tasks run, in ordinal order.</param>
/// <param name="Image">As the stack file wrote it; null where there is no service.</param>
/// <param name="Health"><c>healthy</c>, <c>starting</c>, <c>unhealthy</c>, or <c>unchecked</c> where the service has no health check; null where nothing runs.</param>
/// <param name="Detail">Why, in a sentence; empty where there is nothing to say.</param>
public sealed record DigestRow(
    string Name,
    DigestState State,
    FolderState? Folder,
    string? Service,
    int Running,
    int Wanted,
    DateTime? Since,
    IReadOnlyList<string> Nodes,
    string? Image,
    string? Health,
    string Detail)
{
    /// <summary>Who made it differ from its folder; null where it does not, or that is not known.</summary>
    public ChangeOrigin? Origin { get; init; }

    /// <summary>Whose health check is in question; null where it passed, or where nothing is known of it.</summary>
    public CheckedContainer? Unhealthy { get; init; }

    /// <summary>What that health check printed last; null where it is not known.</summary>
    public string? HealthOutput { get; init; }
}
