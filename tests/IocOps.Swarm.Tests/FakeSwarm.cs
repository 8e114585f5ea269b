using Docker.DotNet.Models;
using IocOps.Core.Operations;
using IocOps.Core.Planning;
using IocOps.Swarm.Docker;
using Version = Docker.DotNet.Models.Version;

namespace IocOps.Swarm.Tests;

/// <summary>
/// A swarm in memory. Every look at the tasks is a tick in which things go on: tasks start, fail and are replaced, updates complete or roll
/// back, as <see cref="Fate"/> says. Versions count up with every write, and Swarm's own writes of the update status, too.
/// </summary>
public sealed class FakeSwarm(TimeProvider clock) : ISwarm
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, SwarmService> _services = [];
    private readonly Dictionary<string, SwarmConfig> _configs = [];
    private readonly Dictionary<string, Secret> _secrets = [];
    private readonly List<NetworkResponse> _networks = [];
    private readonly List<TaskResponse> _tasks = [];
    private readonly Dictionary<string, int> _ages = [];
    private int _last;

    /// <summary>What becomes of the tasks of a service.</summary>
    public enum Fates
    {
        Runs,
        Fails,
        Rejected,
        Pending,
        StaysStarting,
        StopsAfterRunning,
        Completes,
    }

    /// <summary>By spec: so that a rolled-back service runs again.</summary>
    public Func<ServiceSpec, Fates> Fate { get; set; } = _ => Fates.Runs;

    /// <summary>Called before every verb with its name and what it is about; may throw.</summary>
    public Func<string, string, Task> Before { get; set; } = (_, _) => Task.CompletedTask;

    /// <summary>How many looks a removed service's tasks go on.</summary>
    public int TicksToStop { get; set; } = 2;

    public List<string> Log { get; } = [];

    /// <summary>Every call: <c>CreateService a</c>.</summary>
    public IReadOnlyList<string> Calls
    {
        get
        {
            lock (_lock) return [.. _calls];
        }
    }

    public IReadOnlyList<string> Writes => [.. Calls.Where(c => c.StartsWith("Create", StringComparison.Ordinal) || c.StartsWith("Update", StringComparison.Ordinal) || c.StartsWith("Remove", StringComparison.Ordinal))];

    public string Endpoint { get; set; } = "fake://swarm";

    /// <summary>What its engine says of itself.</summary>
    public SystemInfoResponse Info { get; set; } = new();

    private readonly List<string> _calls = [];

    public Task<SystemInfoResponse> RequireManagerAsync(CancellationToken cancel) => Do("RequireManager", "", () => Info);

    public Task<IReadOnlyList<SwarmService>> ListServicesAsync(CancellationToken cancel) =>
        Do("ListServices", "", () => (IReadOnlyList<SwarmService>)[.. _services.Values.Select(Shown)]);

    public Task<IReadOnlyList<TaskResponse>> ListTasksAsync(CancellationToken cancel) => Do("ListTasks", "", () =>
    {
        Tick();
        return (IReadOnlyList<TaskResponse>)[.. _tasks];
    });

    public Task<IReadOnlyList<NodeListResponse>> ListNodesAsync(CancellationToken cancel) => Do("ListNodes", "", () =>
        Nodes());

    /// <summary>What nodes there are; one where nobody says.</summary>
    public Func<IReadOnlyList<NodeListResponse>> Nodes { get; set; } = () =>
        [new() { ID = "n1", Description = new NodeDescription { Hostname = "node1" }, Status = new NodeStatus { State = "ready" } }];

    public Task<IReadOnlyList<SwarmConfig>> ListConfigsAsync(CancellationToken cancel) =>
        Do("ListConfigs", "", () => (IReadOnlyList<SwarmConfig>)[.. _configs.Values]);

    public Task<IReadOnlyList<Secret>> ListSecretsAsync(CancellationToken cancel) =>
        Do("ListSecrets", "", () => (IReadOnlyList<Secret>)[.. _secrets.Values]);

    public Task<IReadOnlyList<NetworkResponse>> ListNetworksAsync(CancellationToken cancel) =>
        Do("ListNetworks", "", () => (IReadOnlyList<NetworkResponse>)[.. _networks]);

    public Task<string?> FindPredefinedNetworkAsync(string name, CancellationToken cancel) =>
        Do("FindPredefinedNetwork", name, () => name == "host" ? "hostid" : null);

    public Task<string> CreateNetworkAsync(NetworksCreateParameters network, CancellationToken cancel) => Do("CreateNetwork", network.Name, () =>
    {
        _networks.Add(new NetworkResponse { Name = network.Name, ID = NextId("net"), Labels = network.Labels });
        return _networks[^1].ID;
    });

    public Task RemoveNetworkAsync(string id, CancellationToken cancel) => Do("RemoveNetwork", id, () =>
    {
        if (_tasks.Any(t => t.Status!.State is >= TaskState.Preparing and <= TaskState.Running && (t.Spec?.Networks ?? []).Any(n => n.Target == id)))
            throw new InUseException($"network {id} is in use by task x");
        return _networks.RemoveAll(n => n.ID == id);
    });

    public Task<string> CreateConfigAsync(SwarmConfigSpec config, CancellationToken cancel) => Do("CreateConfig", config.Name!, () =>
    {
        if (_configs.Values.Any(c => c.Spec!.Name == config.Name)) throw new NameTakenException($"config {config.Name} already exists");
        var id = NextId("cfg");
        _configs[id] = new SwarmConfig { ID = id, Spec = config };
        return id;
    });

    public Task<string> CreateSecretAsync(SwarmSecretSpec secret, CancellationToken cancel) => Do("CreateSecret", secret.Name!, () =>
    {
        if (_secrets.Values.Any(c => c.Spec!.Name == secret.Name)) throw new NameTakenException($"secret {secret.Name} already exists");
        var id = NextId("sec");
        _secrets[id] = new Secret { ID = id, Spec = new SwarmSecretSpec { Name = secret.Name, Labels = secret.Labels } };
        return id;
    });

    public Task RemoveConfigAsync(string id, CancellationToken cancel) => Do("RemoveConfig", id, () =>
    {
        if (_services.Values.Any(s => (s.Spec!.TaskTemplate!.ContainerSpec!.Configs ?? []).Any(c => c.ConfigID == id)))
            throw new InUseException($"config {id} is in use by a service");
        return _configs.Remove(id);
    });

    public Task RemoveSecretAsync(string id, CancellationToken cancel) => Do("RemoveSecret", id, () => _secrets.Remove(id));

    public Task<string> CreateServiceAsync(ServiceSpec service, CancellationToken cancel) => Do("CreateService", service.Name!, () =>
    {
        if (_services.Values.Any(s => s.Spec!.Name == service.Name)) throw new NameTakenException($"service {service.Name} already exists");
        if ((service.TaskTemplate!.ContainerSpec!.Configs ?? []).Any(c => !_configs.ContainsKey(c.ConfigID ?? ""))) throw new SwarmException("config not found");
        var id = NextId("svc");
        _services[id] = new SwarmService { ID = id, Spec = service, Version = NextVersion() };
        AddTasks(_services[id]);
        return id;
    });

    public Task UpdateServiceAsync(string id, ulong version, ServiceSpec service, CancellationToken cancel) => Do("UpdateService", service.Name!, () =>
    {
        var live = _services[id];
        if (live.Version!.Index != version) throw new StaleVersionException("update out of sequence");
        var restarts = !SameTemplate(live.Spec!, service) || Alive(live).Any(t => !Meets(t.NodeID!, service));
        (live.PreviousSpec, live.Spec, live.Version, live.UpdateStatus) = (live.Spec, service, NextVersion(), null);
        if (Replicas(service) == 0)
        {
            foreach (var task in Alive(live)) task.DesiredState = TaskState.Remove;
        }
        else if (restarts)
        {
            live.UpdateStatus = new UpdateStatus { State = "updating", StartedAt = Now };
            Replace(live);
        }
        else if (!Alive(live).Any())
        {
            AddTasks(live);
        }

        return true;
    });

    public Task<SwarmService?> InspectServiceAsync(string id, CancellationToken cancel) => Do("InspectService", id, () => _services.GetValueOrDefault(id));

    public Task RemoveServiceAsync(string id, CancellationToken cancel) => Do("RemoveService", id, () => _services.Remove(id));

    public Task<RegistryImage> InspectImageAsync(string image, RegistryLogin? login, CancellationToken cancel) =>
        Do("InspectImage", image, () => Images.GetValueOrDefault(image) ?? throw new SwarmException($"no registry knows {image}"));

    public Dictionary<string, RegistryImage> Images { get; } = [];

    public Task<IReadOnlyList<string>> TailLogAsync(string serviceId, int tail, CancellationToken cancel) =>
        Do("TailLog", serviceId, () => (IReadOnlyList<string>)[.. Log.TakeLast(tail)]);

    public Task<IReadOnlyList<string>> TailTaskLogAsync(string taskId, int tail, CancellationToken cancel) =>
        Do("TailTaskLog", taskId, () => (IReadOnlyList<string>)[.. Log.TakeLast(tail)]);

    public void Dispose()
    {
    }

    /// <summary>Somebody else's update of a service's environment.</summary>
    public void ChangeBehindOurBack(string name)
    {
        lock (_lock)
        {
            var live = Named(name);
            (live.Spec, live.Version) = (Specs.Service(name, "somebody/elses:1"), NextVersion());
        }
    }

    /// <summary>As Swarm does some time after a service was stopped.</summary>
    public void ForgetTasks()
    {
        lock (_lock) _tasks.Clear();
    }

    /// <summary>Swarm writes something into the service that is no part of its spec.</summary>
    public void TouchVersion(string name)
    {
        lock (_lock) Named(name).Version = NextVersion();
    }

    public SwarmService Named(string name) => _services.Values.Single(s => s.Spec!.Name == name);

    public string? IdOf(string name) => _services.Values.SingleOrDefault(s => s.Spec!.Name == name)?.ID;

    /// <summary>As they are, without a tick.</summary>
    public IEnumerable<TaskResponse> Tasks => _tasks;

    public IEnumerable<SwarmConfig> Configs => _configs.Values;

    public IEnumerable<Secret> Secrets => _secrets.Values;

    public Task<ObservedSwarm> ObserveAsync() => SwarmReader.ObserveAsync(this, default);

    private DateTime Now => clock.GetUtcNow().UtcDateTime;

    private async Task<T> Do<T>(string verb, string about, Func<T> act)
    {
        lock (_lock) _calls.Add($"{verb} {about}".Trim());
        await Before(verb, about);
        lock (_lock) return act();
    }

    private string NextId(string kind) => $"{kind}{++_last}";

    private Version NextVersion() => new() { Index = (ulong)++_last };

    private static bool SameTemplate(ServiceSpec a, ServiceSpec b) =>
        a.TaskTemplate!.ContainerSpec!.Image == b.TaskTemplate!.ContainerSpec!.Image && a.TaskTemplate.ForceUpdate == b.TaskTemplate.ForceUpdate;

    private static SwarmService Shown(SwarmService live) => new()
    {
        ID = live.ID,
        Spec = live.Spec,
        PreviousSpec = live.PreviousSpec,
        Version = live.Version,
        UpdateStatus = live.UpdateStatus,
        ServiceStatus = new ServiceStatus { DesiredTasks = Replicas(live.Spec!) },
    };

    private static ulong Replicas(ServiceSpec spec) => spec.Mode?.Global is null ? spec.Mode?.Replicated?.Replicas ?? 1 : 1;

    private IEnumerable<TaskResponse> Alive(SwarmService service) => _tasks.Where(t => t.ServiceID == service.ID && t.DesiredState == TaskState.Running);

    private bool Meets(string node, ServiceSpec spec) =>
        Nodes().FirstOrDefault(n => n.ID == node) is { } known && PlacementConstraint.NotMetBy(known, spec.TaskTemplate!.Placement?.Constraints).Count == 0;

    private void AddTasks(SwarmService service)
    {
        var node = Nodes().FirstOrDefault(n => Meets(n.ID, service.Spec!))?.ID ?? "n1";
        for (var i = 0UL; i < Replicas(service.Spec!); i++)
        {
            _tasks.Add(new TaskResponse
            {
                ID = NextId("tsk"),
                ServiceID = service.ID,
                NodeID = node,
                Spec = service.Spec!.TaskTemplate,
                CreatedAt = Now,
                DesiredState = TaskState.Running,
                Status = new() { State = TaskState.New, Timestamp = Now, ContainerStatus = new() { ContainerID = "c" } },
            });
        }
    }

    private void Replace(SwarmService service)
    {
        foreach (var task in _tasks.Where(t => t.ServiceID == service.ID && t.DesiredState == TaskState.Running))
            (task.DesiredState, task.Status!.State) = (TaskState.Shutdown, TaskState.Shutdown);
        AddTasks(service);
    }

    private void Tick()
    {
        foreach (var task in _tasks.ToList())
        {
            var service = _services.GetValueOrDefault(task.ServiceID!);
            var age = _ages[task.ID!] = _ages.GetValueOrDefault(task.ID!) + 1;
            if (service is null)
            {
                if (task.Status!.State < TaskState.Complete && (_ages[task.ServiceID!] = _ages.GetValueOrDefault(task.ServiceID!) + 1) > TicksToStop)
                    task.Status.State = TaskState.Shutdown;
            }
            else if (task.DesiredState == TaskState.Remove && task.Status!.State < TaskState.Complete)
            {
                if ((_ages[$"end {task.ID}"] = _ages.GetValueOrDefault($"end {task.ID}") + 1) > TicksToStop) task.Status.State = TaskState.Shutdown;
            }
            else if (task.DesiredState == TaskState.Running && task.Status!.State < TaskState.Complete)
            {
                Advance(service, task, age);
            }
        }
    }

    private void Advance(SwarmService service, TaskResponse task, int age)
    {
        var fate = Fate(service.Spec!);
        (task.Status!.State, task.Status.Err) = (fate, age) switch
        {
            (Fates.Pending, _) => (TaskState.Pending, "no suitable node (scheduling constraints not satisfied on 1 node)"),
            (_, 1) => (TaskState.Preparing, ""),
            (_, 2) or (Fates.StaysStarting, _) => (TaskState.Starting, ""),
            (Fates.Fails, _) => (TaskState.Failed, "task: non-zero exit (1)"),
            (Fates.Rejected, _) => (TaskState.Rejected, "No such image: x:1"),
            (Fates.Completes, _) => (TaskState.Complete, ""),
            (Fates.StopsAfterRunning, > 4) => (TaskState.Failed, "task: non-zero exit (2)"),
            _ => (TaskState.Running, ""),
        };
        task.Status.Timestamp = Now;
        if (task.Status.State is TaskState.Failed or TaskState.Rejected) Ended(service, task);
        else if (task.Status.State == TaskState.Running && age > 14) UpdateRan(service);
    }

    private void Ended(SwarmService service, TaskResponse task)
    {
        task.DesiredState = TaskState.Shutdown;
        if (service.UpdateStatus?.State == "updating")
        {
            var message = $"due to failure or early termination of task {task.ID}";
            if (service.Spec!.UpdateConfig?.FailureAction == "rollback")
            {
                (service.Spec, service.Version) = (service.PreviousSpec, NextVersion());
                service.UpdateStatus = new UpdateStatus { State = "rollback_started", StartedAt = service.UpdateStatus.StartedAt, Message = "update rolled back " + message };
                Replace(service);
                return;
            }

            service.UpdateStatus = new UpdateStatus { State = "paused", StartedAt = service.UpdateStatus.StartedAt, Message = "update paused " + message };
        }

        if (service.Spec!.TaskTemplate!.RestartPolicy?.Condition != "none") AddTasks(service);
    }

    private void UpdateRan(SwarmService service)
    {
        if (service.UpdateStatus is not { State: "updating" or "rollback_started" } status) return;
        service.UpdateStatus = new UpdateStatus
        {
            State = status.State == "updating" ? "completed" : "rollback_completed",
            StartedAt = status.StartedAt,
            Message = "update completed",
        };
        service.Version = NextVersion();
    }
}
