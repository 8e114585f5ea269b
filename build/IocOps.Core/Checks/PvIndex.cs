using System.Text;

namespace IocOps.Core.Checks;

/// <summary>Who serves which PV.</summary>
/// <param name="Name">Of the record or alias.</param>
/// <param name="Type">Record type; empty where an alias names a record that is not known.</param>
/// <param name="Ioc">Folder name.</param>
/// <param name="File">Where it is defined, below the workspace.</param>
/// <param name="Line">In that file.</param>
/// <param name="AliasOf">The record's own name; null where this is it.</param>
public sealed record PvRow(string Name, string Type, string Ioc, string File, int Line, string? AliasOf);

/// <summary>Every PV of a fleet that its files define. Those that modules of the image bring (iocStats) are not in any file here.</summary>
public static class PvIndex
{
    /// <summary>In ordinal order of names; a name is there once for each IOC that serves it.</summary>
    public static IReadOnlyList<PvRow> Of(IEnumerable<IocContents> fleet) =>
    [
        .. fleet.SelectMany(c => c.Records).Where(r => r.IsNameKnown && !r.IsChange)
            .Select(r => new PvRow(r.Name, r.Type, r.Ioc, r.File, r.Place.Line, r.AliasOf))
            .DistinctBy(r => (r.Name, r.Ioc))
            .OrderBy(r => r.Name, StringComparer.Ordinal).ThenBy(r => r.Ioc, StringComparer.Ordinal),
    ];

    /// <summary>Comma-separated values with a header line (RFC 4180, but LF line ends): name, type, ioc, file, line, aliasOf.</summary>
    public static string Csv(IEnumerable<PvRow> rows)
    {
        var csv = new StringBuilder("name,type,ioc,file,line,aliasOf\n");
        foreach (var row in rows)
            csv.AppendJoin(',', new[] { row.Name, row.Type, row.Ioc, row.File, row.Line.ToString(System.Globalization.CultureInfo.InvariantCulture), row.AliasOf ?? "" }.Select(Cell)).Append('\n');
        return csv.ToString();
    }

    // Record names may hold a semicolon, never a quote; files of a repository may have any name.
    private static string Cell(string text) => text.AsSpan().IndexOfAny(",\"\n\r") >= 0 ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text;
}
