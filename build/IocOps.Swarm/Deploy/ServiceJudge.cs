using Docker.DotNet.Models;
using IocOps.Core.Planning;

namespace IocOps.Swarm.Deploy;

/// <summary>What one look at a service and its tasks says.</summary>
/// <param name="State">Waiting, RollingBack, Running or Failed.</param>
/// <param name="Detail">For a person.</param>
/// <param name="Task">The task that explains a failure; null where there is none.</param>
internal sealed record Verdict(WatchState State, string Detail, TaskResponse? Task = null);

/// <summary>
/// Decides from lists how far a service is. It keeps what it saw of one service, because Swarm shows only the present: when tasks began to
/// run or to wait, and which task made an update fail (the message of a finished rollback names none).
/// </summary>
/// <remarks>
/// Rules, seen on Engine 20.10: a task is <c>starting</c> until its health check passed; an update sets UpdateStatus to nothing and Swarm
/// sets it to <c>updating</c> when it begins (never, where no task has to change); <c>completed</c> comes after update_config.monitor.
/// </remarks>
internal sealed class ServiceJudge(WatchItem item, WatchOptions options, DateTimeOffset begin)
{
    private string _running = "";
    private DateTimeOffset _runningSince;
    private DateTimeOffset? _pendingSince;
    private DateTimeOffset? _endedSince;
    private string? _culprit;
    private DateTimeOffset _seen = begin;
    private DateTimeOffset _seenSince = begin;

    /// <param name="service">As just listed; null where the list does not have it.</param>
    /// <param name="all">Its tasks, ended ones too.</param>
    /// <param name="nodes">For places.</param>
    /// <param name="now">Our time; the engine's may differ and is only compared with itself.</param>
    internal Verdict Judge(SwarmService? service, IReadOnlyList<TaskResponse> all, NodeNames nodes, DateTimeOffset now)
    {
        // While managers chose a leader Swarm did nothing that could have been seen: it gets its time anew.
        if (now - _seen > options.StartPatience) _seenSince = now;
        _seen = now;
        if (service is null) return new(WatchState.Failed, "it was removed by somebody else meanwhile");
        var tasks = all.Where(t => !item.OldTasks.Contains(t.ID!) && IsOfThisUpdate(t, service.UpdateStatus)).ToList();
        return ByUpdate(service, tasks, nodes) ?? ByTasks(service, all, tasks, nodes, now);
    }

    /// <summary>What Swarm's own update says; null while it says nothing final.</summary>
    private Verdict? ByUpdate(SwarmService service, List<TaskResponse> tasks, NodeNames nodes)
    {
        var status = service.UpdateStatus;
        if (status?.State is null) return null;
        if (status.Message is { } message && message.LastIndexOf(" task ", StringComparison.Ordinal) is >= 0 and var at) _culprit = message[(at + 6)..].Trim();
        // A rollback from an earlier run is how the wanted spec came back.
        if (item.Kind == ChangeKind.Unchanged && status.State is "rollback_completed" or "completed") return null;
        var failed = tasks.FirstOrDefault(t => t.ID == _culprit) ?? Ended(tasks).FirstOrDefault();
        var why = failed is null ? status.Message ?? "" : Explain(failed, nodes);
        return status.State switch
        {
            "rollback_started" => new(WatchState.RollingBack, $"rolling back: {why}", failed),
            "rollback_completed" => new(WatchState.Failed, $"rolled back to what ran before: {why}", failed),
            "rollback_paused" => new(WatchState.Failed, $"the rollback failed, too: {why}", failed),
            "paused" => new(WatchState.Failed, $"the update was paused: {why}", failed),
            _ => null,
        };
    }

    private Verdict ByTasks(SwarmService service, IReadOnlyList<TaskResponse> all, List<TaskResponse> tasks, NodeNames nodes, DateTimeOffset now)
    {
        if (IsJob(service)) return JobVerdict(service, all, tasks, nodes, now);
        var wanted = Wanted(service);
        var running = all.Where(t => t.DesiredState == TaskState.Running && t.Status?.State == TaskState.Running).ToList();
        if (wanted == 0) return NothingWanted(service, all, nodes, now);
        if (running.Count >= wanted && IsUpdateOver(service, running, now) && HasSettled(service, running, now)) return new(WatchState.Running, Places(running, nodes));
        return Hopeless(service, all, tasks, nodes, now) ?? new(WatchState.Waiting, Progress(service, all, running.Count, wanted, nodes));
    }

    private static bool IsJob(SwarmService service) => service.Spec!.Mode?.ReplicatedJob is not null || service.Spec.Mode?.GlobalJob is not null;

