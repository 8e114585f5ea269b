using IocOps.Core;
using IocOps.Core.Checks;
using IocOps.Core.Model;
using IocOps.Core.Projects;
using IocOps.Swarm.Fleets;
using IocOps.Swarm.Views;
using IocOps.Swarm.Workspaces;

namespace IocOps.Swarm.Projects;

/// <summary>An IOC that gets another name: everything is worked out and checked before anything is touched.</summary>
public sealed class ProjectRenaming
{
    private readonly FleetFiles _files;
    private readonly RenamedProject _renamed;
    private readonly SaveFiles _saves;
    private readonly string _from;
    private readonly string _to;

    /// <summary>Works it out.</summary>
    /// <param name="files">The fleet.</param>
    /// <param name="from">The IOC.</param>
    /// <param name="to">Its new name.</param>
    /// <param name="mount">Where this machine sees the mount; null for the path of <c>site.yaml</c>.</param>
    /// <exception cref="SelectionException">There is no such IOC, or the new name can't be or is taken.</exception>
    /// <exception cref="ProblemException">The IOC has errors, or would have them.</exception>
    public ProjectRenaming(FleetFiles files, string from, string to, string? mount)
    {
        (_files, _from, _to) = (files, from, to);
        var site = files.RequireSite();
        var old = Old = files.Select([from])[0];
        if (IocName.Fault(to, site.Stack) is { } fault) throw new SelectionException($"{char.ToUpperInvariant(fault[0])}{fault[1..]}.");
        FreeName.Require(files.Workspace.Root, to);
        _renamed = ProjectRename.Of(files.Folder(from), ProjectMove.ContentsOf(files, from), to);
        After = files.With([from], [_renamed.Folder]);
        var ioc = New = After.Select([to])[0];
        Generated = new Generation(After).RenderWithHosts([ioc]);
        IsForSwarm = ioc.Host == Ioc.SwarmHost;
        _saves = SaveFiles.Of(old, ioc, site.Stack, mount ?? site.Mount);
    }

    /// <summary>The fleet as it will be.</summary>
    public FleetFiles After { get; }

    /// <summary>The generated files of the new name.</summary>
    public Generated Generated { get; }

    /// <summary>The IOC under its old name.</summary>
    public Ioc Old { get; }

    /// <summary>And under its new one.</summary>
    public Ioc New { get; }

    /// <summary>False for an IOC of a plain Docker host.</summary>
    public bool IsForSwarm { get; }

    /// <summary>Everything that will be done, and what a person must know.</summary>
    /// <param name="services">Of both names.</param>
    /// <param name="work">What is done to the service; null where it keeps the old name.</param>
    public IReadOnlyList<string> Lines(ProjectServices services, ServiceRenaming? work)
    {
        ArgumentNullException.ThrowIfNull(services);
        var lines = new List<string> { $"~ {FleetSource.IocsFolder}/{_from} becomes {FleetSource.IocsFolder}/{_to}; generated files are written anew" };
        lines.AddRange(_renamed.Changed.Select(c => $"~   {c}"));
        lines.AddRange(services.Rows.Select(r => work is null ? $"  service {ProjectServices.Text(r)} goes on under the old name" : $"- service {ProjectServices.Text(r)} ends"));
        lines.AddRange(SaveLines(work is not null || IsGone(services), work));
        lines.AddRange(work?.Lines ?? []);
        lines.AddRange(_renamed.Told.Select(t => $"  {t}"));
        if (services.Trouble is not null) lines.Add($"  The swarm can't be asked ({services.Trouble})");
        return lines;
    }

    private IEnumerable<string> SaveLines(bool ends, ServiceRenaming? work)
    {
        if (_saves.Place == SavePlace.Nowhere) return [];
        if (!ends) return [$"  save files are not copied while {_from} may run and write them; what is left to do is told at the end"];
        return Obstacle(work) is { } obstacle ? [$"  save files are not copied: {obstacle}"] : _saves.Plan().Select(s => $"+ save file {s.Old} is copied to {Path.Combine(_saves.Target, s.New)}");
    }

