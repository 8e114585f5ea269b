using System.Globalization;
using System.Text;
using Docker.DotNet.Models;
using IocOps.Core.Stacks;

namespace IocOps.Core.Planning;

/// <summary>The part of <see cref="SpecFields"/> that a container is made of.</summary>
internal sealed class ContainerFields(SpecFields fields)
{
    public void Add(ContainerSpec container)
    {
        fields.Add("image", container.Image);
        fields.Add("entrypoint", container.Command);
        fields.Add("command", container.Args);
        fields.Add("hostname", container.Hostname);
        fields.Add("labels", container.Labels);
        fields.Add("working_dir", container.Dir);
        fields.Add("user", container.User);
        fields.Add("group_add", container.Groups);
        fields.Add("init", container.Init switch { true => "true", false => "false", null => null });
        fields.Add("stop_signal", container.StopSignal);
        fields.AddExact("stop_grace_period", container.StopGracePeriod);
        fields.Add("tty", container.TTY);
        fields.Add("stdin_open", container.OpenStdin);
        fields.Add("read_only", container.ReadOnly);
        fields.Add("extra_hosts", container.Hosts);
        fields.Add("dns", container.DNSConfig?.Nameservers);
        fields.Add("dns_search", container.DNSConfig?.Search);
        fields.Add("dns_opt", container.DNSConfig?.Options);
        fields.Add("isolation", container.Isolation, "default");
        fields.Add("sysctls", container.Sysctls);
        fields.Add("cap_add", container.CapabilityAdd?.Order(StringComparer.Ordinal));
        fields.Add("cap_drop", container.CapabilityDrop?.Order(StringComparer.Ordinal));
        fields.Add("oom_score_adj", container.OomScoreAdj);
        foreach (var limit in container.Ulimits ?? []) fields.Add($"ulimits[{limit.Name}]", string.Create(CultureInfo.InvariantCulture, $"{limit.Soft}:{limit.Hard}"));
        foreach (var mount in container.Mounts ?? []) Mount(mount);
        Environment(container.Env);
        Health(container.Healthcheck);
        Privileges(container.Privileges);
        Data(container);
    }

    private void Environment(IEnumerable<string>? environment)
    {
        foreach (var variable in environment ?? [])
        {
            var parts = variable.Split('=', 2);
            fields.Add($"environment[{parts[0]}]", parts.Length == 2 ? SpecFields.Quote(parts[1]) : "(unset)");
        }
    }

    private void Health(HealthcheckConfig? health)
    {
        if (health is null) return;
        fields.Add("healthcheck.test", health.Test);
        fields.Add("healthcheck.interval", health.Interval);
        fields.Add("healthcheck.timeout", health.Timeout);
        fields.Add("healthcheck.start_period", health.StartPeriod);
        fields.Add("healthcheck.start_interval", health.StartInterval);
        fields.Add("healthcheck.retries", health.Retries);
    }

    private void Privileges(Privileges? privileges)
    {
        if (privileges?.CredentialSpec is { } credential)
        {
            // A config is named by a reference of its own; here stands its id, or its name before it has one.
            if (!string.IsNullOrEmpty(credential.Config)) fields.Add("credential_spec.config", "set");
            fields.Add("credential_spec.file", credential.File);
            fields.Add("credential_spec.registry", credential.Registry);
        }

        if (privileges?.SELinuxContext is { } selinux)
        {
            fields.Add("selinux.disable", selinux.Disable);
            fields.Add("selinux.user", selinux.User);
            fields.Add("selinux.role", selinux.Role);
            fields.Add("selinux.type", selinux.Type);
            fields.Add("selinux.level", selinux.Level);
        }

        fields.Add("seccomp.mode", privileges?.Seccomp?.Mode, "default");
        if (privileges?.Seccomp?.Profile is { Length: > 0 } profile) fields.Add("seccomp.profile", Convert.ToBase64String(profile));
        fields.Add("apparmor.mode", privileges?.AppArmor?.Mode, "default");
        fields.Add("no_new_privileges", privileges?.NoNewPrivileges);
    }

    private void Data(ContainerSpec container)
    {
        foreach (var config in container.Configs ?? [])
        {
            if (config.File is { } file) fields.Add($"configs[{file.Name}]", Reference(config.ConfigName, file.UID, file.GID, file.Mode));
            if (config.Runtime is not null) fields.Add("credential_spec.config.name", config.ConfigName);
        }

        foreach (var secret in container.Secrets ?? [])
        {
            if (secret.File is { } file) fields.Add($"secrets[{file.Name}]", Reference(secret.SecretName, file.UID, file.GID, file.Mode));
        }
    }

    private static string Reference(string name, string uid, string gid, uint mode) =>
        $"{name}{(uid is "0" or "" or null && gid is "0" or "" or null ? "" : $" {uid}:{gid}")} 0{Convert.ToString(mode, 8)}";

    private void Mount(Mount mount)
    {
        var text = new StringBuilder($"{(string.IsNullOrEmpty(mount.Type) ? "volume" : mount.Type)} {SpecFields.Quote(mount.Source ?? "")}");
        if (mount.ReadOnly == true) text.Append(" ro");
        Option(text, "consistency", mount.Consistency, "default");
        if (mount.BindOptions is { } bind) Bind(text, bind);
        if (mount.VolumeOptions is { } volume) Volume(text, volume);
        Option(text, "image-subpath", mount.ImageOptions?.Subpath, "");
        if (mount.TmpfsOptions is { } tmpfs)
        {
            Option(text, "size", Quantities.FormatBytes(tmpfs.SizeBytes ?? 0), "0");
            Option(text, "mode", Convert.ToString(tmpfs.Mode ?? 0, 8), "0");
            foreach (var option in tmpfs.Options ?? []) Option(text, "option", SpecFields.Words(option), "");
        }

        fields.Add($"volumes[{mount.Target}]", text.ToString());
    }

    private static void Bind(StringBuilder text, BindOptions bind)
    {
        Option(text, "propagation", bind.Propagation, "rprivate");
        if (bind.NonRecursive == true) text.Append(" non-recursive");
        if (bind.CreateMountpoint == true) text.Append(" create-mountpoint");
        if (bind.ReadOnlyNonRecursive == true) text.Append(" ro-non-recursive");
        if (bind.ReadOnlyForceRecursive == true) text.Append(" ro-force-recursive");
    }

    private static void Volume(StringBuilder text, VolumeOptions volume)
    {
        if (volume.NoCopy == true) text.Append(" nocopy");
        Option(text, "subpath", volume.Subpath, "");
        foreach (var (key, value) in (volume.Labels ?? new Dictionary<string, string>()).OrderBy(l => l.Key, StringComparer.Ordinal)) Option(text, $"label:{key}", SpecFields.Quote(value), "");
        Option(text, "driver", volume.DriverConfig?.Name, "");
        foreach (var (key, value) in (volume.DriverConfig?.Options ?? new Dictionary<string, string>()).OrderBy(o => o.Key, StringComparer.Ordinal)) Option(text, $"option:{key}", SpecFields.Quote(value), "");
    }

    private static void Option(StringBuilder text, string name, string? value, string usual)
    {
        if (!string.IsNullOrEmpty(value) && value != usual) text.Append(CultureInfo.InvariantCulture, $" {name}={value}");
    }
}
