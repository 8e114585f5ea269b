using Docker.DotNet.Models;
using IocOps.Core.Yaml;

namespace IocOps.Core.Stacks;

/// <summary>The key <c>deploy</c> of a service.</summary>
internal sealed class DeployReader
{
    private static readonly string[] Keys = ["mode", "endpoint_mode", "replicas", "labels", "rollback_config", "update_config", "resources", "restart_policy", "placement"];
    private static readonly string[] UpdateKeys = ["parallelism", "delay", "failure_action", "monitor", "max_failure_ratio", "order"];

    private readonly YamlFields _service;
    private readonly YamlFields _deploy;

    public DeployReader(StackContext stack, YamlFields service)
    {
        _service = service;
        var nothing = new YamlFields(stack.Reader, new YamlMap([], service.Map.Line, service.Map.Column), service.Path("deploy"));
        _deploy = service.Fields("deploy", Keys) ?? nothing;
    }

    public Dictionary<string, string> Labels()
    {
        var labels = _deploy.Pairs("labels");
        foreach (var pair in labels.Where(p => p.Key.StartsWith(StackContext.OwnLabels, StringComparison.Ordinal)))
            _deploy.Reader.Fail(pair.At, StackCodes.Name, $"labels that begin with '{StackContext.OwnLabels}' are set by IocOps; rename '{pair.Key}'");
        return labels.DistinctBy(p => p.Key).ToDictionary(p => p.Key, p => p.Value ?? "", StringComparer.Ordinal);
    }

    public string? EndpointMode() => _deploy.Choice("endpoint_mode", "vip", "dnsrr");

    public ServiceMode Mode()
    {
        var mode = _deploy.Choice("mode", "replicated", "global", "replicated-job", "global-job") ?? "replicated";
        var replicas = (ulong?)_deploy.Whole("replicas", 0);
        if (replicas is not null && mode.StartsWith("global", StringComparison.Ordinal))
            _deploy.Fail("replicas", StackCodes.Conflict, $"{_deploy.Path("replicas")} has no meaning in the mode {mode}; remove it");
        foreach (var key in (string[])["update_config", "rollback_config"])
        {
            if (mode.EndsWith("-job", StringComparison.Ordinal) && _deploy[key] is not null)
                _deploy.Fail(key, StackCodes.Conflict, $"{_deploy.Path(key)} has no meaning in the mode {mode}; remove it");
        }

        return mode switch
        {
            "global" => new ServiceMode { Global = new GlobalService() },
            "global-job" => new ServiceMode { GlobalJob = new GlobalJob() },
            "replicated-job" => new ServiceMode { ReplicatedJob = new ReplicatedJob { MaxConcurrent = replicas, TotalCompletions = replicas } },
            _ => new ServiceMode { Replicated = new ReplicatedService { Replicas = replicas } },
        };
    }

    public SwarmUpdateConfig? UpdateConfig(string key, params string[] actions)
    {
        if (_deploy.Fields(key, UpdateKeys) is not { } update) return null;
        return new SwarmUpdateConfig
        {
            Parallelism = (ulong?)update.Whole("parallelism", 0) ?? 1,
            Delay = update.Duration("delay"),
            FailureAction = update.Choice("failure_action", actions),
            Monitor = update.Duration("monitor"),
            MaxFailureRatio = (float)(update.Number("max_failure_ratio", 0, 1) ?? 0),
            Order = update.Choice("order", "start-first", "stop-first")!,
        };
    }

    public SwarmRestartPolicy? RestartPolicy()
    {
        if (_deploy.Fields("restart_policy", ["condition", "delay", "max_attempts", "window"]) is not { } policy) return ServiceRestart.Read(_service);
        if (_service["restart"] is { } restart)
            _service.Reader.Fail(restart, StackCodes.Conflict, $"{_service.Path("restart")} has no effect beside {_deploy.Path("restart_policy")}; remove it");
        return new SwarmRestartPolicy
        {
            Condition = policy.Choice("condition", "none", "on-failure", "any"),
            Delay = policy.Duration("delay"),
            MaxAttempts = (ulong?)policy.Whole("max_attempts", 0),
            Window = policy.Duration("window"),
        };
    }

    public ResourceRequirements Resources() => DeployResources.Read(_deploy);

    public Placement Placement() => DeployPlacement.Read(_deploy);
}
