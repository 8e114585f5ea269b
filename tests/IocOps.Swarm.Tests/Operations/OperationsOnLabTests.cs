using Docker.DotNet.Models;
using IocOps.Core.Planning;
using IocOps.Swarm.Docker;
using IocOps.Swarm.Lab.Nodes;
using IocOps.Swarm.Operations;
using IocOps.Swarm.Tests.EndToEnd;
using IocOps.Swarm.Tests.Lab;

namespace IocOps.Swarm.Tests.Operations;

[Collection(ThreeNodeLabCollection.Name)]
public sealed class OperationsOnLabTests(ThreeNodeLabFixture lab)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly Selection All = new();

    [LabFact]
    public async Task Nodes_services_and_logs_are_told_also_when_a_node_is_dead()
    {
        await lab.ClearAsync();
        using var swarm = Client();
        var hosts = (await SwarmLook.NodesAsync(swarm, All, default)).ToDictionary(n => n.Address, n => n.Name);
        var (first, third) = (hosts["10.213.0.1"], hosts["10.213.0.3"]);
        await swarm.CreateServiceAsync(Printer("a", first), default);
        await swarm.CreateServiceAsync(Printer("b", third), default);
        await UntilRunningAsync(swarm, 2);
        await UntilPrintedAsync(swarm, "a", "b");
        Assert.Equal(["b"], (await SwarmLook.NodesAsync(swarm, new(Nodes: [third]), default))[0].Iocs);

        await lab.Controller.KillAsync("n3", default);
        try
        {
            await ThreeNodes.UntilAsync(
                async () => (await SwarmLook.NodesAsync(swarm, new(States: ["down"]), default)).Any(n => n.Name == third), $"{third} is never down");
            var notes = new List<string>();

            var lines = await LogsAsync(swarm, new LogQuery(false, 5, null, null), notes).WaitAsync(Patience);

            Assert.Contains("a prints", lines);
            Assert.Contains(notes, n => n.Contains(third, StringComparison.Ordinal));
        }
        finally
        {
            await lab.Controller.StartAsync("n3", default);
            await ThreeNodes.UntilAsync(
                async () => (await SwarmLook.NodesAsync(swarm, new(States: ["ready"]), default)).Count(n => n.IsReachableManager) == 3, "n3 does not come back");
        }
    }

    [LabFact]
    public async Task Followed_logs_go_on_when_an_ioc_moves_to_another_node()
    {
        await lab.ClearAsync();
        using var swarm = Client();
        var hosts = (await SwarmLook.NodesAsync(swarm, All, default)).Select(n => n.Name).ToList();
        var id = await swarm.CreateServiceAsync(Printer("m", hosts[1]), default);
        await UntilRunningAsync(swarm, 1);
        using var end = new CancellationTokenSource(Patience);
        var places = new List<string>();
#pragma warning disable CA2025 // It has ended, by its cancellation, when the client goes.
        var reader = new LogReader(swarm, c => SwarmLook.ServicesAsync(swarm, "dals", All, c), Seen, _ => { });
        var reading = reader.ReadAsync(new LogQuery(true, 3, null, null), end.Token);
#pragma warning restore CA2025
        await Wait.UntilAsync(_ => Task.FromResult(places.Contains(hosts[1])), Patience, "nothing is printed", default);

        var live = (await swarm.InspectServiceAsync(id, default))!;
        await swarm.UpdateServiceAsync(id, live.Version!.Index ?? 0, Printer("m", hosts[2]), default);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reading);
        Assert.Contains(hosts[2], places);

        void Seen(FleetLine line)
        {
            lock (places) places.Add(line.Task.Node!);
            if (line.Task.Node == hosts[2]) end.Cancel();
        }
    }

    [LabFact]
    public async Task A_rotated_token_is_another_one_and_the_other_role_keeps_its_own()
    {
        using var swarm = Client();
        var before = (await swarm.InspectSwarmAsync(default)).JoinTokens;

        await swarm.RotateTokenAsync(JoinRole.Worker, default);

        var after = (await swarm.InspectSwarmAsync(default)).JoinTokens;
        Assert.NotEqual(before.Worker, after.Worker);
        Assert.Equal(before.Manager, after.Manager);
    }

    [LabFact]
    public async Task A_drained_node_is_empty_and_its_ioc_runs_elsewhere_and_a_demoted_manager_is_a_worker()
    {
        await lab.ClearAsync();
        using var swarm = Client();
        var work = new NodeWork(swarm, swarm, new IocOps.Swarm.Views.Output(TextWriter.Null, TextWriter.Null, false, false), new Consent(false, true));
        await swarm.CreateServiceAsync(Printer("d", null), default);
        await UntilRunningAsync(swarm, 1);
        var from = (await SwarmLook.NodesAsync(swarm, All, default)).Single(n => n.Iocs.Count == 1).Name;
        var other = (await SwarmLook.NodesAsync(swarm, All, default)).First(n => n.Name != from && !n.Leader && n.Address != "10.213.0.1").Name;
        try
        {
            await work.DrainAsync([from], Patience, default);
            await work.LabelAsync([from], ["zone=7"], [], default);
            await work.DemoteAsync([other], default);

            var nodes = await SwarmLook.NodesAsync(swarm, All, default);
            Assert.Empty(nodes.Single(n => n.Name == from).Iocs);
            Assert.Equal(["d"], nodes.SelectMany(n => n.Iocs));
            Assert.Equal("zone=7", string.Join(',', nodes.Single(n => n.Name == from).Labels.Select(l => $"{l.Key}={l.Value}")));
            Assert.Equal("worker", nodes.Single(n => n.Name == other).Role);
        }
        finally
        {
            await work.ActivateAsync(["*"], default);
            await work.LabelAsync([from], [], ["zone"], default);
            await work.PromoteAsync([other], default);
            await ThreeNodes.UntilAsync(
                async () => (await SwarmLook.NodesAsync(swarm, All, default)).Count(n => n.IsReachableManager) == 3, "not three managers again");
        }
    }

    [LabFact]
    public async Task A_manager_leaves_without_harm_and_joins_again()
    {
        await lab.ClearAsync();
        using var swarm = Client();
        using var third = new SwarmClient(DockerEndpoint.Parse(lab.Controller.Paths.Endpoint("n3"), "the test"));
        var (output, yes) = (new IocOps.Swarm.Views.Output(TextWriter.Null, TextWriter.Null, false, false), new Consent(false, true));
        var id = (await third.InfoAsync(default)).Swarm!.NodeID!;

        await new Leaving(third, third, output, yes).LeaveAsync(false, Patience, default);
        await ThreeNodes.UntilAsync(
            async () => (await SwarmLook.NodesAsync(swarm, new(States: ["down"]), default)).Any(n => n.Id == id), "it is never down");
        await new NodeWork(swarm, swarm, output, yes).RemoveAsync([id], false, default);

        Assert.Equal(2, (await SwarmLook.NodesAsync(swarm, All, default)).Count(n => n.IsReachableManager));
        var invitation = (await new Membership(swarm, output, yes).InvitationsAsync(swarm, null, default)).Single(i => i.Role == JoinRole.Manager);
        await new Membership(third, output, yes).JoinAsync(JoinRole.Manager, "10.213.0.1", invitation.Token, ("10.213.0.3", "10.213.0.3:2377"), default);
        await ThreeNodes.UntilAsync(
            async () => (await SwarmLook.NodesAsync(swarm, All, default)).Count(n => n.IsReachableManager) == 3, "not three managers again");
    }

    private SwarmClient Client() => new(DockerEndpoint.Parse(lab.Endpoint, "the test"));

    private static Task UntilRunningAsync(SwarmClient swarm, int count) => ThreeNodes.UntilAsync(
        async () => (await SwarmLook.ServicesAsync(swarm, "dals", new(States: ["running"]), default)).Count == count, "not running");

    private static Task UntilPrintedAsync(SwarmClient swarm, params string[] names) => Wait.UntilAsync(
        async _ =>
        {
            var lines = await LogsAsync(swarm, new LogQuery(false, 0, null, null), []);
            return names.All(n => lines.Contains($"{n} prints"));
        }, Patience, "nothing is printed", default);

    private static async Task<List<string>> LogsAsync(SwarmClient swarm, LogQuery query, List<string> notes)
    {
        var lines = new List<string>();
        await new LogReader(swarm, c => SwarmLook.ServicesAsync(swarm, "dals", All, c), l => lines.Add(l.Line.Text), notes.Add).ReadAsync(query, default);
        return lines;
    }

    internal static ServiceSpec Printer(string ioc, string? node, string stack = "dals") => new()
    {
        Name = $"{stack}_srv-{ioc}",
        Labels = new Dictionary<string, string> { ["com.docker.stack.namespace"] = stack, [Owner.Label] = $"ioc/{ioc}" },
        Mode = new ServiceMode { Replicated = new ReplicatedService { Replicas = 1 } },
        TaskTemplate = new TaskSpec
        {
            ContainerSpec = new ContainerSpec
            {
                Image = "iocops/lab-ioc:1",
                Command = ["bash", "-c", $"while true; do echo {ioc} prints; sleep 1; done"],
                TTY = true,
                StopGracePeriod = TimeSpan.FromSeconds(1),
            },
            Placement = node is null ? null : new Placement { Constraints = [$"node.hostname=={node}"] },
            Networks = [new NetworkAttachmentConfig { Target = "host" }],
        },
    };
}
