using Docker.DotNet.Models;
using IocOps.Core.Planning;
using IocOps.Core.Stacks;

namespace IocOps.Core.Operations;

/// <summary>A service of the stack as an operator sees it, with the tasks that the managers still remember.</summary>
public sealed record ServiceRow
{
    /// <summary>Of Swarm.</summary>
    public required string Id { get; init; }

    /// <summary>Full name: <c>dals_srv-ramper</c>.</summary>
    public required string Name { get; init; }

    /// <summary>The IOC that it is; null for a global service, and for one that IocOps did not deploy.</summary>
    public string? Ioc { get; init; }

    /// <summary>As its label says: <c>ioc/ramper</c>; null where it has none.</summary>
    public string? Owner { get; init; }

    /// <summary><c>running</c>, <c>idle</c>, <c>stopped</c>, <c>starting</c>, <c>updating</c>, <c>rolledBack</c>, <c>failed</c>.</summary>
    public required string State { get; init; }

    /// <summary>Why, in a sentence; empty where there is nothing to say.</summary>
    public string Detail { get; init; } = "";

    /// <summary>Tasks that run.</summary>
    public int Running { get; init; }

    /// <summary>Tasks that should run.</summary>
    public int Wanted { get; init; }

    /// <summary><c>replicated</c>, <c>global</c>, <c>replicated job</c>, <c>global job</c>.</summary>
    public required string Mode { get; init; }

    /// <summary>As the stack file wrote it.</summary>
    public string Image { get; init; } = "";

    /// <summary>As the digest says it: <c>healthy</c>, <c>starting</c>, <c>unhealthy</c>, <c>unchecked</c>, or null.</summary>
    public string? Health { get; init; }

    /// <summary>Host names of the nodes where it runs.</summary>
    public IReadOnlyList<string> Nodes { get; init; } = [];

    /// <summary>UTC.</summary>
    public DateTime? Created { get; init; }

    /// <summary>UTC of the last write.</summary>
    public DateTime? Updated { get; init; }

    /// <summary>State of the last update in Swarm's words; null where there was none.</summary>
    public string? UpdateState { get; init; }

    /// <summary>Swarm's sentence about it; empty where there is none.</summary>
    public string UpdateMessage { get; init; } = "";

    /// <summary>Where it may run, as its stack file says.</summary>
    public IReadOnlyList<string> Constraints { get; init; } = [];

    /// <summary>Newest first.</summary>
    public IReadOnlyList<TaskRow> Tasks { get; init; } = [];

    /// <summary>The services of a stack in ordinal order.</summary>
    public static IReadOnlyList<ServiceRow> Of(string stack, ObservedSwarm swarm)
    {
        var nodes = swarm.Nodes.DistinctBy(n => n.ID).ToDictionary(n => n.ID, StringComparer.Ordinal);
        var tasks = swarm.Tasks.ToLookup(t => t.ServiceID ?? "", StringComparer.Ordinal);
        return [.. swarm.Services.Where(s => s.Spec?.Name is not null && SwarmView.StackOf(s) == stack)
            .OrderBy(s => s.Spec!.Name, StringComparer.Ordinal).Select(s => One(s, [.. tasks[s.ID]], nodes))];
    }

