using System.Text;

namespace IocOps.Core.Import;

/// <summary>The report of an import as a document to work through.</summary>
public static class ImportMarkdown
{
    private static readonly (ImportKind Kind, string Title)[] Parts =
    [
        (ImportKind.Refused, "Refused: nothing was written"),
        (ImportKind.Kept, "Kept: there already"),
        (ImportKind.Decide, "To decide"),
        (ImportKind.Corrected, "Corrected"),
    ];

    /// <summary>The text; the same for the same import, without time, host or user.</summary>
    public static string Write(IReadOnlyList<ImportedIoc> iocs)
    {
        var text = new StringBuilder("# Import of IOCs\n\n");
        text.Append(string.Join(", ", Counts(iocs))).Append(".\n\n| folder | IOC | outcome | corrected | to decide |\n|---|---|---|---:|---:|\n");
        foreach (var ioc in iocs)
            text.Append($"| {Cell(ioc.Source)} | {Cell(ioc.Name ?? "")} | {ioc.Outcome} | {ioc.Count(ImportKind.Corrected)} | {ioc.Count(ImportKind.Decide)} |\n");
        foreach (var ioc in iocs.Where(i => i.Notes.Any(n => n.Kind != ImportKind.Taken))) Write(text, ioc);
        return text.ToString();
    }

    /// <summary>How many were taken, were there, were refused.</summary>
    public static IEnumerable<string> Counts(IReadOnlyList<ImportedIoc> iocs)
    {
        yield return $"{iocs.Count(i => i.IsTaken)} of {iocs.Count} {(iocs.Count == 1 ? "IOC" : "IOCs")} taken";
        if (iocs.Count(i => i.IsKept) is var kept and > 0) yield return $"{kept} there already";
        if (iocs.Count(i => i.IsRefused) is var refused and > 0) yield return $"{refused} refused";
        var corrections = iocs.Where(i => i.IsTaken).Sum(i => i.Count(ImportKind.Corrected));
        yield return $"{corrections} {(corrections == 1 ? "correction" : "corrections")}";
        yield return $"{iocs.Where(i => i.IsTaken).Sum(i => i.Count(ImportKind.Decide))} to decide";
    }

    private static void Write(StringBuilder text, ImportedIoc ioc)
    {
        text.Append($"\n## {Cell(ioc.Name ?? ioc.Source)}\n");
        foreach (var note in ioc.Notes.Where(n => n.Kind == ImportKind.Taken)) text.Append($"\n{Cell(note.Message)}\n");
        foreach (var (kind, title) in Parts)
        {
            var notes = ioc.Notes.Where(n => n.Kind == kind).ToList();
            if (notes.Count == 0) continue;
            text.Append($"\n**{title}**\n\n");
            foreach (var note in notes) text.Append($"- {(note.Line == 0 ? Cell(note.File) : $"{Cell(note.File)}:{note.Line}")}: {Cell(note.Message)}\n");
        }
    }

    // What comes from the ini files is text, and must not become a table, a link or HTML.
    private static string Cell(string text)
    {
        var cell = new StringBuilder();
        foreach (var c in text)
        {
            if (c is '|' or '*' or '_' or '`' or '[' or ']' or '<' or '>' or '\\' or '$' or '#') cell.Append('\\');
            cell.Append(c);
        }

        return cell.ToString();
    }
}
