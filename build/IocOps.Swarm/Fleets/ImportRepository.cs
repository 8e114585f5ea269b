using IocOps.Core;
using IocOps.Core.Import;
using IocOps.Swarm.Workspaces;

namespace IocOps.Swarm.Fleets;

/// <summary>An ioc-repository of the original tool on disk. Nothing outside of it is read, whatever links lie in it, and nothing is written.</summary>
public sealed class ImportRepository
{
    // Where its versions left copies of what an IOC runs with.
    private static readonly string[] Copies = ["startup/db", "settings", "project/startup/db", "project/settings"];
    private static readonly string[] SaveFolders = ["log/autosave", "project/log/autosave"];

    private readonly string _root;
    private readonly string? _mount;
    private readonly WorkspaceReader _reader;

    /// <param name="root">Absolute.</param>
    /// <param name="mount">The folder that IOCs ran from, for their save files; null to look beside the repository.</param>
    /// <exception cref="SelectionException">There is no such folder, or it is no repository.</exception>
    public ImportRepository(string root, string? mount)
    {
        if (!Directory.Exists(root)) throw new SelectionException($"There is no folder {root}. Give --from the ioc-repository of the original tool.");
        if (mount is not null && !Directory.Exists(mount)) throw new SelectionException($"There is no folder {mount}. Give --mount-folder the folder in which the IOCs of the original tool ran, or leave it out.");
        (_root, _mount) = (root, mount);
        _reader = new WorkspaceReader(root);
        Names = [.. _reader.Folders("", []).Where(n => n[0] is not ('.' or '_'))];
        if (!Names.Any(HasIni)) throw new SelectionException(Advice(root));
    }

    /// <summary>Of the folders, in ordinal order.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>Reads the named folders; null for all.</summary>
    /// <exception cref="SelectionException">A name has no folder.</exception>
    public IReadOnlyList<ImportFolder> Read(IReadOnlyCollection<string>? names)
    {
        var unknown = (names ?? []).Where(n => !Names.Contains(n)).ToList();
        if (unknown.Count > 0) throw new SelectionException(string.Join('\n', unknown.Select(n => $"There is no folder '{n}' in {_root}{Nearest.Hint(n, Names)}")));
        if (names is { Count: 0 }) throw new SelectionException("The list of IOCs is empty. Name at least one, or leave --ioc-list out for all of them.");
        var mounts = Mounts();
        return [.. Names.Where(n => names is null || names.Contains(n)).Select(n => Read(n, mounts))];
    }

    private ImportFolder Read(string name, IReadOnlyList<string> mounts)
    {
        var problems = new List<Problem>();
        var ini = _reader.Bytes($"{name}/{ImportFolder.IniFile}", problems);
        var files = new SortedDictionary<string, ReadOnlyMemory<byte>>(StringComparer.Ordinal);
        foreach (var (path, content) in _reader.AllBytes($"{name}/src", problems)) files[$"src/{path}"] = content;
        foreach (var copies in Copies)
            foreach (var (path, content) in _reader.AllBytes($"{name}/{copies}", [])) files[$"{copies}/{path}"] = content;
        return new ImportFolder(name, ini, files, [.. Saves(name, mounts)]) { Unreadable = problems };
    }

    private bool HasIni(string name) => File.Exists(Path.Combine(_root, name, ImportFolder.IniFile));

    private IEnumerable<SaveFile> Saves(string name, IReadOnlyList<string> mounts) =>
        SaveFolders.Select(f => Path.Combine(_root, name, f)).Concat(mounts.Select(m => Path.Combine(m, name, SaveFolders[0])))
            .Where(Directory.Exists)
            .SelectMany(f => Directory.EnumerateFiles(f, "*.sav"))
            .Select(f => new SaveFile(f, Path.GetFileName(f)))
            .Where(f => SaveFile.Belongs(f.Name, name));

    // <mount>/<name>, <mount>/<host>/<name>, and the same below the folder that the original tool makes there.
    private List<string> Mounts()
    {
        string[] beside = [Path.Combine(_root, "..", "ioc-for-docker"), Path.Combine(_root, "..", "..", "ioc-for-docker")];
        var tops = _mount is null ? beside : [_mount, Path.Combine(_mount, "ioc-for-docker")];
        return [.. tops.Select(Path.GetFullPath).Where(Directory.Exists).SelectMany(t => Directory.EnumerateDirectories(t).Order(StringComparer.Ordinal).Prepend(t))];
    }

    private static string Advice(string root)
    {
        if (File.Exists(Path.Combine(root, ImportFolder.IniFile)))
            return $"{root} is the folder of one IOC. Give --from {Path.GetDirectoryName(root)} --ioc-list {Path.GetFileName(root)}.";
        var inside = Path.Combine(root, "ioc-repository");
        return Directory.Exists(inside) ? $"{root} holds no folder with an ioc.ini, but an ioc-repository: give --from {inside}." : $"{root} holds no folder with an ioc.ini. Give --from the ioc-repository of the original tool.";
    }
}
