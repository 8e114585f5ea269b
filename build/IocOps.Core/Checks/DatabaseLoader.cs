using IocOps.Core.Epics;
using IocOps.Core.Model;
using IocOps.Core.Rendering;

namespace IocOps.Core.Checks;

/// <summary>Loads databases as an IOC does: opens them, replaces macros, gathers records. Each file is parsed once per IOC.</summary>
internal sealed class DatabaseLoader(Ioc ioc, RunFileSet files, StartupScript script)
{
    // Databases that include each other.
    private const int MaxDepth = 8;

    private readonly Dictionary<string, ParsedDatabase> _parsed = new(StringComparer.Ordinal);
    private readonly HashSet<(string File, int Line, string Macro)> _told = [];
    private readonly List<Problem> _problems = [];
    private readonly List<LoadedRecord> _records = [];

    public IReadOnlyList<Problem> Problems => _problems;

    public IReadOnlyList<LoadedRecord> Records => _records;

    /// <summary>Files that were opened, by their path below the run folder.</summary>
    public HashSet<string> Opened { get; } = new(StringComparer.Ordinal);

    public void Read(DatabaseLoad load)
    {
        var values = new Dictionary<string, LoadMacro>(StringComparer.Ordinal);
        foreach (var macro in load.Macros) values[macro.Name] = macro;
        var use = new Use(load, n => values.TryGetValue(n, out var macro) ? macro.Value : script.Variable(n));
        if (!Open(load.File, use, 0)) return;
        foreach (var macro in values.Values.Where(m => !use.Mentioned.Contains(m.Name) && !use.IsOpaque && !values.Values.Any(v => MacroText.References(v.Value).Contains(m.Name))))
            _problems.Add(CheckRule.UnusedMacro.At(macro.File, macro.Place, $"{RunFolder.FileName(load.File)} does not use macro '{macro.Name}'{Nearest.Hint(macro.Name, use.Mentioned.Where(m => !values.ContainsKey(m)))}; take it away or correct its name"));
        foreach (var macro in values.Values.Where(m => use.Mentioned.Contains(m.Name) && Placeholders.Is(m.Value)))
            _problems.Add(CheckRule.Placeholder.At(macro.File, macro.Place, $"macro '{macro.Name}' is '{Printable.Line(macro.Value)}', which looks like a value that is still to be filled in"));
    }

    private bool Open(string path, Use use, int depth)
    {
        if (files.Find(path) is not { } file)
        {
            if (depth == 0 && files.ShouldHold(path))
                _problems.Add(CheckRule.NoFile.At(use.Load.Origin, use.Load.Place, $"'{Printable.Line(files.Below(path)!)}' is not in the run folder{Nearest.Hint(files.Below(path)!, files.Targets)}; deliver it with 'databases' or 'files', or correct the path"));
            use.IsOpaque = true;
            return false;
        }

        Opened.Add(file.Target);
        var database = Parse(file);
        use.Mentioned.UnionWith(database.Mentioned);
        use.IsOpaque |= database.HasNestedNames;
        TellMacros(database, use);
        foreach (var record in database.File.Records) Add(record, database.Origin, use);
        foreach (var alias in database.File.Aliases) AddAlias(alias, database.Origin, use);
        foreach (var include in database.File.Includes) Include(include, use, depth);
        return true;
    }

    private void Include(DbValue include, Use use, int depth)
    {
        var name = MacroText.Expand(include.Text, use.LookUp);
        if (depth >= MaxDepth) return;
        var near = RunFileSet.Combine(use.Load.File[..use.Load.File.LastIndexOf('/')], name);
        Open(files.Find(near) is null ? RunFileSet.Combine(use.Load.Folder, name) : near, use, depth + 1);
    }

    private ParsedDatabase Parse(RunFile file)
    {
        if (_parsed.TryGetValue(file.Target, out var known)) return known;
        var database = ParsedDatabase.Of(RunFileSet.Text(file), files.Origin(file));
        _problems.AddRange(database.File.Faults.Select(f => CheckRule.Syntax.At(database.Origin, f.Place, f.Message)));
        return _parsed[file.Target] = database;
    }

