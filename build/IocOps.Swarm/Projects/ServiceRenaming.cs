using Docker.DotNet.Models;
using IocOps.Core.Model;
using IocOps.Core.Operations;
using IocOps.Core.Planning;
using IocOps.Core.Projects;
using IocOps.Swarm.Docker;
using IocOps.Swarm.Fleets;
using IocOps.Swarm.Operations;
using IocOps.Swarm.Views;

namespace IocOps.Swarm.Projects;

/// <summary>
/// The service of an IOC that gets another name. Swarm renames none: the old one ends first, because two IOCs with the same PVs must not
/// run together; then its save files are copied; then the new one starts, on the node that has them, or stays stopped where the old one was.
/// </summary>
public sealed class ServiceRenaming
{
    private static readonly TimeSpan Placing = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(300);

    private readonly ISwarm _swarm;
    private readonly ProjectRenaming _project;
    private readonly SwarmService _old;
    private readonly bool _isStopped;
    // That has the save files, where not all nodes do.
    private NodeRow? _node;

    private ServiceRenaming(ISwarm swarm, ProjectRenaming project, SwarmService old)
    {
        (_swarm, _project, _old) = (swarm, project, old);
        _isStopped = Stopped.ReplicasOf(old.Spec) is not null;
    }

    /// <summary>Save files that go from volume to volume; null where there are none, or where it is not known on which node they are.</summary>
    public SaveVolumeCopy? Copy { get; private set; }

    /// <summary>True where it is certain where the IOC wrote its save files, and that they can be reached there.</summary>
    public bool FindsSaveFiles { get; private set; }

    /// <summary>What will be done after the old service has ended, a line each.</summary>
    public IReadOnlyList<string> Lines =>
    [
        .. Copy is null ? (string[])[] : [$"+ save files are copied from the volume {Copy.OldVolume.Source} to {Copy.NewVolume.Source} on {Copy.NodeName}, by a container of the IOC's image; the old ones stay"],
        _project.Obstacle(this) is not null ? $"+ service of {_project.New.Name} is made, and stays stopped until its save files are copied"
            : _isStopped ? $"+ service of {_project.New.Name} is made, and stays stopped as the old one is"
            : $"+ service of {_project.New.Name} starts{(_node is null ? "" : $" on {_node.Name}")}, and is waited for",
    ];

    private string Stack => _project.After.RequireSite().Stack;

    /// <summary>Looks at the old service.</summary>
    /// <param name="swarm">The swarm.</param>
    /// <param name="project">The folders.</param>
    /// <param name="service">Id of the old service.</param>
    /// <param name="hasVolume">Asks the engine of a node for a volume; false also where it can't be asked.</param>
    /// <param name="cancel">Cancels.</param>
    /// <returns>Null where the service is gone meanwhile.</returns>
    public static async Task<ServiceRenaming?> ReadAsync(ISwarm swarm, ProjectRenaming project, string service, Func<NodeRow, string, CancellationToken, Task<bool>> hasVolume, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(swarm);
        ArgumentNullException.ThrowIfNull(project);
        ArgumentNullException.ThrowIfNull(hasVolume);
        var observed = await SwarmReader.ObserveAsync(swarm, cancel);
        if (observed.Services.FirstOrDefault(s => s.ID == service) is not { } old) return null;
        var work = new ServiceRenaming(swarm, project, old);
        if (project.SavePlace == SavePlace.Volume) await work.FindVolumeAsync(observed, hasVolume, cancel);
        else if (project.SavePlace == SavePlace.Mount) work.FindsSaveFiles = work.Binds($"{project.After.RequireSite().Mount}/{project.Old.Name}", project.Old.Layout.RunFolder);
        else if (project.SavePlace == SavePlace.NodeFolder) await work.FindFolderAsync(observed, cancel);
        return work;
    }

    private async Task FindVolumeAsync(ObservedSwarm observed, Func<NodeRow, string, CancellationToken, Task<bool>> hasVolume, CancellationToken cancel)
    {
        var wanted = _project.Generated.Stacks.SelectMany(s => s.Stack.Services).FirstOrDefault()?.Spec;
        if (SaveVolumeCopy.VolumeAt(_old.Spec, SavesOf(_project.Old)) is not { } before || SaveVolumeCopy.VolumeAt(wanted, SavesOf(_project.New)) is not { } after || before.Source == after.Source) return;
        _node = await NodeAsync(_old, observed, n => hasVolume(n, before.Source!, cancel));
        if (_node is not null) Copy = new SaveVolumeCopy(_project.Old.Name, _project.New.Name, before, after, _node.Id, _node.Name);
        FindsSaveFiles = Copy is not null;
    }

    // Nobody says whether the nodes share it: what lies here is surely the IOC's own only where it ran on this very machine.
    private async Task FindFolderAsync(ObservedSwarm observed, CancellationToken cancel)
    {
        if (!Binds(_project.Old.SaveFolder!, SavesOf(_project.Old))) return;
        var node = await NodeAsync(_old, observed, _ => Task.FromResult(false));
        var engine = await _swarm.RequireManagerAsync(cancel);
        // A socket may lead out of a container, or into a node of a lab.
        var isHere = _swarm.Endpoint.StartsWith("unix://", StringComparison.Ordinal) && engine.Name == Environment.MachineName;
        FindsSaveFiles = isHere && node is not null && node.Id == engine.Swarm?.NodeID;
        if (FindsSaveFiles) _node = node;
    }

