using System.Text.RegularExpressions;
using IocOps.Core.Epics;
using IocOps.Core.Yaml;

namespace IocOps.Core.Model.Reading;

/// <summary>Reads <c>databases</c>.</summary>
internal static partial class DatabaseReader
{
    public static IReadOnlyList<Database> Read(Section ioc, SourceFiles sources)
    {
        var databases = new List<Database>();
        var seen = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var item in ioc.Items("databases", orOne: true))
        {
            if (ReadOne(item, ioc.Report, sources) is not { } database) continue;
            var key = string.Join('\n', [database.File, .. database.Macros.OrderBy(m => m.Name, StringComparer.Ordinal).Select(m => $"{m.Name}={m.Value}")]);
            if (seen.TryAdd(key, item.Line)) databases.Add(database);
            else ioc.Report.Add(item, Rule.Duplicate, $"src/{database.File} is loaded with the same macros in line {seen[key]} already; its records would be defined twice");
        }

        return databases;
    }

    private static Database? ReadOne(YamlNode item, Report report, SourceFiles sources)
    {
        // `- x.db` is short for `- file: x.db`.
        if (item is YamlScalar { IsNull: false }) return sources.Use(item, "databases") is { } plain ? new Database(plain, []) : null;
        if (Section.From(item, Keys.Database, report) is not { } section) return null;
        if (section["file"] is null) section.Add("file", Rule.Missing, "'file' is missing; wanted is " + Shapes.Source.Wanted);
        var file = section["file"] is { } node ? sources.Use(node, "file") : null;
        var macros = ReadMacros(section);
        if (file is not null && section["macros"] is YamlMap) CheckQuotes(section, file, sources);
        if (SubstitutionText.IsTooLong(macros.Select(m => (m.Name, m.Value))))
            section.Add("macros", Rule.TooLarge, "these macros have more than 4900 bytes together, which is more than EPICS takes for one load; split the database");
        return file is null ? null : new Database(file, macros);
    }

    private static List<Macro> ReadMacros(Section section)
    {
        var macros = new List<Macro>();
        foreach (var (key, node) in section.Entries("macros"))
        {
            var name = Values.Text(key, "macro name", Shapes.Macro, section.Report);
            if (Values.Scalar(node, key.Value, section.Report) is not { } value) continue;
            if (SubstitutionText.Refusal(value.Value) is { } why)
                section.Report.Add(value, Rule.Characters, $"the value {Report.Show(value.Value)} of macro '{key.Value}' can't be used: {why}");
            else if (name is not null) macros.Add(new Macro(name, value.IsNull ? "" : value.Value));
        }

        return macros;
    }

    // A macro is replaced as text: field(DESC,"$(D)") with a bare quote in D ends the string early, and EPICS cuts it in silence.
    private static void CheckQuotes(Section section, string file, SourceFiles sources)
    {
        var quoted = section.Entries("macros").Where(e => e.Value is YamlScalar s && BareQuote().IsMatch(s.Value)).ToList();
        if (quoted.Count == 0) return;
        var inStrings = DbText.MacrosInStrings(sources.Text(file));
        foreach (var (key, value) in quoted.Where(e => inStrings.Contains(e.Key.Value)))
        {
            section.Report.Add(
                value,
                Rule.BrokenQuote,
                $"src/{file} uses macro '{key.Value}' inside a quoted string, which the '\"' in its value would end; write \\\" in the value ('say \\\"hi\\\"' in single quotes)");
        }
    }

    [GeneratedRegex(@"(?<!\\)(?:\\\\)*""")]
    private static partial Regex BareQuote();
}
