using System.Globalization;
using Docker.DotNet.Models;

namespace IocOps.Core.Planning;

/// <summary>How a service is doing, apart from whether it is what the folder wants.</summary>
internal enum LifeState
{
    Running,
    Idle,
    Stopped,
    Starting,
    Updating,
    RolledBack,
    Failed,
}

/// <summary>
/// What the tasks of a service tell. Swarm's tasks carry no health, but a task is <c>running</c> only from the moment when its health check
/// passes for the first time (until then it is <c>starting</c>), and Swarm ends a task that becomes unhealthy later. So a running task of a
/// service with a health check is healthy, and an unhealthy one shows as a failed task whose error says so.
/// </summary>
internal sealed class ServiceLife
{
    private readonly SwarmService _service;
    private readonly List<TaskResponse> _all;
    private readonly List<TaskResponse> _running;
    private readonly List<TaskResponse> _coming;
    private readonly List<TaskResponse> _failed;
    private readonly List<TaskResponse> _failedEver;
    private readonly Dictionary<string, NodeListResponse> _nodes;

    public ServiceLife(SwarmService service, IEnumerable<TaskResponse> tasks, Dictionary<string, NodeListResponse> nodes)
    {
        (_service, _nodes) = (service, nodes);
        // Tasks that Swarm has given up (desired: shutdown, remove) only count where they failed after the last change of the service. Its
        // own note that a rollback ended is such a change, so that the reason of a rollback is looked for in all of them.
        var all = _all = [.. tasks.OrderByDescending(t => t.Status?.Timestamp)];
        var wanted = all.Where(t => t.DesiredState is TaskState.Running or TaskState.Ready or TaskState.Complete).ToList();
        _running = [.. wanted.Where(t => t.Status?.State == TaskState.Running)];
        _coming = [.. wanted.Where(t => t.Status?.State < TaskState.Running)];
        _failedEver = [.. all.Where(t => t.Status?.State is TaskState.Failed or TaskState.Rejected or TaskState.Orphaned)];
        _failed = [.. _failedEver.Where(t => !(t.Status!.Timestamp < service.UpdatedAt))];
        // What ran on a node that is not reachable can't be asked.
        Ending = all.Count(t => t.Status?.State is TaskState.Starting or TaskState.Running && NodeFault(t.NodeID) is null);
        Ended = wanted.Where(t => t.Status?.State == TaskState.Complete).ToList();
        Wanted = (int)(service.ServiceStatus?.DesiredTasks ?? service.Spec?.Mode?.Replicated?.Replicas ?? (ulong)(_running.Count + _coming.Count));
    }

    public int Running => _running.Count;

    public int Wanted { get; }

    public DateTime? Since => _running.Select(t => t.Status?.Timestamp).Min();

    public IReadOnlyList<string> Nodes => [.. _running.Select(t => NodeName(t.NodeID)).Distinct().Order(StringComparer.Ordinal)];

    private int Ending { get; }

    private List<TaskResponse> Ended { get; }

    private bool HasHealthCheck => _service.Spec?.TaskTemplate?.ContainerSpec?.Healthcheck?.Test is { Count: > 0 } test && test[0] != "NONE";

    /// <summary>The container whose health check has not passed, or failed last; null where all is well, or where there is no check.</summary>
    public CheckedContainer? Unhealthy(LifeState state)
    {
        if (!HasHealthCheck || state is LifeState.Running or LifeState.Idle or LifeState.Stopped) return null;
        // A program that an engine stops because of its health may end with 0: then nothing but its container tells why.
        var task = _coming.FirstOrDefault(t => t.Status?.State == TaskState.Starting)
            ?? _all.FirstOrDefault(t => t.Status?.State == TaskState.Complete || t.Status?.Err?.Contains("unhealthy", StringComparison.OrdinalIgnoreCase) == true);
        return task is { NodeID.Length: > 0, Status.ContainerStatus.ContainerID: { Length: > 0 } container } ? new CheckedContainer(task.NodeID, container) : null;
    }

