using IocOps.Core.Model;
using IocOps.Core.Rendering;
using IocOps.Swarm.Workspaces;

namespace IocOps.Swarm.Fleets;

/// <summary>What an export did, or would do.</summary>
/// <param name="Version">Name of the version that the files are.</param>
/// <param name="IsNew">True where it was not on the mount yet.</param>
/// <param name="Changed">Paths of files, below the version, that somebody had changed.</param>
/// <param name="Written">Paths of files that were written: all of a new version, else those that somebody had changed, or all again.</param>
public sealed record ExportedVersion(string Version, bool IsNew, IReadOnlyList<string> Changed, IReadOnlyList<string> Written);

/// <summary>
/// Brings the files of IOCs with mount delivery into the folder that every node mounts. What is delivered is a version: a folder of its own,
/// <c>.versions/ioc/version</c>, named by its content and mentioned by name in the service. It is written aside and renamed when it is
/// whole, which is one step also on NFS, and it never changes afterwards: an IOC sees all files of its version, those of one version only,
/// and keeps them when others are exported. The run folder <c>ioc/</c> beside it, with save files, logs and what people put there, gets
/// folders and mount points where they are missing, and nothing else. Containers write there, so nothing is written through a link.
/// </summary>
/// <param name="folder">Where this machine sees the mount of <c>site.yaml</c>.</param>
public sealed class RunFolderExport(string folder)
{
    private const string TemporarySuffix = ".iocops-tmp";
    private const UnixFileMode ReadableFolder = (UnixFileMode)0x1ED; // 0755

    /// <summary>Also writes the files that are there as they should be.</summary>
    public bool Again { get; init; }

    /// <summary>Writes what is not there.</summary>
    /// <param name="ioc">With mount delivery.</param>
    /// <param name="startup">What was generated for it.</param>
    /// <param name="dryRun">Only tells.</param>
    /// <exception cref="SelectionException">The mount is not on this machine.</exception>
    /// <exception cref="IOException">A folder on the way is a link, or can't be written; the version is not there then.</exception>
    public ExportedVersion Export(Ioc ioc, IReadOnlyList<RenderedFile> startup, bool dryRun)
    {
        if (!Directory.Exists(folder))
        {
            throw new SelectionException(
                $"The IOC '{ioc.Name}' is delivered by mount, and {folder} is not on this machine. Run this where the folder is mounted, or say with --mount-folder where this machine sees it.");
        }

        var files = RunFiles.Of(ioc, startup);
        var version = RunFiles.Version(files);
        var versions = new RunFolderVersions(folder, ioc.Name);
        var place = versions.PathOf(version);
        foreach (var target in RunFolder.Writable.Concat(RunFiles.Places(files)).Select(t => Path.Combine(folder, ioc.Name, t))) RefuseLinks(target);
        foreach (var target in files.Select(f => Path.Combine(place, Path.GetDirectoryName(f.Target)!)).Prepend(place)) RefuseLinks(target);
        var isNew = !Directory.Exists(place);
        var changed = isNew ? [] : files.Where(f => !IsSame(Path.Combine(place, f.Target), f)).ToList();
        var written = isNew || Again ? files : changed;
        if (!dryRun)
        {
            MakeRunFolder(ioc, files);
            if (isNew) versions.Add(version, draft => WriteAll(draft, files));
            else
            {
                versions.Touch(version);
                // Nobody changes a version but by hand or through a broken disk: each file is put right by itself.
                foreach (var file in written) Write(Path.Combine(place, file.Target), file);
            }
        }

        return new ExportedVersion(version, isNew, [.. changed.Select(f => f.Target)], [.. written.Select(f => f.Target)]);
    }

    // An engine whose root may not write on the mount can't make what it mounts over.
    private void MakeRunFolder(Ioc ioc, IReadOnlyList<RunFile> files)
    {
        foreach (var below in RunFolder.Writable.Append(RunFolder.Startup)) Directory.CreateDirectory(Path.Combine(folder, ioc.Name, below));
        var targets = files.Select(f => f.Target).ToHashSet(StringComparer.Ordinal);
        foreach (var path in RunFiles.Places(files).Where(targets.Contains).Select(t => Path.Combine(folder, ioc.Name, t)).Where(p => !Path.Exists(p)))
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            new FileStream(path, FileMode.CreateNew, FileAccess.Write).Dispose();
        }
    }

    private static void WriteAll(string draft, IReadOnlyList<RunFile> files)
    {
        // The run folder's own is mounted over it.
        MakeFolder(draft, Path.Combine(draft, RunFolder.Requests));
        foreach (var file in files)
        {
            MakeFolder(draft, Path.GetDirectoryName(Path.Combine(draft, file.Target))!);
            Write(Path.Combine(draft, file.Target), file);
        }
    }

    // Containers may run as anybody, and whoever exports may have a strict umask.
    private static void MakeFolder(string draft, string path)
    {
        Directory.CreateDirectory(path);
        if (OperatingSystem.IsWindows()) return;
        for (var below = path; below.Length >= draft.Length; below = Path.GetDirectoryName(below)!) File.SetUnixFileMode(below, ReadableFolder);
    }

    // A container can make a link in its run folder, and the export has the rights of who runs it.
    private void RefuseLinks(string target)
    {
        for (var below = target; below.Length > Path.TrimEndingDirectorySeparator(folder).Length; below = Path.GetDirectoryName(below)!)
        {
            if (new DirectoryInfo(below).LinkTarget is not null)
                throw new IOException($"{Path.GetRelativePath(folder, below)} in the mount folder is a link, and nothing is exported through it. Find out who made it, remove it, and export again.");
        }
    }

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
