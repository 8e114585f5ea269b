using System.Formats.Tar;
using System.IO.Compression;
using System.Security.Cryptography;
using IocOps.Core.Backup;

namespace IocOps.Swarm.Backup;

/// <summary>
/// Writes an archive: aside, with a name that no archive has, and renamed when it is whole and was read again. Whoever may read the folder
/// may not read it.
/// </summary>
/// <param name="file">Its final name.</param>
/// <param name="passphrase">Null for no encryption.</param>
internal sealed class ArchiveWriter(string file, string? passphrase)
{
    private const string Ending = ".part";

    private string Draft => DraftOf(file);

    private static string DraftOf(string file) => Path.Combine(Path.GetDirectoryName(file)!, $".{Path.GetFileName(file)}{Ending}");

    /// <summary>Writes and verifies it.</summary>
    /// <param name="manifest">With no members yet.</param>
    /// <param name="logical">Members by path.</param>
    /// <param name="raft">A tar of the engine's swarm folder, with paths as in the archive; null for none.</param>
    /// <param name="cancel">Cancels; nothing is left then.</param>
    public BackupManifest Write(BackupManifest manifest, IReadOnlyDictionary<string, byte[]> logical, string? raft, CancellationToken cancel)
    {
        // What another run writes under this name is not ours to remove.
        var draft = SparseFile.Private(Draft);
        try
        {
            using (draft)
            {
                manifest = manifest with { Members = [.. logical.Select(Member), .. raft is null ? [] : Hashed(raft, cancel)] };
                using var sealing = passphrase is null ? null : new SealedWriter(draft, passphrase);
                using (var packed = new GZipStream((Stream?)sealing ?? draft, CompressionLevel.Optimal, leaveOpen: true))
                using (var tar = new TarWriter(packed, TarEntryFormat.Pax, leaveOpen: true)) WriteMembers(tar, manifest, logical, raft, cancel);
                sealing?.Finish();
                draft.Flush(flushToDisk: true);
            }

            // What can't be read again is no backup.
            using (var reader = new ArchiveReader(Draft, passphrase)) reader.Read(null, cancel);
            File.Move(Draft, file, overwrite: false);
            return manifest;
        }
        finally
        {
            File.Delete(Draft);
        }
    }

    /// <summary>Removes what a killed run left of an archive of this name, and of others of the same swarm; gives their names.</summary>
    public static IReadOnlyList<string> RemoveLeftovers(string file, string cluster)
    {
        var removed = new List<string>();
        foreach (var left in Directory.EnumerateFiles(Path.GetDirectoryName(file)!, $".*{Ending}"))
        {
            var isOurs = left == DraftOf(file) || BackupName.Parse(Path.GetFileName(left)[1..^Ending.Length])?.Cluster == cluster;
            if (!isOurs || !IsDead(left)) continue;
            File.Delete(left);
            removed.Add(left);
        }

        return removed;
    }

    /// <summary>What is being written now is open, and the system knows.</summary>
    private static bool IsDead(string draft)
    {
        try
        {
            using var file = new FileStream(draft, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }

    private static void WriteMembers(TarWriter tar, BackupManifest manifest, IReadOnlyDictionary<string, byte[]> logical, string? raft, CancellationToken cancel)
    {
        tar.WriteEntry(Entry(BackupManifest.Path, manifest.ToJson()));
        foreach (var (path, data) in logical) tar.WriteEntry(Entry(path, data));
        if (raft is null) return;
        using var source = new FileStream(raft, FileMode.Open, FileAccess.Read);
        using var reader = new TarReader(source);
        while (reader.GetNextEntry() is { } entry)
        {
            cancel.ThrowIfCancellationRequested();
            tar.WriteEntry(entry);
        }
    }

    private static IEnumerable<BackupMember> Hashed(string raft, CancellationToken cancel)
    {
        using var source = new FileStream(raft, FileMode.Open, FileAccess.Read);
        using var reader = new TarReader(source);
        while (reader.GetNextEntry() is { } entry)
        {
            cancel.ThrowIfCancellationRequested();
            var hash = entry.EntryType == TarEntryType.Directory ? "" : Convert.ToHexStringLower(entry.DataStream is { } data ? SHA256.HashData(data) : SHA256.HashData([]));
            yield return new BackupMember(entry.Name.TrimEnd('/'), entry.EntryType == TarEntryType.Directory ? 0 : entry.Length, hash, (int)entry.Mode, entry.Uid, entry.Gid);
        }
    }

    private static BackupMember Member(KeyValuePair<string, byte[]> member) =>
        new(member.Key, member.Value.Length, Convert.ToHexStringLower(SHA256.HashData(member.Value)), (int)Private, 0, 0);

    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private static PaxTarEntry Entry(string path, byte[] data) => new(TarEntryType.RegularFile, path) { Mode = Private, DataStream = new MemoryStream(data, writable: false) };
}
