using IocOps.Core.Epics;
using IocOps.Core.Model;

namespace IocOps.Core.Checks;

/// <summary>A macro of one load, with the place to mend it.</summary>
internal sealed record LoadMacro(string Name, string Value, string File, TextPlace Place);

/// <summary>One database that an IOC loads.</summary>
/// <param name="File">Absolute path in the container.</param>
/// <param name="Search">Where files that it includes are looked for.</param>
/// <param name="Macros">A later one of the same name wins; null where the load has no place for them.</param>
/// <param name="Origin">Where the load stands, below the workspace.</param>
/// <param name="Place">In that file.</param>
internal sealed record DatabaseLoad(string File, SearchPath Search, IReadOnlyList<LoadMacro>? Macros, string Origin, TextPlace Place);

/// <summary>From the loads of a startup script to single databases: substitutions files are opened, and loads that ioc.yaml describes are told by their place there.</summary>
internal sealed class DatabaseLoads(Ioc ioc, RunFileSet files, IocPlaces places)
{
    private readonly List<Problem> _problems = [];

    /// <summary>What is wrong with substitutions files.</summary>
    public IReadOnlyList<Problem> Problems => _problems;

    /// <summary>Files that were opened.</summary>
    public HashSet<string> Opened { get; } = new(StringComparer.Ordinal);

    /// <summary>All databases of <paramref name="load"/>.</summary>
    public IEnumerable<DatabaseLoad> Of(ScriptLoad load)
    {
        var given = load.Macros is not { } macros ? null : MacroDefinitions.Parse(macros).Where(m => m.Value is not null).Select(m => new LoadMacro(m.Name, m.Value!, load.Script, load.Place)).ToList();
        if (!load.IsTemplate) return [new DatabaseLoad(load.File, load.Search, given, load.Script, load.Place)];
        if (files.Find(load.File) is not { } file) return [];
        Opened.Add(file.Target);
        var substitutions = SubstitutionFile.Parse(RunFileSet.Text(file));
        var origin = files.Origin(file);
        _problems.AddRange(substitutions.Faults.Select(f => CheckRule.Syntax.At(origin, f)));
        var isOwn = file.Target == RunFolder.SubstitutionsTarget(ioc.Name) && !ioc.Templates.ContainsKey(Rendering.TemplateNames.Substitutions);
        return substitutions.Loads.Select((l, index) => isOwn ? Described(l, index, load) : Written(l, origin, given ?? [], load));
    }

    // What was generated from ioc.yaml is told by its place there.
    private DatabaseLoad Described(SubstitutionLoad load, int index, ScriptLoad script) => new(
        script.Search.Find(load.File, files),
        script.Search,
        [.. ioc.Databases[index].Macros.Select(m => new LoadMacro(m.Name, m.Value, places.File, places.Of("databases", index, "macros", m.Name)))],
        places.File,
        places.Of("databases", index));

    private DatabaseLoad Written(SubstitutionLoad load, string origin, IReadOnlyList<LoadMacro> given, ScriptLoad script) => new(
        script.Search.Find(load.File, files),
        script.Search,
        [.. given, .. load.Macros.Select(m => new LoadMacro(m.Name, MacroDefinitions.Plain($"\"{m.Value}\""), origin, m.Place))],
        origin,
        load.Place);
}
