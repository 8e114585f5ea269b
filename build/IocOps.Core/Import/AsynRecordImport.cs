using System.Globalization;
using IocOps.Core.Epics;
using IocOps.Core.Model;
using IocOps.Core.Model.Reading;

namespace IocOps.Core.Import;

/// <summary>Loads of records that belong to the image: asyn's own, and those of iocStats.</summary>
/// <param name="layout">Where the image has them.</param>
/// <param name="draft">Gets asyn records.</param>
/// <param name="notes">The report.</param>
internal sealed class AsynRecordImport(Layout layout, IocDraft draft, ImportNotes notes)
{
    private static readonly string[] Macros = ["P", "R", "PORT", "ADDR", "IMAX", "OMAX"];

    private static readonly string[] Numbers = ["ADDR", "IMAX", "OMAX"];

    /// <summary>Files that the original tool copied from its templates.</summary>
    public static readonly IReadOnlyList<string> OfImage = ["asynRecord.db", "status_ioc.db", "status_OS.db"];

    /// <summary>True where the line is dealt with: as an asyn record, or as something to decide.</summary>
    public bool Read(IniItem item)
    {
        var words = PortCommand.Words(item.Text);
        if (words.Command != "dbLoadRecords" || words.Arguments.Count != 2 || RunFolder.FileName(words.Arguments[0]) != "asynRecord.db") return false;
        var values = MacroDefinitions.Parse(words.Arguments[1]).GroupBy(m => m.Name, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.Last().Value ?? "", StringComparer.Ordinal);
        if (IsPlaceholder(values))
        {
            notes.Decide(item.Line, $"asyn's record is left out, because its macros are placeholders; give 'asyn-records' with the port that it shall watch: {item.Text}");
            return true;
        }

        if (values.Keys.Any(k => !Macros.Contains(k)) || layout.AsynRecordDb is null) return false;
        var numbers = Numbers.Select(k => Number(values, k)).ToList();
        var (prefix, suffix, port) = (values.GetValueOrDefault("P", ""), values.GetValueOrDefault("R", ""), values.GetValueOrDefault("PORT", ""));
        if (numbers.Contains(null) || !Shapes.RecordPart.Pattern.IsMatch(prefix) || !Shapes.RecordPart.Pattern.IsMatch(suffix) || !draft.Ports.Exists(p => p.Name == port)) return false;
        if (draft.AsynRecords.Exists(r => r.Prefix + r.Suffix == prefix + suffix)) notes.Corrected(item.Line, $"the record {prefix}{suffix} is loaded once");
        else draft.AsynRecords.Add(new AsynRecord(prefix, suffix, port, numbers[0]!.Value, numbers[1]!.Value, numbers[2]!.Value));
        return true;
    }

    /// <summary>The line with the image's own path in place of the copy that the original tool made.</summary>
    public string WithOwnPlace(IniItem item)
    {
        foreach (var (file, place) in OfImage.Zip([layout.AsynRecordDb, layout.StatusIocDb, layout.StatusOsDb]))
        {
            if (place is null || draft.Databases.Exists(d => d.File == file) || !item.Text.Contains($"\"db/{file}\"", StringComparison.Ordinal)) continue;
            notes.Corrected(item.Line, $"'db/{file}' is loaded from the image, {place}: it belongs to a module, and is not copied any more");
            return item.Text.Replace($"\"db/{file}\"", $"\"{place}\"", StringComparison.Ordinal);
        }

        return item.Text;
    }

    private static bool IsPlaceholder(Dictionary<string, string> values) => values.Values.Any(v => v.Equals("xxx", StringComparison.OrdinalIgnoreCase));

    private static int? Number(Dictionary<string, string> values, string key) =>
        int.TryParse(values.GetValueOrDefault(key, key == "ADDR" ? "-1" : "0"), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number is >= -1 and <= 65535 ? number : null;
}
