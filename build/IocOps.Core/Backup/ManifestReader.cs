using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace IocOps.Core.Backup;

/// <summary>What every archive of IocOps says of itself, in all formats that ever were or will be.</summary>
/// <param name="Type">What makes the file ours.</param>
/// <param name="Format">Counts up with changes that older programs can't read.</param>
internal sealed record ManifestMark(string Type, int Format);

/// <summary>Reads the manifest of an archive.</summary>
internal static class ManifestReader
{
    /// <summary>Reads one.</summary>
    /// <param name="json">The member of the archive.</param>
    /// <param name="ours">Its mark, and the newest format that is known.</param>
    /// <param name="kind">For messages: <c>backup of IocOps</c>.</param>
    /// <param name="shape">Of the manifest.</param>
    /// <exception cref="BackupFormatException">It is none, or one of a newer program.</exception>
    public static T Read<T>(ReadOnlySpan<byte> json, ManifestMark ours, string kind, JsonTypeInfo<T> shape)
        where T : class
    {
        try
        {
            // A newer format may have other fields: it is told as what it is, not as a damaged one.
            var mark = JsonSerializer.Deserialize(json, BackupJson.Default.ManifestMark);
            if (mark?.Type != ours.Type) throw new BackupFormatException($"it is no {kind}: its manifest says something else");
            if (mark.Format > ours.Format) throw new BackupFormatException($"it has format {mark.Format}, and this IocOps reads up to format {ours.Format}; use the IocOps that wrote it, or a newer one");
            if (mark.Format < 1) throw new BackupFormatException($"its manifest says format {mark.Format}, which never was one");
            return JsonSerializer.Deserialize(json, shape) ?? throw new BackupFormatException("its manifest is empty");
        }
        catch (JsonException e)
        {
            throw new BackupFormatException($"its manifest can't be read: {e.Message}", e);
        }
    }
}
