using System.Text;
using IocOps.Core.Model;

namespace IocOps.Swarm.Workspaces;

/// <summary>What a write changed, by path below the workspace, in ordinal order.</summary>
public sealed record WriteResult(IReadOnlyList<string> Written, IReadOnlyList<string> Removed, int Unchanged)
{
    /// <summary>What lies in a folder of generated files and is none: save files, and what begins with '.'. It stays.</summary>
    public IReadOnlyList<string> Kept { get; init; } = [];

    /// <summary>True when the disk held something else than it should.</summary>
    public bool HasChanges => Written.Count + Removed.Count > 0;
}

/// <summary>
/// Writes generated files whole or not at all: all of them go to temporary files on the same file system first, so that a full disk or a
/// kill leaves the old ones, and only then each replaces its old one. A file whose content is the same is not touched.
/// </summary>
public sealed class WorkspaceWriter(string root)
{
    /// <summary>Of a file that is being written.</summary>
    internal const string TemporarySuffix = ".iocops-tmp";

    // Each write waits for the disk; many at once share that wait.
    private static readonly ParallelOptions AtOnce = new() { MaxDegreeOfParallelism = 16 };
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    private readonly string _root = Path.GetFullPath(root);

    /// <summary>What <see cref="Write"/> would change.</summary>
    public WriteResult Compare(IReadOnlyList<RenderedFile> files, IReadOnlyList<string> ownedFolders)
    {
        var changed = files.Where(f => !IsSame(f)).Select(f => f.Path).Order(StringComparer.Ordinal).ToList();
        var wanted = files.Select(f => f.Path).ToHashSet(StringComparer.Ordinal);
        var others = ownedFolders.SelectMany(FilesIn).Where(f => !wanted.Contains(f)).Order(StringComparer.Ordinal).ToList();
        // Beside the compose file of a host lies what people add to it, an .env or an override.
        return new WriteResult(changed, [.. others.Where(GeneratedName.IsOne)], files.Count - changed.Count) { Kept = [.. others.Where(f => !GeneratedName.IsOne(f) && !GeneratedName.IsOfHost(f))] };
    }

    /// <summary>Brings <paramref name="files"/> to disk and removes what else was generated into <paramref name="ownedFolders"/>.</summary>
    /// <param name="files">Everything that shall be there.</param>
    /// <param name="ownedFolders">Folders of generated files, below the workspace; <see cref="GeneratedName"/> says which of their files are removed.</param>
    /// <exception cref="IOException">The disk is full or not writable; the old files are all still there.</exception>
    /// <exception cref="NotWritableException">A folder or file is not this user's to write.</exception>
    public WriteResult Write(IReadOnlyList<RenderedFile> files, IReadOnlyList<string> ownedFolders)
    {
        var result = Compare(files, ownedFolders);
        var written = result.Written.ToHashSet(StringComparer.Ordinal);
        Replace([.. files.Where(f => written.Contains(f.Path))]);
        foreach (var file in result.Removed) Writing(file, () => File.Delete(Full(file)));
        return result with { Removed = [.. result.Removed.Where(f => !f.EndsWith(TemporarySuffix, StringComparison.Ordinal))] };
    }

    private void Replace(IReadOnlyList<RenderedFile> changed)
    {
        try
        {
            Parallel.ForEach(changed, AtOnce, f => Writing(f.Path, () => WriteTemporary(f)));
            foreach (var file in changed) Writing(file.Path, () => File.Move(Full(file.Path) + TemporarySuffix, Full(file.Path), overwrite: true));
        }
        catch (AggregateException e)
        {
            throw e.InnerExceptions[0] as NotWritableException ?? new IOException(e.InnerExceptions[0].Message, e);
        }
        finally
        {
            foreach (var left in changed.Select(f => Full(f.Path) + TemporarySuffix).Where(File.Exists)) File.Delete(left);
        }
    }

    private void WriteTemporary(RenderedFile file)
    {
        var path = Full(file.Path) + TemporarySuffix;
        MakeFolder(Path.GetDirectoryName(path)!);
        // What lies there may be a link that somebody put into the repository; only a new file is surely this one.
        File.Delete(path);
        using var stream = new FileStream(path, FileMode.CreateNew, FileAccess.Write);
        stream.Write(Utf8.GetBytes(file.Text));
        // Who may read and write a file that people edit is theirs to say.
        if (!OperatingSystem.IsWindows() && PlainFile.Is(Full(file.Path))) File.SetUnixFileMode(stream.SafeFileHandle, File.GetUnixFileMode(Full(file.Path)));
        stream.Flush(flushToDisk: true);
    }

    private void MakeFolder(string folder)
    {
        for (var part = folder; part.Length > _root.Length; part = Path.GetDirectoryName(part)!)
        {
            if (File.Exists(part)) throw new IOException($"{Path.GetRelativePath(_root, part)} is a file, and a folder of that name is needed. Move it away.");
        }

        Directory.CreateDirectory(folder);
    }

    private static void Writing(string path, Action act)
    {
        try
        {
            act();
        }
        catch (UnauthorizedAccessException e)
        {
            throw new NotWritableException(Path.GetDirectoryName(path)!, e);
        }
    }

    // A link has no content of its own: it is replaced by the file.
    private bool IsSame(RenderedFile file) => PlainFile.Holds(Full(file.Path), Utf8.GetBytes(file.Text));

    private IEnumerable<string> FilesIn(string folder) =>
        Directory.Exists(Full(folder)) ? Directory.EnumerateFiles(Path.GetDirectoryName(Full($"{folder}/any"))!).Select(f => $"{folder}/{Path.GetFileName(f)}") : [];

    // Generated paths are made by this program from checked names; a link in the way must still not carry a write out of the workspace.
    private string Full(string path)
    {
        var full = Path.Combine(_root, path);
        for (var folder = Path.GetDirectoryName(full); folder is not null && folder.Length > _root.Length; folder = Path.GetDirectoryName(folder))
        {
            if (new DirectoryInfo(folder).LinkTarget is not null)
                throw new IOException($"{Path.GetRelativePath(_root, folder)} is a link; nothing is written through it");
        }

        return full;
    }
}
