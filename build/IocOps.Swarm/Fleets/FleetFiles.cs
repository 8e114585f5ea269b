using System.IO.Enumeration;
using IocOps.Core;
using IocOps.Core.Model;
using IocOps.Swarm.Workspaces;

namespace IocOps.Swarm.Fleets;

/// <summary>The fleet as it lies in the workspace, read and parsed once per run.</summary>
public sealed class FleetFiles
{
    /// <summary>Refuses an empty list: a variable of the shell that is empty must not mean everybody, nor nobody.</summary>
    public const string EmptyList = "The list of IOCs is empty. Name at least one, or leave --ioc-list out for all of them.";

    private readonly List<Problem> _unreadable = [];

    /// <summary>Reads the workspace at <paramref name="root"/>. What is wrong with it shows when something is asked for.</summary>
    public FleetFiles(string root)
    {
        Workspace = new Workspace(root);
        Source = Workspace.Read(_unreadable);
        Fleet = FleetParser.Parse(Source);
    }

    private FleetFiles(FleetFiles files, FleetSource source)
    {
        Workspace = files.Workspace;
        _unreadable = files._unreadable;
        Source = source;
        Fleet = FleetParser.Parse(Source);
    }

    /// <summary>The fleet as it would be: some folders are gone, others new or different. Nothing is written.</summary>
    /// <param name="gone">Names of folders.</param>
    /// <param name="folders">As they would be.</param>
    public FleetFiles With(IReadOnlyCollection<string> gone, IReadOnlyCollection<IocFolder> folders)
    {
        var replaced = gone.Concat(folders.Select(f => f.Name)).ToHashSet(StringComparer.Ordinal);
        var all = Source.Folders.Where(f => !replaced.Contains(f.Name)).Concat(folders);
        return new FleetFiles(this, Source with { Folders = [.. all.OrderBy(f => f.Name, StringComparer.Ordinal)] });
    }

    /// <summary>The fleet as it would be with another <c>site.yaml</c>. Nothing is written.</summary>
    public FleetFiles WithSite(string text) => new(this, Source with { SiteYaml = text });

    /// <summary>The folder of an IOC as it was read.</summary>
    public IocFolder Folder(string name) => Source.Folders.First(f => f.Name == name);

    /// <summary>Folder names that patterns stand for (<c>*</c>, <c>?</c>), in ordinal order; all where there are none.</summary>
    /// <exception cref="SelectionException">A pattern fits no folder.</exception>
    public IReadOnlyList<string> Names(IReadOnlyCollection<string>? patterns)
    {
        var names = Fleet.Members.Select(m => m.Name).ToList();
        if (patterns is null) return names;
        if (patterns.Count == 0) RequireFolders(patterns);
        var wrong = patterns.Where(p => !names.Exists(n => Fits(p, n))).ToList();
        if (wrong.Count > 0) throw new SelectionException(string.Join('\n', wrong.Select(p => $"There is no IOC '{p}' ({FleetSource.IocsFolder}/{p}/ioc.yaml){Nearest.Hint(p, names)}")));
        return [.. names.Where(n => patterns.Any(p => Fits(p, n)))];
    }

    private static bool Fits(string pattern, string name) => FileSystemName.MatchesSimpleExpression(pattern, name, ignoreCase: false);

    /// <summary>Where it was read from.</summary>
    public Workspace Workspace { get; }

    /// <summary>The files.</summary>
    public FleetSource Source { get; }

    /// <summary>What they say.</summary>
    public Fleet Fleet { get; }

    /// <summary>The site's settings.</summary>
    /// <exception cref="ProblemException"><c>site.yaml</c> has errors.</exception>
    public Site RequireSite() => Fleet.Site ?? throw new ProblemException(SiteProblems);

    /// <summary>Problems of some folders and of the site, in the order of the fleet.</summary>
    public IReadOnlyList<Problem> ProblemsOf(IReadOnlySet<string> names) =>
        [.. SiteProblems, .. _unreadable.Where(p => names.Contains(FolderOf(p.File))), .. Fleet.Members.Where(m => names.Contains(m.Name)).SelectMany(m => m.Problems)];

