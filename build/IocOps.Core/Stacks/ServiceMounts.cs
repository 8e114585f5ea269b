using Docker.DotNet.Models;
using IocOps.Core.Yaml;

namespace IocOps.Core.Stacks;

/// <summary>The key <c>volumes</c> of a service, in the short (<c>source:target:options</c>) and the long syntax.</summary>
internal static class ServiceMounts
{
    private static readonly string[] Keys = ["type", "source", "target", "read_only", "consistency", "bind", "volume", "tmpfs"];
    private static readonly string[] Propagations = ["rprivate", "private", "rshared", "shared", "rslave", "slave"];

    public static List<Mount>? Read(StackContext stack, YamlFields fields)
    {
        if (fields.List("volumes") is not { } list) return null;
        var mounts = new List<Mount>();
        foreach (var item in list.Items)
        {
            var what = $"an entry of {fields.Path("volumes")}";
            var mount = item is YamlMap
                ? Long(stack.Reader.Fields(item, what, Keys, Advice)!)
                : stack.Reader.Text(item, what) is { } text ? ShortMount.Parse(stack, item, text) : null;
            if (mount is null || !Check(stack, item, mount)) continue;
            if (mounts.Any(m => m.Target == mount.Target)) stack.Fail(item, StackCodes.Twice, $"{fields.Path("volumes")} mounts '{mount.Target}' twice; keep one");
            mounts.Add(mount);
        }

        return mounts;
    }

    private static Mount? Long(YamlFields fields)
    {
        fields.Require("type", "; write volume, bind or tmpfs");
        fields.Require("target", "; write the path in the container");
        if (fields.Choice("type", "volume", "bind", "tmpfs", "npipe", "image", "cluster") is not { } type) return null;
        foreach (var other in (string[])["volume", "bind", "tmpfs"])
        {
            if (other != type && fields[other] is { } node)
                fields.Reader.Fail(node, StackCodes.Conflict, $"{fields.What} is of the type {type} and has options of the type {other}; remove '{other}:'");
        }

        var mount = new Mount
        {
            Type = type,
            Source = fields.Text("source"),
            Target = fields.Text("target"),
            ReadOnly = fields.Truth("read_only"),
            Consistency = fields.Choice("consistency", "default", "consistent", "cached", "delegated"),
        };
        // It is sent, and no engine keeps it: the service would look changed for ever.
        if (mount.Consistency is not (null or "default")) fields.Fail("consistency", YamlReader.NotAllowed, "Swarm ignores 'consistency'; remove it");
        if (fields.Fields("volume", ["nocopy", "subpath"], VolumeAdvice) is { } volume)
            mount.VolumeOptions = new VolumeOptions { NoCopy = volume.Truth("nocopy"), Subpath = volume.Text("subpath") };
        if (fields.Fields("bind", ["propagation"], BindAdvice) is { } bind) mount.BindOptions = new BindOptions { Propagation = bind.Choice("propagation", Propagations) };
        if (fields.Fields("tmpfs", ["size"], TmpfsAdvice) is { } tmpfs) mount.TmpfsOptions = new TmpfsOptions { SizeBytes = tmpfs.Whole("size", 0) };
        if (type == "cluster") mount.ClusterOptions = new ClusterOptions();
        return mount;
    }

    private static bool Check(StackContext stack, YamlNode at, Mount mount)
    {
        var windows = mount.Type == "npipe";
        if (mount.Target is { } target && !windows && !target.StartsWith('/'))
            stack.Fail(at, StackCodes.Syntax, $"'{target}' is no path in the container; it must begin with '/'");
        else if (mount.Target is not null) return mount.Type switch
        {
            "bind" => Bind(stack, at, mount),
            "volume" => Volume(stack, at, mount),
            "tmpfs" => Empty(stack, at, mount),
            "cluster" => Cluster(stack, at, mount),
            _ => Given(stack, at, mount),
        };
        return false;
    }

    private static bool Bind(StackContext stack, YamlNode at, Mount mount)
    {
        if (!Given(stack, at, mount)) return false;
        if (mount.Source!.StartsWith('/')) return true;
        // Docker makes an absolute path of the workspace of it, on the machine of whoever deploys: no node has that.
        stack.Fail(at, StackCodes.Bind, $"'{mount.Source}' is a path of this machine, and the nodes do not have it; give a file by 'configs:', or write a path that begins with '/' and exists on every node");
        return false;
    }

    private static bool Volume(StackContext stack, YamlNode at, Mount mount)
    {
        if (string.IsNullOrEmpty(mount.Source))
        {
            if (mount.VolumeOptions is null) return true;
            stack.Fail(at, StackCodes.Conflict, "Docker ignores 'volume:' of a volume without a source; name one in 'source:', or remove 'volume:'");
            return false;
        }

        if (stack.Find(stack.Volumes, "volumes", mount.Source, at) is not { } volume) return false;
        mount.Source = volume.Name;
        mount.VolumeOptions ??= new VolumeOptions();
        mount.VolumeOptions.Labels = volume.Options?.Labels;
        mount.VolumeOptions.DriverConfig = volume.Options?.DriverConfig;
        return true;
    }

    private static bool Cluster(StackContext stack, YamlNode at, Mount mount)
    {
        if (!Given(stack, at, mount)) return false;
        if (mount.Source!.StartsWith("group:", StringComparison.Ordinal)) return true;
        if (stack.Find(stack.Volumes, "volumes", mount.Source, at) is not { } volume) return false;
        mount.Source = volume.Name;
        return true;
    }

    private static bool Empty(StackContext stack, YamlNode at, Mount mount)
    {
        if (string.IsNullOrEmpty(mount.Source)) return true;
        stack.Fail(at, StackCodes.Conflict, "a tmpfs has no source; remove 'source:'");
        return false;
    }

    private static bool Given(StackContext stack, YamlNode at, Mount mount)
    {
        if (!string.IsNullOrEmpty(mount.Source)) return true;
        stack.Fail(at, StackCodes.Syntax, $"a mount of the type {mount.Type} needs 'source:'");
        return false;
    }

    private static string? Advice(string key) => key is "cluster" or "image" ? $"Swarm stacks take no options '{key}' here; remove it" : null;

    private static string? VolumeAdvice(string key) => key == "labels" ? "Swarm stacks ignore 'volume.labels'; give the labels in the top-level volumes" : null;

    private static string? BindAdvice(string key) => key is "create_host_path" or "selinux" or "recursive" ? $"Swarm stacks ignore 'bind.{key}'; remove it" : null;

    private static string? TmpfsAdvice(string key) => key == "mode" ? "Swarm stacks ignore 'tmpfs.mode'; remove it" : null;
}
