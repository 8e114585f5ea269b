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
    public async Task Where_nobody_knows_on_which_node_the_volume_is_a_person_is_told_how_to_bring_it_and_the_new_service_stays_stopped()
    {
        await DeployedAsync();
        _swarm.ForgetTasks();
        var project = Project();
        var work = (await ServiceRenaming.ReadAsync(_swarm, project, _swarm.Named("t_srv-alpha").ID, (_, _, _) => Task.FromResult(false), default))!;

        Assert.Null(work.Copy);
        Assert.Contains("  save files are not copied: save files lie in the volume t_srv-alpha-autosave of the node where the IOC ran, and that node is not known or takes no tasks, or the service has no such volume", project.Lines(new ProjectServices([], null), work));
        Assert.Contains("+ service of omega is made, and stays stopped until its save files are copied", work.Lines);
        await StaysStoppedAsync(work, "on the node where the IOC ran, and where omega must start then: docker run --rm --entrypoint sh -v t_srv-alpha-autosave:/from:ro -v t_srv-omega-autosave:/opt/EPICS/RUN/omega/log/autosave iocops/lab-ioc:1 -c '");
    }

    [Fact]
    public async Task A_node_where_a_task_was_rejected_is_not_taken_for_the_one_that_has_the_volume()
    {
        await DeployedAsync();
        foreach (var task in await _swarm.ListTasksAsync(default)) task.Status!.ContainerStatus!.ContainerID = "";

        Assert.Null((await RenamingAsync()).Copy);
    }

    [Fact]
    public async Task Save_files_in_a_folder_of_the_nodes_are_copied_where_the_IOC_ran_on_this_very_machine_and_the_new_one_starts_there()
    {
        InFolder();
        _fleet.Write("save/alpha/alpha-automake-pass0.sav", "1");
        await DeployedAsync();
        IsHere("n1");
        var work = await RenamingAsync();

        Assert.True(await RunAsync(work));

        Assert.Equal("1", _fleet.Read("save/omega/omega-automake-pass0.sav"));
        Assert.Equal(["+ service of omega starts on node1, and is waited for"], work.Lines);
        Assert.Equal(1UL, _swarm.Named("t_srv-omega").Spec!.Mode!.Replicated!.Replicas);
        Assert.Contains("node.id==n1", _swarm.Named("t_srv-omega").PreviousSpec!.TaskTemplate!.Placement!.Constraints!);
    }

    [Theory]
    [InlineData("n2")]
    [InlineData(null)]
    public async Task What_lies_here_is_not_taken_for_the_save_files_of_an_IOC_that_ran_on_another_node(string? here)
    {
        InFolder();
        _fleet.Write("save/alpha/alpha-automake-pass0.sav", "old");
        await DeployedAsync();
        IsHere(here);

        await StaysStoppedAsync(await RenamingAsync(), $"where {Saves}/alpha is the IOC's: mkdir -p {Saves}/omega; cp -n {Saves}/alpha/alpha-automake-pass0.sav {Saves}/omega/omega-automake-pass0.sav; cp -n ");
        Assert.False(Directory.Exists($"{Saves}/omega"));
    }

    [Fact]
    public async Task A_folder_that_is_empty_here_as_one_that_is_not_mounted_is_told_and_the_new_service_stays_stopped()
    {
        InFolder();
        Directory.CreateDirectory(Saves);
        await DeployedAsync();
        IsHere("n1");

        await StaysStoppedAsync(await RenamingAsync(), $"save files lie in {Saves}/alpha, which this machine does not see");
    }

    [Fact]
    public async Task A_mount_that_is_not_mounted_here_is_told_and_the_new_service_stays_stopped()
    {
        OnMount();
        Directory.CreateDirectory(Mount);
        await DeployedAsync();

        await StaysStoppedAsync(await RenamingAsync(), $"save files lie in {Mount}/alpha/log/autosave, which this machine does not see");
    }

    [Fact]
    public async Task Where_there_are_surely_no_save_files_that_is_said_and_the_new_service_runs()
    {
        OnMount();
        Directory.CreateDirectory($"{Mount}/alpha/log/autosave");
        await DeployedAsync();

        Assert.True(await RunAsync(await RenamingAsync()));

        Assert.Contains($"alpha has no save files in {Mount}/alpha/log/autosave: none were copied.", _notes.ToString(), StringComparison.Ordinal);
        Assert.Equal(1UL, _swarm.Named("t_srv-omega").Spec!.Mode!.Replicated!.Replicas);
    }

    [Fact]
    public async Task Save_files_that_the_IOC_wrote_for_the_first_time_while_it_ended_are_copied()
    {
        OnMount();
        Directory.CreateDirectory($"{Mount}/alpha/log/autosave");
        await DeployedAsync();
        var work = await RenamingAsync();
        _swarm.Before = (verb, _) =>
        {
            if (verb == "RemoveService") _fleet.Write("mount/alpha/log/autosave/alpha-automake-pass0.sav", "last");
            return Task.CompletedTask;
        };

        await RunAsync(work);

        Assert.Equal("last", _fleet.Read("mount/omega/log/autosave/omega-automake-pass0.sav"));
    }

    [Fact]
    public async Task Without_waiting_the_old_IOC_has_ended_all_the_same_before_its_save_files_are_copied_and_the_new_one_starts_on_its_node()
    {
        await DeployedAsync();
        var old = _swarm.Named("t_srv-alpha").ID;
        var work = await RenamingAsync();
        var atCreation = new List<string>();
        _swarm.Before = (verb, about) =>
        {
            if (verb == "CreateService") atCreation.AddRange(_swarm.Tasks.Where(t => t.ServiceID == old).Select(t => $"{about}: {t.Status!.State}"));
            return Task.CompletedTask;
        };

        await RunAsync(work, Options with { Wait = false });

        Assert.Equal(["t_cpy-omega: Shutdown", "t_srv-omega: Shutdown"], atCreation);
        Assert.Null(_swarm.Named("t_srv-omega").Spec!.TaskTemplate!.Placement?.Constraints);
    }

    [Fact]
    public async Task A_new_service_that_no_node_has_taken_yet_stays_tied_to_its_save_files()
    {
        await DeployedAsync();
        var work = await RenamingAsync();
        _swarm.Before = (verb, _) =>
        {
            foreach (var task in _swarm.Tasks.Where(t => t.ServiceID == _swarm.IdOf("t_srv-omega"))) task.NodeID = "";
            return Task.CompletedTask;
        };

        await RunAsync(work, Options with { Wait = false });

        Assert.Contains("node.id==n1", _swarm.Named("t_srv-omega").Spec!.TaskTemplate!.Placement!.Constraints!);
        Assert.Contains("t_srv-omega has not begun on node1, where its save files are, and stays tied to it", _notes.ToString(), StringComparison.Ordinal);
    }

    private string Saves => System.IO.Path.Combine(_fleet.Path, "save");

    private string Mount => System.IO.Path.Combine(_fleet.Path, "mount");

    private void InFolder() => _fleet.Write("iocs/alpha/ioc.yaml", _fleet.Read("iocs/alpha/ioc.yaml") + $"save-folder: {Saves}\n");

    private void OnMount()
    {
        _fleet.Write("iocs/site.yaml", $"mount: {Mount}\n" + _fleet.Read("iocs/site.yaml"));
        _fleet.Write("iocs/alpha/ioc.yaml", _fleet.Read("iocs/alpha/ioc.yaml") + "delivery: mount\n");
    }

    // Of this machine: null for an engine that is another one's.
    private void IsHere(string? node) =>
        (_swarm.Endpoint, _swarm.Info) = (node is null ? "tcp://elsewhere:2376" : "unix:///var/run/docker.sock", new SystemInfoResponse { Name = Environment.MachineName, Swarm = new Info { NodeID = node ?? "n1" } });

    private async Task StaysStoppedAsync(ServiceRenaming work, string told)
    {
        Assert.False(await RunAsync(work));

        var spec = _swarm.Named("t_srv-omega").Spec!;
        Assert.Equal("0 replicas, to start with 1", $"{spec.Mode!.Replicated!.Replicas} replicas, to start with {Stopped.ReplicasOf(spec)}");
        Assert.Contains("Save files were not copied: ", _notes.ToString(), StringComparison.Ordinal);
        Assert.Contains(told, _notes.ToString(), StringComparison.Ordinal);
        Assert.Contains("then StartIocs --ioc-list omega.", _notes.ToString(), StringComparison.Ordinal);
    }

    private ProjectRenaming Project() => new(new FleetFiles(_fleet.Path), "alpha", "omega", null);

    private async Task<ServiceRenaming> RenamingAsync(Func<NodeRow, string, CancellationToken, Task<bool>>? hasVolume = null) =>
        (await ServiceRenaming.ReadAsync(_swarm, Project(), _swarm.Named("t_srv-alpha").ID, hasVolume ?? ((_, _, _) => Task.FromResult(false)), default))!;

    private Task<bool> RunAsync(ServiceRenaming work, DeploymentOptions? options = null) => work.RunAsync(Out, options ?? Options, _ => Task.CompletedTask, default);

    private async Task DeployedAsync()
    {
        var files = new FleetFiles(_fleet.Path);
        var stacks = new Generation(files).Render(files.Select(["alpha"]), GeneratedPart.Everything).Stacks;
        await new FleetDeployment(_swarm, Out, Options).RunAsync(FleetSwarm.Desire(files, stacks), PlanScope.Iocs(["alpha"]), default);
    }
}