    private void TellMacros(ParsedDatabase database, Use use)
    {
        foreach (var line in database.MacroLines)
        {
            var undefined = new List<string>();
            MacroText.ExpandLine(line.Text, use.LookUp, undefined);
            foreach (var name in undefined.Distinct().Where(n => !StartupScript.MayBeOfImage(n) && _told.Add((database.Origin, line.Number, n))))
            {
                var at = new TextPlace(line.Number, Math.Max(line.Text.IndexOf("$" + (line.Text.Contains($"${{{name}", StringComparison.Ordinal) ? "{" : "(") + name, StringComparison.Ordinal), 0) + 1);
                var load = $"{use.Load.Origin}{(use.Load.Place.Line > 0 ? $":{use.Load.Place.Line}" : "")}";
                var isComment = !line.Text[..line.CodeLength].Contains(name, StringComparison.Ordinal);
                var problem = CheckRule.NoMacro.At(database.Origin, at, isComment
                    ? $"macro '{name}' has no value (load of {load}); EPICS replaces macros in comments too and warns"
                    : $"macro '{name}' has no value: neither the load of {load} nor a variable of st.cmd gives one{Nearest.Hint(name, use.Load.Macros.Select(m => m.Name))}");
                _problems.Add(isComment ? problem with { Severity = Severity.Warning } : problem);
            }
        }
    }

    private void Add(DbRecord record, string origin, Use use)
    {
        string Expand(string text) => MacroText.Expand(text, use.LookUp);
        _records.Add(new LoadedRecord(ioc.Name, Expand(record.Name), Expand(record.Type), origin, record.Place)
        {
            TypePlace = record.TypePlace,
            Fields = Values(record.Fields),
            Infos = Values(record.Infos),
        });
        IReadOnlyList<DbValue> Values(IReadOnlyList<DbValue> values) =>
            [.. values.Select(v => v.Text.Contains('$', StringComparison.Ordinal) || v.Name.Contains('$', StringComparison.Ordinal) ? v with { Name = Expand(v.Name), Text = Expand(v.Text) } : v)];
    }

    private void AddAlias(DbAlias alias, string origin, Use use)
    {
        var record = MacroText.Expand(alias.Record, use.LookUp);
        var type = _records.FirstOrDefault(r => r.Name == record)?.Type ?? "";
        _records.Add(new LoadedRecord(ioc.Name, MacroText.Expand(alias.Name, use.LookUp), type, origin, alias.Place) { AliasOf = record });
    }

    // One load on its way through files that include each other.
    private sealed class Use(DatabaseLoad load, Func<string, string?> lookUp)
    {
        public DatabaseLoad Load => load;

        public Func<string, string?> LookUp => lookUp;

        public HashSet<string> Mentioned { get; } = new(StringComparer.Ordinal);

        // A file that is not known here, or names that are put together: what is used can't be said.
        public bool IsOpaque { get; set; }
    }
}

/// <summary>A database file, and its lines with macros.</summary>
internal sealed record ParsedDatabase(string Origin, DbFile File, IReadOnlyList<MacroLine> MacroLines, IReadOnlySet<string> Mentioned, bool HasNestedNames)
{
    public static ParsedDatabase Of(string text, string origin)
    {
        var lines = text.Split('\n').Select((t, i) => new MacroLine(i + 1, t, CodeLength(t))).Where(l => l.Text.Contains('$', StringComparison.Ordinal)).ToList();
        var names = lines.SelectMany(l => MacroText.References(l.Text)).ToHashSet(StringComparer.Ordinal);
        return new ParsedDatabase(origin, DbFile.Parse(text), lines, names, names.Any(n => n.Contains('$', StringComparison.Ordinal)));
    }

    private static int CodeLength(string line)
    {
        var isQuoted = false;
        for (var i = 0; i < line.Length; i++)
        {
            if (line[i] == '\\') i++;
            else if (line[i] == '"') isQuoted = !isQuoted;
            else if (line[i] == '#' && !isQuoted) return i;
        }

        return line.Length;
    }
}

/// <summary>A line of a database that holds a macro.</summary>
/// <param name="Number">From 1.</param>
/// <param name="Text">The line.</param>
/// <param name="CodeLength">Up to the comment.</param>
internal sealed record MacroLine(int Number, string Text, int CodeLength);
