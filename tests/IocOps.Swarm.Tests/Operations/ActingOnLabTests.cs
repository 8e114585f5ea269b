using Docker.DotNet.Models;
using IocOps.Swarm.Deploy;
using IocOps.Swarm.Docker;
using IocOps.Swarm.Fleets;
using IocOps.Swarm.Lab.Nodes;
using IocOps.Swarm.Operations;
using IocOps.Swarm.Tests.EndToEnd;
using IocOps.Swarm.Tests.Lab;
using IocOps.Swarm.Views;

namespace IocOps.Swarm.Tests.Operations;

[Collection(ThreeNodeLabCollection.Name)]
public sealed class ActingOnLabTests(ThreeNodeLabFixture lab)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);
    private static readonly Output Quiet = new(TextWriter.Null, TextWriter.Null, false, false);

    [LabFact]
    public async Task After_a_drain_with_thirty_iocs_a_rebalance_moves_the_right_ones_and_no_other()
    {
        await lab.ClearAsync();
        using var swarm = Client();
        var work = new NodeWork(swarm, swarm, Quiet, new Consent(false, true));
        var third = (await SwarmLook.NodesAsync(swarm, new(), default)).Single(n => n.Address == "10.213.0.3").Name;
        await Task.WhenAll(Enumerable.Range(0, 30).Select(i => swarm.CreateServiceAsync(OperationsOnLabTests.Printer($"i{i:00}", null), default)));
        await UntilRunningAsync(swarm, 30);
        try
        {
            await work.DrainAsync([third], Patience, default);
        }
        finally
        {
            await work.ActivateAsync([third], default);
        }

        var before = await TasksAsync(swarm);
        Assert.DoesNotContain(third, before.Values.Select(t => t.Node));

        await new MoveWork(swarm, Quiet, Options with { AtATime = 10 }).RebalanceAsync(default);

        var after = await TasksAsync(swarm);
        Assert.Equal([10, 10, 10], after.Values.GroupBy(t => t.Node).Select(g => g.Count()));
        var moved = after.Where(t => t.Value.Node == third).Select(t => t.Key).ToHashSet(StringComparer.Ordinal);
        Assert.All(after.Where(t => !moved.Contains(t.Key)), t => Assert.Equal(before[t.Key], t.Value));
        Assert.All(await swarm.ListServicesAsync(default), s => Assert.Empty(s.Spec!.TaskTemplate!.Placement?.Constraints ?? []));
        // Taking the constraints away again restarted none of them.
        var tasks = await swarm.ListTasksAsync(default);
        Assert.All(moved, m => Assert.Single(tasks, t => t.ServiceID == m && t.CreatedAt >= after[m].Created));
        // The next test shall not wait for thirty of them.
        await Task.WhenAll((await swarm.ListServicesAsync(default)).Select(s => swarm.RemoveServiceAsync(s.ID, default)));
        await ThreeNodes.UntilAsync(
            async () => !(await swarm.ListTasksAsync(default)).Any(t => t.Status?.State <= TaskState.Running), "the tasks do not end");
    }

    [LabFact]
    public async Task Restart_stop_start_and_move_touch_only_the_named()
    {
        await lab.ClearAsync();
        using var swarm = Client();
        var other = (await SwarmLook.NodesAsync(swarm, new(), default)).Select(n => n.Name).ToList();
        foreach (var name in new[] { "a", "b", "c", "d" }) await swarm.CreateServiceAsync(OperationsOnLabTests.Printer(name, null), default);
        await UntilRunningAsync(swarm, 4);
        var before = await TasksAsync(swarm);
        var ids = (await swarm.ListServicesAsync(default)).ToDictionary(s => s.Spec!.Name!.Split('-')[1], s => s.ID);
        var to = other.First(n => n != before[ids["c"]].Node);
        var work = new ServiceWork(swarm, Quiet, Options);

        await work.RestartAsync(new(["a"]), default);
        await work.StopAsync(new(["b"]), default);
        await new MoveWork(swarm, Quiet, Options).MoveAsync(new(["c"]), to, default);

        var after = await TasksAsync(swarm);
        Assert.NotEqual(before[ids["a"]].Task, after[ids["a"]].Task);
        Assert.DoesNotContain(ids["b"], after.Keys);
        Assert.Equal(to, after[ids["c"]].Node);
        Assert.Equal(before[ids["d"]], after[ids["d"]]);
        Assert.Equal("stopped", (await SwarmLook.ServicesAsync(swarm, "dals", new(["b"]), default)).Single().State);

        await work.StartAsync(new(["b"]), default);
        Assert.Contains(ids["b"], (await TasksAsync(swarm)).Keys);
    }

    private static ServiceWorkOptions Options => new("dals", new Consent(false, true), false, new DeploymentOptions("the test", TimeSpan.FromSeconds(10)) { ResolveImage = ResolveImage.Never, WaitTimeout = Patience });

    private SwarmClient Client() => new(DockerEndpoint.Parse(lab.Endpoint, "the test"));

    private static Task UntilRunningAsync(SwarmClient swarm, int count) => ThreeNodes.UntilAsync(
        async () => (await SwarmLook.ServicesAsync(swarm, "dals", new(States: ["running"]), default)).Count == count, "not running");

    // The running task of each service, with its container and its node.
    private static async Task<Dictionary<string, (string Task, string Container, string Node, DateTime? Created)>> TasksAsync(SwarmClient swarm)
    {
        var nodes = (await swarm.ListNodesAsync(default)).ToDictionary(n => n.ID, n => n.Description!.Hostname!);
        return (await swarm.ListTasksAsync(default)).Where(t => t is { DesiredState: TaskState.Running, Status.State: TaskState.Running })
            .ToDictionary(t => t.ServiceID!, t => (t.ID!, t.Status!.ContainerStatus!.ContainerID!, nodes[t.NodeID!], t.CreatedAt), StringComparer.Ordinal);
    }
}
