using System.Text.Json;
using System.Text.Json.Serialization;

namespace IocOps.Core.Backup;

/// <summary>What an archive is: the first member of it, so that nothing else has to be trusted before it is read.</summary>
public sealed record BackupManifest
{
    /// <summary>Of the member.</summary>
    public const string Path = "manifest.json";

    /// <summary>The format that this program writes, and the newest that it reads.</summary>
    public const int CurrentFormat = 1;

    /// <summary>What makes the file ours: <c>iocops-swarm-backup</c>.</summary>
    public const string Mark = "iocops-swarm-backup";

    /// <summary>Always <see cref="Mark"/>.</summary>
    public required string Type { get; init; }

    /// <summary>Counts up with changes that older programs can't read.</summary>
    public required int Format { get; init; }

    /// <summary>Version of IocOps that wrote it.</summary>
    public required string IocOps { get; init; }

    /// <summary>When the state was taken, UTC.</summary>
    public required DateTime Created { get; init; }

    /// <summary>True where the raft state is in it; false for the logical copy alone (<c>--online</c>).</summary>
    public required bool HasRaft { get; init; }

    /// <summary>Of Docker Engine.</summary>
    public required string EngineVersion { get; init; }

    /// <summary>Of the swarm.</summary>
    public required string ClusterId { get; init; }

    /// <summary>True where managers are locked after a start; the key is never in the archive.</summary>
    public required bool Autolock { get; init; }

    /// <summary>Of the manager that was copied.</summary>
    public required string NodeId { get; init; }

    /// <summary>Its host name.</summary>
    public required string NodeName { get; init; }

    /// <summary>Its address for the other nodes, without a port.</summary>
    public required string NodeAddress { get; init; }

    /// <summary>Addresses of all managers, with ports.</summary>
    public required IReadOnlyList<string> Managers { get; init; }

    /// <summary>How many of each the logical copy has.</summary>
    public required BackupCounts Counts { get; init; }

    /// <summary>Every other member, in the order of the archive.</summary>
    public required IReadOnlyList<BackupMember> Members { get; init; }

    /// <summary>As the archive keeps it.</summary>
    public byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(this, BackupJson.Default.BackupManifest);

    /// <summary>Reads one.</summary>
    /// <exception cref="BackupFormatException">It is none, or one of a newer program.</exception>
    public static BackupManifest Parse(ReadOnlySpan<byte> json) =>
        ManifestReader.Read(json, new ManifestMark(Mark, CurrentFormat), "backup of IocOps", BackupJson.Default.BackupManifest).Checked();

    private BackupManifest Checked()
    {
        foreach (var member in Members)
        {
            if (ArchivePath.Fault(member.Path) is { } fault) throw new BackupFormatException(fault);
        }

        if (Members.DistinctBy(m => m.Path).Count() != Members.Count) throw new BackupFormatException("its manifest names a member twice");
        foreach (var needed in LogicalCopy.Members.Concat(HasRaft ? ArchivePath.RaftFiles : []))
        {
            if (Members.All(m => m.Path != needed)) throw new BackupFormatException($"{needed} is missing");
        }

        if (HasRaft && !Members.Any(m => m.Path.StartsWith(ArchivePath.Wal, StringComparison.Ordinal) && !m.IsFolder)) throw new BackupFormatException($"there is no raft log in {ArchivePath.Wal}");
        return this;
    }
}

/// <summary>One member of an archive.</summary>
/// <param name="Path">With '/', below the archive's root.</param>
/// <param name="Size">In bytes; 0 for a folder.</param>
/// <param name="Sha256">Lower-case hexadecimal; empty for a folder.</param>
/// <param name="Mode">Permission bits.</param>
/// <param name="Uid">Owner.</param>
/// <param name="Gid">Group.</param>
public sealed record BackupMember(string Path, long Size, string Sha256, int Mode, int Uid, int Gid)
{
    /// <summary>True for a folder.</summary>
    [JsonIgnore]
    public bool IsFolder => Sha256.Length == 0;
}

/// <summary>How many of each the logical copy of an archive has.</summary>
public sealed record BackupCounts(int Services, int Configs, int Networks, int Nodes, int Secrets)
{
    /// <inheritdoc/>
    public override string ToString()
    {
        return string.Join(", ", Of(Services, "service"), Of(Configs, "config"), Of(Networks, "network"), Of(Nodes, "node"), Of(Secrets, "secret"));

        static string Of(int count, string what) => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{count} {what}{(count == 1 ? "" : "s")}");
    }
}

/// <summary>An archive, or a part of one, is not what it must be. The message goes on from "FILE can't be used: ".</summary>
public sealed class BackupFormatException(string message, Exception? inner = null) : Exception(message, inner);

[JsonSourceGenerationOptions(WriteIndented = true, NewLine = "\n", PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, RespectNullableAnnotations = true)]
[JsonSerializable(typeof(BackupManifest))]
[JsonSerializable(typeof(ManifestMark))]
internal sealed partial class BackupJson : JsonSerializerContext;
