using Docker.DotNet.Models;
using IocOps.Core.Operations;
using IocOps.Core.Planning;
using IocOps.Core.Stacks;

namespace IocOps.Core.Projects;

/// <summary>
/// Save files that go from the volume of an IOC to that of its new name. A volume belongs to one node, so a service that runs once there
/// copies them: with the image and the user of the IOC, and with nothing but these two volumes.
/// </summary>
/// <param name="From">The old name of the IOC.</param>
/// <param name="To">The new one.</param>
/// <param name="OldVolume">As the old service mounts it.</param>
/// <param name="NewVolume">As the new service will mount it.</param>
/// <param name="NodeId">Where the old volume is.</param>
/// <param name="NodeName">Its host name.</param>
public sealed record SaveVolumeCopy(string From, string To, Mount OldVolume, Mount NewVolume, string NodeId, string NodeName)
{
    private const string Source = "/iocops-from";

    // autosave looks for files named after the IOC. None is written over: each is copied aside and then gets its name.
    private const string Script = """
        set -e
        cd "$1"
        for f in "$2"-automake-*; do
          [ -f "$f" ] || continue
          n="$3${f#"$2"}"
          if [ -e "$4/$n" ]; then echo "kept $n"; continue; fi
          cp -p "$f" "$4/.$n.iocops-tmp"
          mv "$4/.$n.iocops-tmp" "$4/$n"
          echo "copied $n"
        done
        sync
        """;

    /// <summary>The volume that a service mounts at a path; null where it mounts none there.</summary>
    public static Mount? VolumeAt(ServiceSpec? service, string target) =>
        service?.TaskTemplate?.ContainerSpec?.Mounts?.FirstOrDefault(m => m.Type == "volume" && m.Target == target && !string.IsNullOrEmpty(m.Source));

    /// <summary>The service that copies; it ends by itself.</summary>
    /// <param name="stack">Whose it is: what is left of a killed run is seen as an orphan of the stack.</param>
    /// <param name="old">The service of the old name.</param>
    public ServiceSpec Service(string stack, ServiceSpec old)
    {
        ArgumentNullException.ThrowIfNull(old);
        var container = old.TaskTemplate?.ContainerSpec;
        return new ServiceSpec
        {
            // As long as that of the IOC's service, so that it fits into a name wherever that fits.
            Name = $"{stack}_cpy-{To}",
            Labels = new Dictionary<string, string> { [StackContext.NamespaceLabel] = stack, [Owner.Label] = new Owner(OwnerKind.Ioc, To).ToString() },
            Mode = new ServiceMode { Replicated = new ReplicatedService { Replicas = 1 } },
            TaskTemplate = new TaskSpec
            {
                ContainerSpec = new ContainerSpec
                {
                    Image = container?.Image,
                    User = container?.User,
                    Command = ["/bin/sh", "-c", Script, "sh", Source, From, To, NewVolume.Target!],
                    Mounts = [At(OldVolume, Source, isReadOnly: true), At(NewVolume, NewVolume.Target!, isReadOnly: false)],
                },
                RestartPolicy = new SwarmRestartPolicy { Condition = "none" },
                Placement = new Placement { Constraints = [PlacementConstraint.OnNode(NodeId)] },
            },
        };
    }

    private static Mount At(Mount volume, string target, bool isReadOnly) =>
        new() { Type = volume.Type, Source = volume.Source, Target = target, ReadOnly = isReadOnly, VolumeOptions = volume.VolumeOptions };
}
