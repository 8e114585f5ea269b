using Docker.DotNet.Models;
using IocOps.Core.Operations;
using IocOps.Core.Planning;

namespace IocOps.Core.Tests.Operations;

public sealed class BalanceTests
{
    private readonly List<NodeListResponse> _nodes = [];
    private readonly List<SwarmService> _services = [];
    private readonly List<TaskResponse> _tasks = [];

    [Fact]
    public void What_came_back_empty_gets_its_share_and_no_more_is_moved()
    {
        Nodes("n1", "n2", "n3").Iocs("n1", 15).Iocs("n2", 15);

        var balance = Of();

        Assert.Equal(["n1 15 10", "n2 15 10", "n3 0 10"], balance.Nodes.Select(n => $"{n.Name} {n.Before} {n.After}"));
        Assert.Equal(10, balance.Moves.Count);
        Assert.All(balance.Moves, m => Assert.Equal("n3", m.ToName));
        Assert.Equal([5, 5], balance.Moves.GroupBy(m => m.From).Select(g => g.Count()));
    }

    [Fact]
    public void A_difference_of_one_is_even_enough() => Assert.Empty(Nodes("n1", "n2", "n3").Iocs("n1", 4).Iocs("n2", 3).Iocs("n3", 3).Of().Moves);

    [Fact]
    public void Constraints_are_respected_and_one_makes_room_for_another()
    {
        // The two that must stay on n1 or n2 can't fill n3: the free ones go.
        Nodes("n1", "n2", "n3").Iocs("n1", 2, "node.hostname!=n3").Iocs("n2", 1).Iocs("n2", 1, "node.labels.disk==ssd");

        var balance = Of();

        Assert.Equal(["n1 2 2", "n2 2 1", "n3 0 1"], balance.Nodes.Select(n => $"{n.Name} {n.Before} {n.After}"));
        Assert.Equal("n2-0", balance.Moves.Single().Service.Ioc);
    }

    [Fact]
    public void A_chain_of_moves_is_found_where_no_single_one_helps()
    {
        // From n1 only to n2, from n2 only to n3.
        Nodes("n1", "n2", "n3").Iocs("n1", 3, "node.hostname!=n3").Iocs("n2", 1, "node.hostname!=n1");

        var balance = Of();

        Assert.Equal(["n1 3 2", "n2 1 1", "n3 0 1"], balance.Nodes.Select(n => $"{n.Name} {n.Before} {n.After}"));
        Assert.Equal(["n1 → n2", "n2 → n3"], balance.Moves.Select(m => $"{m.From} → {m.ToName}"));
    }

    [Fact]
    public void Only_nodes_that_are_ready_and_active_take_iocs_and_what_is_on_others_stays()
    {
        Nodes("n1", "n2", "n3", "n4").Iocs("n1", 4).Iocs("n3", 4);
        _nodes[1].Spec!.Availability = "drain";
        _nodes[2].Spec!.Availability = "pause";
        _nodes[3].Status!.State = "down";

        var balance = Of();

        Assert.Equal(["n1 4 4"], balance.Nodes.Select(n => $"{n.Name} {n.Before} {n.After}"));
        Assert.Equal(4, balance.LeftAlone.Count(l => l.Why == "its node takes no new tasks"));
    }

    [Fact]
    public void Stopped_global_several_replicas_and_what_does_not_run_stay_and_count()
    {
        Nodes("n1", "n2").Iocs("n1", 5);
        _services[0].Spec!.Mode = new ServiceMode { Global = new GlobalService() };
        _services[1].Spec!.Mode!.Replicated!.Replicas = 2;
        _services[2].Spec!.Mode!.Replicated!.Replicas = 0;
        _services[2].Spec!.Labels[Stopped.Label] = "1";
        _tasks.RemoveAll(t => t.ServiceID == "id-n1-2");
        _tasks.Single(t => t.ServiceID == "id-n1-3").Status!.State = TaskState.Starting;

        var balance = Of();

        Assert.Equal(["its mode is global", "it has 2 replicas", "it is stopped", "it is starting"], balance.LeftAlone.Select(l => l.Why));
        Assert.Equal(["n1 4 3", "n2 0 1"], balance.Nodes.Select(n => $"{n.Name} {n.Before} {n.After}"));
        Assert.Equal("n1-4", balance.Moves.Single().Service.Ioc);
    }

    [Fact]
    public void An_image_for_other_machines_stays_off_a_node()
    {
        Nodes("n1", "n2").Iocs("n1", 2);
        _nodes[1].Description!.Platform = new SwarmPlatform { OS = "linux", Architecture = "aarch64" };
        foreach (var service in _services) service.Spec!.TaskTemplate!.Placement!.Platforms = [new SwarmPlatform { OS = "linux", Architecture = "amd64" }];
        Assert.Empty(Of().Moves);

        _nodes[1].Description!.Platform!.Architecture = "x86_64";
        Assert.Single(Of().Moves);
    }

