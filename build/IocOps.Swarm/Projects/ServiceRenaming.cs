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
    private readonly ISwarm _swarm;
    private readonly ProjectRenaming _project;
    private readonly SwarmService _old;
    private readonly bool _isStopped;

    private ServiceRenaming(ISwarm swarm, ProjectRenaming project, SwarmService old)
    {
        (_swarm, _project, _old) = (swarm, project, old);
        _isStopped = Stopped.ReplicasOf(old.Spec) is not null;
    }

    /// <summary>Save files that go from volume to volume; null where there are none, or where it is not known on which node they are.</summary>
    public SaveVolumeCopy? Copy { get; private set; }

    /// <summary>What will be done after the old service has ended, a line each.</summary>
    public IReadOnlyList<string> Lines =>
    [
        .. Copy is null ? (string[])[] : [$"+ save files are copied from the volume {Copy.OldVolume.Source} to {Copy.NewVolume.Source} on {Copy.NodeName}, by a container of the IOC's image; the old ones stay"],
        _isStopped ? $"+ service of {_project.New.Name} is made, and stays stopped as the old one is"
            : $"+ service of {_project.New.Name} starts{(Copy is null ? "" : $" on {Copy.NodeName}")}, and is waited for",
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
        var wanted = project.Generated.Stacks.SelectMany(s => s.Stack.Services).FirstOrDefault()?.Spec;
        var work = new ServiceRenaming(swarm, project, old);
        if (SaveVolumeCopy.VolumeAt(old.Spec, SavesOf(project.Old)) is { } before
            && SaveVolumeCopy.VolumeAt(wanted, SavesOf(project.New)) is { } after && before.Source != after.Source
            && await NodeAsync(old, observed, n => hasVolume(n, before.Source!, cancel)) is { } node)
            work.Copy = new SaveVolumeCopy(project.Old.Name, project.New.Name, before, after, node.Id, node.Name);
        return work;
    }

    /// <summary>Ends the old service, copies save files, and brings the new one up.</summary>
    /// <param name="output">Is told.</param>
    /// <param name="options">How the swarm is changed.</param>
    /// <param name="prepare">Done before the new service is made.</param>
    /// <param name="cancel">Begins nothing further.</param>
    /// <exception cref="SwarmException">The save files could not be copied: the new service was not made.</exception>
    /// <exception cref="DeploymentException">A service is not as it should be.</exception>
    public async Task RunAsync(Output output, DeploymentOptions options, Func<CancellationToken, Task> prepare, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(output);
        await new FleetDeployment(_swarm, output, options).RunAsync(FleetSwarm.Desire(_project.After, []), PlanScope.RemoveIocs([_project.Old.Name]), cancel);
        _project.CopySaveFiles(output);
        if (Copy is not null) await new SaveVolumeWork(_swarm, output, options).RunAsync(Copy, Copy.Service(Stack, _old.Spec!), cancel);
        var desired = FleetSwarm.Desire(_project.After, _project.Generated.Stacks);
        var deployment = new FleetDeployment(_swarm, output, options) { Prepare = prepare };
        try
        {
            await deployment.RunAsync(observed => Begun(Planner.Plan(desired, observed, PlanScope.Iocs([_project.New.Name]))), cancel);
        }
        finally
        {
            if (Copy is not null && !_isStopped) await UntieAsync(output, options.Clock);
        }
    }

    private Plan Begun(Plan plan) => plan with
    {
        Changes = [.. plan.Changes.Select(c => _isStopped ? ServiceActs.CreateStopped(c) : Copy is null ? c : ServiceActs.CreateOn(c, Copy.NodeId))],
    };

    // So that it is as its folder says; Swarm leaves a task where it is when its node meets the constraints that are left.
    private async Task UntieAsync(Output output, TimeProvider clock)
    {
        var wanted = _project.Generated.Stacks.SelectMany(s => s.Stack.Services).First().Spec;
        try
        {
            var services = await _swarm.ListServicesAsync(CancellationToken.None);
            if (services.FirstOrDefault(s => s.Spec?.Name == wanted.Name) is not { } live) return;
            await TemporaryTie.PutBackAsync(_swarm, live.ID, (wanted.TaskTemplate?.Placement?.Constraints, Copy!.NodeId), clock);
        }
        catch (SwarmException e)
        {
            output.Note($"Warning: {wanted.Name} is tied to {Copy!.NodeName} still: {e.Message} DeployIocs --ioc-list {_project.New.Name} unties it and restarts nothing.");
        }
    }

    // Where its task runs, else where its last one was. A service without tasks, as one that was stopped: where its volume is.
    private static async Task<NodeRow?> NodeAsync(SwarmService old, ObservedSwarm observed, Func<NodeRow, Task<bool>> hasVolume)
    {
        var rows = NodeRow.Of(observed.Nodes, observed.Services, observed.Tasks).ToDictionary(n => n.Id, StringComparer.Ordinal);
        var open = observed.Nodes.Where(n => Balance.IsOpen(n) && rows.ContainsKey(n.ID)).ToList();
        var tasks = observed.Tasks.Where(t => t.ServiceID == old.ID && !string.IsNullOrEmpty(t.NodeID));
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
