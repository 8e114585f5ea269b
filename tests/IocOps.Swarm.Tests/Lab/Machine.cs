using IocOps.Swarm.Lab;

namespace IocOps.Swarm.Tests.Lab;

/// <summary>What a lab could leave on the machine.</summary>
internal static class Machine
{
    /// <summary>Everything that a lab of this name has here, a line each: processes, mounts, links, control groups, folders.</summary>
    public static IReadOnlyList<string> TracesOf(LabPaths paths)
    {
        var mark = $"iocops-lab/{paths.Name}";
        var processes = Directory.GetDirectories("/proc").Where(d => char.IsAsciiDigit(Path.GetFileName(d)[0]))
            .Select(d => (Folder: d, Line: Read($"{d}/cmdline"), Groups: Read($"{d}/cgroup")))
            .Where(p => Has(p.Line, mark) || Has(p.Groups, mark)).Select(p => $"process {p.Folder} {p.Line.Replace('\0', ' ')}");
        var mounts = File.ReadAllLines("/proc/self/mounts").Where(l => Has(l, mark)).Select(l => $"mount {l}");
        var groups = Directory.EnumerateDirectories("/sys/fs/cgroup", paths.Name, new EnumerationOptions { RecurseSubdirectories = true, MaxRecursionDepth = 3 })
            .Select(d => $"group {d}");
        var folders = new[] { paths.Run, paths.Data }.Where(Directory.Exists).Select(d => $"folder {d}");
        return [.. processes, .. mounts, .. groups, .. folders];
    }

    /// <summary>What the machine has apart from labs: its links, routes, network namespaces and an engine's folders. Links that other engines make and drop do not count.</summary>
    public static IReadOnlyList<string> Surroundings() =>
    [
        .. Directory.GetDirectories("/sys/class/net").Where(l => !l.Contains("/veth", StringComparison.Ordinal)).Order(StringComparer.Ordinal),
        .. new[] { "/run/netns", "/run/docker", "/run/docker.sock", "/var/lib/docker", "/etc/docker/key.json" }.Where(Path.Exists),
        File.ReadAllText("/proc/net/route"),
    ];

    private static bool Has(string text, string mark) =>
        text.Contains(mark + "/", StringComparison.Ordinal) || text.EndsWith(mark, StringComparison.Ordinal);

    private static string Read(string file)
    {
        try
        {
            return File.ReadAllText(file);
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
