using Entries = System.Collections.Generic.List<(string Lab, string Folder)>;

namespace IocOps.Swarm.Lab.Nodes;

/// <summary>
/// The folders of the real machine that labs had to make so that something can be mounted on them inside their nodes. A list on disk,
/// common to all labs, remembers who needs which: the last lab that needs one removes it, if it is empty.
/// </summary>
internal static class MountPoints
{
    private const string ListFile = $"{LabPaths.DataRoot}/mount-points";

    /// <summary>Makes what is missing of <paramref name="folder"/>, for this lab.</summary>
    public static async Task MakeAsync(string lab, string folder, CancellationToken cancel)
    {
        Folders.MakePrivate(LabPaths.DataRoot);
        await using var file = await LabLock.OpenAsync(ListFile, cancel);
        var list = Read(file);
        foreach (var level in Levels(folder))
        {
            if (!Directory.Exists(level)) Directory.CreateDirectory(level);
            else if (!list.Exists(e => e.Folder == level)) continue;
            if (!list.Contains((lab, level))) list.Add((lab, level));
        }

        Write(file, list);
    }

    /// <summary>Removes what no other lab needs; returns what it removed.</summary>
    public static async Task<IReadOnlyList<string>> RemoveAsync(string lab, CancellationToken cancel)
    {
        if (!File.Exists(ListFile)) return [];
        await using var file = await LabLock.OpenAsync(ListFile, cancel);
        var list = Read(file);
        var mine = list.Where(e => e.Lab == lab).Select(e => e.Folder).OrderByDescending(f => f.Length).ToList();
        list.RemoveAll(e => e.Lab == lab);
        var removed = mine.Where(f => !list.Exists(e => e.Folder == f)).Where(Folders.RemoveEmpty).ToList();
        Write(file, list);
        if (list.Count == 0) File.Delete(ListFile);
        return removed;
    }

    /// <summary>/srv, /srv/iocs, /srv/iocs/run.</summary>
    private static IEnumerable<string> Levels(string folder)
    {
        for (var end = folder.IndexOf('/', 1); end > 0; end = folder.IndexOf('/', end + 1)) yield return folder[..end];
        yield return folder;
    }

    private static Entries Read(FileStream file)
    {
        using var reader = new StreamReader(file, leaveOpen: true);
        var lines = reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        return [.. lines.Select(l => l.Split('\t', 2)).Where(p => p.Length == 2).Select(p => (p[0], p[1]))];
    }

    private static void Write(FileStream file, Entries list)
    {
        file.SetLength(0);
        using var writer = new StreamWriter(file, leaveOpen: true);
        foreach (var (lab, folder) in list) writer.Write($"{lab}\t{folder}\n");
    }
}
