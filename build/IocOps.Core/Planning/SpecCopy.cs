using Docker.DotNet.Models;

namespace IocOps.Core.Planning;

/// <summary>Copies of Docker's mutable specifications, as deep as the planner changes them; the rest is shared.</summary>
internal static class SpecCopy
{
    public static ServiceSpec Of(ServiceSpec spec) => new()
    {
        Name = spec.Name,
        Labels = new Dictionary<string, string>(spec.Labels ?? new Dictionary<string, string>(), StringComparer.Ordinal),
        TaskTemplate = Of(spec.TaskTemplate ?? new TaskSpec()),
        Mode = spec.Mode,
        UpdateConfig = spec.UpdateConfig,
        RollbackConfig = spec.RollbackConfig,
        EndpointSpec = spec.EndpointSpec,
    };

    private static TaskSpec Of(TaskSpec task) => new()
    {
        ContainerSpec = Of(task.ContainerSpec ?? new ContainerSpec()),
        PluginSpec = task.PluginSpec,
        NetworkAttachmentSpec = task.NetworkAttachmentSpec,
        Resources = task.Resources,
        RestartPolicy = task.RestartPolicy,
        Placement = new Placement
        {
            Constraints = task.Placement?.Constraints,
            Preferences = task.Placement?.Preferences,
            MaxReplicas = task.Placement?.MaxReplicas,
            Platforms = task.Placement?.Platforms,
        },
        Networks = task.Networks,
        LogDriver = task.LogDriver,
        ForceUpdate = task.ForceUpdate,
        Runtime = task.Runtime,
    };

    private static ContainerSpec Of(ContainerSpec container) => new()
    {
        Image = container.Image,
        Labels = container.Labels,
        Command = container.Command,
        Args = container.Args,
        Hostname = container.Hostname,
        Env = container.Env,
        Dir = container.Dir,
        User = container.User,
        Groups = container.Groups,
        Privileges = Of(container.Privileges),
        Init = container.Init,
        StopSignal = container.StopSignal,
        TTY = container.TTY,
        OpenStdin = container.OpenStdin,
        ReadOnly = container.ReadOnly,
        Mounts = container.Mounts,
        StopGracePeriod = container.StopGracePeriod,
        Healthcheck = Of(container.Healthcheck),
        Hosts = container.Hosts,
        DNSConfig = container.DNSConfig,
        Secrets = container.Secrets?.Select(Of).ToList(),
        Configs = container.Configs?.Select(Of).ToList(),
        Isolation = container.Isolation,
        Sysctls = container.Sysctls,
        CapabilityAdd = container.CapabilityAdd,
        CapabilityDrop = container.CapabilityDrop,
        Ulimits = container.Ulimits,
        OomScoreAdj = container.OomScoreAdj,
    };

    // The deployer writes ids into the references and the credentials, and an old engine takes no start interval: each plan has its own.
    private static SecretReference Of(SecretReference secret) => new() { File = secret.File, SecretID = secret.SecretID, SecretName = secret.SecretName };

    private static SwarmConfigReference Of(SwarmConfigReference config) =>
        new() { File = config.File, Runtime = config.Runtime, ConfigID = config.ConfigID, ConfigName = config.ConfigName };

    private static HealthcheckConfig? Of(HealthcheckConfig? check) => check is null ? null : new HealthcheckConfig
    {
        Test = check.Test,
        Interval = check.Interval,
        Timeout = check.Timeout,
        StartPeriod = check.StartPeriod,
        StartInterval = check.StartInterval,
        Retries = check.Retries,
    };

    private static Privileges? Of(Privileges? privileges) => privileges is null ? null : new Privileges
    {
        CredentialSpec = privileges.CredentialSpec is { } credential
            ? new CredentialSpec { Config = credential.Config, File = credential.File, Registry = credential.Registry }
            : null,
        SELinuxContext = privileges.SELinuxContext,
        Seccomp = privileges.Seccomp,
        AppArmor = privileges.AppArmor,
        NoNewPrivileges = privileges.NoNewPrivileges,
    };
}
