using IocOps.Core.Planning;

namespace IocOps.Swarm.Deploy;

/// <summary>How far a service is.</summary>
public enum WatchState
{
    /// <summary>Not there yet.</summary>
    Waiting,

    /// <summary>Swarm puts the old spec back; it will be a failure.</summary>
    RollingBack,

    /// <summary>As many tasks as wanted run, and their health check passed where there is one.</summary>
    Running,

    /// <summary>No task is asked for, and none runs any more.</summary>
    Stopped,

    /// <summary>It will not run by itself, or runs in its old form.</summary>
    Failed,

    /// <summary>The time was over before it was running or had failed.</summary>
    TimedOut,

    /// <summary>The user stopped the watch; the service goes its way.</summary>
    Interrupted,
}

/// <summary>A service to watch.</summary>
/// <param name="Service">Full name.</param>
/// <param name="Id">Of the live service.</param>
/// <param name="Kind">What was done to it; an unchanged one only has to run.</param>
/// <param name="RestartsTasks">True when the change reached the task template: an update's end has to be waited for.</param>
/// <param name="OldTasks">Ids of the tasks that were there before: their failures are history.</param>
public sealed record WatchItem(string Service, string Id, ChangeKind Kind, bool RestartsTasks, IReadOnlySet<string> OldTasks)
{
    /// <summary>
    /// True where new tasks that are healthy are enough: what they run has run before, and Swarm's monitoring of the update, which may take
    /// long, needs not to be waited for.
    /// </summary>
    public bool IsProven { get; init; }

    /// <summary>What is worth watching after an apply: everything that has a live service and no trouble, unchanged ones too.</summary>
    public static IReadOnlyList<WatchItem> From(ApplyReport report, ObservedSwarm observed)
    {
        var old = observed.Tasks.Where(t => t.ServiceID is not null).ToLookup(t => t.ServiceID!, t => t.ID!, StringComparer.Ordinal);
        return
        [
            .. report.Results
                .Where(r => !r.IsTrouble && r.ServiceId is not null && r.Change.Kind != ChangeKind.Remove)
                .Select(r => new WatchItem(
                    r.Change.Service,
                    r.ServiceId!,
                    r.Change.Kind,
                    r.Change.RestartsTasks,
                    old[r.ServiceId!].ToHashSet(StringComparer.Ordinal)) { IsProven = r.Change.Deed is not null }),
        ];
    }
}

/// <summary>Where one service is now.</summary>
/// <param name="Service">Full name.</param>
/// <param name="State">How far it is.</param>
/// <param name="Detail">The newest task's state or what went wrong, for a person: <c>starting on node1</c>, <c>1 of 2 running</c>.</param>
/// <param name="Since">How long it has been in this state and detail.</param>
public sealed record ServiceProgress(string Service, WatchState State, string Detail, TimeSpan Since)
{
    /// <summary>True when nothing more will be watched.</summary>
    public bool IsOver => State is not (WatchState.Waiting or WatchState.RollingBack);

    /// <summary>True where it is as it should be.</summary>
    public bool IsGood => State is WatchState.Running or WatchState.Stopped;
}

/// <summary>A picture of a running watch.</summary>
/// <param name="Elapsed">Since the watch began.</param>
/// <param name="Services">All of them, in the order given.</param>
/// <param name="Trouble">Why the swarm could not be read just now; null when all is well.</param>
public sealed record WatchSnapshot(TimeSpan Elapsed, IReadOnlyList<ServiceProgress> Services, string? Trouble)
{
    /// <summary>How long services that run will still be watched; null while it is waited until they run.</summary>
    public TimeSpan? Left { get; init; }
}

/// <summary>How one service ended up.</summary>
/// <param name="Service">Full name.</param>
/// <param name="State">Never waiting.</param>
/// <param name="Reason">Why it failed, with the task's own error; empty for a running one.</param>
/// <param name="Log">The last lines that the failing task printed; empty where there are none.</param>
public sealed record WatchResult(string Service, WatchState State, string Reason, IReadOnlyList<string> Log)
{
    /// <summary>True where it is as it should be.</summary>
    public bool IsGood => State is WatchState.Running or WatchState.Stopped;
}

/// <summary>How long things may take.</summary>
public sealed record WatchOptions
{
    /// <summary>For all services together (<c>--wait-timeout</c>).</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Between two looks.</summary>
    public TimeSpan Tick { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>How long the new tasks of a service without a health check must stay running before they count.</summary>
    public TimeSpan Settle { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How long a task may find no node before that is a failure.</summary>
    public TimeSpan PendingPatience { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long Swarm may take to begin an update, or to make the tasks of a global service.</summary>
    public TimeSpan StartPatience { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long the swarm may be unreadable before the watch is given up.</summary>
    public TimeSpan TroublePatience { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>So many ended tasks of a new spec are a failure.</summary>
    public int FailuresAllowed { get; init; } = 3;

    /// <summary>Lines of log for each failure.</summary>
    public int LogLines { get; init; } = 10;
}
