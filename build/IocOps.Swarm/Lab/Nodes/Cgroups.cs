namespace IocOps.Swarm.Lab.Nodes;

/// <summary>The control groups that the engines of a lab made: one tree in each hierarchy (version 1) or one in all (version 2).</summary>
internal static class Cgroups
{
    private const string Mount = "/sys/fs/cgroup";

    /// <summary>Roots of the lab's groups that exist.</summary>
    public static IReadOnlyList<string> Of(LabPaths paths) =>
        [.. Hierarchies().Select(h => $"{h}/{LabPaths.CgroupRoot}/{paths.Name}").Where(Directory.Exists)];

    /// <summary>Removes them and, with the last lab, the group above; returns how many hierarchies had some.</summary>
    public static async Task<int> RemoveAsync(LabPaths paths, CancellationToken cancel)
    {
        var groups = Of(paths);
        foreach (var group in groups)
        {
            var otherwise = $"The control group {group} can't be removed: something still runs in it.";
            await Wait.UntilAsync(() => TryRemove(group), TimeSpan.FromSeconds(10), otherwise, cancel);
            Folders.RemoveEmpty(Path.GetDirectoryName(group)!);
        }

        return groups.Count;
    }

    private static IEnumerable<string> Hierarchies() =>
        Directory.Exists(Mount) ? Directory.EnumerateDirectories(Mount).Append(Mount) : [];

    /// <summary>A group is removed by rmdir alone, children first; its files are no files.</summary>
    private static bool TryRemove(string group)
    {
        if (!Directory.Exists(group)) return true;
        foreach (var child in Directory.EnumerateDirectories(group)) TryRemove(child);
        return Folders.RemoveEmpty(group);
    }
}
