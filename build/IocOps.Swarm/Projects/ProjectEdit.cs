using System.Text;
using IocOps.Core;
using IocOps.Core.Model;
using IocOps.Core.Planning;
using IocOps.Core.Projects;
using IocOps.Core.Projects.Editing;
using IocOps.Swarm.Fleets;
using IocOps.Swarm.Views;
using IocOps.Swarm.Workspaces;

namespace IocOps.Swarm.Projects;

/// <summary>Changes of the ioc.yaml of several IOCs, and of site.yaml: all of them are good, or none is written.</summary>
public sealed class ProjectEdit
{
    private readonly FleetFiles _files;
    private readonly List<(IocFolder Before, string After)> _changed = [];
    private readonly string? _site;

    /// <summary>Makes the changes in memory and checks what comes of them.</summary>
    /// <param name="files">The fleet.</param>
    /// <param name="names">Whose.</param>
    /// <param name="changes">The same for each.</param>
    /// <param name="siteChanges">Of site.yaml; null for none.</param>
    /// <exception cref="SelectionException">A key is none of ioc.yaml, or there is nothing to change.</exception>
    /// <exception cref="ProblemException">A file can't be changed so, or would have errors that it did not have.</exception>
    public ProjectEdit(FleetFiles files, IReadOnlyList<string> names, IReadOnlyList<YamlChange> changes, IReadOnlyList<YamlChange>? siteChanges = null)
    {
        _files = files;
        if (changes.Count == 0) throw new SelectionException("There is nothing to change: say --set key=value or --unset key.");
        if (IocKeys.Fault(changes, names.Select(n => files.Folder(n).IocYaml).OfType<string>()) is { } fault) throw new SelectionException(fault);
        var problems = new List<Problem>();
        foreach (var folder in names.Select(files.Folder))
        {
            if (folder.IocYaml is not { } before) problems.Add(new Problem($"{folder.Path}/ioc.yaml", 0, 0, "IOC001", "the file is missing"));
            else if (YamlEditor.Apply($"{folder.Path}/ioc.yaml", before, changes, problems) is { } after && after != before) _changed.Add((folder, after));
        }

        if (siteChanges?.Count > 0 && YamlEditor.Apply(FleetSource.SitePath, files.Source.SiteYaml!, siteChanges, problems) is { } site && site != files.Source.SiteYaml) _site = site;
        After = files.With([], [.. _changed.Select(c => c.Before with { IocYaml = c.After })]);
        if (_site is not null) After = After.WithSite(_site);
        if (problems.Count == 0) problems.AddRange(Fresh());
        if (problems.Count > 0) throw new ProblemException(problems);
        Unchanged = names.Count - _changed.Count;
    }

    /// <summary>How many are so already.</summary>
    public int Unchanged { get; }

    /// <summary>The fleet as it will be.</summary>
    public FleetFiles After { get; }

    /// <summary>Which will be changed.</summary>
    public IReadOnlyList<string> Names => [.. _changed.Select(c => c.Before.Name)];

    /// <summary>What differs, a few lines per file.</summary>
    public IReadOnlyList<string> Differences => [.. Texts.SelectMany(t => LineDifference.Of(Encoding.UTF8.GetBytes(t.Before), Encoding.UTF8.GetBytes(t.After)).Lines.Select(l => $"  {l}").Prepend(t.Path))];

    private IEnumerable<(string Path, string Before, string After)> Texts =>
    [
        .. _site is null ? [] : new[] { (FleetSource.SitePath, _files.Source.SiteYaml!, _site) },
        .. _changed.Select(c => ($"{c.Before.Path}/ioc.yaml", c.Before.IocYaml!, c.After)),
    ];

    /// <summary>Writes all files, or none.</summary>
    /// <param name="output">Is told which.</param>
    /// <param name="generated">Files that are made from these, to be written with them.</param>
    /// <exception cref="SelectionException">Somebody changed one of them since it was read.</exception>
    public WriteResult Write(Output output, Generated? generated = null)
    {
        ArgumentNullException.ThrowIfNull(output);
        var now = new FleetFiles(_files.Workspace.Root).Source;
        var texts = now.Folders.ToDictionary(f => $"{f.Path}/ioc.yaml", f => f.IocYaml, StringComparer.Ordinal);
        texts[FleetSource.SitePath] = now.SiteYaml;
        if (Texts.FirstOrDefault(t => texts.GetValueOrDefault(t.Path) != t.Before) is { Path: { } other })
            throw new SelectionException($"{other} was changed by somebody since it was read; nothing was written. Look at it, and run this again.");
        var result = new WorkspaceWriter(_files.Workspace.Root).Write([.. Texts.Select(t => new RenderedFile(t.Path, t.After)), .. generated?.Files ?? []], generated?.Folders ?? []);
        foreach (var name in Names) output.Changed($"ioc.yaml of {name} edited");
        if (_site is not null) output.Changed($"{FleetSource.SitePath} edited");
        return result;
    }

    // What was wrong before is not the fault of this change. What site.yaml says reaches every IOC.
    private IEnumerable<Problem> Fresh()
    {
        var names = (_site is null ? _changed.Select(c => c.Before.Name) : _files.Fleet.Members.Select(m => m.Name)).ToHashSet(StringComparer.Ordinal);
        var known = _files.ProblemsOf(names).Select(p => (p.File, p.Code, p.Message)).ToHashSet();
        return After.ProblemsOf(names).Where(p => p.Severity == Severity.Error && !known.Contains((p.File, p.Code, p.Message)));
    }
}
