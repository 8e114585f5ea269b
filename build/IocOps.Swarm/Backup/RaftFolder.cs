using System.Formats.Tar;
using System.Globalization;
using IocOps.Core.Backup;
using IocOps.Swarm.Lab.Nodes;

namespace IocOps.Swarm.Backup;

/// <summary>The engine's swarm folder: packed while the engine is stopped, and put together again from a verified archive.</summary>
/// <param name="folder">Becomes the swarm folder.</param>
internal sealed class RaftFolder(string folder) : IDisposable
{
    private readonly List<BackupMember> _made = [];

    /// <summary>How much there is to copy, in bytes that hold something.</summary>
    public static long Substance(string folder) =>
        Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Where(IsKept).Sum(SparseFile.Substance);

    /// <summary>
    /// Packs a folder into a tar, owners and modes with it. Plain and quick, as the engine is stopped meanwhile; zeros take no space.
    /// </summary>
    public static void Pack(string folder, string tarFile, CancellationToken cancel)
    {
        using var file = new SparseFile(tarFile);
        using var tar = new TarWriter(file, TarEntryFormat.Pax, leaveOpen: true);
        tar.WriteEntry(folder, ArchivePath.Swarm.TrimEnd('/'));
        foreach (var path in Directory.EnumerateFileSystemEntries(folder, "*", SearchOption.AllDirectories).Where(IsKept).Order(StringComparer.Ordinal))
        {
            cancel.ThrowIfCancellationRequested();
            tar.WriteEntry(path, ArchivePath.Swarm + Path.GetRelativePath(folder, path));
        }
    }

    /// <summary>Makes a folder of an archive.</summary>
    public void MakeFolder(BackupMember member)
    {
        Directory.CreateDirectory(Place(member));
        _made.Add(member);
    }

    /// <summary>A new file of an archive, to write to.</summary>
    public Stream Open(BackupMember member)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Place(member))!);
        var file = new SparseFile(Place(member));
        _made.Add(member);
        return file;
    }

    /// <summary>Gives everything its mode and owner: last, so that nothing can be in the way before.</summary>
    public void Dispose()
    {
        if (OperatingSystem.IsWindows()) return;
        foreach (var member in Enumerable.Reverse(_made))
        {
            File.SetUnixFileMode(Place(member), (UnixFileMode)member.Mode);
            if (member.Uid == 0 && member.Gid == 0) continue;
            // The library can't change owners. Engines own their files as root; others are rare.
            var owner = string.Create(CultureInfo.InvariantCulture, $"{member.Uid}:{member.Gid}");
            Command.RunAsync("chown", ["--no-dereference", owner, "--", Place(member)], CancellationToken.None).GetAwaiter().GetResult();
        }

        _made.Clear();
    }

    // Sockets are made anew by the engine (control.sock); a tar can't hold them.
    private static bool IsKept(string path) => !path.EndsWith(".sock", StringComparison.Ordinal);

    private string Place(BackupMember member) => member.Path.Length < ArchivePath.Swarm.Length ? folder : Path.Combine(folder, member.Path[ArchivePath.Swarm.Length..]);
}
