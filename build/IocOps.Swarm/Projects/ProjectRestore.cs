using System.IO.Enumeration;
using IocOps.Core;
using IocOps.Core.Backup;
using IocOps.Core.Model;
using IocOps.Core.Projects;
using IocOps.Swarm.Fleets;
using IocOps.Swarm.Operations;
using IocOps.Swarm.Views;
using IocOps.Swarm.Workspaces;

namespace IocOps.Swarm.Projects;

/// <summary>
/// Puts IOC projects back. The archive is verified and laid out aside before anything is touched; each IOC's folder is then replaced at
/// once, or not at all.
/// </summary>
public sealed class ProjectRestore : IDisposable
{
    private const string Iocs = FleetSource.IocsFolder + "/";

    private readonly string _root;
    private readonly string _aside;
    private readonly Workspace _workspace;
    private readonly bool _madeFolder;
    private readonly string? _mount;
    private readonly List<BackupMember> _rest = [];
    private readonly List<BackupMember> _run = [];
    private readonly List<(string Name, bool IsThere)> _iocs = [];
    private readonly List<string> _kept = [];
    private int _same;

    /// <summary>Puts right what a restore left that was killed, before the workspace is looked at.</summary>
    /// <param name="root">The workspace.</param>
    /// <param name="output">Is told.</param>
    public static void Mend(string root, Output output)
    {
        ArgumentNullException.ThrowIfNull(output);
        foreach (var line in SetAside.Mend(root)) output.Note(line);
    }

