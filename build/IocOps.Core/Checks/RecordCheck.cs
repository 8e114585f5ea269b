using System.Collections.Frozen;
using System.Text.RegularExpressions;
using IocOps.Core.Epics;

namespace IocOps.Core.Checks;

/// <summary>Checks records one by one: names, types, fields, values. Where a macro has no value nothing is said of what holds it.</summary>
internal static partial class RecordCheck
{
    // PVNAME_STRINGSZ of base is 61, with the end.
    private const int MaxName = 60;

    private const string AllowedNames = "good in all places are letters, digits and _ - + : [ ] < > ;";

    // Scan rates and breakpoint tables are what an image may have more of.
    private static readonly string[] MenusOfImage = ["SCAN", "LINR"];

    public static IEnumerable<Problem> Of(IocContents contents)
    {
        // One file loaded with ten sets of macros has each mistake ten times; it is told once, but for names, which differ.
        var problems = contents.Records.SelectMany(r => Of(r).Select(p => (Problem: p, Record: r)));
        return problems.DistinctBy(p => (p.Problem.File, p.Problem.Line, p.Problem.Column, p.Problem.Code)).Select(p => p.Problem)
            .Concat(Twice(contents.Records));
    }

    private static IEnumerable<Problem> Of(LoadedRecord record)
    {
        if (record.Name.Length == 0)
            yield return CheckRule.OddName.At(record.File, record.Place, "the record has no name, which EPICS refuses");
        if (record.IsNameKnown && !record.IsChange)
        {
            if (record.Name.Length > MaxName)
                yield return CheckRule.LongName.At(record.File, record.Place, $"'{Printable.Line(record.Name)}' has {record.Name.Length} characters; EPICS takes {MaxName}");
            if (Refused().Match(record.Name) is { Success: true } bad)
                yield return CheckRule.OddName.At(record.File, record.Place, $"'{Printable.Line(record.Name)}' has {(bad.Value == "." ? "a '.', which separates the field from the record" : $"'{Printable.Line(bad.Value)}', which EPICS refuses")}; {AllowedNames}");
            else if (Odd().Match(record.Name) is { Success: true } odd)
                yield return CheckRule.OddName.At(record.File, record.Place, $"'{Printable.Line(record.Name)}' {(odd.Index == 0 && odd.Value is "-" or "+" or "[" ? "begins with" : "has")} '{Printable.Line(odd.Value)}', which EPICS takes and some clients do not; {AllowedNames}") with { Severity = Severity.Warning };
        }

        if (record.AliasOf is not null || record.Type.Contains('$', StringComparison.Ordinal)) yield break;
        if (RecordTypes.Fields(record.Type) is { } fields)
        {
            foreach (var problem in record.Fields.SelectMany(f => Of(record, f, fields))) yield return problem;
        }
        else if (!record.IsChange && !RecordTypes.IsOfModule(record.Type) && record.TypePlace.Line > 0)
        {
            yield return UnknownType(record);
        }
    }

    private static Problem UnknownType(LoadedRecord record)
    {
        var near = Nearest.To(record.Type, RecordTypes.Names.Order(StringComparer.Ordinal));
        return near is not null
            ? CheckRule.UnknownType.At(record.File, record.TypePlace, $"there is no record type '{Printable.Line(record.Type)}'; did you mean '{near}'?") with { Severity = Severity.Error }
            : CheckRule.UnknownType.At(record.File, record.TypePlace, $"record type '{Printable.Line(record.Type)}' is neither of EPICS base nor of the usual modules; where the image has it, say so with 'allow' in ioc.yaml");
    }

    private static IEnumerable<Problem> Of(LoadedRecord record, DbValue value, FrozenDictionary<string, RecordField> fields)
    {
        if (value.Name.Contains('$', StringComparison.Ordinal)) yield break;
        if (!fields.TryGetValue(value.Name, out var field))
            yield return CheckRule.UnknownField.At(record.FileOf(value), value.Place, $"a record of type {record.Type} has no field '{Printable.Line(value.Name)}'{Nearest.Hint(value.Name, fields.Keys.Order(StringComparer.Ordinal))}");
        else if (field.IsHidden || field.Name == "NAME")
            yield return CheckRule.UnknownField.At(record.FileOf(value), value.Place, $"field '{value.Name}' of a record of type {record.Type} can't be set in a database");
        else if (!value.Text.Contains('$', StringComparison.Ordinal) && Judge(field, Plain(value.Text)) is var (rule, why))
            yield return rule.At(record.FileOf(value), value.TextPlace, $"{record.Type}.{field.Name} is '{Printable.Line(value.Text)}': {why}") with { Severity = MenusOfImage.Contains(field.Name) ? Severity.Warning : rule.Severity };
    }

    private static (CheckRule Rule, string Why)? Judge(RecordField field, string text)
    {
        // An empty value leaves the field at its default or zero.
        if (text.Trim().Length == 0) return null;
        if (field.Menu is { } menu)
            return menu.Contains(text) || (int.TryParse(text, out var index) && index >= 0 && index < menu.Count) ? null : (CheckRule.BadChoice, $"{Choices(text, menu)}{(MenusOfImage.Contains(field.Name) ? " (or what the image adds to this menu)" : "")}");
        if (field.IsWhole) return Whole().IsMatch(text.Trim()) ? null : (CheckRule.BadNumber, "a whole number is wanted");
        if (field.IsNumber) return Number().IsMatch(text.Trim()) ? null : (CheckRule.BadNumber, "a number is wanted");
        if (field.Size is { } size && System.Text.Encoding.UTF8.GetByteCount(text) > size - 1) return (CheckRule.LongText, $"it has {System.Text.Encoding.UTF8.GetByteCount(text)} bytes, and the field holds {size - 1}; EPICS cuts it");
        return null;
    }

    private static string Choices(string text, IReadOnlyList<string> menu) =>
        $"{(Nearest.To(text, menu) is { } near ? $"did you mean '{near}'? " : "")}Allowed: {string.Join(", ", menu.Take(24))}{(menu.Count > 24 ? ", …" : "")}";

    private static IEnumerable<Problem> Twice(IReadOnlyList<LoadedRecord> records)
    {
        var first = new Dictionary<string, LoadedRecord>(StringComparer.Ordinal);
        foreach (var record in records.Where(r => r.IsNameKnown && !r.IsChange))
        {
            if (first.TryAdd(record.Name, record)) continue;
            var other = first[record.Name];
            var advice = other.File == record.File && other.Place == record.Place ? "two loads of the file give the same name: let their macros differ"
                : other.Type != record.Type || other.AliasOf is not null || record.AliasOf is not null ? "EPICS refuses the second; rename one"
                : "EPICS joins the two; rename one, or write record(\"*\", …) where that is meant";
            yield return CheckRule.TwiceInIoc.At(record.File, record.Place, $"'{Printable.Line(record.Name)}' is defined already at {other.File}:{other.Place.Line}; {advice}");
        }
    }

    private static string Plain(string text) => text.Contains('\\', StringComparison.Ordinal) ? Escape().Replace(text, "$1") : text;

    // dbRecordNameValidate of base refuses these; it warns of a name that begins with '-', '+' or a bracket.
    [GeneratedRegex(@"[ \t""'.$]")]
    private static partial Regex Refused();

    [GeneratedRegex(@"\A[-+\[]|[^A-Za-z0-9_\-:\[\]<>;+]")]
    private static partial Regex Odd();

    [GeneratedRegex(@"\A[-+]?(?:0[xX][0-9a-fA-F]+|(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?|inf(?:inity)?|nan)\z", RegexOptions.IgnoreCase)]
    private static partial Regex Number();

    [GeneratedRegex(@"\A[-+]?(?:0[xX][0-9a-fA-F]+|\d+)\z")]
    private static partial Regex Whole();

    [GeneratedRegex(@"\\(.)")]
    private static partial Regex Escape();
}
