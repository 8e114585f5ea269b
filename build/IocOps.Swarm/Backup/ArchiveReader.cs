using System.Formats.Tar;
using System.IO.Compression;
using System.Security.Cryptography;
using IocOps.Core;
using IocOps.Core.Backup;
using IocOps.Swarm.Fleets;

namespace IocOps.Swarm.Backup;

/// <summary>What a verified archive holds.</summary>
/// <param name="Manifest">What it is.</param>
/// <param name="Logical">What the swarm had.</param>
public sealed record BackupContent(BackupManifest Manifest, LogicalCopy Logical);

/// <summary>
/// Reads an archive from its beginning to its end and believes nothing: the manifest comes first, and what follows must be exactly what it
/// names, in names, kinds, sizes, owners, modes and content. The same pass can put the raft state into a folder.
/// </summary>
internal sealed class ArchiveReader : IDisposable
{
    private const int LongestManifest = 16 << 20;
    private const long LargestLogical = 512L << 20;
    private const long LargestSwarm = 64L << 30;

    /// <summary>What a tar may have around a member: its header, attributes and padding.</summary>
    private const int Wrapping = 16 << 10;

    private readonly string _file;
    private readonly FileStream _source;
    private readonly Stream _packed;
    private readonly MeasuredStream _plain;

    /// <exception cref="SelectionException">There is no such file, or it is encrypted and there is no passphrase, or the wrong one.</exception>
    public ArchiveReader(string file, string? passphrase)
    {
        _file = file;
        try
        {
            _source = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.Read);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new SelectionException($"The backup can't be read: {(Directory.Exists(file) ? $"{file} is a folder; --backup-file names an archive in it" : e.Message)}");
        }