    /// <summary>Where the save files lie.</summary>
    public SavePlace SavePlace => _saves.Place;

    /// <summary>Why the save files can't be copied when the IOC has ended; null where they can, or where there are none.</summary>
    /// <param name="work">What is done to the service; null where it has none.</param>
    public string? Obstacle(ServiceRenaming? work) => _saves.Obstacle(work?.FindsSaveFiles ?? _saves.Place == SavePlace.Mount);

    /// <summary>True where it is known that nothing runs under the old name.</summary>
    public bool IsGone(ProjectServices services)
    {
        ArgumentNullException.ThrowIfNull(services);
        return IsForSwarm && services.HaveNone(_from);
    }

    /// <summary>What a person must do where save files were not copied.</summary>
    /// <param name="obstacle">Why they were not.</param>
    /// <param name="starts">The target that starts the IOC afterwards.</param>
    public string CopyThem(string obstacle, string starts) => $"Save files were not copied: {obstacle}. Copy them ({_saves.ByHand}), then {starts} --ioc-list {_to}.";

    /// <summary>Renames the folder and writes what changed in it.</summary>
    /// <exception cref="IOException">It can't be written; the folder has its old name then.</exception>
    public void WriteFiles(Output output)
    {
        ArgumentNullException.ThrowIfNull(output);
        var iocs = Path.Combine(_files.Workspace.Root, FleetSource.IocsFolder);
        FreeName.Require(_files.Workspace.Root, _to);
        NotWritableException.Guard(FleetSource.IocsFolder, () => Directory.Move(Path.Combine(iocs, _from), Path.Combine(iocs, _to)));
        var folder = _renamed.Folder;
        var written = folder.Templates.Select(t => new RenderedFile($"{folder.Path}/templates/{t.Key}", t.Value)).Append(new RenderedFile($"{folder.Path}/ioc.yaml", folder.IocYaml!)).Concat(Generated.Files);
        try
        {
            var result = new WorkspaceWriter(_files.Workspace.Root).Write([.. written], Generated.Folders);
            if (GenerationText.Kept(result) is { } kept) output.Note(kept);
        }
        catch (IOException e)
        {
            Directory.Move(Path.Combine(iocs, _to), Path.Combine(iocs, _from));
            throw e is NotWritableException ? new NotWritableException($"{FleetSource.IocsFolder}/{_from}", e) : e;
        }

        output.Changed($"{FleetSource.IocsFolder}/{_from} renamed to {FleetSource.IocsFolder}/{_to}");
        output.Note($"Renamed {FleetSource.IocsFolder}/{_from} to {FleetSource.IocsFolder}/{_to}.");
    }

    /// <summary>Copies the save files to their new names; the IOC must have ended: it may write until then.</summary>
    public void CopySaveFiles(Output output)
    {
        ArgumentNullException.ThrowIfNull(output);
        if (_saves.Place is not (SavePlace.NodeFolder or SavePlace.Mount)) return;
        var plan = _saves.Plan();
        foreach (var kept in _saves.Copy(plan)) output.Note($"Warning: {kept} is there already and was left as it is.");
        if (plan.Count > 0) output.Changed($"save files of {_from} copied to the name {_to}");
        output.Note(plan.Count > 0 ? $"Copied {plan.Count} save files to {_saves.Target}; the old ones stay." : $"{_from} has no save files in {_saves.Source}: none were copied.");
    }

    /// <summary>What is left where the services were not touched, or not to the end.</summary>
    public string LeftToDo
    {
        get
        {
            var (ends, starts) = IsForSwarm
                ? ($"RemoveIocs --ioc-list {_from} ends the service of the old name", $"DeployIocs --ioc-list {_to} starts the new one")
                : ($"end {_from} on {New.Host}", $"start {_to} there with its compose file");
            return $"Left to do: {ends}{(_saves.Place == SavePlace.Nowhere ? "" : $"; after it has ended, copy its save files: {_saves.ByHand}")}; then {starts}.";
        }
    }
}
