using System.Formats.Tar;
using System.IO.Compression;
using System.Security.Cryptography;
using IocOps.Core;
using IocOps.Core.Backup;
using IocOps.Core.Projects;
using IocOps.Swarm.Backup;
using IocOps.Swarm.Fleets;
using IocOps.Swarm.Workspaces;

namespace IocOps.Swarm.Projects;

/// <summary>
/// An archive of IOC projects: a packed tar whose last member names all others with size and SHA-256. Written aside, read again, and then
/// renamed; nobody but its owner may read it. Reading believes nothing: names, kinds, sizes and content are checked.
/// </summary>
internal static class ProjectArchive
{
    private const string Ending = ".part";
    private const int MaxFile = 512 << 20;
    private const int Permissions = 0x1FF;

    /// <summary>Writes one.</summary>
    /// <param name="file">Must not exist.</param>
    /// <param name="manifest">Without members.</param>
    /// <param name="files">Paths in the archive, and where the files lie.</param>
    /// <param name="cancel">Cancels; nothing is left then.</param>
    /// <exception cref="SelectionException">A file is too large, or has a name that no backup holds.</exception>
    public static ProjectManifest Write(string file, ProjectManifest manifest, IReadOnlyList<(string Path, string Disk)> files, CancellationToken cancel)
    {
        // Before hours of packing, not after.
        foreach (var (path, disk) in files) RequireSize(path, disk, new FileInfo(disk).Length);
        var draft = Path.Combine(Path.GetDirectoryName(file)!, $".{Path.GetFileName(file)}{Ending}");
        File.Delete(draft);
        try
        {
            using (var target = Draft(draft))
            {
                using (var packed = new GZipStream(target, CompressionLevel.Optimal, leaveOpen: true))
                using (var tar = new TarWriter(packed, TarEntryFormat.Pax)) manifest = WriteMembers(tar, manifest, files, cancel);
                target.Flush(flushToDisk: true);
            }

            // What can't be read again is no backup.
            Read(draft, null, cancel);
            File.Move(draft, file, overwrite: false);
            return manifest;
        }
        finally
        {
            File.Delete(draft);
        }
    }

