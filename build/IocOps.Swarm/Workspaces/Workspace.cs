using IocOps.Core;
using IocOps.Core.Model;
using IocOps.Core.Projects;

namespace IocOps.Swarm.Workspaces;

/// <summary>
/// The workspace on disk as input. What lies there came from a repository and is not trusted: links that lead out of the workspace are
/// refused, and so are files too large to be what they should be.
/// </summary>
/// <param name="root">The folder that holds <c>iocs/</c> and <c>templates/</c>.</param>
public sealed class Workspace(string root)
{
    /// <summary>In bytes. Swarm takes 500 KB in a config; the mount delivery carries more, but no IOC reads this much.</summary>
    public const int MaxFileSize = 16_000_000;

    private readonly WorkspaceReader _reader = new(root);

    /// <summary>Absolute path of the workspace; never in anything that is generated.</summary>
    public string Root { get; } = root;

    /// <summary>What <c>iocs/</c> and <c>templates/</c> hold now; templates that are not there are ours. Adds problems WSP001…WSP006 for what can't be read.</summary>
    public FleetSource Read(ICollection<Problem> problems)
    {
        var iocs = Path.Combine(Root, FleetSource.IocsFolder);
        if (!Directory.Exists(iocs))
            problems.Add(new Problem(FleetSource.IocsFolder, 0, 0, "WSP001", "there is no such folder; the workspace needs one folder per IOC below it"));
        foreach (var problem in SetAside.Problems(Root)) problems.Add(problem);
        var folders = _reader.Folders(FleetSource.IocsFolder, problems).Where(IsIocFolder);
        return new FleetSource(
            _reader.Text(FleetSource.SitePath, problems),
            [.. folders.Select(name => ReadFolder(name, problems))],
            OwnTemplates.Below(_reader.Texts("templates", problems)),
            _reader.Texts(FleetSource.GlobalPath, problems))
        {
            Services = [.. ReadServices(FleetSource.GlobalFolder, problems), .. ReadServices(FleetSource.ServicesFolder, problems)],
        };
    }

    /// <summary>Gives the bytes of a file below the workspace; null where there is none, or where it is a link that leads out of it.</summary>
    public ReadOnlyMemory<byte>? ReadFile(string path) => _reader.Bytes(path, []);

    /// <summary>Where the plain file lies that a path below the workspace stands for, links resolved; null where there is none, or where a link leads out of it.</summary>
    public string? PlaceOf(string path) => _reader.PlaceOf(path);

    /// <summary>Whether a folder below the workspace lies there also when links are resolved.</summary>
    public bool HoldsFolder(string path) => _reader.HoldsFolder(path);

    /// <summary>Files below <c>templates/projects/</c>, with which new IOCs begin, by their path there; kinds that are not there are ours. Adds problems as <see cref="Read"/>.</summary>
    public IReadOnlyDictionary<string, ReadOnlyMemory<byte>> ReadProjectTemplates(ICollection<Problem> problems) =>
        OwnTemplates.ProjectsBelow(_reader.AllBytes(ProjectTemplates.Folder, problems));

    /// <summary>The folders of compose files that are there, as paths below the workspace.</summary>
    public IReadOnlyList<string> HostFolders() => [.. _reader.Folders(FleetSource.HostsPath, []).Select(h => $"{FleetSource.HostsPath}/{h}")];

    private static bool IsIocFolder(string name) => name[0] is not ('_' or '.');

    // Beside the folders of global services lies what is generated for the log server.
    private IEnumerable<ServiceFolder> ReadServices(string parent, ICollection<Problem> problems)
    {
        var isGlobal = parent == FleetSource.GlobalFolder;
        var names = _reader.Folders(parent, problems).Where(n => IsIocFolder(n) && !(isGlobal && n == FleetSource.GeneratedFolder));
        return names.Select(n => new ServiceFolder(
            isGlobal,
            n,
            _reader.Text($"{parent}/{n}/{ServiceFolder.StackFile}", problems),
            _reader.Text($"{parent}/{n}/{ServiceFolder.TemplateFile}", problems)));
    }

    private IocFolder ReadFolder(string name, ICollection<Problem> problems)
    {
        var folder = $"{FleetSource.IocsFolder}/{name}";
        return new IocFolder(
            name,
            _reader.Text($"{folder}/ioc.yaml", problems),
            _reader.AllBytes($"{folder}/src", problems),
            _reader.Texts($"{folder}/templates", problems),
            _reader.Texts($"{folder}/{FleetSource.GeneratedFolder}", problems));
    }
}
