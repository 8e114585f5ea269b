using System.Formats.Tar;
using System.IO.Compression;
using IocOps.Core.Backup;
using IocOps.Swarm.Backup;

namespace IocOps.Swarm.Tests.Backup;

/// <summary>An archive of a swarm that never was, to be read and to be spoilt.</summary>
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
internal sealed class SmallBackup : IDisposable
{
    public const string Cluster = "upfyvve7xr8a";
    private readonly TemporaryFolder _folder = new();

    public SmallBackup()
    {
        _folder.With("root/swarm/docker-state.json", """{"LocalAddr":"10.0.0.1","ListenAddr":"10.0.0.1:2377","AdvertiseAddr":"10.0.0.1:2377"}""")
            .With("root/swarm/certificates/swarm-node.crt", "certificate").With("root/swarm/certificates/swarm-node.key", "key")
            .With("root/swarm/certificates/swarm-root-ca.crt", "authority").With("root/swarm/worker/tasks.db", "tasks");
        Directory.CreateDirectory(_folder["root/swarm/raft/wal-v3-encrypted"]);
        using (var wal = File.Create(_folder["root/swarm/raft/wal-v3-encrypted/0.wal"]))
        {
            wal.Write("log"u8);
            wal.SetLength(1 << 20);
        }

        File.SetUnixFileMode(_folder["root/swarm/certificates/swarm-node.key"], UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    public string this[string path] => _folder[path];

    public string Root => _folder["root"];

    public static LogicalCopy Logical => LogicalCopy.Of(new Dictionary<string, string>
    {
        ["services"] = """[{"ID":"s1","Spec":{"Name":"t_srv-a","Labels":{"com.docker.stack.namespace":"t","iocops.owner":"ioc/a"}}}]""",
        ["configs"] = """[{"ID":"c1","Spec":{"Name":"c","Data":"YQ==","Labels":{}}}]""",
        ["networks"] = "[]",
        ["nodes"] = """[{"ID":"n1","Description":{"Hostname":"m1"},"Spec":{"Labels":{"rack":"3"},"Role":"manager","Availability":"active"}}]""",
        ["secrets"] = "null",
        ["swarm"] = """{"ID":"x","Spec":{"Name":"default"},"JoinTokens":{"Worker":"SWMTKN-1-secret"}}""",
    });

    public static BackupManifest Manifest => new()
    {
        Type = BackupManifest.Mark,
        Format = BackupManifest.CurrentFormat,
        IocOps = "1",
        Created = new DateTime(2026, 3, 1, 8, 0, 0, DateTimeKind.Utc),
        HasRaft = true,
        EngineVersion = "20.10",
        ClusterId = Cluster,
        Autolock = false,
        NodeId = "n1",
        NodeName = "m1",
        NodeAddress = "10.0.0.1",
        Managers = ["10.0.0.1"],
        Counts = Logical.Counts,
        Members = [],
    };

    /// <summary>Writes an archive and gives its file.</summary>
    public string Write(string name = "b.tar.gz", string? passphrase = null)
    {
        File.Delete(_folder["raft.tar"]);
        File.Delete(_folder[name]);
        RaftFolder.Pack(_folder["root/swarm"], _folder["raft.tar"], default);
        new ArchiveWriter(_folder[name], passphrase).Write(Manifest, Logical.ToMembers(), _folder["raft.tar"], default);
        return _folder[name];
    }

    /// <summary>Writes an archive again with its members changed; what the edit gives nothing for is left out.</summary>
    public string Rewrite(Func<PaxTarEntry, byte[], IEnumerable<PaxTarEntry>> edit)
    {
        using var source = new GZipStream(File.OpenRead(Write("whole.tar.gz")), CompressionMode.Decompress);
        using var reader = new TarReader(source);
        using var target = new GZipStream(File.Create(_folder["b.tar.gz"]), CompressionLevel.Fastest);
        using var writer = new TarWriter(target, TarEntryFormat.Pax);
        while (reader.GetNextEntry(copyData: true) is PaxTarEntry entry)
        {
            using var data = new MemoryStream();
            entry.DataStream?.CopyTo(data);
            if (entry.DataStream is not null) entry.DataStream.Position = 0;
            foreach (var one in edit(entry, data.ToArray())) writer.WriteEntry(one);
        }

        return _folder["b.tar.gz"];
    }

    public void Dispose() => _folder.Dispose();
}
