using Docker.DotNet.Models;
using IocOps.Core.Yaml;

namespace IocOps.Core.Stacks;

/// <summary>One service of a stack file, as `docker stack deploy` would post it.</summary>
internal sealed class ServiceReader(StackContext stack, YamlFields fields, string key)
{
    /// <summary>Reads the service under its key in the file; null where it is no mapping.</summary>
    public static StackService? Read(StackContext stack, YamlEntry entry)
    {
        var known = ServiceKeys.Honoured.WithExtensions(entry.Value);
        if (stack.Reader.Fields(entry.Value, $"services.{entry.Key.Value}", known, ServiceKeys.Advice) is not { } fields)
        {
            if (entry.Value is YamlScalar { IsNull: true }) stack.Fail(entry.Key, YamlReader.Missing, $"services.{entry.Key.Value} says nothing; write at least an image");
            return null;
        }

        if (SwarmNames.ServiceFault(stack.Scope(entry.Key.Value)) is { } fault) stack.Fail(entry.Key, StackCodes.Name, fault);
        return new StackService(new ServiceReader(stack, fields, entry.Key.Value).Spec(), stack.Source.Path, entry.Key.Line);
    }

    private ServiceSpec Spec()
    {
        var deploy = new DeployReader(stack, fields);
        var image = Image();
        var labels = stack.WithNamespace(deploy.Labels());
        labels[StackContext.ImageLabel] = image?.Written ?? "";
        return new ServiceSpec
        {
            Name = stack.Scope(key),
            Labels = labels,
            TaskTemplate = new TaskSpec
            {
                ContainerSpec = Container(image?.Posted),
                LogDriver = Logging(),
                Resources = deploy.Resources(),
                RestartPolicy = deploy.RestartPolicy(),
                Placement = deploy.Placement(),
                Networks = ServiceNetworks.Read(stack, fields, key),
            },
            Mode = deploy.Mode(),
            UpdateConfig = deploy.UpdateConfig("update_config", "pause", "continue", "rollback"),
            RollbackConfig = deploy.UpdateConfig("rollback_config", "pause", "continue"),
            EndpointSpec = new EndpointSpec { Mode = deploy.EndpointMode(), Ports = ServicePorts.Read(fields, deploy.EndpointMode()) },
        };
    }

    private (string Written, string Posted)? Image()
    {
        if (fields.Require("image", "; write 'image: repository/name:tag'") is not { } node || fields.Text("image") is not { } written) return null;
        if (ImageName.Normalize(written) is { } posted) return (written, posted);
        stack.Fail(node, StackCodes.Syntax, $"'{written}' is no name of an image; it looks like registry:5000/path/name:tag, with small letters before the tag");
        return null;
    }

    private ContainerSpec Container(string? image)
    {
        var configs = new DataReferences(stack, fields);
        var container = new ContainerSpec
        {
            Image = image,
            Command = fields.Command("entrypoint")?.ToList(),
            Args = fields.Command("command")?.ToList(),
            Hostname = fields.Text("hostname"),
            Env = ServiceEnvironment.Read(stack, fields).ToList(),
            Labels = stack.LabelsOf(fields, "labels"),
            Dir = fields.Text("working_dir"),
            User = fields.Text("user"),
            Init = fields.Truth("init"),
            StopSignal = fields.Text("stop_signal"),
            StopGracePeriod = fields.Duration("stop_grace_period"),
            TTY = fields.Truth("tty"),
            OpenStdin = fields.Truth("stdin_open"),
            ReadOnly = fields.Truth("read_only"),
            Mounts = ServiceMounts.Read(stack, fields),
            Healthcheck = ServiceHealth.Read(fields),
            Isolation = fields.Choice("isolation", "default", "process", "hyperv"),
            Configs = configs.Configs(),
            Secrets = configs.Secrets(),
            Privileges = configs.Privileges(),
        };
        ServiceKernel.Read(fields, container);
        ServiceHosts.Read(fields, container);
        return container;
    }

    private SwarmDriver? Logging()
    {
        if (fields.Fields("logging", ["driver", "options"]) is not { } logging) return null;
        return new SwarmDriver
        {
            Name = logging.Text("driver"),
            Options = logging["options"] is null ? null : logging.Dictionary("options"),
        };
    }
}
