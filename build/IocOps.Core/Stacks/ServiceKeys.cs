namespace IocOps.Core.Stacks;

/// <summary>Which keys of a service Swarm honours, and what to do instead of those that it drops.</summary>
internal static class ServiceKeys
{
    /// <summary>What reaches the service specification; the rest of the compose format does not.</summary>
    public static readonly IReadOnlyCollection<string> Honoured =
    [
        "image", "entrypoint", "command", "hostname", "extra_hosts", "dns", "dns_search", "healthcheck", "environment", "env_file", "labels",
        "working_dir", "user", "volumes", "stop_grace_period", "stop_signal", "tty", "stdin_open", "secrets", "configs", "read_only",
        "credential_spec", "isolation", "init", "sysctls", "cap_add", "cap_drop", "ulimits", "oom_score_adj", "logging", "networks", "ports",
        "restart", "deploy",
    ];

    private const string Limits = "set deploy.resources.limits and deploy.resources.reservations instead";

    private static readonly Dictionary<string, string> Instead = new(StringComparer.Ordinal)
    {
        ["annotations"] = "use labels or deploy.labels",
        ["attach"] = "remove it",
        ["blkio_config"] = "Swarm can't limit block devices; remove it",
        ["build"] = "build and push the image first and name it with 'image:'",
        ["cgroup"] = "remove it",
        ["cgroup_parent"] = Limits,
        ["cgroupns_mode"] = "remove it",
        ["container_name"] = "Swarm names the containers; the service name is the key above",
        ["cpu_count"] = Limits,
        ["cpu_percent"] = Limits,
        ["cpu_period"] = Limits,
        ["cpu_quota"] = Limits,
        ["cpu_rt_period"] = "remove it",
        ["cpu_rt_runtime"] = "remove it",
        ["cpu_shares"] = Limits,
        ["cpus"] = Limits,
        ["cpuset"] = Limits,
        ["depends_on"] = "Swarm starts everything at once; let the service retry, and give it a healthcheck",
        ["develop"] = "remove it",
        ["device_cgroup_rules"] = "Swarm gives services no devices; run this IOC outside the swarm (host: in ioc.yaml)",
        ["devices"] = "Swarm gives services no devices; reach a serial line through a terminal server, or run this IOC outside the swarm (host: in ioc.yaml)",
        ["domainname"] = "write the full name into 'hostname'",
        ["expose"] = "services on one network reach each other on every port; remove it",
        ["extends"] = "use YAML anchors ('&name', '<<: *name')",
        ["external_links"] = "put both services on one external network",
        ["gpus"] = "use deploy.resources.reservations.generic_resources",
        ["group_add"] = "set the group in 'user' ('uid:gid')",
        ["ipc"] = "Swarm can't share IPC namespaces; use a volume",
        ["label_file"] = "write the labels into 'labels'",
        ["links"] = "put both services on one network; the service name is the host name",
        ["mac_address"] = "Swarm chooses it; remove it",
        ["mem_limit"] = Limits,
        ["mem_reservation"] = Limits,
        ["mem_swappiness"] = Limits,
        ["memswap_limit"] = Limits,
        ["network_mode"] = "for the host network write 'networks: [hostnet]' and at the top level 'networks: {hostnet: {external: true, name: host}}'",
        ["oom_kill_disable"] = "remove it; oom_score_adj is honoured",
        ["pid"] = "Swarm can't share process namespaces; remove it",
        ["pids_limit"] = "use deploy.resources.limits.pids",
        ["platform"] = "use deploy.placement.constraints (node.platform.arch==x86_64)",
        ["post_start"] = "let the entrypoint do it",
        ["pre_stop"] = "let the entrypoint do it on its stop signal",
        ["privileged"] = "Swarm runs no privileged services; name what is needed in 'cap_add'",
        ["profiles"] = "write a stack file of its own",
        ["pull_policy"] = "Swarm pulls by digest; remove it",
        ["runtime"] = "set the default runtime of the engine",
        ["scale"] = "use deploy.replicas",
        ["security_opt"] = "Swarm stacks have no security options; remove it",
        ["shm_size"] = "mount a tmpfs: 'volumes: [{type: tmpfs, target: /dev/shm, tmpfs: {size: 67108864}}]'",
        ["storage_opt"] = "remove it",
        ["tmpfs"] = "use the long volume syntax: 'volumes: [{type: tmpfs, target: /path}]'",
        ["userns_mode"] = "set it in the engine",
        ["uts"] = "remove it",
        ["volume_driver"] = "define the volume in the top-level volumes and give the driver there",
        ["volumes_from"] = "define the volume in the top-level volumes and mount it in both services",
    };

    /// <summary>What to say of a key that the compose format knows and Swarm ignores; null for one that neither knows.</summary>
    public static string? Advice(string key) => Instead.TryGetValue(key, out var instead) ? $"Swarm ignores '{key}': {instead}" : null;
}
