using Docker.DotNet.Models;
using IocOps.Core.Operations;
using IocOps.Core.Planning;
using IocOps.Swarm.Deploy;
using IocOps.Swarm.Docker;
using IocOps.Swarm.Fleets;
using IocOps.Swarm.Projects;
using IocOps.Swarm.Tests.EndToEnd;
using IocOps.Swarm.Views;

namespace IocOps.Swarm.Tests.Projects;

/// <summary>The service of an IOC that gets another name, in a swarm in memory.</summary>
public sealed class ServiceRenamingTests : IDisposable
{
    private readonly SmallFleet _fleet = new();
    private readonly ManualTime _time = new();
    private readonly StringWriter _notes = new();
    private readonly FakeSwarm _swarm;

    public ServiceRenamingTests()
    {
        _swarm = new FakeSwarm(_time) { Fate = s => s.Name!.Contains("_cpy-", StringComparison.Ordinal) ? FakeSwarm.Fates.Completes : FakeSwarm.Fates.Runs };
        _fleet.Write("iocs/alpha/ioc.yaml", _fleet.Read("iocs/alpha/ioc.yaml") + "modules: [autosave]\n");
    }

    private Output Out => new(TextWriter.Null, _notes, false, false);

    private DeploymentOptions Options => new("test", TimeSpan.FromSeconds(5)) { ResolveImage = ResolveImage.Never, Clock = _time };

    public void Dispose()
    {
        _swarm.Dispose();
        _notes.Dispose();
        _fleet.Dispose();
    }

    [Fact]
    public async Task Save_files_in_a_volume_are_copied_where_they_are_and_the_new_service_starts_there_and_is_free_afterwards()
    {
        await DeployedAsync();
        _swarm.Log.AddRange(["copied omega-automake-pass0.sav", "kept omega-automake-pass1.sav"]);
        var before = _swarm.Writes.Count;
        var work = await RenamingAsync();

        await RunAsync(work);

        Assert.Equal(["+ save files are copied from the volume t_srv-alpha-autosave to t_srv-omega-autosave on node1, by a container of the IOC's image; the old ones stay", "+ service of omega starts on node1, and is waited for"], work.Lines);
        var writes = _swarm.Writes.Skip(before).Where(w => w.Contains("Service", StringComparison.Ordinal)).ToList();
        Assert.Equal(["RemoveService", "CreateService t_cpy-omega", "RemoveService", "CreateService t_srv-omega", "UpdateService t_srv-omega"], writes.Select(w => w.StartsWith("Remove", StringComparison.Ordinal) ? "RemoveService" : w));
        Assert.Null(_swarm.Named("t_srv-omega").Spec!.TaskTemplate!.Placement?.Constraints);
        Assert.Contains("node.id==n1", _swarm.Named("t_srv-omega").PreviousSpec!.TaskTemplate!.Placement!.Constraints!);
        Assert.Contains("Copied 1 save files", _notes.ToString(), StringComparison.Ordinal);
        Assert.Contains("omega-automake-pass1.sav is in t_srv-omega-autosave already and was left as it is", _notes.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_the_save_files_can_not_be_copied_the_new_service_is_not_made()
    {
        _swarm.Fate = s => s.Name!.Contains("_cpy-", StringComparison.Ordinal) ? FakeSwarm.Fates.Fails : FakeSwarm.Fates.Runs;
        await DeployedAsync();
        _swarm.Log.Add("cp: write error: No space left on device");
        var work = await RenamingAsync();

        var error = await Assert.ThrowsAsync<SwarmException>(() => RunAsync(work));

        Assert.Contains("task: non-zero exit (1) (cp: write error: No space left on device). omega was not started", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("t_srv-omega", (await _swarm.ListServicesAsync(default)).Select(s => s.Spec!.Name));
        Assert.DoesNotContain("t_cpy-omega", (await _swarm.ListServicesAsync(default)).Select(s => s.Spec!.Name));
    }

    [Fact]
    public async Task What_was_stopped_stays_stopped_and_its_volume_is_found_by_asking_the_nodes()
    {
        await DeployedAsync();
        var live = _swarm.Named("t_srv-alpha");
        await _swarm.UpdateServiceAsync(live.ID, live.Version!.Index!.Value, ServiceActs.Stop(live).Desired!, default);
        _swarm.ForgetTasks();
        var work = await RenamingAsync((node, volume, _) => Task.FromResult((node.Name, volume) == ("node1", "t_srv-alpha-autosave")));

        await RunAsync(work);

        Assert.Equal("+ service of omega is made, and stays stopped as the old one is", work.Lines[^1]);
        Assert.Contains("CreateService t_cpy-omega", _swarm.Writes);
        var spec = _swarm.Named("t_srv-omega").Spec!;
        Assert.Equal("0 replicas, to start with 1", $"{spec.Mode!.Replicated!.Replicas} replicas, to start with {Stopped.ReplicasOf(spec)}");
        Assert.DoesNotContain("UpdateService t_srv-omega", _swarm.Writes);
    }

    [Fact]
    public async Task Where_nobody_knows_on_which_node_the_volume_is_a_person_is_told_how_to_bring_it()
    {
        await DeployedAsync();
        _swarm.ForgetTasks();
        var project = Project();
        var work = await ServiceRenaming.ReadAsync(_swarm, project, _swarm.Named("t_srv-alpha").ID, (_, _, _) => Task.FromResult(false), default);

        Assert.Null(work!.Copy);
        Assert.Contains("save files lie in the volume t_srv-alpha-autosave of the node where the IOC ran", project.Advice(work)!, StringComparison.Ordinal);
    }

    private ProjectRenaming Project() => new(new FleetFiles(_fleet.Path), "alpha", "omega", null);

    private async Task<ServiceRenaming> RenamingAsync(Func<NodeRow, string, CancellationToken, Task<bool>>? hasVolume = null) =>
        (await ServiceRenaming.ReadAsync(_swarm, Project(), _swarm.Named("t_srv-alpha").ID, hasVolume ?? ((_, _, _) => Task.FromResult(false)), default))!;

    private Task RunAsync(ServiceRenaming work) => work.RunAsync(Out, Options, _ => Task.CompletedTask, default);

    private async Task DeployedAsync()
    {
        var files = new FleetFiles(_fleet.Path);
        var stacks = new Generation(files).Render(files.Select(["alpha"]), GeneratedPart.Everything).Stacks;
        await new FleetDeployment(_swarm, Out, Options).RunAsync(FleetSwarm.Desire(files, stacks), PlanScope.Iocs(["alpha"]), default);
    }
}
