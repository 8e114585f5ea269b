using IocOps.Core;
using IocOps.Core.Checks;
using IocOps.Core.Model;
using IocOps.Core.Projects;
using IocOps.Core.Projects.Editing;
using IocOps.Swarm.Fleets;
using IocOps.Swarm.Views;
using IocOps.Swarm.Workspaces;

namespace IocOps.Swarm.Projects;

/// <summary>An IOC that is not there yet: checked as a member of the fleet before anything is written.</summary>
public sealed class NewProject
{
    private const int MostFindings = 10;

    private readonly FleetFiles _files;
    private readonly string _from;
    private readonly RenamedProject? _copy;
    private readonly FleetChecks _checks;

    /// <summary>Makes it in memory.</summary>
    /// <param name="files">The fleet that it joins.</param>
    /// <param name="name">Of the IOC.</param>
    /// <param name="from">A kind of <c>templates/projects/</c>, or the name of an IOC.</param>
    /// <param name="changes">To its ioc.yaml.</param>
    /// <exception cref="SelectionException">The name can't be, or is taken; there is no such thing to begin with.</exception>
    /// <exception cref="ProblemException">What it would be has errors.</exception>
    public NewProject(FleetFiles files, string name, string from, IReadOnlyList<YamlChange> changes)
    {
        (_files, _from) = (files, from);
        var site = files.RequireSite();
        if (IocName.Fault(name, site.Stack) is { } fault) throw new SelectionException($"{char.ToUpperInvariant(fault[0])}{fault[1..]}.");
        FreeName.Require(files.Workspace.Root, name);
        var problems = new List<Problem>();
        (Folder, _copy) = Begin(name, site, problems);
        var yaml = problems.Count > 0 ? null : YamlEditor.Apply($"{Folder.Path}/ioc.yaml", Folder.IocYaml ?? "", changes, problems);
        if (yaml is null) throw new ProblemException(problems);
        Folder = Folder with { IocYaml = yaml };
        var fleet = files.With([], [Folder]);
        var errors = fleet.ProblemsOf(new HashSet<string>([name])).Where(p => p.Severity == Severity.Error).ToList();
        if (errors.Count > 0) throw new ProblemException([.. errors, .. Advice(errors)]);
        _checks = FleetChecks.Run(fleet, new Generation(fleet), [name]);
    }

    /// <summary>What will be written.</summary>
    public IocFolder Folder { get; }

    /// <summary>Writes the folder; whole or not at all.</summary>
    /// <exception cref="SelectionException">It is there already.</exception>
    public void Write()
    {
        FreeName.Require(_files.Workspace.Root, Folder.Name);
        NewFolder.Write(Path.Combine(_files.Workspace.Root, FleetSource.IocsFolder), Folder.Name, ProjectFolder.FilesOf(Folder));
    }

    /// <summary>Says what it is, what a person must look at, and what to do next.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="dryRun">It was not written.</param>
    public void Tell(Output output, bool dryRun)
    {
        output.Lines(ProjectFolder.FilesOf(Folder).Keys.Select(p => $"{Folder.Path}/{p}"));
        output.Note($"{(dryRun ? "Would make" : "Made")} {Folder.Path} from {_from}.");
        foreach (var line in (_copy?.Changed ?? []).Select(c => $"  changed {c}").Concat((_copy?.Told ?? []).Where(t => t.StartsWith('\'')).Select(t => $"  {t}"))) output.Note(line);
        foreach (var finding in _checks.All.Take(MostFindings)) output.Note($"  {finding}");
        if (_checks.All.Count > MostFindings) output.Note($"  … and {_checks.All.Count - MostFindings} more findings");
        var twice = _checks.All.Count(f => f.Code == CheckRule.TwiceInFleet.Code);
        if (twice > 0) output.Note($"{twice} {(twice == 1 ? "PV is" : "PVs are")} served by another IOC too: give the macros of {Folder.Path}/ioc.yaml values of their own before you deploy it; CheckIocs tells when they are.");
        if (!dryRun) output.Note($"Next: edit {Folder.Path}/ioc.yaml and its src/, then CheckIocs, GenSwarmFile and DeployIocs with --ioc-list {Folder.Name}.");
    }

    private (IocFolder Folder, RenamedProject? Copy) Begin(string name, Site site, List<Problem> problems)
    {
        var templates = new ProjectTemplates(_files.Workspace.ReadProjectTemplates(problems));
        if (templates.Kinds.Contains(_from)) return (templates.Render(_from, name, site, problems), null);
        var known = templates.Kinds.Concat(_files.Fleet.Members.Select(m => m.Name)).ToList();
        if (!known.Contains(_from)) throw new SelectionException($"There is neither a kind of IOC nor an IOC called '{Printable.Line(_from)}'{Nearest.Sentence(_from, known)} Kinds are {string.Join(", ", templates.Kinds)}.");
        _files.Select([_from]);
        var copy = ProjectRename.Of(_files.Folder(_from), ProjectMove.ContentsOf(_files, _from), name);
        return (copy.Folder, copy);
    }

    // A site need not have a default for everything.
    private static IEnumerable<Problem> Advice(List<Problem> errors) => errors.Any(e => e.Message.Contains("'image' is missing", StringComparison.Ordinal))
        ? [new Problem(FleetSource.SitePath, 0, 0, "PRJ010", "no image is known for a new IOC; say which with --set image=NAME:TAG, or give one in 'defaults'")]
        : [];
}