    /// <summary>What of the workspace could not be read: of some folders, and of all that belongs to none.</summary>
    /// <param name="names">Of folders; null for everything.</param>
    public IReadOnlyList<Problem> Unreadable(IReadOnlySet<string>? names) =>
        [.. _unreadable.Where(p => names is null || FolderOf(p.File) is var folder && (folder.Length == 0 || names.Contains(folder)))];

    /// <summary>The IOCs that a run is about.</summary>
    /// <param name="names">Folder names; null for all of them.</param>
    /// <exception cref="SelectionException">A name has no folder.</exception>
    /// <exception cref="ProblemException">The site or one of these IOCs has errors; carries all of them.</exception>
    public IReadOnlyList<Ioc> Select(IReadOnlyCollection<string>? names)
    {
        if (names is not null) RequireFolders(names);
        var wanted = (names ?? Fleet.Members.Select(m => m.Name)).ToHashSet(StringComparer.Ordinal);
        var problems = ProblemsOf(wanted);
        if (problems.Any(p => p.Severity == Severity.Error)) throw new ProblemException(problems);
        return [.. Fleet.Iocs.Where(i => wanted.Contains(i.Name))];
    }

    /// <summary>The folders of services that a run is about.</summary>
    /// <param name="names">Of folders; null for all of them.</param>
    /// <param name="isGlobal">Whether those of DeployGlobal are meant.</param>
    /// <exception cref="SelectionException">A name has no folder of this kind.</exception>
    /// <exception cref="ProblemException">The site has errors, or one of these folders can't be read.</exception>
    public IReadOnlyList<ServiceFolder> SelectServices(IReadOnlyCollection<string>? names, bool isGlobal)
    {
        var all = Source.Services.Where(s => s.IsGlobal == isGlobal).ToList();
        var wrong = (names ?? []).Where(n => !all.Exists(s => s.Name == n)).Select(n => NoService(n, all)).ToList();
        if (names?.Count == 0) wrong.Add("The list of services is empty. Name at least one, or leave --service-list out for all of them.");
        if (wrong.Count > 0) throw new SelectionException(string.Join('\n', wrong));
        var chosen = all.Where(s => names?.Contains(s.Name) != false).ToList();
        IReadOnlyList<Problem> problems = [.. SiteProblems, .. _unreadable.Where(p => chosen.Exists(s => s.Path == FolderOf(p.File)))];
        return problems.Any(p => p.Severity == Severity.Error) ? throw new ProblemException(problems) : chosen;
    }

    private string NoService(string name, List<ServiceFolder> all) =>
        Source.Services.FirstOrDefault(s => s.Name == name) is { } other
            ? $"'{name}' is {(other.IsGlobal ? "a global service; DeployGlobal deploys these" : "no global service; DeployServices deploys it")} ({other.Path})."
            : $"There is no service '{name}' ({FleetSource.ServicesFolder}/{name}/){Nearest.Hint(name, all.Select(s => s.Name))}";

    private IReadOnlyList<Problem> SiteProblems =>
        [.. _unreadable.Where(p => FolderOf(p.File).Length == 0), .. Fleet.Problems.Where(p => p.File == FleetSource.SitePath)];

    /// <summary>Refuses names that have no folder.</summary>
    /// <exception cref="SelectionException">A name has no folder, or the list is empty.</exception>
    public void RequireFolders(IReadOnlyCollection<string> names)
    {
        var known = Fleet.Members.Select(m => m.Name).ToHashSet(StringComparer.Ordinal);
        var unknown = names.Where(n => !known.Contains(n)).ToList();
        if (names.Count == 0) throw new SelectionException(EmptyList);
        if (unknown.Count == 0) return;
        var lines = unknown.Select(n => $"There is no IOC '{n}' ({FleetSource.IocsFolder}/{n}/ioc.yaml){Nearest.Hint(n, known)}");
        throw new SelectionException(string.Join('\n', lines));
    }

    // The name of iocs/<name>/, the path of a folder of services; empty for what belongs to neither.
    private string FolderOf(string path)
    {
        if (Source.Services.FirstOrDefault(s => path.StartsWith($"{s.Path}/", StringComparison.Ordinal)) is { } services) return services.Path;
        var parts = path.Split('/');
        return parts.Length > 2 && parts[0] == FleetSource.IocsFolder && parts[1][0] != '_' ? parts[1] : "";
    }
}
