using IocOps.Core.Planning;

namespace IocOps.Swarm.Deploy;

/// <summary>What became of one change of a plan.</summary>
public enum ApplyOutcome
{
    /// <summary>Nothing had to be done; nothing was sent.</summary>
    Unchanged,

    /// <summary>The engine took it. Whether it runs is for the <see cref="Watcher"/> to say.</summary>
    Applied,

    /// <summary>The engine refused, or something that it needs could not be made.</summary>
    Failed,

    /// <summary>Somebody else changed the service since it was planned; nothing was sent, but perhaps its removal. Plan again.</summary>
    ChangedMeanwhile,

    /// <summary>The run was stopped before its turn; nothing was sent, but perhaps its removal where it was to be recreated.</summary>
    NotStarted,
}

/// <summary>What became of one service.</summary>
/// <param name="Change">Of the plan.</param>
/// <param name="Outcome">What happened.</param>
/// <param name="ServiceId">Of the live service; null where there is none (removed, failed to be created).</param>
/// <param name="Message">Why it failed; empty where it did not.</param>
public sealed record ApplyResult(ServiceChange Change, ApplyOutcome Outcome, string? ServiceId, string Message)
{
    /// <summary>
    /// True as soon as a write was sent that the engine took, or may have taken (it did not answer): also where what follows did not come
    /// about. What was sent can be put back.
    /// </summary>
    public bool IsSent { get; init; }

    /// <summary>True where something is left to be done.</summary>
    public bool IsTrouble => Outcome is ApplyOutcome.Failed or ApplyOutcome.ChangedMeanwhile or ApplyOutcome.NotStarted;
}

/// <summary>What applying a plan did and did not do.</summary>
/// <param name="Results">One per change of the plan, in its order.</param>
/// <param name="Writes">Requests that changed something.</param>
/// <param name="Cancelled">True when the run was stopped.</param>
/// <param name="Warnings">Trouble that hurts no service: an unused config that can't be removed.</param>
public sealed record ApplyReport(IReadOnlyList<ApplyResult> Results, int Writes, bool Cancelled, IReadOnlyList<string> Warnings)
{
    /// <summary>Names of the networks that are gone.</summary>
    public IReadOnlyList<string> RemovedNetworks { get; init; } = [];

    /// <summary>True when every change of the plan is done.</summary>
    public bool Succeeded => !Cancelled && Results.All(r => !r.IsTrouble);
}

/// <summary>How a plan is applied.</summary>
public sealed record DeployOptions
{
    /// <summary>Writes at the same time. More does not help: swarm managers take one after the other.</summary>
    public int Concurrency { get; init; } = 8;

    /// <summary>How long a removed service's tasks may take to end before its successor is given up.</summary>
    public TimeSpan RemovalTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>True: wait until the tasks of removed services are gone, too.</summary>
    public bool WaitForRemovals { get; init; }

    /// <summary>False: unused configs, secrets and networks stay, until <see cref="Deployer.CollectAsync"/>.</summary>
    public bool Collect { get; init; } = true;

    /// <summary>Between two looks while waiting.</summary>
    public TimeSpan Tick { get; init; } = TimeSpan.FromMilliseconds(500);
}
