using IocOps.Core.Epics;
using IocOps.Core.Model;

namespace IocOps.Core.Checks;

/// <summary>Compares the macros of loads with those of the databases. Variables of st.cmd are no macros of a database.</summary>
internal sealed class MacroCheck(StartupScript script)
{
    private readonly HashSet<(string File, int Line, string Macro)> _told = [];
    private readonly List<Problem> _problems = [];

    public IReadOnlyList<Problem> Problems => _problems;

    /// <summary>Macros of a file that have no value.</summary>
    public void TellUndefined(ParsedDatabase database, DatabaseUse use)
    {
        foreach (var line in database.MacroLines)
        {
            var undefined = new List<string>();
            MacroText.ExpandLine(line.Text, use.LookUp, undefined);
            foreach (var name in undefined.Distinct().Where(n => _told.Add((database.Origin, line.Number, n)))) _problems.Add(Undefined(name, line, database.Origin, use));
        }

        if (use.Load.Macros is null && database.Mentioned.Count > 0 && _told.Add((use.Load.Origin, use.Load.Place.Line, "")))
            _problems.Add(CheckRule.NoMacro.At(use.Load.Origin, use.Load.Place, $"this load of {RunFolder.FileName(use.Load.File)}, which has macros, gives no second argument: EPICS of before 2024 then replaces none, not even by their defaults; write dbLoadRecords(\"…\",\"\")") with { Severity = Severity.Warning });
    }

    /// <summary>Macros of a load that none of its files uses, and values that nobody filled in.</summary>
    public void TellUnused(DatabaseUse use)
    {
        var values = use.Values.Values;
        var file = RunFolder.FileName(use.Load.File);
        foreach (var macro in values.Where(m => !use.Mentioned.Contains(m.Name) && !use.IsOpaque && !values.Any(v => MacroText.References(v.Value).Contains(m.Name))))
            _problems.Add(CheckRule.UnusedMacro.At(macro.File, macro.Place, $"{file} does not use macro '{macro.Name}'{Nearest.Hint(macro.Name, use.Mentioned.Where(m => !use.Values.ContainsKey(m)))}; take it away or correct its name"));
        foreach (var macro in values.Where(m => use.Mentioned.Contains(m.Name) && Placeholders.Is(m.Value)))
            _problems.Add(CheckRule.Placeholder.At(macro.File, macro.Place, $"macro '{macro.Name}' is '{Printable.Line(macro.Value)}', which looks like a value that is still to be filled in"));
    }

    private Problem Undefined(string name, MacroLine line, string origin, DatabaseUse use)
    {
        var load = use.Load;
        var at = new TextPlace(line.Number, Column(name, line.Text, use));
        var from = $"{load.Origin}{(load.Place.Line > 0 ? $":{load.Place.Line}" : "")}";
        if (!Misses(name, line.Text[..line.CodeLength], use))
            return CheckRule.NoMacro.At(origin, at, $"macro '{name}' has no value (load of {from}); EPICS replaces macros in comments too and warns") with { Severity = Severity.Warning };
        var advice = script.Variable(name) is not null || StartupScript.MayBeOfImage(name)
            ? "; a database does not see variables of st.cmd: give it among the macros"
            : Nearest.Hint(name, (load.Macros ?? []).Select(m => m.Name));
        return CheckRule.NoMacro.At(origin, at, $"macro '{name}' has no value: the load of {from} gives none{advice}");
    }

    // Of the reference that asks for it, or for a macro in whose value it stands.
    private static int Column(string name, string line, DatabaseUse use)
    {
        var asked = MacroText.References(line).FirstOrDefault(r => r == name || Misses(name, $"$({r})", use), name);
        return Math.Max(Math.Max(line.IndexOf($"$({asked}", StringComparison.Ordinal), line.IndexOf($"${{{asked}", StringComparison.Ordinal)), 0) + 1;
    }

    private static bool Misses(string name, string text, DatabaseUse use)
    {
        var undefined = new List<string>();
        MacroText.ExpandLine(text, use.LookUp, undefined);
        return undefined.Contains(name);
    }
}