    /// <summary>Verifies the archive, and lays it out.</summary>
    /// <param name="root">The workspace.</param>
    /// <param name="file">The archive.</param>
    /// <param name="mount">Where this machine sees the mount; null to leave run files out.</param>
    /// <param name="cancel">Cancels; nothing is left then.</param>
    /// <exception cref="SelectionException">The archive is not good, or holds no run files.</exception>
    public ProjectRestore(string root, string file, string? mount, CancellationToken cancel)
    {
        (_root, _mount, _workspace) = (root, mount, new Workspace(root));
        _aside = Path.Combine(root, FleetSource.IocsFolder, ".restore.iocops-tmp");
        if (mount is not null && !Directory.Exists(mount)) throw new SelectionException($"The mount {mount} is not on this machine. Run this where it is mounted, or say with --mount-folder where this machine sees it.");
        Dispose();
        _madeFolder = !Directory.Exists(Path.GetDirectoryName(_aside));
        NotWritableException.Guard(FleetSource.IocsFolder, () => Directory.CreateDirectory(_aside));
        try
        {
            Manifest = ProjectArchive.Read(file, _aside, cancel);
            if (mount is not null && !Manifest.HasRunFiles) throw new SelectionException($"{file} holds no run files: it was made without --with-run-files.");
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>What the archive is.</summary>
    public ProjectManifest Manifest { get; }

    /// <summary>True where something differs from the archive.</summary>
    public bool HasWork => _iocs.Count + _rest.Count + _run.Count > 0;

    /// <summary>Works out what is new, and what would be replaced.</summary>
    /// <param name="patterns">IOCs; null for all that is in the archive.</param>
    /// <param name="force">Replace what differs.</param>
    /// <exception cref="SelectionException">A pattern fits nothing, or something differs and must not be replaced.</exception>
    public void Choose(IReadOnlyCollection<string>? patterns, bool force)
    {
        var all = Manifest.Members.Select(m => IocOf(m.Path, Iocs)).OfType<string>().Distinct().Order(StringComparer.Ordinal).ToList();
        var wrong = (patterns ?? []).Where(p => !all.Exists(n => Fits(p, n))).ToList();
        if (wrong.Count > 0) throw new SelectionException(string.Join('\n', wrong.Select(p => $"There is no IOC '{p}' in the backup{Nearest.Hint(p, all)}")));
        var names = all.Where(n => patterns?.Any(p => Fits(p, n)) != false).ToHashSet(StringComparer.Ordinal);
        var differing = new List<string>();
        foreach (var name in names.Order(StringComparer.Ordinal)) ChooseIoc(name, differing);
        if (force) RequireNoSaves();
        foreach (var member in Manifest.Members.Where(m => patterns is null && IocOf(m.Path, Iocs) is null && !m.Path.StartsWith(ProjectManifest.RunFolder, StringComparison.Ordinal))) ChooseFile(member, Path.Combine(_root, member.Path), _rest, force ? null : _kept);
        foreach (var member in Manifest.Members.Where(m => _mount is not null && IocOf(m.Path, ProjectManifest.RunFolder) is { } ioc && names.Contains(ioc))) ChooseFile(member, OnMount(member), _run, force ? null : differing);
        if (!force && differing.Count > 0) throw new SelectionException($"These are there and differ from the backup:\n{string.Join('\n', differing.Take(20).Select(d => $"  {d}"))}\nNothing was done. --force replaces them; --ioc-list names others.");
    }

    /// <summary>What will be done.</summary>
    public IReadOnlyList<string> Lines =>
    [
        .. _iocs.Select(i => i.IsThere ? $"~ {Iocs}{i.Name} is replaced; what it holds now is gone" : $"+ {Iocs}{i.Name}"),
        .. _rest.Select(m => Line(m.Path, Path.Combine(_root, m.Path))),
        .. _run.Select(m => Line(OnMount(m), OnMount(m))),
        .. _kept.Select(k => $"  {k} differs and stays as it is"),
    ];

    /// <summary>Does it.</summary>
    public void Apply(Output output)
    {
        ArgumentNullException.ThrowIfNull(output);
        foreach (var (name, _) in _iocs)
        {
            NotWritableException.Guard(Iocs + name, () => SetAside.Replace(_root, name, Path.Combine(_aside, Iocs, name)));
            output.Changed($"{Iocs}{name} restored");
        }

        foreach (var member in _rest) NotWritableException.Guard(Path.GetDirectoryName(member.Path)!, () => Put(member, Path.Combine(_root, member.Path), _root));
        foreach (var member in _run) NotWritableException.Guard(Path.GetDirectoryName(OnMount(member))!, () => Put(member, OnMount(member), _mount!));
        if (_run.Count > 0) output.Changed($"{_run.Count} run files restored below {_mount}");
        output.Note($"Restored {_iocs.Count} IOC{(_iocs.Count == 1 ? "" : "s")}, {_rest.Count} other files, {_run.Count} run files; {_same} IOCs were as in the backup.");
    }

    /// <summary>Removes what was laid out.</summary>
    public void Dispose()
    {
        if (Directory.Exists(_aside)) Directory.Delete(_aside, recursive: true);
        // Where nothing came of it, the folder is as empty as it was.
        var iocs = Path.GetDirectoryName(_aside)!;
        if (_madeFolder && Directory.Exists(iocs) && !Directory.EnumerateFileSystemEntries(iocs).Any()) Directory.Delete(iocs);
    }

    private static string Line(string name, string target) => Path.Exists(target) ? $"~ {name} is replaced; what it holds now is gone" : $"+ {name}";

    // Whoever says --force means what people wrote, not what IOCs saved.
    private void RequireNoSaves()
    {
        var gone = _iocs.Where(i => i.IsThere).SelectMany(i => SavesWithin.Of(_root, Iocs + i.Name)).Where(s => !IsSame(s)).ToList();
        if (gone.Count > 0) throw new SelectionException(SavesWithin.Refusal(gone, "replaced", "Move them away first."));
    }

    private void ChooseIoc(string name, List<string> differing)
    {
        var there = Path.Combine(_root, Iocs, name);
        if (!Path.Exists(there)) _iocs.Add((name, false));
        else if (FilesOf(there).SetEquals(FilesOf(Path.Combine(_aside, Iocs, name))) && FilesOf(there).All(f => IsSame($"{Iocs}{name}/{f}"))) _same++;
        else
        {
            _iocs.Add((name, true));
            differing.Add(Iocs + name);
        }
    }

    private void ChooseFile(BackupMember member, string target, List<BackupMember> chosen, List<string>? refused)
    {
        var isThere = Path.Exists(target);
        if (isThere && PlainFile.Holds(target, File.ReadAllBytes(Path.Combine(_aside, member.Path)))) return;
        if (isThere && refused is not null) refused.Add(target);
        else chosen.Add(member);
    }

    private void Put(BackupMember member, string target, string below)
    {
        for (var folder = Path.GetDirectoryName(target)!; folder.Length > Path.TrimEndingDirectorySeparator(below).Length; folder = Path.GetDirectoryName(folder)!)
        {
            if (new DirectoryInfo(folder).LinkTarget is not null) throw new IOException($"{folder} is a link, and nothing is written through it. Find out who made it, and remove it.");
        }

        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        var draft = target + ".iocops-tmp";
        File.Copy(Path.Combine(_aside, member.Path), draft, overwrite: true);
        File.Move(draft, target, overwrite: true);
    }

    private string OnMount(BackupMember member) => Path.Combine(_mount!, member.Path[ProjectManifest.RunFolder.Length..]);

    // A link within the workspace was saved as the file that it leads to.
    private bool IsSame(string path) =>
        File.Exists(Path.Combine(_aside, path)) && _workspace.PlaceOf(path) is { } place && PlainFile.Holds(place, File.ReadAllBytes(Path.Combine(_aside, path)));

    private static HashSet<string> FilesOf(string folder) =>
        Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Select(f => Path.GetRelativePath(folder, f)).ToHashSet(StringComparer.Ordinal);

    // iocs/<name>/…; folders that begin with '_' or '.' are no IOCs.
    private static string? IocOf(string path, string root)
    {
        var parts = path.StartsWith(root, StringComparison.Ordinal) ? path[root.Length..].Split('/') : [];
        return parts.Length > 1 && parts[0][0] is not ('_' or '.') ? parts[0] : null;
    }

    private static bool Fits(string pattern, string name) => FileSystemName.MatchesSimpleExpression(pattern, name, ignoreCase: false);
}
