using IocOps.Core.Model;
using IocOps.Core.Rendering;

namespace IocOps.Swarm.Fleets;

/// <summary>
/// Brings the run files of IOCs with mount delivery into the folder that every node mounts. Each file is written whole or not at all, and
/// nothing is ever removed there: save files, logs and what people put beside them are theirs.
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
    public IReadOnlyList<string> Export(Ioc ioc, IReadOnlyList<RenderedFile> startup, bool dryRun)
    {
        if (!Directory.Exists(folder))
        {
            throw new SelectionException(
                $"The IOC '{ioc.Name}' is delivered by mount, and {folder} is not on this machine. Run this where the folder is mounted, or say with --mount-folder where this machine sees it.");
        }

        var changed = RunFiles.Of(ioc, startup).Where(f => !IsSame(Full(ioc, f), f)).ToList();
        if (dryRun) return [.. changed.Select(f => $"{ioc.Name}/{f.Target}")];
        foreach (var writable in RunFolder.Writable) Directory.CreateDirectory(Path.Combine(folder, ioc.Name, writable));
        foreach (var file in changed) Write(Full(ioc, file), file);
        return [.. changed.Select(f => $"{ioc.Name}/{f.Target}")];
    }

    private string Full(Ioc ioc, RunFile file) => Path.Combine(folder, ioc.Name, file.Target);

    private static bool IsSame(string path, RunFile file) =>
        File.Exists(path) && File.ReadAllBytes(path).AsSpan().SequenceEqual(file.Content.Span) && HasMode(path, file.Mode);

    private static bool HasMode(string path, int mode) => OperatingSystem.IsWindows() || (int)File.GetUnixFileMode(path) == mode;

    private static void Write(string path, RunFile file)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var temporary = path + TemporarySuffix;
        File.Delete(temporary);
        using (var stream = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write))
        {
            stream.Write(file.Content.Span);
            stream.Flush(flushToDisk: true);
        }

        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(temporary, (UnixFileMode)file.Mode);
        File.Move(temporary, path, overwrite: true);
    }
}
