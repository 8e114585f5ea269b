using IocOps.Core.Epics;
using IocOps.Core.Model;

namespace IocOps.Core.Checks;

/// <summary>A macro of one load, with the place to mend it.</summary>
internal sealed record LoadMacro(string Name, string Value, string File, TextPlace Place);

/// <summary>One database that an IOC loads.</summary>
/// <param name="File">Absolute path in the container.</param>
/// <param name="Folder">From which files that it includes are seen.</param>
/// <param name="Macros">A later one of the same name wins.</param>
/// <param name="Origin">Where the load stands, below the workspace.</param>
/// <param name="Place">In that file.</param>
internal sealed record DatabaseLoad(string File, string Folder, IReadOnlyList<LoadMacro> Macros, string Origin, TextPlace Place);

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
        var given = MacroDefinitions.Parse(load.Macros).Where(m => m.Value is not null).Select(m => new LoadMacro(m.Name, m.Value!, load.Script, load.Place)).ToList();
        if (!load.IsTemplate) return [new DatabaseLoad(load.File, load.Folder, given, load.Script, load.Place)];
        if (files.Find(load.File) is not { } file) return [];
        Opened.Add(file.Target);
        var substitutions = SubstitutionFile.Parse(RunFileSet.Text(file));
        var origin = files.Origin(file);
        _problems.AddRange(substitutions.Faults.Select(f => CheckRule.Syntax.At(origin, f.Place, f.Message)));
        var isOwn = file.Target == RunFolder.SubstitutionsTarget(ioc.Name) && !ioc.Templates.ContainsKey(Rendering.TemplateNames.Substitutions);
        return substitutions.Loads.Select((l, index) => isOwn ? Described(l, index, load) : Written(l, origin, given, load));
    }

    private DatabaseLoad Described(SubstitutionLoad load, int index, ScriptLoad script) => new(
        RunFileSet.Combine(script.Folder, load.File),
        script.Folder,
        [.. load.Macros.Select(m => new LoadMacro(m.Name, Unescape(m.Value), places.File, places.Of("databases", index, "macros", m.Name)))],
        places.File,
        places.Of("databases", index));

    private static DatabaseLoad Written(SubstitutionLoad load, string origin, IReadOnlyList<LoadMacro> given, ScriptLoad script) => new(
        RunFileSet.Combine(script.Folder, load.File),
        script.Folder,
        [.. given, .. load.Macros.Select(m => new LoadMacro(m.Name, Unescape(m.Value), origin, m.Place))],
        origin,
        load.Place);

    // macLib takes one layer of backslashes away.
    private static string Unescape(string value)
    {
        if (!value.Contains('\\', StringComparison.Ordinal)) return value;
        var result = new System.Text.StringBuilder();
        for (var i = 0; i < value.Length; i++) result.Append(value[i] == '\\' && i + 1 < value.Length ? value[++i] : value[i]);
        return result.ToString();
    }
}
