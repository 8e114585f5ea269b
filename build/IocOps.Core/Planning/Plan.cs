using Docker.DotNet.Models;
using IocOps.Core.Stacks;

namespace IocOps.Core.Planning;

/// <summary>What will be done to one service.</summary>
public enum ChangeKind
{
    /// <summary>Already as wanted: no write at all, so that the rollback target stays.</summary>
    Unchanged,

    /// <summary>It does not exist.</summary>
    Create,

    /// <summary>It differs, and Swarm can update it in place.</summary>
    Update,

    /// <summary>It differs in a way that Swarm can't update (its mode): removed and created.</summary>
    Recreate,

    /// <summary>It exists and nobody wants it.</summary>
    Remove,
}

/// <summary>What a person asked to be done to a service, where it is not to bring it to its stack file.</summary>
public enum Deed
{
    /// <summary>New tasks from the same specification.</summary>
    Restart,

    /// <summary>No task any more, until it is started.</summary>
    Stop,

    /// <summary>The opposite.</summary>
    Start,

    /// <summary>To another node.</summary>
    Move,

    /// <summary>Back to what it was before.</summary>
    Rollback,
}

/// <summary>One field that differs.</summary>
/// <param name="Path">Where in the service, in the words of a stack file: <c>image</c>, <c>environment[A]</c>, <c>configs[st.cmd]</c>.</param>
/// <param name="Before">Live value as text; null where there is none.</param>
/// <param name="After">Wanted value as text; null where there is none. Secrets are masked.</param>
public sealed record FieldDifference(string Path, string? Before, string? After)
{
    /// <summary>For a config whose data changed: how many lines differ, in words; else empty.</summary>
    public string Summary { get; init; } = "";

    /// <summary>For a config whose data changed: the lines, removed with "- " and added with "+ " before them; at most some twenty.</summary>
    public IReadOnlyList<string> Lines { get; init; } = [];

    /// <summary>Who made it differ; null where that is not known: the live service carries no note of what IocOps wrote.</summary>
    public ChangeOrigin? Origin { get; init; }
}

/// <summary>What will be done to one service and why.</summary>
/// <param name="Kind">What will be done.</param>
/// <param name="Service">Full name.</param>
/// <param name="Owner">Whose it is.</param>
/// <param name="Id">Of the live service; null where there is none. Of one that is created again: of the one that was removed.</param>
/// <param name="Version">Of the live service, as seen when planning; 0 where there is none.</param>
/// <param name="Desired">
/// What to create or update to, ready to be posted but for the ids of configs and secrets; null for <see cref="ChangeKind.Remove"/>. It
/// carries the owner label, and what an update must keep of the live service: its history labels, ForceUpdate, and the image with its
/// digest where the image did not change. An image without a digest is one to resolve.
/// </param>
/// <param name="Differences">Ordinal order of paths; empty where there is nothing to compare.</param>
/// <param name="RestartsTasks">True when the change reaches the task template: Swarm will restart the tasks.</param>
public sealed record ServiceChange(
    ChangeKind Kind,
    string Service,
    Owner Owner,
    string? Id,
    ulong Version,
    ServiceSpec? Desired,
    IReadOnlyList<FieldDifference> Differences,
    bool RestartsTasks)
{
    /// <summary>Path of the note, where that alone is new.</summary>
    internal const string NotePath = $"deploy.labels[{SpecMarks.Label}]";

    /// <summary>Null where the change brings the service to its stack file.</summary>
    public Deed? Deed { get; init; }

    /// <summary>More about the deed, to be said after it: <c>to node2</c>; empty where there is nothing to say.</summary>
    public string Detail { get; init; } = "";

    /// <summary>Who made the service differ; null where nothing differs, or that is not known.</summary>
    public ChangeOrigin? Origin => Drift.Of(Differences);

    /// <summary>True where somebody else changed the service on the swarm.</summary>
    public bool IsDrifted => Origin is ChangeOrigin.Swarm or ChangeOrigin.Both;

    /// <summary>True where nothing differs but that the service carries no note yet of what IocOps wrote.</summary>
    public bool IsNoteAlone => Differences is [{ Path: NotePath }];

    /// <summary>True where the service is stopped and this does not start it.</summary>
    public bool StaysStopped => Deed is null && Stopped.ReplicasOf(Desired) is not null;
}

/// <summary>Everything that apply will do, in data; made from a desired and an observed swarm and from nothing else.</summary>
/// <param name="StackName">Whose services are meant.</param>
/// <param name="Changes">Every service of the selection, unchanged ones too, in ordinal order of names.</param>
/// <param name="NewNetworks">To create before services.</param>
/// <param name="NewConfigs">To create before services.</param>
/// <param name="NewSecrets">To create before services.</param>
/// <param name="UnusedConfigs">To remove after services: ours, and no spec or previous spec names them.</param>
/// <param name="UnusedSecrets">As for configs.</param>
/// <param name="Orphans">
/// Full names of services of ours (of the kinds that the scope means) whose owner has no folder any more, or whose owner's stack file does
/// not have them any more; kept unless pruning was asked for.
/// </param>
public sealed record Plan(
    string StackName,
    IReadOnlyList<ServiceChange> Changes,
    IReadOnlyList<StackNetwork> NewNetworks,
    IReadOnlyList<StackData> NewConfigs,
    IReadOnlyList<StackData> NewSecrets,
    IReadOnlyList<SwarmConfig> UnusedConfigs,
    IReadOnlyList<Secret> UnusedSecrets,
    IReadOnlyList<string> Orphans)
{
    /// <summary>What stands in the way (PLN0xx). With an error among them nothing of the plan may be applied; warnings are for the eye.</summary>
    public IReadOnlyList<Problem> Problems { get; init; } = [];

    /// <summary>To remove after services and the end of their tasks, where all of the stack goes: its own, and no service of the swarm is on them.</summary>
    public IReadOnlyList<NetworkResponse> UnusedNetworks { get; init; } = [];

    /// <summary>Full names of the services that are changed before the others; empty where all are changed together.</summary>
    public IReadOnlyList<string> Canaries { get; init; } = [];

    /// <summary>False when a problem forbids to apply.</summary>
    public bool IsApplicable => Problems.All(p => p.Severity != Severity.Error);

    /// <summary>True when applying would send at least one write.</summary>
    public bool HasChanges =>
        Changes.Any(c => c.Kind != ChangeKind.Unchanged) || NewNetworks.Count + NewConfigs.Count + NewSecrets.Count + UnusedNetworks.Count > 0;
}
