using System.Text;
using System.Text.RegularExpressions;
using IocOps.Core.Epics;
using IocOps.Core.Model;
using IocOps.Core.Model.Reading;

namespace IocOps.Core.Import;

/// <summary>[DB] load: the databases and their macros, as they were meant.</summary>
internal sealed partial class DatabaseImport(IocIni ini, IocDraft draft, SourceImport sources, ImportNotes notes)
{
    private static readonly string[] Folders = ["startup/db", "project/startup/db"];

    public void Read()
    {
        foreach (var item in Joined(ini.Items("DB", "load"))) ReadLoad(item);
    }

    // A line that ends with a comma goes on with the macros of the next.
    private List<IniItem> Joined(IReadOnlyList<IniItem> items)
    {
        var joined = new List<IniItem>();
        foreach (var item in items)
        {
            if (joined.Count > 0 && joined[^1].Text.EndsWith(',') && Several().IsMatch(item.Text))
            {
                notes.Corrected(item.Line, $"'{item.Text}' goes on with the load above, which ends with a comma; the original tool took it for a load of its own");
                joined[^1] = joined[^1] with { Text = $"{joined[^1].Text} {item.Text}" };
            }
            else joined.Add(item);
        }

        return joined;
    }

    private void ReadLoad(IniItem item)
    {
        var parts = IniText.Split(item.Text, ',', "\"");
        if (sources.Use(parts[0], item.Line, Folders) is not { } file) return;
        if (draft.Sources[file].Length == 0)
        {
            notes.Corrected(item.Line, $"src/{file} is empty and not loaded");
            return;
        }

        var macros = new List<Macro>();
        foreach (var (name, value) in Pairs(parts, item)) Add(macros, name, value, item.Line);
        var database = new Database(file, [.. macros.Select(m => m with { Value = Quotable(file, m, item.Line) })]);
        if (draft.Databases.Exists(d => d.File == file && d.Macros.ToHashSet().SetEquals(database.Macros)))
            notes.Corrected(item.Line, $"src/{file} is loaded with the same macros above already; it is loaded once");
        else draft.Databases.Add(database);
    }

    // NAME=VALUE; a part without '=' belongs to the value before it: that had a comma.
    private List<(string Name, string Value)> Pairs(IReadOnlyList<string> parts, IniItem item)
    {
        var pairs = new List<(string Name, StringBuilder Value)>();
        foreach (var part in parts.Skip(1).SelectMany(p => Together(p, item.Line)))
        {
            var at = part.IndexOf('=', StringComparison.Ordinal);
            if (at >= 0 && (pairs.Count == 0 || Shapes.Macro.Pattern.IsMatch(IniText.Unquote(part[..at].Trim()))))
                pairs.Add((IniText.Unquote(part[..at].Trim()), new StringBuilder(part[(at + 1)..])));
            else if (part.Trim().Length == 0) continue;
            else if (pairs.Count == 0) notes.Decide(item.Line, $"'{part.Trim()}' is no NAME=VALUE of a macro; it is left out");
            else
            {
                notes.Corrected(item.Line, $"'{part.Trim()}' is taken as part of the value of '{pairs[^1].Name}', which has a comma; the original tool failed at it");
                pairs[^1].Value.Append(',').Append(part);
            }
        }

        return [.. pairs.Select(p => (p.Name, p.Value.ToString().Trim()))];
    }

    // "A=1,B=2" in one pair of quotes, as dbLoadRecords wants it.
    private IReadOnlyList<string> Together(string part, int line)
    {
        var plain = IniText.Unquote(part.Trim());
        if (plain == part.Trim() || !Several().IsMatch(plain)) return [part];
        notes.Corrected(line, $"the macros in one pair of quotes are taken one by one: {plain}");
        return IniText.Split(plain, ',', "\"");
    }

    private void Add(List<Macro> macros, string name, string written, int line)
    {
        var value = IniText.Unquote(written);
        if (!Shapes.Macro.Pattern.IsMatch(name)) notes.Refuse(line, $"'{name}' can't be a macro's name; wanted are {Shapes.Macro.Wanted}");
        else if (SubstitutionText.Refusal(value) is { } why) notes.Refuse(line, $"the value of the macro '{name}' can't be used: {why}");
        else
        {
            Tell(name, written, value, line);
            if (macros.RemoveAll(m => m.Name == name) > 0) notes.Corrected(line, $"the macro '{name}' is given twice; the last one counts");
            macros.Add(new Macro(name, value));
        }
    }

    private void Tell(string name, string written, string value, int line)
    {
        if (written.Length == 0) notes.Corrected(line, $"the macro '{name}' is empty; the original tool gave it the value of the next one, and so on to the end");
        else if (value.Contains('=', StringComparison.Ordinal)) notes.Corrected(line, $"the macro '{name}' has a '=' in its value, at which the original tool failed");
        else if (written == value && NeedsQuotes().IsMatch(value)) notes.Corrected(line, $"the value of '{name}' needs quotes, which the original tool did not write: {value}");
        if (value.Contains(" #", StringComparison.Ordinal)) notes.Decide(line, $"the value of '{name}' has a '#' in it; take that out where it was meant as a comment: {value}");
        if (value.Contains('\\', StringComparison.Ordinal)) notes.Decide(line, $"the macro '{name}' has a backslash in its value, of which EPICS took one layer away; here it reaches the database to the letter: {value}");
    }

    // A bare quote would end the string in which the database uses the macro.
    private string Quotable(string file, Macro macro, int line)
    {
        if (!BareQuote().IsMatch(macro.Value) || !DbText.MacrosInStrings(Encoding.UTF8.GetString(draft.Sources[file].Span)).Contains(macro.Name)) return macro.Value;
        notes.Corrected(line, $"the quotes in the value of '{macro.Name}' are written \\\", because src/{file} uses it inside a quoted string, which they would end");
        return BareQuote().Replace(macro.Value, "$1\\\"");
    }

    [GeneratedRegex(@"\A\s*[A-Za-z0-9_-]+\s*=")]
    private static partial Regex Several();

    // What dbLoadTemplate takes without quotes.
    [GeneratedRegex(@"[^A-Za-z0-9_\-+:./\\\[\]<>;$(){}=]")]
    private static partial Regex NeedsQuotes();

    [GeneratedRegex(@"(?<!\\)((?:\\\\)*)""")]
    private static partial Regex BareQuote();
}
