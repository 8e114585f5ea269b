using System.Diagnostics;
using Docker.DotNet;
using Docker.DotNet.Models;
using IocOps.Swarm.Lab;
using IocOps.Swarm.Lab.Nodes;

namespace IocOps.Swarm.Tests.Lab;

public sealed class LabLifeTests
{
    [LabFact]
    public async Task Down_leaves_nothing_of_a_lab_that_was_up()
    {
        var before = Machine.Surroundings();
        await using var lab = new TestLab();

        var status = await lab.UpAsync();

        Assert.Equal(LabCondition.Up, status.Condition);
        Assert.True(Assert.Single(status.Nodes).Manager);
        await RunContainerAsync(lab);
        Assert.NotEmpty(Machine.TracesOf(lab.Paths));
        Assert.Equal(before, Machine.Surroundings());
        Assert.Contains(lab.Paths.Data, await lab.Controller.DownAsync(lab.Cancel));
        Assert.Empty(Machine.TracesOf(lab.Paths));
        Assert.Equal(before, Machine.Surroundings());
        Assert.Equal(LabCondition.Absent, (await lab.Controller.StatusAsync(lab.Cancel)).Condition);
    }

    [LabFact]
    public async Task Down_of_no_lab_removes_nothing()
    {
        await using var lab = new TestLab();

        Assert.Empty(await lab.Controller.DownAsync(lab.Cancel));
    }

    [LabFact]
    public async Task A_lab_that_is_up_is_left_as_it_is()
    {
        await using var lab = new TestLab();
        await lab.UpAsync();
        var engine = LabProcesses.Engine(lab.Paths, "n1");

        var status = await lab.UpAsync();

        Assert.Equal(LabCondition.Up, status.Condition);
        Assert.Equal(engine, LabProcesses.Engine(lab.Paths, "n1"));
        Assert.Contains("is up", lab.Said[^1], StringComparison.Ordinal);
    }

