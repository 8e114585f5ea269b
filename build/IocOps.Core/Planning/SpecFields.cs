using System.Globalization;
using Docker.DotNet.Models;
using IocOps.Core.Stacks;

namespace IocOps.Core.Planning;

/// <summary>One field of a service in canonical text.</summary>
/// <param name="Text">Two specifications that mean the same to Swarm give the same text.</param>
/// <param name="InTask">True where it is part of what a task is made of: changing it restarts the tasks.</param>
public readonly record struct SpecField(string Text, bool InTask);

/// <summary>
/// A service specification as fields with paths in the words of a stack file. What is unset and what the engine fills in for it give the
/// same fields, so that a file's specification and the one that <c>GET /services</c> shows can be compared.
/// </summary>
/// <remarks>
/// Left out, because no stack file says them: ids of configs and secrets, ForceUpdate, the platforms that come with an image's digest, and
/// labels of IocOps but for the owner and whether it is stopped.
/// </remarks>
public sealed class SpecFields
{
    private readonly SortedDictionary<string, SpecField> _fields = new(StringComparer.Ordinal);
    private readonly Func<string, string> _networkName;
    private bool _inTask;

    private SpecFields(Func<string, string> networkName) => _networkName = networkName;

    /// <summary>The fields of a service in ordinal order of paths.</summary>
    /// <param name="spec">From a stack file, or as seen live.</param>
    /// <param name="networkName">Turns the id of a network (the engine stores ids) into its name; gives back what it does not know.</param>
    public static IReadOnlyDictionary<string, SpecField> Of(ServiceSpec spec, Func<string, string> networkName)
    {
        var fields = new SpecFields(networkName);
        fields.Service(spec);
        if (spec.TaskTemplate is { } task)
        {
            fields._inTask = true;
            fields.Task(task);
            if (task.ContainerSpec is { } container) new ContainerFields(fields).Add(container);
        }

        return fields._fields;
    }

    internal void Add(string path, string? text)
    {
        if (string.IsNullOrEmpty(text)) return;
        // Two entries of a list may have one path; both must count.
        while (!_fields.TryAdd(path, new SpecField(text, _inTask))) path += "'";
    }

    internal void Add(string path, string? text, string usual)
    {
        if (text != usual) Add(path, text);
    }

    internal void Add(string path, bool? value)
    {
        if (value == true) Add(path, "true");
    }

    internal void Add(string path, long? value)
    {
        if (value is not (null or 0)) Add(path, value.Value.ToString(CultureInfo.InvariantCulture));
    }

    internal void Add(string path, TimeSpan? value)
    {
        if (value is { } time && time != TimeSpan.Zero) Add(path, GoDuration.Format(time));
    }

    /// <summary>For times whose 0 means at once, and not Swarm's own default.</summary>
    internal void AddExact(string path, TimeSpan? value)
    {
        if (value is { } time) Add(path, GoDuration.Format(time));
    }

    internal void Add(string path, IEnumerable<string>? words)
    {
        if (words is not null) Add(path, Words(words));
    }

    internal void Add(string path, IEnumerable<KeyValuePair<string, string>>? map)
    {
        foreach (var (key, value) in map ?? []) Add($"{path}[{key}]", Quote(value));
    }

    /// <summary>Words as a shell would want them: nothing is lost when they are joined.</summary>
    internal static string Words(IEnumerable<string> words) => string.Join(' ', words.Select(Quote));

    /// <summary>The word itself, or in quotes where it has spaces, quotes or nothing.</summary>
    internal static string Quote(string word) =>
        word.Length > 0 && !word.Any(c => char.IsWhiteSpace(c) || c is '\'' or '"' or '\\') ? word : $"'{word.Replace("'", @"'\''", StringComparison.Ordinal)}'";

    private void Service(ServiceSpec spec)
    {
        Add("deploy.labels", (spec.Labels ?? new Dictionary<string, string>()).Where(l => l.Key is Owner.Label or Stopped.Label || !l.Key.StartsWith(StackContext.OwnLabels, StringComparison.Ordinal)));
        Mode(spec.Mode);
        Update("deploy.update_config", spec.UpdateConfig);
        Update("deploy.rollback_config", spec.RollbackConfig);
        Add("deploy.endpoint_mode", spec.EndpointSpec?.Mode, "vip");
        // Swarm restarts the tasks of a service whose published ports change.
        _inTask = true;
        foreach (var port in spec.EndpointSpec?.Ports ?? []) Port(port);
        _inTask = false;
    }

