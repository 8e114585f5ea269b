using System.Formats.Tar;
using System.IO.Compression;
using System.Text;
using IocOps.Core.Backup;
using IocOps.Swarm.Backup;
using IocOps.Swarm.Fleets;

namespace IocOps.Swarm.Tests.Backup;

/// <summary>An archive is read as something that anybody may have changed.</summary>
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class ArchiveTests : IDisposable
{
    private const string Phrase = "correct horse battery";
    private readonly SmallBackup _backup = new();

    public void Dispose() => _backup.Dispose();

    [Theory]
    [InlineData(null)]
    [InlineData(Phrase)]
    public void What_was_written_is_read_and_unpacked_with_its_modes(string? passphrase)
    {
        var file = _backup.Write(passphrase: passphrase);
        Directory.CreateDirectory(_backup["out"]);

        using var reader = new ArchiveReader(file, passphrase);
        var content = reader.Read(_backup["out"], default);

        Assert.Equal("1 service, 1 config, 0 networks, 1 node, 0 secrets", content.Manifest.Counts.ToString());
        Assert.Equal("key", File.ReadAllText(_backup["out/certificates/swarm-node.key"]));
        Assert.Equal(1 << 20, new FileInfo(_backup["out/raft/wal-v3-encrypted/0.wal"]).Length);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_backup["out/certificates/swarm-node.key"]));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
    }

    [Fact]
    public void No_token_and_no_key_of_the_swarm_is_in_the_logical_copy() =>
        Assert.DoesNotContain("SWMTKN", Encoding.UTF8.GetString(SmallBackup.Logical.ToMembers()["logical/swarm.json"]), StringComparison.Ordinal);

    [Fact]
    public void Nothing_of_an_encrypted_archive_can_be_read_without_its_passphrase()
    {
        var file = _backup.Write("b.tar.gz.enc", Phrase);

        Assert.Contains("--passphrase-file", Fault(file), StringComparison.Ordinal);
        Assert.Contains("the passphrase is not the one", Fault(file, "something else"), StringComparison.Ordinal);
        Assert.DoesNotContain("docker-state", Encoding.Latin1.GetString(File.ReadAllBytes(file)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_plain_archive_in_the_place_of_an_encrypted_one_is_refused() =>
        Assert.Contains("it is not encrypted, and a passphrase was given", Fault(_backup.Write(), Phrase), StringComparison.Ordinal);

    [Theory]
    [InlineData(null)]
    [InlineData(Phrase)]
    public void An_archive_that_was_cut_off_anywhere_is_refused(string? passphrase)
    {
        var whole = File.ReadAllBytes(_backup.Write(passphrase: passphrase));
        int[] lengths = passphrase is null ? [0, 1, 8, 61, whole.Length / 2, whole.Length - 17, whole.Length - 9, whole.Length - 1] : [8, 59, 60, whole.Length / 2, whole.Length - 1];
        foreach (var length in lengths)
        {
            File.WriteAllBytes(_backup["cut"], whole[..length]);
            Assert.NotEmpty(Fault(_backup["cut"], passphrase));
        }
    }

    [Theory]
    [InlineData(null)]
    [InlineData(Phrase)]
    public void A_changed_byte_is_noticed_wherever_it_is(string? passphrase)
    {
        var whole = File.ReadAllBytes(_backup.Write(passphrase: passphrase));
        var random = new Random(7);
        // Each look at an encrypted one takes as long as guessing a passphrase shall take.
        for (var i = 0; i < (passphrase is null ? 60 : 6); i++)
        {
            // The first ten bytes of a gzip file hold a time and flags that mean nothing (RFC 1952).
            var at = random.Next(passphrase is null ? 10 : 0, whole.Length);
            var spoilt = whole.ToArray();
            spoilt[at] ^= (byte)(1 << random.Next(8));
            // More rounds of PBKDF2 than anybody asked for would only take long.
            if (passphrase is not null && at is >= 8 and < 12) continue;
            File.WriteAllBytes(_backup["spoilt"], spoilt);
            Assert.NotEmpty(Fault(_backup["spoilt"], passphrase));
        }
    }

    [Fact]
    public void Parts_of_an_encrypted_archive_in_another_order_are_refused()
    {
        var file = _backup["many"];
        using (var stream = File.Create(file))
        using (var writer = new SealedWriter(stream, Phrase))
        {
            writer.Write(new byte[Seal.ChunkSize * 3]);
            writer.Finish();
        }

        var whole = File.ReadAllBytes(file);
        var chunk = Seal.ChunkSize + Seal.TagSize;
        byte[] swapped = [.. whole[..Seal.HeaderSize], .. whole[(Seal.HeaderSize + chunk)..(Seal.HeaderSize + (2 * chunk))], .. whole[Seal.HeaderSize..(Seal.HeaderSize + chunk)], .. whole[(Seal.HeaderSize + (2 * chunk))..]];
        byte[] shorter = whole[..(Seal.HeaderSize + (2 * chunk))];

        Assert.Equal(Seal.ChunkSize * 3, Unseal(whole));
        Assert.Throws<BackupFormatException>(() => Unseal(swapped));
        Assert.Throws<BackupFormatException>(() => Unseal(shorter));
    }

    [Fact]
    public void A_file_that_is_no_backup_is_told_so()
    {
        File.WriteAllText(_backup["x"], "hello, I am a letter");
        Assert.Contains("it is no backup of IocOps", Fault(_backup["x"]), StringComparison.Ordinal);
        Assert.Contains("no manifest at its beginning", Fault(_backup.Rewrite((e, _) => e.Name == BackupManifest.Path ? [] : [e])), StringComparison.Ordinal);
        Assert.Contains("can't be read", Fault(_backup["nothing"]), StringComparison.Ordinal);
        Assert.Contains("is a folder", Fault(_backup.Root), StringComparison.Ordinal);
    }

    [Fact]
    public void A_newer_format_is_told_as_such() => Assert.Contains(
        "format 2, and this IocOps reads up to format 1",
        Fault(_backup.Rewrite((e, data) => e.Name == BackupManifest.Path ? [Named(e.Name, Encoding.UTF8.GetString(data).Replace("\"format\": 1", "\"format\": 2", StringComparison.Ordinal))] : [e])),
        StringComparison.Ordinal);

    [Theory]
    [InlineData("../evil")]
    [InlineData("/etc/cron.d/evil")]
    [InlineData("swarm/../../evil")]
    [InlineData("swarm/worker/./evil")]
    [InlineData("other/evil")]
    public void A_member_that_leads_elsewhere_is_refused_and_nothing_is_written(string path)
    {
        var file = _backup.Rewrite((e, _) => e.Name.EndsWith("tasks.db", StringComparison.Ordinal) ? [Named(path, "evil")] : [e]);
        Directory.CreateDirectory(_backup["in/out"]);

        using var reader = new ArchiveReader(file, null);
        var fault = Assert.Throws<SelectionException>(() => reader.Read(_backup["in/out"], default)).Message;

        Assert.Contains(path, fault, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFiles(_backup["in"], "evil", SearchOption.AllDirectories));
        Assert.False(File.Exists("/etc/cron.d/evil"));
    }

    [Theory]
    [InlineData(TarEntryType.SymbolicLink)]
    [InlineData(TarEntryType.HardLink)]
    [InlineData(TarEntryType.Fifo)]
    [InlineData(TarEntryType.CharacterDevice)]
    [InlineData(TarEntryType.BlockDevice)]
    public void Links_pipes_and_devices_are_refused(TarEntryType type)
    {
        var file = _backup.Rewrite((e, _) => e.Name.EndsWith("tasks.db", StringComparison.Ordinal)
            ? [type is TarEntryType.SymbolicLink or TarEntryType.HardLink ? new PaxTarEntry(type, e.Name) { LinkName = "/etc/passwd" } : new PaxTarEntry(type, e.Name)]
            : [e]);

        Assert.Contains("only files and folders may be", Fault(file), StringComparison.Ordinal);
    }

    [Fact]
    public void A_member_that_was_changed_left_out_added_or_doubled_is_named()
    {
        Assert.Contains("'swarm/worker/tasks.db' is not what was written", Edited((e, _) => [Named(e.Name, "TASKS", e.Mode)]), StringComparison.Ordinal);
        Assert.Contains("swarm/worker/tasks.db is missing", Edited((_, _) => []), StringComparison.Ordinal);
        Assert.Contains("'swarm/more' in it is not in its manifest", Edited((e, _) => [e, Named("swarm/more", "x")]), StringComparison.Ordinal);
        Assert.Contains("is there twice", Edited((e, data) => [Named(e.Name, Encoding.UTF8.GetString(data), e.Mode), Named(e.Name, "tasks", e.Mode)]), StringComparison.Ordinal);
        Assert.Contains("is not what its manifest says", Edited((e, data) => [Named(e.Name, Encoding.UTF8.GetString(data), (UnixFileMode)0b100_000_000_000 | e.Mode)]), StringComparison.Ordinal);

        string Edited(Func<PaxTarEntry, byte[], IEnumerable<PaxTarEntry>> edit) =>
            Fault(_backup.Rewrite((e, data) => e.Name.EndsWith("tasks.db", StringComparison.Ordinal) ? edit(e, data) : [e]));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void What_swells_when_it_is_unpacked_is_refused_before_it_has_swollen(bool inFront)
    {
        const int Megabytes = 200;
        var good = _backup.Write("good.tar.gz");
        using (var file = File.Create(_backup["bomb"]))
        using (var packed = new GZipStream(file, CompressionLevel.Fastest))
        {
            // Attributes of a member, which a reader of tar takes into memory whole; or zeros behind the last member.
            if (inFront) packed.Write(Header(Megabytes << 20));
            else using (var source = new GZipStream(File.OpenRead(good), CompressionMode.Decompress)) source.CopyTo(packed);
            for (var i = 0; i < Megabytes; i++) packed.Write(new byte[1 << 20]);
        }

        Assert.Contains("there is more in it than its manifest says", Fault(_backup["bomb"]), StringComparison.Ordinal);

        static byte[] Header(long size)
        {
            using var tar = new MemoryStream();
            using (var writer = new TarWriter(tar, TarEntryFormat.Pax, leaveOpen: true)) writer.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, "manifest.json"));
            // The first block is the header of the attributes: another size, and another checksum (POSIX ustar).
            var block = tar.ToArray()[..512];
            Encoding.ASCII.GetBytes(Convert.ToString(size, 8).PadLeft(11, '0')).CopyTo(block, 124);
            Encoding.ASCII.GetBytes("        ").CopyTo(block, 148);
            Encoding.ASCII.GetBytes(Convert.ToString(block.Sum(b => b), 8).PadLeft(6, '0') + "\0 ").CopyTo(block, 148);
            return block;
        }
    }

    [Fact]
    public void A_manifest_that_promises_more_than_any_swarm_has_is_refused() => Assert.Contains(
        "no swarm is as large",
        Fault(_backup.Rewrite((e, data) => e.Name == BackupManifest.Path ? [Named(e.Name, Encoding.UTF8.GetString(data).Replace("\"size\": 1048576", "\"size\": 1099511627776", StringComparison.Ordinal))] : [e])),
        StringComparison.Ordinal);

    [Fact]
    public void An_archive_that_fails_to_be_written_leaves_nothing()
    {
        RaftFolder.Pack(_backup["root/swarm"], _backup["raft.tar"], default);
        File.WriteAllText(_backup["raft.tar"], "spoilt");
        Directory.CreateDirectory(_backup["to"]);

        Assert.ThrowsAny<Exception>(() => new ArchiveWriter(_backup["to/b.tar.gz"], null).Write(SmallBackup.Manifest, SmallBackup.Logical.ToMembers(), _backup["raft.tar"], default));

        Assert.Empty(Directory.EnumerateFileSystemEntries(_backup["to"]));
    }

    [Fact]
    public void What_a_killed_run_left_is_removed_and_what_a_living_one_writes_is_not()
    {
        var name = new BackupName(SmallBackup.Cluster, DateTime.UtcNow, false, false);
        Directory.CreateDirectory(_backup["to"]);
        File.WriteAllText(_backup[$"to/.{name}.part"], "half");
        File.WriteAllText(_backup[$"to/.{name with { Cluster = "another" }}.part"], "half");
        File.WriteAllText(_backup["to/.mine.part"], "not ours");
        File.WriteAllText(_backup["to/.fleet.tar.gz.part"], "half, under a name that somebody gave");
        using var living = new FileStream(_backup[$"to/.{name with { Online = true }}.part"], FileMode.Create, FileAccess.Write, FileShare.None);

        var removed = ArchiveWriter.RemoveLeftovers(_backup["to/fleet.tar.gz"], SmallBackup.Cluster);

        Assert.Equal([_backup["to/.fleet.tar.gz.part"], _backup[$"to/.{name}.part"]], removed.Order(StringComparer.Ordinal));
        Assert.Equal(3, Directory.EnumerateFiles(_backup["to"]).Count());
    }

    private static string Fault(string file, string? passphrase = null) => Assert.Throws<SelectionException>(() => ArchiveFile.Verify(file, passphrase)).Message;

    private static PaxTarEntry Named(string path, string text, UnixFileMode mode = UnixFileMode.UserRead | UnixFileMode.UserWrite) =>
        new(TarEntryType.RegularFile, path) { Mode = mode, DataStream = new MemoryStream(Encoding.UTF8.GetBytes(text)) };

    private static long Unseal(byte[] sealedBytes)
    {
        using var reader = new SealedReader(new MemoryStream(sealedBytes), Phrase);
        using var plain = new MemoryStream();
        reader.CopyTo(plain);
        return plain.Length;
    }
}