        try
        {
            _packed = Guarded(() => Unsealed(passphrase));
            _plain = new MeasuredStream(new GZipStream(_packed, CompressionMode.Decompress, leaveOpen: true)) { Most = LongestManifest + Wrapping };
        }
        catch
        {
            _source.Dispose();
            throw;
        }
    }

    /// <summary>Verifies everything.</summary>
    /// <param name="folder">Where the engine's swarm folder shall be put; must exist and be empty. Null to put it nowhere.</param>
    /// <param name="cancel">Cancels.</param>
    /// <exception cref="SelectionException">It is not whole, not ours, or not safe; says what.</exception>
    public BackupContent Read(string? folder, CancellationToken cancel) => Guarded(() =>
    {
        using var tar = new TarReader(_plain, leaveOpen: true);
        var manifest = Manifest(tar);
        // A few bytes can be packed that become as many as one likes: no more is taken out than was promised.
        var promised = manifest.Members.Sum(m => (decimal)m.Size);
        if (promised > LargestSwarm) throw new BackupFormatException($"its manifest says {promised / 1e9m:0} GB, and no swarm is as large");
        _plain.Most = _plain.Count + (long)promised + ((manifest.Members.Count + 2L) * Wrapping);
        var wanted = manifest.Members.ToDictionary(m => m.Path, StringComparer.Ordinal);
        var logical = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        using var target = folder is null ? null : new RaftFolder(folder);
        while (tar.GetNextEntry() is { } entry)
        {
            cancel.ThrowIfCancellationRequested();
            var member = Expected(entry, wanted);
            if (member.Path.StartsWith(LogicalCopy.Folder, StringComparison.Ordinal)) logical[member.Path] = InMemory(entry, member);
            else if (member.IsFolder) target?.MakeFolder(member);
            else Copy(entry, member, target);
        }

        if (wanted.Count > 0) throw new BackupFormatException($"{wanted.Keys.First()} is missing: it was cut off or changed since it was written");
        RequireEnd();
        var copy = LogicalCopy.Parse(logical);
        if (copy.Counts != manifest.Counts) throw new BackupFormatException($"its manifest says {manifest.Counts}, and in it are {copy.Counts}");
        return new BackupContent(manifest, copy);
    });

    public void Dispose()
    {
        _plain.Dispose();
        _packed.Dispose();
        _source.Dispose();
    }

    private Stream Unsealed(string? passphrase)
    {
        var begin = new byte[Seal.Magic.Length];
        var count = _source.ReadAtLeast(begin, begin.Length, throwOnEndOfStream: false);
        _source.Position = 0;
        // The version is the last byte; a newer one is told as such when it is opened.
        var isSealed = begin.AsSpan(0, count).StartsWith(Seal.Magic[..^1]);
        if (isSealed) return new SealedReader(_source, passphrase ?? throw new BackupFormatException("it is encrypted: say --passphrase-file"));
        if (count < 2 || begin[0] != 0x1f || begin[1] != 0x8b) throw new BackupFormatException("it is no backup of IocOps: it begins like none");
        // Whoever may write to the folder could put another archive in the place of an encrypted one.
        if (passphrase is not null) throw new BackupFormatException("it is not encrypted, and a passphrase was given: leave --passphrase-file away only where you know that it never was");
        return _source;
    }

    private static BackupManifest Manifest(TarReader tar)
    {
        if (tar.GetNextEntry() is not { EntryType: TarEntryType.RegularFile, Name: BackupManifest.Path } first || first.Length > LongestManifest)
            throw new BackupFormatException("it is no backup of IocOps: there is no manifest at its beginning");
        using var json = new MemoryStream();
        first.DataStream?.CopyTo(json);
        return BackupManifest.Parse(json.ToArray());
    }

    private static BackupMember Expected(TarEntry entry, Dictionary<string, BackupMember> wanted)
    {
        if (entry.EntryType is not (TarEntryType.RegularFile or TarEntryType.Directory)) throw new BackupFormatException($"'{Printable.Line(entry.Name)}' in it is a {entry.EntryType}, and only files and folders may be");
        var path = entry.EntryType == TarEntryType.Directory ? entry.Name.TrimEnd('/') : entry.Name;
        if (ArchivePath.Fault(path) is { } fault) throw new BackupFormatException(fault);
        if (!wanted.Remove(path, out var member)) throw new BackupFormatException($"'{path}' in it is not in its manifest, or is there twice");
        var isSame = member.IsFolder == (entry.EntryType == TarEntryType.Directory) && (int)entry.Mode == member.Mode && entry.Uid == member.Uid && entry.Gid == member.Gid
            && (member.IsFolder || entry.Length == member.Size);
        return isSame ? member : throw new BackupFormatException($"'{path}' in it is not what its manifest says");
    }

    private static byte[] InMemory(TarEntry entry, BackupMember member)
    {
        if (member.Size > LargestLogical) throw new BackupFormatException($"'{member.Path}' is larger than any swarm");
        using var data = new MemoryStream();
        Verify(entry, member, data);
        return data.ToArray();
    }

    private static void Copy(TarEntry entry, BackupMember member, RaftFolder? target)
    {
        using var copy = target?.Open(member);
        Verify(entry, member, copy);
    }

    private static void Verify(TarEntry entry, BackupMember member, Stream? copy)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[64 * 1024];
        for (int count; entry.DataStream is { } data && (count = data.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false)) > 0;)
        {
            hash.AppendData(buffer, 0, count);
            copy?.Write(buffer, 0, count);
        }

        if (Convert.ToHexStringLower(hash.GetHashAndReset()) != member.Sha256) throw new BackupFormatException($"'{member.Path}' is not what was written: its SHA-256 is another one");
    }

    // The library takes the end of the file for the end of the packed data; a gzip file ends with its length (RFC 1952).
    private void RequireEnd()
    {
        var rest = new byte[4096];
        while (_plain.Read(rest) > 0)
        {
        }

        // To the last chunk: only that one says that it is the last.
        while (_packed.Read(rest) > 0)
        {
        }

        if (_packed is SealedReader) return;
        _source.Position = _source.Length - 4;
        var length = new byte[4];
        _source.ReadExactly(length);
        if (BitConverter.ToUInt32(length) != (uint)_plain.Count) throw new BackupFormatException("it was cut off or changed since it was written");
    }

    private T Guarded<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (BackupFormatException e)
        {
            throw new SelectionException($"{_file} can't be used: {e.Message}.");
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException or FormatException)
        {
            throw new SelectionException($"{_file} can't be used: it is damaged or cut off ({e.Message}).");
        }
    }
}