    [LabFact]
    public async Task A_lab_of_another_size_is_refused()
    {
        await using var lab = new TestLab();
        await lab.UpAsync();

        var refusal = await Assert.ThrowsAsync<LabException>(() => lab.UpAsync(nodes: 3));

        Assert.Contains("LabDown", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(LabCondition.Up, (await lab.Controller.StatusAsync(lab.Cancel)).Condition);
    }

    [LabFact]
    public async Task An_engine_that_was_killed_is_repaired_by_up_and_keeps_its_swarm()
    {
        await using var lab = new TestLab();
        await lab.UpAsync();
        var swarm = await SwarmIdAsync(lab);
        Process.GetProcessById(LabProcesses.Engine(lab.Paths, "n1")!.Value).Kill();

        var dead = await lab.Controller.StatusAsync(lab.Cancel);
        var status = await lab.UpAsync();

        Assert.Equal(LabCondition.Dead, dead.Condition);
        Assert.Equal(LabCondition.Up, status.Condition);
        Assert.Equal(swarm, await SwarmIdAsync(lab));
    }

    [LabFact]
    public async Task A_dead_lab_is_taken_down_without_a_trace_and_can_be_made_again()
    {
        await using var lab = new TestLab();
        await lab.UpAsync();
        await RunContainerAsync(lab);
        foreach (var holder in LabProcesses.Holders(lab.Paths)) LabProcesses.Kill(holder);
        await Wait.UntilAsync(() => LabProcesses.Holders(lab.Paths).Count == 0, TimeSpan.FromSeconds(10), "still there", lab.Cancel);
        Directory.Delete(lab.Paths.Run, recursive: true);

        await lab.Controller.DownAsync(lab.Cancel);

        Assert.Empty(Machine.TracesOf(lab.Paths));
        Assert.Equal(LabCondition.Up, (await lab.UpAsync()).Condition);
    }

    [LabFact]
    public async Task A_lab_that_was_half_made_is_seen_and_replaced_by_up()
    {
        await using var lab = new TestLab();
        await lab.UpAsync();
        File.Delete(lab.Paths.StateFile);

        Assert.Equal(LabCondition.Leftovers, (await lab.Controller.StatusAsync(lab.Cancel)).Condition);
        Assert.Equal(LabCondition.Up, (await lab.UpAsync()).Condition);
    }

    [LabFact]
    public async Task Two_ups_at_the_same_time_make_one_lab()
    {
        await using var lab = new TestLab();

        var both = await Task.WhenAll(lab.UpAsync(), lab.UpAsync());

        Assert.All(both, s => Assert.Equal(LabCondition.Up, s.Condition));
        Assert.Single(lab.Said, s => s.StartsWith("Bringing up", StringComparison.Ordinal));
    }

    [LabFact]
    public async Task What_a_node_writes_to_its_etc_stays_with_it()
    {
        await using var lab = new TestLab();
        await lab.UpAsync();

        await lab.Controller.RunAsync("n1", ["touch", "/etc/iocops-lab-test"], lab.Cancel);

        Assert.False(File.Exists("/etc/iocops-lab-test"));
        Assert.True(File.Exists($"{lab.Paths.Data}/n1/etc/upper/iocops-lab-test"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("1lab")]
    [InlineData("../lab")]
    [InlineData("a/b")]
    [InlineData("Lab")]
    [InlineData("a-name-that-is-too-long-for-a-socket")]
    public void A_name_that_is_no_plain_word_is_refused(string name) => Assert.Throws<LabException>(() => new LabPaths(name));

    [LabTheory]
    [InlineData("/")]
    [InlineData("srv/x")]
    [InlineData("/srv/../etc")]
    [InlineData("/run/x")]
    public async Task A_shared_path_that_would_hide_the_system_is_refused(string path)
    {
        await using var lab = new TestLab();

        await Assert.ThrowsAsync<LabException>(() => lab.Controller.UpAsync(new LabOptions(1) { SharedPaths = [path] }, lab.Cancel));

        Assert.Empty(Machine.TracesOf(lab.Paths));
    }

    [LabFact]
    public async Task Two_labs_do_not_disturb_each_other()
    {
        await using var one = new TestLab();
        await using var two = new TestLab();
        await Task.WhenAll(one.UpAsync(), two.UpAsync());
        Assert.NotEqual(await SwarmIdAsync(one), await SwarmIdAsync(two));

        await one.Controller.DownAsync(one.Cancel);

        Assert.Empty(Machine.TracesOf(one.Paths));
        Assert.Equal(LabCondition.Up, (await two.Controller.StatusAsync(two.Cancel)).Condition);
    }

    [LabFact]
    public async Task Up_that_is_interrupted_leaves_nothing()
    {
        await using var lab = new TestLab();
        using var interrupt = new CancellationTokenSource();
        var controller = new LabController(lab.Paths.Name, line =>
        {
            if (line.StartsWith("Node n1", StringComparison.Ordinal)) interrupt.Cancel();
        });

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => controller.UpAsync(new LabOptions(1), interrupt.Token));

        Assert.Empty(Machine.TracesOf(lab.Paths));
    }

    [LabFact]
    public async Task Nodes_share_a_folder_that_goes_with_the_lab()
    {
        const string Shared = "/srv/iocops-lab-test/run";
        await using var lab = new TestLab();
        await lab.Controller.UpAsync(new LabOptions(1) { SharedPaths = [Shared] }, lab.Cancel);
        await File.WriteAllTextAsync($"{lab.Paths.SharedFolder(Shared)}/x", "from outside", lab.Cancel);

        var seen = await lab.Controller.RunAsync("n1", ["cat", $"{Shared}/x"], lab.Cancel);

        Assert.Equal("from outside", seen);
        Assert.Empty(Directory.GetFileSystemEntries(Shared));
        await lab.Controller.DownAsync(lab.Cancel);
        Assert.False(Directory.Exists("/srv/iocops-lab-test"));
    }

    /// <summary>A container that runs on: only with one does an engine make control groups, and have processes below it.</summary>
    private static async Task RunContainerAsync(TestLab lab)
    {
        using var client = new DockerClientBuilder().WithEndpoint(new Uri(lab.Endpoint)).Build();
        var container = await client.Containers.CreateContainerAsync(
            new CreateContainerParameters { Image = LabImage.Reference, Entrypoint = ["sleep", "1000"] }, lab.Cancel);
        await client.Containers.StartContainerAsync(container.ID, new ContainerStartParameters(), lab.Cancel);
        Assert.Contains(Machine.TracesOf(lab.Paths), t => t.StartsWith("group ", StringComparison.Ordinal));
    }

    private static async Task<string> SwarmIdAsync(TestLab lab)
    {
        using var client = new DockerClientBuilder().WithEndpoint(new Uri(lab.Endpoint)).Build();
        return (await client.Swarm.InspectSwarmAsync(lab.Cancel)).ID;
    }
}
