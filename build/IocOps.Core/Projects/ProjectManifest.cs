using System.Text.Json;
using System.Text.Json.Serialization;
using IocOps.Core.Backup;

namespace IocOps.Core.Projects;

/// <summary>What a backup of IOC projects is: the last member of its archive, so that an archive that was cut off has none.</summary>
public sealed record ProjectManifest
{
    /// <summary>Of the member.</summary>
    public const string Path = "manifest.json";

    /// <summary>The format that this program writes, and the newest that it reads.</summary>
    public const int CurrentFormat = 1;

    /// <summary>What makes the file ours.</summary>
    public const string Mark = "iocops-project-backup";

    /// <summary>Where run files lie in the archive, in a folder per IOC.</summary>
    public const string RunFolder = "run/";

    private static readonly string[] Roots = ["iocs/", "templates/", RunFolder];

    /// <summary>Always <see cref="Mark"/>.</summary>
    public required string Type { get; init; }

    /// <summary>Counts up with changes that older programs can't read.</summary>
    public required int Format { get; init; }

    /// <summary>When it was made, UTC.</summary>
    public required DateTime Created { get; init; }

    /// <summary>Of the site.</summary>
    public required string Stack { get; init; }

    /// <summary>True where the run folders on the mount are in it.</summary>
    public required bool HasRunFiles { get; init; }

    /// <summary>Every other member, in the order of the archive.</summary>
    public required IReadOnlyList<BackupMember> Members { get; init; }

    /// <summary>As the archive keeps it.</summary>
    public byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(this, ProjectJson.Default.ProjectManifest);

    /// <summary>Reads one.</summary>
    /// <exception cref="BackupFormatException">It is none, or one of a newer program.</exception>
    public static ProjectManifest Parse(ReadOnlySpan<byte> json) =>
        ManifestReader.Read(json, new ManifestMark(Mark, CurrentFormat), "backup of IOCs", ProjectJson.Default.ProjectManifest);

    /// <summary>Why a path must not be in an archive, to go on from "FILE can't be used: "; null where it may.</summary>
    public static string? Fault(string path)
    {
        if (ArchivePath.Escape(path) is { } fault) return fault;
        return Roots.Any(r => path.StartsWith(r, StringComparison.Ordinal)) ? null : $"the path '{Printable.Line(path)}' does not belong into a backup of IOCs";
    }
}

[JsonSourceGenerationOptions(WriteIndented = true, NewLine = "\n", PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, RespectNullableAnnotations = true)]
[JsonSerializable(typeof(ProjectManifest))]
internal sealed partial class ProjectJson : JsonSerializerContext;
