using IocOps.Core.Model;
using IocOps.Core.Rendering;
using IocOps.Swarm.Workspaces;

namespace IocOps.Swarm.Fleets;

/// <summary>
/// Brings the run files of IOCs with mount delivery into the folder that every node mounts. Each file is written whole or not at all, and
/// nothing is ever removed there: save files, logs and what people put beside them are theirs. Containers write there too, so nothing is
/// read or written through a link.
/// </summary>
/// <param name="folder">Where this machine sees the mount of <c>site.yaml</c>.</param>
public sealed class RunFolderExport(string folder)
{
    private const string TemporarySuffix = ".iocops-tmp";

    /// <summary>Writes what differs; gives the paths written, below the mount.</summary>
    /// <param name="ioc">With mount delivery.</param>
    /// <param name="startup">What was generated for it.</param>
    /// <param name="dryRun">Only tells.</param>
    /// <exception cref="SelectionException">The mount is not on this machine.</exception>
    /// <exception cref="IOException">A folder on the way is a link, or can't be written.</exception>
    public IReadOnlyList<string> Export(Ioc ioc, IReadOnlyList<RenderedFile> startup, bool dryRun)
    {
        if (!Directory.Exists(folder))
        {
            throw new SelectionException(
                $"The IOC '{ioc.Name}' is delivered by mount, and {folder} is not on this machine. Run this where the folder is mounted, or say with --mount-folder where this machine sees it.");
        }

        var files = RunFiles.Of(ioc, startup);
        foreach (var target in files.Select(f => Path.GetDirectoryName(f.Target)!).Concat(RunFolder.Writable)) RefuseLinks(Path.Combine(folder, ioc.Name, target));
        var changed = files.Where(f => !IsSame(Full(ioc, f), f)).ToList();
        if (dryRun) return [.. changed.Select(f => $"{ioc.Name}/{f.Target}")];
        foreach (var writable in RunFolder.Writable) Directory.CreateDirectory(Path.Combine(folder, ioc.Name, writable));
        foreach (var file in changed) Write(Full(ioc, file), file);
        return [.. changed.Select(f => $"{ioc.Name}/{f.Target}")];
    }

    private string Full(Ioc ioc, RunFile file) => Path.Combine(folder, ioc.Name, file.Target);

    // A container can make a link in its run folder, and the export has the rights of who runs it.
    private void RefuseLinks(string target)
    {
        for (var below = target; below.Length > Path.TrimEndingDirectorySeparator(folder).Length; below = Path.GetDirectoryName(below)!)
        {
            if (new DirectoryInfo(below).LinkTarget is not null)
                throw new IOException($"{Path.GetRelativePath(folder, below)} in the mount folder is a link, and nothing is exported through it. Find out who made it, remove it, and export again.");
        }
    }

    // A link in place of a file is not followed, but replaced.
    private static bool IsSame(string path, RunFile file) => PlainFile.Holds(path, file.Content.Span) && HasMode(path, file.Mode);

    private static bool HasMode(string path, int mode) => OperatingSystem.IsWindows() || (int)File.GetUnixFileMode(path) == mode;

    private static void Write(string path, RunFile file)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var temporary = path + TemporarySuffix;
        File.Delete(temporary);
        using (var stream = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write))
        {
            stream.Write(file.Content.Span);
            if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(stream.SafeFileHandle, (UnixFileMode)file.Mode);
            stream.Flush(flushToDisk: true);
        }

        File.Move(temporary, path, overwrite: true);
    }
}
