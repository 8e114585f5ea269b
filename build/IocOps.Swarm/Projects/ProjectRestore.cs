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
    private readonly List<RestoredFile> _rest = [];
    private readonly List<RestoredFile> _run = [];
    private readonly List<(string Name, string? Look)> _iocs = [];
    private readonly List<string> _kept = [];
    private readonly SortedSet<string> _withSaves = new(StringComparer.Ordinal);
    private string? _trouble;
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

    /// <summary>What to say where there is no work.</summary>
    public string Nothing => _kept.Count == 0 ? "Nothing to do: all is as in the backup." : "Nothing to do: all else is as in the backup. With --force these are replaced too.";

    /// <summary>Names of IOCs of which save files are put on the mount; <see cref="RequireStopped"/> wants to know of their services.</summary>
    public IReadOnlyCollection<string> WithSaves => _withSaves;

    /// <summary>Works out what is new, and what would be replaced.</summary>
    /// <param name="patterns">IOCs; null for all that is in the archive.</param>
    /// <param name="force">Replace what differs.</param>
    /// <exception cref="SelectionException">A pattern fits nothing, there is none, or something differs and must not be replaced.</exception>
    public void Choose(IReadOnlyCollection<string>? patterns, bool force)
    {
        if (patterns?.Count == 0) throw new SelectionException(FleetFiles.EmptyList);
        var all = Manifest.Members.Select(m => IocOf(m.Path, Iocs)).OfType<string>().Distinct().Order(StringComparer.Ordinal).ToList();
        var wrong = (patterns ?? []).Where(p => !all.Exists(n => Fits(p, n))).ToList();
        if (wrong.Count > 0) throw new SelectionException(string.Join('\n', wrong.Select(p => $"There is no IOC '{p}' in the backup{Nearest.Hint(p, all)}")));
        var names = all.Where(n => patterns?.Any(p => Fits(p, n)) != false).ToHashSet(StringComparer.Ordinal);
        var differing = new List<string>();
        foreach (var name in names.Order(StringComparer.Ordinal)) ChooseIoc(name, differing);
        if (force) RequireNoSaves();
        foreach (var member in Manifest.Members.Where(m => patterns is null && IocOf(m.Path, Iocs) is null && !m.Path.StartsWith(ProjectManifest.RunFolder, StringComparison.Ordinal))) ChooseFile(new RestoredFile(member.Path, LaidOut(member), Path.Combine(_root, member.Path), _root), _rest, force ? null : _kept);
        foreach (var member in Manifest.Members.Where(m => _mount is not null && IocOf(m.Path, ProjectManifest.RunFolder) is { } ioc && names.Contains(ioc)))
        {
            var file = new RestoredFile(OnMount(member), LaidOut(member), OnMount(member), _mount!);
            if (ChooseFile(file, _run, force ? null : differing) && file.IsSave) _withSaves.Add(IocOf(member.Path, ProjectManifest.RunFolder)!);
        }

        if (!force && differing.Count > 0) throw new SelectionException($"These are there and differ from the backup:\n{string.Join('\n', differing.Take(20).Select(d => $"  {d}"))}\nNothing was done. --force replaces them; --ioc-list names others.");
    }

    /// <summary>Refuses to put save files where autosave writes over them at once.</summary>
    /// <param name="services">Of <see cref="WithSaves"/>.</param>
    /// <exception cref="SelectionException">One runs, or is to run.</exception>
    public void RequireStopped(ProjectServices services)
    {
        ArgumentNullException.ThrowIfNull(services);
        _trouble = services.Trouble;
        var running = services.Rows.Where(r => r.Ioc is { } ioc && _withSaves.Contains(ioc) && r.Running + r.Wanted > 0).ToList();
        if (running.Count == 0) return;
        var names = string.Join(' ', running.Select(r => r.Ioc).Distinct());
        throw new SelectionException($"These run, and autosave would write over the restored save files at once:\n{string.Join('\n', running.Select(r => $"  {ProjectServices.Text(r)}"))}\nNothing was done. First stop them: StopIocs --ioc-list {names}; StartIocs starts them again afterwards.");
    }

    /// <summary>What will be done.</summary>
    public IReadOnlyList<string> Lines =>
    [
        .. _iocs.Select(i => i.Look is not null ? $"~ {Iocs}{i.Name} is replaced; what it holds now is gone" : $"+ {Iocs}{i.Name}"),
        .. _rest.Concat(_run).Select(f => f.Line),
        .. _kept.Select(k => $"  {k} differs and stays as it is"),
        .. _trouble is null ? [] : new[] { $"  Warning: save files are put back, and whether these IOCs run is not known ({_trouble}): autosave of one that runs writes over them at once. Stop it first." },
    ];

    /// <summary>Does it.</summary>
    /// <param name="output">Is told.</param>
    /// <param name="now">UTC; save files that are replaced are kept under it.</param>
    /// <exception cref="IOException">Something can't be written, or was changed since it was chosen; that stays as it is.</exception>
    public void Apply(Output output, DateTime now)
    {
        ArgumentNullException.ThrowIfNull(output);
        foreach (var (name, look) in _iocs)
        {
            NotWritableException.Guard(Iocs + name, () =>
            {
                FolderLook.Require(Path.Combine(_root, Iocs, name), look, Iocs + name);
                SetAside.Replace(_root, name, Path.Combine(_aside, Iocs, name));
            });
            output.Changed($"{Iocs}{name} restored");
        }

        foreach (var file in _rest.Concat(_run)) NotWritableException.Guard(Path.GetDirectoryName(file.Name)!, () => Tell(file, file.Put(now), output));
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

    private static void Tell(RestoredFile file, string? kept, Output output)
    {
        if (kept is null) return;
        output.Changed($"{file.Name} replaced; what it was is kept as {kept}");
        output.Note($"{file.Name} is replaced; what it held is kept as {kept}.");
    }

    // Whoever says --force means what people wrote, not what IOCs saved.
    private void RequireNoSaves()
    {
        var gone = _iocs.Where(i => i.Look is not null).SelectMany(i => SavesWithin.Of(_root, Iocs + i.Name)).Where(s => !IsSame(s)).ToList();
        if (gone.Count > 0) throw new SelectionException(SavesWithin.Refusal(gone, "replaced", "Move them away first."));
    }

    private void ChooseIoc(string name, List<string> differing)
    {
        var there = Path.Combine(_root, Iocs, name);
        // Before it is compared.
        var look = FolderLook.Of(there);
        if (look is null) _iocs.Add((name, null));
        else if (FilesOf(there).SetEquals(FilesOf(Path.Combine(_aside, Iocs, name))) && FilesOf(there).All(f => IsSame($"{Iocs}{name}/{f}"))) _same++;
        else
        {
            _iocs.Add((name, look));
            differing.Add(Iocs + name);
        }
    }

    private static bool ChooseFile(RestoredFile file, List<RestoredFile> chosen, List<string>? refused)
    {
        if (file.IsSame) return false;
        if (file.IsThere && refused is not null)
        {
            refused.Add(file.Target);
            return false;
        }

        if (file.Link is { } link) throw new SelectionException($"{WholeCopy.Refusal(link)} Nothing was done.");
        chosen.Add(file);
        return true;
    }

    private string LaidOut(BackupMember member) => Path.Combine(_aside, member.Path);

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
