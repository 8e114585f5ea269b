using IocOps.Swarm.Lab.Nodes;

namespace IocOps.Swarm.Lab;

/// <summary>Everything that a lab can have on a machine, found by its name alone, whoever made it and however that ended.</summary>
internal static class LabRemains
{
    /// <summary>Whether anything of the lab is there.</summary>
    public static bool Any(LabPaths paths) =>
        Directory.Exists(paths.Run) || Directory.Exists(paths.Data) || LabProcesses.Holders(paths).Count > 0 || Cgroups.Of(paths).Count > 0;

    /// <summary>Removes it and returns what it was, a line each.</summary>
    public static async Task<IReadOnlyList<string>> RemoveAsync(LabPaths paths, Action<string> say, CancellationToken cancel)
    {
        var removed = new List<string>();
        void Tell(string what)
        {
            removed.Add(what);
            say($"Removed {what}");
        }

        var holders = LabProcesses.Holders(paths);
        foreach (var holder in holders) LabProcesses.Kill(holder);
        var otherwise = $"Processes of lab '{paths.Name}' do not end although they were killed: {string.Join(", ", holders)}.";
        await Wait.UntilAsync(() => LabProcesses.Holders(paths).Count == 0, TimeSpan.FromSeconds(20), otherwise, cancel);
        if (holders.Count > 0) Tell("the nodes with all their processes, networks and mounts");
        if (await Cgroups.RemoveAsync(paths, cancel) > 0) Tell("their control groups");
        if (await Folders.RemoveTreeAsync(paths.Run, cancel)) Tell(paths.Run);
        foreach (var folder in await MountPoints.RemoveAsync(paths.Name, cancel)) Tell(folder);
        // Last: while it is there, an interrupted removal can be gone on with.
        if (await Folders.RemoveTreeAsync(paths.Data, cancel)) Tell(paths.Data);
        return removed;
    }

    /// <summary>Removes the folders above all labs, with the last one.</summary>
    public static void RemoveRoots()
    {
        Folders.RemoveEmpty(LabPaths.RunRoot);
        Folders.RemoveEmpty(LabPaths.DataRoot);
    }
}