    /// <summary>A job is where it should be when it has done its work.</summary>
    private Verdict JobVerdict(SwarmService service, IReadOnlyList<TaskResponse> all, List<TaskResponse> tasks, NodeNames nodes, DateTimeOffset now)
    {
        var (done, open) = ((int)(service.ServiceStatus?.CompletedTasks ?? 0), all.Count(t => t.DesiredState == TaskState.Complete && t.Status?.State < TaskState.Complete));
        var wanted = (int)(service.Spec!.Mode!.ReplicatedJob?.TotalCompletions ?? (ulong)Math.Max(1, done + open));
        if (done >= wanted) return new(WatchState.Running, $"completed {done} of {wanted}");
        return Hopeless(service, all, [.. tasks.Where(t => t.Status?.State != TaskState.Complete)], nodes, now) ?? new(WatchState.Waiting, $"completed {done} of {wanted}");
    }

    private Verdict NothingWanted(SwarmService service, IReadOnlyList<TaskResponse> all, NodeNames nodes, DateTimeOffset now)
    {
        if (service.Spec!.Mode?.Global is null)
        {
            // What ran on a node that is down can't be asked.
            var ending = all.Where(t => t.Status?.State is > TaskState.Assigned and <= TaskState.Running && !nodes.IsDown(t)).ToList();
            return ending.Count == 0
                ? new(WatchState.Stopped, "stopped")
                : new(WatchState.Waiting, ending.Count == 1 ? $"ending on {nodes.Of(ending[0])}" : $"{ending.Count} tasks are ending");
        }

        return now - _seenSince < options.StartPatience
            ? new(WatchState.Waiting, "no tasks yet")
            : new(WatchState.Failed, "no node meets its placement constraints");
    }

    /// <summary>Replicas, or what Swarm counted for a global service: one per node that fits.</summary>
    private static int Wanted(SwarmService service)
    {
        if (service.Spec!.Mode?.Replicated is { } replicated) return (int)(replicated.Replicas ?? 1);
        return (int)(service.ServiceStatus?.DesiredTasks ?? 0);
    }

    private bool IsUpdateOver(SwarmService service, List<TaskResponse> running, DateTimeOffset now)
    {
        if (item is { IsProven: true, RestartsTasks: true }) return !running.Any(t => item.OldTasks.Contains(t.ID!));
        if (service.UpdateStatus?.State is "updating") return false;
        if (item.Kind != ChangeKind.Update || !item.RestartsTasks || service.UpdateStatus?.State is "completed") return true;
        // No word yet: either Swarm has not begun, or no task had to change.
        var template = SpecText.Of(service.Spec!.TaskTemplate!);
        return running.All(t => SpecText.Of(t.Spec!) == template) || now - _seenSince > options.StartPatience;
    }

    /// <summary>A passed health check or Swarm's own monitoring is enough; without both the same tasks must stay for a moment.</summary>
    private bool HasSettled(SwarmService service, List<TaskResponse> running, DateTimeOffset now)
    {
        var ids = string.Join(' ', running.Select(t => t.ID).Order(StringComparer.Ordinal));
        if (ids != _running) (_running, _runningSince) = (ids, now);
        if (item.Kind == ChangeKind.Unchanged || service.UpdateStatus?.State is "completed" || HasHealthCheck(service)) return true;
        return running.All(t => item.OldTasks.Contains(t.ID!)) || now - _runningSince >= options.Settle;
    }

    private static bool HasHealthCheck(SwarmService service) =>
        service.Spec!.TaskTemplate?.ContainerSpec?.Healthcheck?.Test is { Count: > 0 } test && test[0] != "NONE";

    private Verdict? Hopeless(SwarmService service, IReadOnlyList<TaskResponse> all, List<TaskResponse> tasks, NodeNames nodes, DateTimeOffset now)
    {
        var ended = Ended(tasks).ToList();
        // During an update Swarm's failure action decides; only "continue" leaves it to the count.
        var swarmDecides = service.UpdateStatus?.State is "updating" && service.Spec!.UpdateConfig?.FailureAction is not "continue";
        if (ended.Count >= options.FailuresAllowed && !swarmDecides)
            return new(WatchState.Failed, $"its tasks fail again and again ({ended.Count} times): {Explain(ended[0], nodes)}", ended[0]);

        // Between a task's end and its successor there is a moment without one, unless the restart policy wants none.
        var alive = all.Any(t => t.DesiredState is TaskState.Running or TaskState.Ready or TaskState.Complete && t.Status?.State < TaskState.Complete);
        _endedSince = ended.Count == 0 || alive ? null : _endedSince ?? now;
        if (_endedSince is not null && now - _endedSince >= options.Settle && !swarmDecides)
            return new(WatchState.Failed, $"its task ended and is not started again: {Explain(ended[0], nodes)}", ended[0]);

        var pending = all.FirstOrDefault(t => t.DesiredState == TaskState.Running && t.Status is { State: TaskState.Pending, Err.Length: > 0 });
        _pendingSince = pending is null ? null : _pendingSince ?? now;
        return pending is not null && now - _pendingSince >= options.PendingPatience ? new(WatchState.Failed, Said(pending), pending) : null;
    }

