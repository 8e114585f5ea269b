using Docker.DotNet.Models;
using IocOps.Core.Yaml;

namespace IocOps.Core.Stacks;

/// <summary>The section <c>volumes</c> of a stack file.</summary>
internal static class TopLevelVolumes
{
    private static readonly string[] Keys = ["name", "driver", "driver_opts", "external", "labels"];

    public static VolumeDefinition? Read(StackContext stack, YamlEntry entry)
    {
        var key = entry.Key.Value;
        if (entry.Value is YamlScalar { IsNull: true }) return new VolumeDefinition(stack.Scope(key), new VolumeOptions { Labels = stack.WithNamespace([]) });
        if (stack.Reader.Fields(entry.Value, $"volumes.{key}", Keys.WithExtensions(entry.Value)) is not { } fields) return null;
        // The one extension field that means something, and that nothing comes of: docker stack deploy reads it and makes no volume.
        if (fields["x-cluster-spec"] is { } cluster)
            stack.Fail(cluster, YamlReader.NotAllowed, $"Swarm stacks ignore 'x-cluster-spec'; create the volume with 'docker volume create --driver PLUGIN --scope … --sharing …' and make it external here");
        if (fields.ExternalName(key) is { } external)
        {
            fields.OnlyNameBesideExternal();
            return new VolumeDefinition(external, null);
        }

        var options = new VolumeOptions { Labels = stack.LabelsOf(fields, "labels") };
        var driver = fields.Text("driver");
        if (driver is { Length: > 0 } || fields["driver_opts"] is not null)
            options.DriverConfig = new Driver { Name = driver, Options = fields["driver_opts"] is null ? null : fields.Dictionary("driver_opts") };
        return new VolumeDefinition(fields.Text("name") is { Length: > 0 } name ? name : stack.Scope(key), options);
    }
}