    [Fact]
    public void The_same_swarm_gives_the_same_moves_whatever_the_order_of_the_lists()
    {
        Nodes("n1", "n2", "n3", "n4").Iocs("n1", 9, "node.hostname!=n4").Iocs("n2", 6).Iocs("n4", 1);
        var first = Of().Moves.Select(BalanceText).ToList();
        _nodes.Reverse();
        _services.Reverse();
        _tasks.Reverse();

        Assert.Equal(first, Of().Moves.Select(BalanceText));
        Assert.Equal([4, 4, 4, 4], Of().Nodes.Select(n => n.After));
    }

    [Fact]
    public void No_spread_is_more_even_and_none_as_even_has_fewer_moves()
    {
        var random = new Random(7);
        for (var round = 0; round < 200; round++)
        {
            var places = random.Next(1, 4);
            var things = Enumerable.Range(0, random.Next(0, 6)).Select(_ => (Home: random.Next(places), May: Enumerable.Range(0, places).Select(_ => random.Next(3) > 0).ToArray())).ToList();
            var spread = new Spread(places);
            foreach (var (home, may) in things)
            {
                may[home] = true;
                spread.Add(home, may);
            }

            var found = spread.Even();

            Assert.Equal(Best(things, places), Cost(things, found, places));
        }
    }

    [Fact]
    public void Three_hundred_iocs_on_twenty_nodes_are_spread_with_the_fewest_moves()
    {
        Nodes([.. Enumerable.Range(0, 20).Select(i => $"n{i:00}")]);
        for (var i = 0; i < 10; i++) Iocs($"n{i:00}", 30, i % 2 == 0 ? "node.hostname!=n19" : "node.platform.os==linux");

        var balance = Of();

        Assert.All(balance.Nodes, n => Assert.Equal(15, n.After));
        Assert.Equal(150, balance.Moves.Count);
    }

    private static string BalanceText(ServiceMove move) => $"{move.Service.Name}: {move.From} → {move.ToName}";

    private static (int Squares, int Moves) Cost(List<(int Home, bool[] May)> things, IReadOnlyList<int> at, int places) =>
        (Enumerable.Range(0, places).Sum(p => at.Count(a => a == p) * at.Count(a => a == p)), things.Zip(at).Count(t => t.First.Home != t.Second));

    private static (int, int) Best(List<(int Home, bool[] May)> things, int places)
    {
        IEnumerable<List<int>> all = [[]];
        foreach (var (_, may) in things) all = all.SelectMany(a => Enumerable.Range(0, places).Where(p => may[p]).Select(p => a.Append(p).ToList()));
        return all.Select(a => Cost(things, a, places)).Min();
    }

    private Balance Of() => Balance.Of("s", new ObservedSwarm(_services, _tasks, _nodes, [], [], []));

    private BalanceTests Nodes(params string[] names)
    {
        foreach (var name in names)
        {
            _nodes.Add(new NodeListResponse
            {
                ID = $"id-{name}",
                Spec = new NodeUpdateParameters { Role = "worker", Availability = "active" },
                Status = new NodeStatus { State = "ready" },
                Description = new NodeDescription { Hostname = name, Platform = new SwarmPlatform { OS = "linux", Architecture = "x86_64" } },
            });
        }

        return this;
    }

    private BalanceTests Iocs(string node, int count, string? constraint = null)
    {
        for (var i = 0; i < count; i++)
        {
            var name = $"{node}-{_services.Count(s => s.ID.StartsWith($"id-{node}-", StringComparison.Ordinal))}";
            _services.Add(new SwarmService
            {
                ID = $"id-{name}",
                Spec = new ServiceSpec
                {
                    Name = $"s_srv-{name}",
                    Labels = new Dictionary<string, string> { ["com.docker.stack.namespace"] = "s", [Owner.Label] = $"ioc/{name}" },
                    Mode = new ServiceMode { Replicated = new ReplicatedService { Replicas = 1 } },
                    TaskTemplate = new TaskSpec { ContainerSpec = new ContainerSpec { Image = "x" }, Placement = new Placement { Constraints = constraint is null ? [] : [constraint] } },
                },
            });
            _tasks.Add(new TaskResponse { ID = $"task-{name}", ServiceID = $"id-{name}", NodeID = $"id-{node}", DesiredState = TaskState.Running, Status = new() { State = TaskState.Running } });
        }

        return this;
    }
}