    private bool Binds(string source, string target) =>
        (_old.Spec?.TaskTemplate?.ContainerSpec?.Mounts ?? []).Any(m => m.Type == "bind" && m.Source == source && m.Target == target);

    /// <summary>Ends the old service, copies save files, and brings the new one up; it stays stopped where they can't be copied.</summary>
    /// <param name="output">Is told.</param>
    /// <param name="options">How the swarm is changed.</param>
    /// <param name="prepare">Done before the new service is made.</param>
    /// <param name="cancel">Begins nothing further.</param>
    /// <returns>False where save files were not copied.</returns>
    /// <exception cref="SwarmException">The save files could not be copied: the new service was not made.</exception>
    /// <exception cref="DeploymentException">A service is not as it should be.</exception>
    public async Task<bool> RunAsync(Output output, DeploymentOptions options, Func<CancellationToken, Task> prepare, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(output);
        // Two IOCs with the same PVs must not run together, and it writes its last values while it ends.
        await new FleetDeployment(_swarm, output, options with { Wait = true }).RunAsync(FleetSwarm.Desire(_project.After, []), PlanScope.RemoveIocs([_project.Old.Name]), cancel);
        var obstacle = _project.Obstacle(this);
        if (obstacle is null) _project.CopySaveFiles(output);
        if (Copy is not null) await new SaveVolumeWork(_swarm, output, options).RunAsync(Copy, Copy.Service(Stack, _old.Spec!), cancel);
        var staysStopped = _isStopped || obstacle is not null;
        var desired = FleetSwarm.Desire(_project.After, _project.Generated.Stacks);
        var deployment = new FleetDeployment(_swarm, output, options) { Prepare = prepare };
        try
        {
            await deployment.RunAsync(observed => Begun(Planner.Plan(desired, observed, PlanScope.Iocs([_project.New.Name])), staysStopped), cancel);
        }
        finally
        {
            if (_node is not null && !staysStopped) await UntieAsync(output, _node, options.Clock);
        }

        if (obstacle is not null) output.Note(_project.CopyThem(obstacle, "StartIocs"));
        return obstacle is null;
    }

    private Plan Begun(Plan plan, bool staysStopped) => plan with
    {
        Changes = [.. plan.Changes.Select(c => staysStopped ? ServiceActs.CreateStopped(c) : _node is null ? c : ServiceActs.CreateOn(c, _node.Id))],
    };

    // So that it is as its folder says; Swarm leaves a task where it is when its node meets the constraints that are left.
    private async Task UntieAsync(Output output, NodeRow node, TimeProvider clock)
    {
        var wanted = _project.Generated.Stacks.SelectMany(s => s.Stack.Services).First().Spec;
        try
        {
            var services = await _swarm.ListServicesAsync(CancellationToken.None);
            if (services.FirstOrDefault(s => s.Spec?.Name == wanted.Name) is not { } live) return;
            if (await IsOnAsync(live.ID, node.Id, clock)) await TemporaryTie.PutBackAsync(_swarm, live.ID, (wanted.TaskTemplate?.Placement?.Constraints, node.Id), clock);
            else output.Note($"Warning: {wanted.Name} has not begun on {node.Name}, where its save files are, and stays tied to it. When it runs there, DeployIocs --ioc-list {_project.New.Name} unties it and restarts nothing.");
        }
        catch (SwarmException e)
        {
            output.Note($"Warning: {wanted.Name} is tied to {node.Name} still: {e.Message} DeployIocs --ioc-list {_project.New.Name} unties it and restarts nothing.");
        }
    }

    // A task that has no node yet is made anew without the tie, and could go to a node without its save files.
    private async Task<bool> IsOnAsync(string service, string node, TimeProvider clock)
    {
        for (var end = clock.GetUtcNow() + Placing; ; await Task.Delay(Tick, clock, CancellationToken.None))
        {
            if ((await _swarm.ListTasksAsync(CancellationToken.None)).Any(t => t.ServiceID == service && t.NodeID == node)) return true;
            if (clock.GetUtcNow() >= end) return false;
        }
    }

    // Where its task runs, else where its last one was. A service without tasks, as one that was stopped: where its volume is.
    private static async Task<NodeRow?> NodeAsync(SwarmService old, ObservedSwarm observed, Func<NodeRow, Task<bool>> hasVolume)
    {
        var rows = NodeRow.Of(observed.Nodes, observed.Services, observed.Tasks).ToDictionary(n => n.Id, StringComparer.Ordinal);
        var open = observed.Nodes.Where(n => Balance.IsOpen(n) && rows.ContainsKey(n.ID)).ToList();
        // One that was rejected never wrote anything there.
        var tasks = observed.Tasks.Where(t => t.ServiceID == old.ID && !string.IsNullOrEmpty(t.NodeID) && !string.IsNullOrEmpty(t.Status?.ContainerStatus?.ContainerID));
        if (tasks.OrderByDescending(t => t.Status?.State == TaskState.Running).ThenByDescending(t => t.Status?.Timestamp).FirstOrDefault() is { } task)
            return open.Exists(n => n.ID == task.NodeID) ? rows[task.NodeID!] : null;
        var having = new List<NodeRow>();
        foreach (var node in open.Where(n => Balance.MayRunOn(n, old.Spec!)).Select(n => rows[n.ID]))
        {
            if (await hasVolume(node)) having.Add(node);
        }

        return having is [var only] ? only : null;
    }

    private static string SavesOf(Ioc ioc) => $"{ioc.Layout.RunFolder}/{RunFolder.Saves}";
}
