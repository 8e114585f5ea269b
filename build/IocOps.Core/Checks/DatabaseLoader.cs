using IocOps.Core.Epics;
using IocOps.Core.Model;
using IocOps.Core.Rendering;

namespace IocOps.Core.Checks;

/// <summary>Loads databases as an IOC does: opens them, replaces macros, gathers records. Each file is parsed once per IOC.</summary>
internal sealed class DatabaseLoader(Ioc ioc, RunFileSet files, StartupScript script)
{
    // Databases that include each other.
    private const int MaxDepth = 8;

    private readonly Dictionary<(string Target, bool IsBody), ParsedDatabase> _parsed = [];
    private readonly List<Problem> _problems = [];
    private readonly LoadedRecords _records = new(ioc, script);
    private readonly MacroCheck _macros = new(script);

    public IReadOnlyList<Problem> Problems => [.. _problems, .. _macros.Problems, .. _records.Problems];

    public IReadOnlyList<LoadedRecord> Records => _records.All;

    /// <summary>Files that were opened, by their path below the run folder.</summary>
    public HashSet<string> Opened { get; } = new(StringComparer.Ordinal);

    public void Read(DatabaseLoad load)
    {
        if (files.Find(load.File) is { } file)
        {
            var use = new DatabaseUse(load);
            Read(file, use, 0);
            _macros.TellUnused(use);
        }
        else if (files.ShouldHold(load.File)) TellMissing(load, files.Below(load.File)!);
    }

    private void TellMissing(DatabaseLoad load, string target) =>
        _problems.Add(CheckRule.NoFile.At(load.Origin, load.Place, $"'{Printable.Line(target)}' is not in the run folder{Nearest.Hint(target, files.Targets)}; deliver it with 'databases' or 'files', or correct the path"));

    private void Read(RunFile file, DatabaseUse use, int depth)
    {
        var database = Parse(file, use, isBody: false);
        foreach (var statement in database.File.Statements)
        {
            if (statement is DbRecord record) _records.Add(record with { Body = Whole(record.Body, database.Origin, use, depth) }, database.Origin, use);
            else if (statement is DbAlias alias) _records.Add(alias, database.Origin, use);
            else if (statement is DbInclude include) Follow(include.Value, database.Origin, use, depth);
        }
    }

    private void Follow(DbValue include, string origin, DatabaseUse use, int depth)
    {
        if (include.Name == "path") use.Search = use.Search.Set(Expand(include, use));
        else if (include.Name == "addpath") use.Search = use.Search.Add(Expand(include, use));
        else if (Included(include, origin, use, depth) is { } file) Read(file, use, depth + 1);
    }

    // With what the record includes.
    private DbBody Whole(DbBody body, string origin, DatabaseUse use, int depth)
    {
        if (body.Includes.Count == 0) return body;
        var (fields, infos) = (body.Fields.ToList(), body.Infos.ToList());
        foreach (var include in body.Includes)
        {
            if (Included(include, origin, use, depth) is not { } file) continue;
            var more = Whole(Parse(file, use, isBody: true).Body, files.Origin(file), use, depth + 1);
            fields.AddRange(more.Fields.Select(f => f with { File = f.File ?? files.Origin(file) }));
            infos.AddRange(more.Infos.Select(i => i with { File = i.File ?? files.Origin(file) }));
        }

        return new DbBody(fields, infos, []);
    }

    // The file, where it is known here.
    private RunFile? Included(DbValue include, string origin, DatabaseUse use, int depth)
    {
        if (depth >= MaxDepth) return null;
        var path = use.Search.Find(Expand(include, use), files);
        if (files.Find(path) is { } file) return file;
        use.IsOpaque = true;
        if (files.ShouldHold(path))
            _problems.Add(CheckRule.NoFile.At(origin, include.TextPlace, $"EPICS finds no '{Printable.Line(include.Text)}' to include: it looks for '{Printable.Line(files.Below(path)!)}' of the run folder{Nearest.Hint(files.Below(path)!, files.Targets)}; deliver it there with 'files', or write its folder, as in \"db/x.db\""));
        return null;
    }

    private string Expand(DbValue include, DatabaseUse use) => MacroText.Expand(include.Text, n => use.LookUp(n) ?? script.Variable(n));

    private ParsedDatabase Parse(RunFile file, DatabaseUse use, bool isBody)
    {
        Opened.Add(file.Target);
        if (!_parsed.TryGetValue((file.Target, isBody), out var database))
        {
            database = ParsedDatabase.Of(RunFileSet.Text(file), files.Origin(file), isBody);
            _problems.AddRange(database.Faults.Select(f => CheckRule.Syntax.At(database.Origin, f)));
            _parsed[(file.Target, isBody)] = database;
        }

        use.Mentioned.UnionWith(database.Mentioned);
        use.IsOpaque |= database.HasNestedNames;
        _macros.TellUndefined(database, use);
        return database;
    }
}

/// <summary>One load on its way through files that include each other.</summary>
internal sealed class DatabaseUse
{
    private readonly Dictionary<string, LoadMacro> _values = new(StringComparer.Ordinal);

    public DatabaseUse(DatabaseLoad load)
    {
        (Load, Search) = (load, load.Search);
        foreach (var macro in load.Macros ?? []) _values[macro.Name] = macro;
    }

    public DatabaseLoad Load { get; }

    public SearchPath Search { get; set; }

    public IReadOnlyDictionary<string, LoadMacro> Values => _values;

    public HashSet<string> Mentioned { get; } = new(StringComparer.Ordinal);

    /// <summary>True after a file that is not known here, or names that are put together: what is used can't be said.</summary>
    public bool IsOpaque { get; set; }

    /// <summary>The value of a macro of this load. Variables of the environment are none in a database (dbReadCOM of base).</summary>
    public string? LookUp(string name) => _values.TryGetValue(name, out var macro) ? macro.Value : null;
}
