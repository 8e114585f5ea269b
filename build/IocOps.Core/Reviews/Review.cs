using IocOps.Core.Planning;

namespace IocOps.Core.Reviews;

/// <summary>What became of a file, a PV, or a folder between two commits.</summary>
public enum Fate
{
    /// <summary>It was not there before.</summary>
    New,

    /// <summary>It was there before.</summary>
    Gone,

    /// <summary>It was there under another name.</summary>
    Renamed,

    /// <summary>It is different.</summary>
    Changed,
}

/// <summary>What a deploy of the change does to an IOC or service. The first that fits, from the top.</summary>
public enum Effect
{
    /// <summary>It has errors: nothing is deployed.</summary>
    Broken,

    /// <summary>The base can't be generated, so what runs of it is not known.</summary>
    Unknown,

    /// <summary>Its host is not the swarm.</summary>
    Elsewhere,

    /// <summary>A service is removed with <c>--prune</c>, else it stays as an orphan.</summary>
    Ends,

    /// <summary>A service that did not exist begins.</summary>
    Begins,

    /// <summary>It restarts.</summary>
    Restarts,

    /// <summary>The service changes without a restart.</summary>
    Updates,

    /// <summary>Nothing: what changed does not reach the service.</summary>
    Nothing,
}

/// <summary>How an IOC's PV changed.</summary>
/// <param name="Name">Of the record or alias.</param>
/// <param name="Fate">Never renamed.</param>
/// <param name="Type">Record type, as it is now, or was.</param>
/// <param name="What">What changed, each in words: <c>type ai → ao</c>; empty for new and gone ones.</param>
public sealed record PvChange(string Name, Fate Fate, string Type, IReadOnlyList<string> What);

/// <summary>One IOC, or folder of services beside them, that the change is about.</summary>
/// <param name="Owner">Whose it is now, or was.</param>
/// <param name="Fate">Of its folder.</param>
/// <param name="Effect">On the swarm.</param>
public sealed record OwnerChange(Owner Owner, Fate Fate, Effect Effect)
{
    /// <summary>Its name before, where it was renamed.</summary>
    public string? Formerly { get; init; }

    /// <summary>Its host, where it is not for the swarm.</summary>
    public string? Host { get; init; }

    /// <summary>Its services that a deploy would touch, where the base is what runs.</summary>
    public IReadOnlyList<ServiceChange> Services { get; init; } = [];

    /// <summary>Its files that differ, what a person wrote first.</summary>
    public IReadOnlyList<FileChange> Files { get; init; } = [];

    /// <summary>Its PVs that differ, in ordinal order.</summary>
    public IReadOnlyList<PvChange> Pvs { get; init; } = [];

    /// <summary>Its images, old and new; one of the two is null where there was or is none.</summary>
    public IReadOnlyList<(string? Before, string? After)> Images =>
        [.. Services.SelectMany(s => s.Kind is ChangeKind.Create or ChangeKind.Remove ? [] : s.Differences).Where(d => d.Path == "image").Select(d => (d.Before, d.After)).Distinct()];
}

/// <summary>A commit, or the workspace on top of one.</summary>
/// <param name="Name">As a person calls it: <c>main</c>, <c>the workspace</c>.</param>
/// <param name="Commit">Twelve letters; with <c>+</c> where there is more than is committed.</param>
public sealed record ReviewPoint(string Name, string Commit);

/// <summary>What a change of the repository does to the fleet, for those who have to agree to it. Holds no secrets.</summary>
public sealed record Review
{
    /// <summary>What is compared with.</summary>
    public required ReviewPoint Base { get; init; }

    /// <summary>What is reviewed.</summary>
    public required ReviewPoint Head { get; init; }

    /// <summary>Name of the stack; null where <c>site.yaml</c> has errors.</summary>
    public string? Stack { get; init; }

    /// <summary>Its name before, where that was another.</summary>
    public string? FormerStack { get; init; }

    /// <summary>In the order of their effects, then of their names.</summary>
    public IReadOnlyList<OwnerChange> Owners { get; init; } = [];

    /// <summary>How many IOCs and folders of services stay as they are.</summary>
    public int Untouched { get; init; }

    /// <summary>Files that are nobody's own: <c>site.yaml</c>, templates, files of plain hosts.</summary>
    public IReadOnlyList<FileChange> Common { get; init; } = [];

    /// <summary>What is wrong with the base; of such IOCs nothing can be said.</summary>
    public IReadOnlyList<Problem> BaseErrors { get; init; } = [];

    /// <summary>What keeps the change from being deployed.</summary>
    public IReadOnlyList<Problem> Errors { get; init; } = [];

    /// <summary>What CheckIocs finds and did not find in the base.</summary>
    public IReadOnlyList<Problem> NewFindings { get; init; } = [];

    /// <summary>What CheckIocs found in the base and does not find any more.</summary>
    public IReadOnlyList<Problem> GoneFindings { get; init; } = [];

    /// <summary>IOCs whose generated files were not generated again.</summary>
    public IReadOnlyList<string> Stale { get; init; } = [];

    /// <summary>What a deploy would do to the swarm as it is; null where that was not asked for or could not be seen.</summary>
    public Plan? Live { get; init; }

    /// <summary>Why the swarm could not be seen; null where it was, or was not asked for.</summary>
    public string? LiveTrouble { get; init; }

    /// <summary>How many IOCs and services meet with an effect.</summary>
    public int Count(Effect effect) => Owners.Count(o => o.Effect == effect);

    /// <summary>All PVs that differ.</summary>
    public IEnumerable<(Owner Owner, PvChange Pv)> Pvs => Owners.SelectMany(o => o.Pvs.Select(p => (o.Owner, p)));
}