    /// <summary>Reads one from its beginning to its end.</summary>
    /// <param name="file">The archive.</param>
    /// <param name="folder">Where to put its files; must exist and be empty. Null to verify alone.</param>
    /// <param name="cancel">Cancels.</param>
    /// <exception cref="SelectionException">It is not whole, not ours, or not safe; says what.</exception>
    public static ProjectManifest Read(string file, string? folder, CancellationToken cancel)
    {
        try
        {
            using var source = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.Read);
            using var packed = new GZipStream(source, CompressionMode.Decompress);
            using var tar = new TarReader(packed);
            return ReadMembers(tar, folder, cancel);
        }
        catch (BackupFormatException e)
        {
            throw new SelectionException($"{file} can't be used: {e.Message}.");
        }
        catch (UnauthorizedAccessException) when (Directory.Exists(file))
        {
            throw new SelectionException($"{file} is a folder, and no backup.");
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException or UnauthorizedAccessException)
        {
            throw new SelectionException($"The backup can't be read: {e.Message}");
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException or FormatException)
        {
            throw new SelectionException($"{file} can't be used: it is damaged, cut off, or no backup ({e.Message}).");
        }
    }

    private static void RequireSize(string path, string disk, long size)
    {
        if (size <= MaxFile) return;
        var way = path.StartsWith(ProjectManifest.RunFolder, StringComparison.Ordinal) ? ", or leave --with-run-files out" : "";
        throw new SelectionException($"{disk} can't be saved: it has {size >> 20} MB, and a file of a backup at most {MaxFile >> 20}. Move it away (a log: rotate it){way}. Nothing was written.");
    }

    private static FileStream Draft(string path)
    {
        try
        {
            return SparseFile.Private(path);
        }
        catch (UnauthorizedAccessException e)
        {
            throw new NotWritableException(Path.GetDirectoryName(path)!, e);
        }
    }

    private static ProjectManifest WriteMembers(TarWriter tar, ProjectManifest manifest, IEnumerable<(string Path, string Disk)> files, CancellationToken cancel)
    {
        var members = new List<BackupMember>();
        foreach (var (path, disk) in files)
        {
            cancel.ThrowIfCancellationRequested();
            if (ProjectManifest.Fault(path) is { } fault) throw new SelectionException($"{disk} can't be saved: {fault}.");
            // Whole in memory: an IOC may write to it meanwhile, and size and hash must be those of the same bytes.
            RequireSize(path, disk, new FileInfo(disk).Length);
            var content = File.ReadAllBytes(disk);
            var mode = OperatingSystem.IsWindows() ? UnixFileMode.UserRead | UnixFileMode.UserWrite : (UnixFileMode)((int)File.GetUnixFileMode(disk) & Permissions);
            members.Add(new BackupMember(path, content.Length, Convert.ToHexStringLower(SHA256.HashData(content)), (int)mode, 0, 0));
            tar.WriteEntry(Entry(path, content, mode));
        }

        manifest = manifest with { Members = members };
        tar.WriteEntry(Entry(ProjectManifest.Path, manifest.ToJson(), UnixFileMode.UserRead | UnixFileMode.UserWrite));
        return manifest;
    }

    private static PaxTarEntry Entry(string path, byte[] content, UnixFileMode mode) =>
        new(TarEntryType.RegularFile, path) { Mode = mode, DataStream = new MemoryStream(content, writable: false) };

    private static ProjectManifest ReadMembers(TarReader tar, string? folder, CancellationToken cancel)
    {
        var seen = new Dictionary<string, BackupMember>(StringComparer.Ordinal);
        while (tar.GetNextEntry() is { } entry)
        {
            cancel.ThrowIfCancellationRequested();
            if (entry.EntryType != TarEntryType.RegularFile) throw new BackupFormatException($"'{Printable.Line(entry.Name)}' in it is a {entry.EntryType}, and only files may be");
            if (entry.Length > MaxFile) throw new BackupFormatException($"'{Printable.Line(entry.Name)}' in it is too large");
            var content = ContentOf(entry);
            if (entry.Name == ProjectManifest.Path) return Complete(ProjectManifest.Parse(content), seen, tar);
            if (ProjectManifest.Fault(entry.Name) is { } fault) throw new BackupFormatException(fault);
            var mode = (int)entry.Mode & Permissions;
            if (!seen.TryAdd(entry.Name, new BackupMember(entry.Name, content.Length, Convert.ToHexStringLower(SHA256.HashData(content)), mode, 0, 0)))
                throw new BackupFormatException($"'{Printable.Line(entry.Name)}' is in it twice");
            if (folder is not null) Extract(Path.Combine(folder, entry.Name), content, mode);
        }

        throw new BackupFormatException("there is no manifest at its end: it was cut off, or is no backup of IOCs");
    }

    private static byte[] ContentOf(TarEntry entry)
    {
        using var content = new MemoryStream();
        entry.DataStream?.CopyTo(content);
        return content.Length == entry.Length ? content.ToArray() : throw new EndOfStreamException("a file in it is too short");
    }

    private static ProjectManifest Complete(ProjectManifest manifest, Dictionary<string, BackupMember> seen, TarReader tar)
    {
        if (tar.GetNextEntry() is not null) throw new BackupFormatException("something follows its manifest");
        foreach (var member in manifest.Members)
        {
            if (!seen.Remove(member.Path, out var found)) throw new BackupFormatException($"'{Printable.Line(member.Path)}' is missing");
            if (found != member) throw new BackupFormatException($"'{Printable.Line(member.Path)}' is not what was written: size, mode or SHA-256 is another one");
        }

        return seen.Count == 0 ? manifest : throw new BackupFormatException($"'{Printable.Line(seen.Keys.First())}' in it is not in its manifest");
    }

    private static void Extract(string path, byte[] content, int mode)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        using var stream = new FileStream(path, FileMode.CreateNew, FileAccess.Write);
        stream.Write(content);
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(stream.SafeFileHandle, (UnixFileMode)mode);
        stream.Flush(flushToDisk: true);
    }
}