    private static ServiceRow One(SwarmService service, List<TaskResponse> tasks, Dictionary<string, NodeListResponse> nodes)
    {
        var life = new ServiceLife(service, tasks, nodes);
        var (state, detail) = life.State(isChanged: false);
        var owner = Planning.Owner.Parse(SwarmView.Label(service, Planning.Owner.Label));
        return new ServiceRow
        {
            Id = service.ID,
            Name = service.Spec!.Name!,
            Ioc = owner?.Kind == OwnerKind.Ioc ? owner.Name : null,
            Owner = owner?.ToString(),
            State = state == LifeState.RolledBack ? "rolledBack" : state.ToString().ToLowerInvariant(),
            Detail = detail,
            Running = life.Running,
            Wanted = life.Wanted,
            Mode = ModeOf(service.Spec.Mode),
            Image = SwarmView.Label(service, StackContext.ImageLabel) ?? service.Spec.TaskTemplate?.ContainerSpec?.Image ?? "",
            Health = life.Health(state),
            Nodes = life.Nodes,
            Created = service.CreatedAt,
            Updated = service.UpdatedAt,
            UpdateState = string.IsNullOrEmpty(service.UpdateStatus?.State) ? null : service.UpdateStatus.State,
            UpdateMessage = service.UpdateStatus?.Message ?? "",
            Constraints = [.. service.Spec.TaskTemplate?.Placement?.Constraints ?? []],
            Tasks = [.. tasks.OrderByDescending(t => t.CreatedAt).ThenBy(t => t.ID, StringComparer.Ordinal).Select(t => TaskRow.Of(t, nodes))],
        };
    }

    private static string ModeOf(ServiceMode? mode) =>
        mode?.Global is not null ? "global" : mode?.ReplicatedJob is not null ? "replicated job" : mode?.GlobalJob is not null ? "global job" : "replicated";
}

/// <summary>One task, running or past.</summary>
public sealed record TaskRow
{
    /// <summary>Of Swarm.</summary>
    public required string Id { get; init; }

    /// <summary>Host name; null until it is placed.</summary>
    public string? Node { get; init; }

    /// <summary>Of Swarm; null until it is placed.</summary>
    public string? NodeId { get; init; }

    /// <summary>False where the managers can't reach its node: what they say of it may be old.</summary>
    public bool NodeReady { get; init; }

    /// <summary>Swarm's word: <c>running</c>, <c>failed</c>, <c>shutdown</c>…</summary>
    public required string State { get; init; }

    /// <summary>What Swarm wants of it.</summary>
    public required string Desired { get; init; }

    /// <summary>UTC from when it is in this state.</summary>
    public DateTime? Since { get; init; }

    /// <summary>Why it ended or can't start; empty where there is no error.</summary>
    public string Error { get; init; } = "";

    /// <summary>Of its program; null while it runs, and where it never started.</summary>
    public long? ExitCode { get; init; }

    /// <summary>Of the container on the node; null where there never was one.</summary>
    public string? Container { get; init; }

    /// <summary>True when it has ended, however that came.</summary>
    public bool HasEnded { get; init; }

    /// <summary>
    /// False for a task that Swarm has given up. Where its node died, the managers know nothing newer of it than that it runs, for a day.
    /// </summary>
    public bool IsWanted { get; init; }

    internal static TaskRow Of(TaskResponse task, Dictionary<string, NodeListResponse> nodes)
    {
        var node = nodes.GetValueOrDefault(task.NodeID ?? "");
        var container = task.Status?.ContainerStatus;
        var hasContainer = !string.IsNullOrEmpty(container?.ContainerID);
        var ended = task.Status?.State > TaskState.Running;
        return new TaskRow
        {
            Id = task.ID ?? "",
            Node = string.IsNullOrEmpty(task.NodeID) ? null : node?.Description?.Hostname ?? task.NodeID,
            NodeId = string.IsNullOrEmpty(task.NodeID) ? null : task.NodeID,
            NodeReady = node?.Status?.State == "ready",
            State = Word(task.Status?.State),
            Desired = Word(task.DesiredState),
            Since = task.Status?.Timestamp,
            Error = task.Status?.Err ?? "",
            ExitCode = ended && hasContainer ? container!.ExitCode : null,
            Container = hasContainer ? container!.ContainerID : null,
            HasEnded = ended,
            IsWanted = task.DesiredState is TaskState.Running or TaskState.Ready or TaskState.Complete,
        };
    }

    private static string Word(TaskState? state) => (state ?? TaskState.New).ToString().ToLowerInvariant();
}