    /// <summary>Those that ended by themselves or never began, the newest first; not those that Swarm was told to end.</summary>
    internal static IEnumerable<TaskResponse> Ended(IEnumerable<TaskResponse> tasks) => tasks
        .Where(t => t.Status?.State is TaskState.Failed or TaskState.Rejected or TaskState.Complete)
        .OrderByDescending(t => t.Status!.Timestamp);

    // Both times are the managers'. What failed before the update began is why it was made.
    private static bool IsOfThisUpdate(TaskResponse task, UpdateStatus? status) =>
        status?.StartedAt is not { } started || task.CreatedAt is not { } created || created >= started.AddSeconds(-1);

    private static string Progress(SwarmService service, IReadOnlyList<TaskResponse> all, int running, int wanted, NodeNames nodes)
    {
        var newest = all.Where(t => t.DesiredState is TaskState.Running or TaskState.Ready).MaxBy(t => t.CreatedAt);
        var state = newest?.Status?.State switch
        {
            null => "no task yet",
            TaskState.Starting when HasHealthCheck(service) => "starting, its health check has not passed yet",
            TaskState.Preparing => "preparing (image, mounts)",
            TaskState.Ready => "ready, waits for the task before it",
            TaskState.Pending when Said(newest) is { Length: > 0 } why => $"pending: {why}",
            TaskState.Running when service.UpdateStatus?.State is "updating" => "running, being monitored by the update",
            TaskState.Rejected or TaskState.Failed => $"{Name(newest)}: {Said(newest)}",
            _ => Name(newest),
        };
        var place = nodes.Of(newest) is { Length: > 0 } node ? $" on {node}" : "";
        return wanted == 1 ? state + place : $"{running} of {wanted} running, {state}{place}";
    }

    private static string Name(TaskResponse task) => task.Status!.State.ToString()!.ToLowerInvariant();

    private static string Places(List<TaskResponse> running, NodeNames nodes) =>
        running.Count == 1 ? $"running on {nodes.Of(running[0])}" : $"{running.Count} running";

    private static string Said(TaskResponse task) => Docker.LogText.Clean(task.Status?.Err ?? "").Trim();

    /// <summary>Why a task ended, and where.</summary>
    internal static string Explain(TaskResponse task, NodeNames nodes)
    {
        var said = Said(task);
        var text = said.Contains("unhealthy container", StringComparison.Ordinal) ? $"its health check failed ({said})"
            : said.StartsWith("No such image", StringComparison.Ordinal) ? $"{said}, neither there nor pulled from its registry (is it pushed? may this swarm pull it? After `docker login`, RestartIocs or a deploy with a change gives the swarm the login)"
            : said.Length > 0 ? said
            : task.Status?.State == TaskState.Complete ? Completed(task)
            : $"its task is {Name(task)}";
        return nodes.Of(task) is { Length: > 0 } node ? $"{text} on {node}" : text;
    }

    // An engine stops an unhealthy container; a process that then exits with 0 leaves a task without any error.
    private static string Completed(TaskResponse task) => task.Spec?.ContainerSpec?.Healthcheck?.Test is { Count: > 0 }
        ? "its process ended with exit code 0: by itself, or stopped because its health check failed"
        : "its process ended by itself with exit code 0";
}

/// <summary>Host names of nodes by id, and which of them are down.</summary>
internal sealed class NodeNames(IEnumerable<NodeListResponse> nodes)
{
    private readonly Dictionary<string, string> _names = nodes
        .Where(n => n.ID is not null)
        .ToDictionary(n => n.ID!, n => n.Description?.Hostname ?? n.ID!, StringComparer.Ordinal);

    private readonly HashSet<string> _down = [.. nodes.Where(n => n.Status?.State == "down").Select(n => n.ID ?? "")];

    internal bool IsDown(TaskResponse task) => _down.Contains(task.NodeID ?? "");

    internal string Of(TaskResponse? task) => _names.GetValueOrDefault(task?.NodeID ?? "", "");
}
