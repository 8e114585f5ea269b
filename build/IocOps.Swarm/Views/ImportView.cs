using System.Text.Json;
using IocOps.Core.Import;

namespace IocOps.Swarm.Views;

/// <summary>What became of the IOCs of an import.</summary>
public static class ImportView
{
    /// <summary>A line per note, as compilers print theirs, or an array of IOCs.</summary>
    public static void Show(IReadOnlyList<ImportedIoc> iocs, bool json, Output output)
    {
        if (json) output.Data(JsonStyle.Array(iocs, Write));
        else foreach (var note in iocs.SelectMany(i => i.Notes)) output.Data(note.ToString());
    }

    /// <summary>What was done or would be, and what comes next.</summary>
    public static void Summary(IReadOnlyList<ImportedIoc> iocs, bool dryRun, Output output)
    {
        output.Note($"{string.Join(", ", ImportMarkdown.Counts(iocs))}.{(dryRun ? " Nothing was written (--dry-run)." : "")}");
        var names = iocs.Where(i => i.IsTaken).Select(i => i.Name!).ToList();
        if (dryRun || names.Count == 0) return;
        output.Note($"Next: decide what is marked so, then CheckIocs and GenSwarmFile{(names.Count > 8 ? "" : $" --ioc-list {string.Join(' ', names)}")}, and look at the difference in git.");
    }

    private static void Write(Utf8JsonWriter json, ImportedIoc ioc)
    {
        json.WriteString("source", ioc.Source);
        json.WriteString("name", ioc.Name);
        json.WriteString("outcome", ioc.Outcome);
        JsonStyle.Strings(json, "files", ioc.Files.Keys);
        json.WriteStartArray("notes");
        foreach (var note in ioc.Notes)
        {
            json.WriteStartObject();
            json.WriteString("file", note.File);
            json.WriteNumber("line", note.Line);
            json.WriteString("kind", ImportNote.Word(note.Kind));
            json.WriteString("message", note.Message);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
