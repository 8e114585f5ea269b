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

/// <summary>Changes of the ioc.yaml of several IOCs: all of them are good, or none is written.</summary>
public sealed class ProjectEdit
{
    private readonly FleetFiles _files;
    private readonly List<(IocFolder Before, string After)> _changed = [];

    /// <summary>Makes the changes in memory and checks what comes of them.</summary>
    /// <param name="files">The fleet.</param>
    /// <param name="names">Whose.</param>
    /// <param name="changes">The same for each.</param>
    /// <exception cref="SelectionException">A key is none of ioc.yaml, or there is nothing to change.</exception>
    /// <exception cref="ProblemException">A file can't be changed so, or would have errors that it did not have.</exception>
    public ProjectEdit(FleetFiles files, IReadOnlyList<string> names, IReadOnlyList<YamlChange> changes)
    {
        _files = files;
        if (changes.Count == 0) throw new SelectionException("There is nothing to change: say --set key=value or --unset key.");
        if (IocKeys.Fault(changes) is { } fault) throw new SelectionException(fault);
        var problems = new List<Problem>();
        foreach (var folder in names.Select(files.Folder))
        {
            if (folder.IocYaml is not { } before) problems.Add(new Problem($"{folder.Path}/ioc.yaml", 0, 0, "IOC001", "the file is missing"));
            else if (YamlEditor.Apply($"{folder.Path}/ioc.yaml", before, changes, problems) is { } after && after != before) _changed.Add((folder, after));
        }

        if (problems.Count == 0) problems.AddRange(Fresh());
        if (problems.Count > 0) throw new ProblemException(problems);
        Unchanged = names.Count - _changed.Count;
    }

    /// <summary>How many are so already.</summary>
    public int Unchanged { get; }

    /// <summary>Which will be changed.</summary>
    public IReadOnlyList<string> Names => [.. _changed.Select(c => c.Before.Name)];

    /// <summary>What differs, a few lines per file.</summary>
    public IReadOnlyList<string> Differences =>
        [.. _changed.SelectMany(c => LineDifference.Of(Encoding.UTF8.GetBytes(c.Before.IocYaml!), Encoding.UTF8.GetBytes(c.After)).Lines.Select(l => $"  {l}").Prepend($"{c.Before.Path}/ioc.yaml"))];

    /// <summary>Writes all files, or none.</summary>
    /// <exception cref="SelectionException">Somebody changed one of them since it was read.</exception>
    public void Write(Output output)
    {
        ArgumentNullException.ThrowIfNull(output);
        var now = new FleetFiles(_files.Workspace.Root).Source.Folders.ToDictionary(f => f.Name, f => f.IocYaml, StringComparer.Ordinal);
        if (_changed.FirstOrDefault(c => now.GetValueOrDefault(c.Before.Name) != c.Before.IocYaml) is { Before: { } other })
            throw new SelectionException($"{other.Path}/ioc.yaml was changed by somebody since it was read; nothing was written. Look at it, and run this again.");
        new WorkspaceWriter(_files.Workspace.Root).Write([.. _changed.Select(c => new RenderedFile($"{c.Before.Path}/ioc.yaml", c.After))], []);
        foreach (var name in Names) output.Changed($"ioc.yaml of {name} edited");
    }

    // What was wrong before is not the fault of this change.
    private IEnumerable<Problem> Fresh()
    {
        var names = _changed.Select(c => c.Before.Name).ToHashSet(StringComparer.Ordinal);
        var known = _files.ProblemsOf(names).Select(p => (p.File, p.Code, p.Message)).ToHashSet();
        return _files.With([], [.. _changed.Select(c => c.Before with { IocYaml = c.After })]).ProblemsOf(names).Where(p => p.Severity == Severity.Error && !known.Contains((p.File, p.Code, p.Message)));
    }
}