    private void Mode(ServiceMode? mode)
    {
        if (mode?.Global is not null) Add("deploy.mode", "global");
        if (mode?.GlobalJob is not null) Add("deploy.mode", "global-job");
        if (mode?.ReplicatedJob is { } job)
        {
            Add("deploy.mode", "replicated-job");
            Add("deploy.replicas", (job.TotalCompletions ?? 1).ToString(CultureInfo.InvariantCulture), "1");
            Add("deploy.replicas.max_concurrent", (job.MaxConcurrent ?? 1).ToString(CultureInfo.InvariantCulture), "1");
        }

        if (mode?.Replicated is { } replicated) Add("deploy.replicas", (replicated.Replicas ?? 1).ToString(CultureInfo.InvariantCulture), "1");
    }

    private void Update(string path, SwarmUpdateConfig? update)
    {
        if (update is null) return;
        Add($"{path}.parallelism", update.Parallelism.ToString(CultureInfo.InvariantCulture));
        Add($"{path}.delay", update.Delay);
        Add($"{path}.failure_action", update.FailureAction, "pause");
        Add($"{path}.monitor", update.Monitor);
        Add($"{path}.max_failure_ratio", update.MaxFailureRatio.ToString(CultureInfo.InvariantCulture), "0");
        Add($"{path}.order", update.Order, "stop-first");
    }

    private void Port(PortConfig port)
    {
        var published = port.PublishedPort is null or 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"{port.PublishedPort}:");
        var path = string.Create(CultureInfo.InvariantCulture, $"ports[{published}{port.TargetPort}/{(string.IsNullOrEmpty(port.Protocol) ? "tcp" : port.Protocol)}]");
        Add(path, $"{(string.IsNullOrEmpty(port.PublishMode) ? "ingress" : port.PublishMode)} {port.Name}".TrimEnd());
    }

    private void Task(TaskSpec task)
    {
        Add("runtime", task.Runtime, "container");
        Add("runtime.attachment", task.NetworkAttachmentSpec?.ContainerID);
        Plugin(task.PluginSpec);
        if (task.LogDriver is { } log)
        {
            Add("logging.driver", log.Name);
            Add("logging.options", log.Options);
        }

        Resources(task.Resources);
        Add("deploy.restart_policy.condition", task.RestartPolicy?.Condition, "any");
        AddExact("deploy.restart_policy.delay", task.RestartPolicy?.Delay);
        Add("deploy.restart_policy.max_attempts", (long?)task.RestartPolicy?.MaxAttempts);
        Add("deploy.restart_policy.window", task.RestartPolicy?.Window);
        Add("deploy.placement.constraints", task.Placement?.Constraints);
        Add("deploy.placement.preferences", task.Placement?.Preferences?.Select(p => p.Spread?.SpreadDescriptor ?? ""));
        Add("deploy.placement.max_replicas_per_node", (long?)task.Placement?.MaxReplicas);
        foreach (var network in task.Networks ?? []) Network(network);
    }

    private void Plugin(SwarmRuntimeSpec? plugin)
    {
        if (plugin is null) return;
        Add("runtime.plugin", Words([plugin.Name ?? "", plugin.Remote ?? "", plugin.Disabled == true ? "disabled" : "", .. plugin.Env ?? []]));
        foreach (var privilege in plugin.Privileges ?? []) Add("runtime.plugin.privileges", Words([privilege.Name ?? "", privilege.Description ?? "", .. privilege.Value ?? []]));
    }

    private void Resources(ResourceRequirements? resources)
    {
        if (resources?.Limits is { } limits)
        {
            Add("deploy.resources.limits.cpus", Quantities.FormatCpus(limits.NanoCPUs ?? 0), "0");
            Add("deploy.resources.limits.memory", Quantities.FormatBytes(limits.MemoryBytes ?? 0), "0");
            Add("deploy.resources.limits.pids", limits.Pids);
        }

        if (resources?.Reservations is { } reservations)
        {
            Add("deploy.resources.reservations.cpus", Quantities.FormatCpus(reservations.NanoCPUs ?? 0), "0");
            Add("deploy.resources.reservations.memory", Quantities.FormatBytes(reservations.MemoryBytes ?? 0), "0");
            foreach (var generic in reservations.GenericResources ?? [])
            {
                if (generic.DiscreteResourceSpec is { } discrete) Add($"deploy.resources.reservations.generic_resources[{discrete.Kind}]", (discrete.Value ?? 0).ToString(CultureInfo.InvariantCulture));
                if (generic.NamedResourceSpec is { } named) Add($"deploy.resources.reservations.generic_resources[{named.Kind}]", $"named {named.Value}");
            }
        }

        Add("deploy.resources.swap_bytes", resources?.SwapBytes);
        Add("deploy.resources.memory_swappiness", resources?.MemorySwappiness);
    }

    private void Network(NetworkAttachmentConfig network)
    {
        var path = $"networks[{_networkName(network.Target ?? "")}]";
        Add(path, "joined");
        Add($"{path}.aliases", network.Aliases?.Order(StringComparer.Ordinal));
        Add($"{path}.driver_opts", network.DriverOpts);
    }
}