    public string? Health(LifeState state) =>
        state == LifeState.Failed && LastError is { } error && error.Contains("unhealthy", StringComparison.OrdinalIgnoreCase) ? "unhealthy"
        : Running == 0 && _coming.Count == 0 ? null
        : !HasHealthCheck ? "unchecked"
        : Running == 0 ? "starting"
        : "healthy";

    /// <summary>How it is, and why in a sentence where there is something to say.</summary>
    /// <param name="isChanged">True when the live specification is not the wanted one: then a rollback that ended is still news.</param>
    public (LifeState State, string Detail) State(bool isChanged) => _service.UpdateStatus?.State switch
    {
        _ when Stopped.ReplicasOf(_service.Spec) is not null => (LifeState.Stopped, Ending == 0 ? "" : Text($"{Ending} {(Ending == 1 ? "task is" : "tasks are")} still ending")),
        "updating" => (LifeState.Updating, Text($"{Running} of {Wanted} running")),
        "rollback_started" => (LifeState.Updating, $"rolling back: {UpdateMessage}"),
        "paused" or "rollback_paused" => (LifeState.RolledBack, $"the update stopped: {UpdateMessage}{Because}"),
        "rollback_completed" when isChanged => (LifeState.RolledBack, $"the previous version is back: {UpdateMessage}{Because}"),
        _ => Tasks(),
    };

    private string UpdateMessage => string.IsNullOrEmpty(_service.UpdateStatus?.Message) ? "no reason given" : _service.UpdateStatus.Message;

    private string Because => LastError is { } error ? $"; last task: {error}" : "";

    private string? LastError => _failedEver.Select(Error).FirstOrDefault() ?? _coming.Select(t => t.Status?.Err).FirstOrDefault(e => !string.IsNullOrEmpty(e));

    private (LifeState State, string Detail) Tasks()
    {
        if (_running.FirstOrDefault(t => NodeFault(t.NodeID) is not null) is { } lost) return (LifeState.Failed, NodeFault(lost.NodeID)!);
        if (Wanted == 0) return (LifeState.Idle, "no task is asked for");
        if (Running >= Wanted) return (LifeState.Running, _failed.Count == 0 ? "" : Text($"{_failed.Count} earlier {(_failed.Count == 1 ? "task" : "tasks")} failed; last: {Error(_failed[0])}"));
        // A task that waits with an error can't be placed ("no suitable node").
        if (_coming.Select(t => t.Status?.Err).FirstOrDefault(e => !string.IsNullOrEmpty(e)) is { } waiting) return (LifeState.Failed, waiting);
        if (_failed.Count > 0) return (LifeState.Failed, Error(_failed[0]));
        if (_coming.Count == 0 && Ended.Count > 0) return (LifeState.Failed, "its program ended by itself and is not started again");
        return (LifeState.Starting, Text($"{Running} of {Wanted} running{(_coming.Count > 0 ? $", {Word(_coming[0])} on {NodeName(_coming[0].NodeID)}" : "")}"));
    }

    private static string Word(TaskResponse task) => task.Status?.State?.ToString().ToLowerInvariant() ?? "new";

    private static string Error(TaskResponse task) => string.IsNullOrEmpty(task.Status?.Err)
        ? task.Status?.Message is { Length: > 0 } message ? message : $"the task is {Word(task)}"
        : task.Status.Err;

    private string NodeName(string? id) => string.IsNullOrEmpty(id) ? "no node yet" : _nodes.GetValueOrDefault(id)?.Description?.Hostname ?? id;

    private string? NodeFault(string? id) => id is not null && _nodes.GetValueOrDefault(id)?.Status?.State is { } state and not ("ready" or "unknown")
        ? $"the node {NodeName(id)} is {state}"
        : null;

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
