using IocOps.Core.Backup;
using IocOps.Core.Operations;

namespace IocOps.Core.Tests.Backup;

/// <summary>Which nodes of a restored swarm are brought back, and which are not touched.</summary>
public sealed class RejoinTests
{
    private static readonly RejoinHere Here = new("m1", "10.0.0.1", "id-m1", ["id-new"]);

    [Fact]
    public void Nodes_of_this_swarm_and_those_in_none_join_as_what_they_were_managers_first()
    {
        var plan = RejoinPlan.Of([Itself(Node("w9", "worker") with { Labels = [KeyValuePair.Create("rack", "7")], Availability = "drain" }), Empty(Node("m2")), Itself(Node("m3")), Itself(Node("m1"))], Here);

        Assert.Equal(
            ["m2: joins as a manager.", "m3: leaves its old swarm and joins as a manager.", "w9: leaves its old swarm and joins as a worker, with rack=7, availability drain."],
            plan.Lines);
    }

    [Fact]
    public void An_even_number_of_managers_is_avoided_and_said()
    {
        var plan = RejoinPlan.Of([Empty(Node("m2")), Silent(Node("m3"))], Here);

        Assert.Equal("worker", Assert.Single(plan.Joining).Role);
        Assert.Contains("m2: joins as a worker for now", plan.Lines[0], StringComparison.Ordinal);
        Assert.Equal("m3: is left as it is: nobody answers.", plan.Lines[1]);
    }

    [Theory]
    [InlineData("m2", "active", "id-foreign", "it is in another swarm, as the node id-foreign")]
    [InlineData("m2", "locked", "", "the state of its swarm is locked, and nobody can tell which swarm it is")]
    [InlineData("office-pc", "inactive", "", "at ssh://x answers another machine, office-pc")]
    [InlineData("m2", "active", "id-new", null)]
    [InlineData("renamed", "active", "id-m2", null)]
    public void Only_machines_of_this_swarm_are_taken_out_of_where_they_are(string name, string state, string id, string? why)
    {
        var plan = RejoinPlan.Of([new NodeAnswer(Node("m2"), "ssh://x") { Name = name, State = state, NodeId = id }], Here);

        Assert.Equal(why, plan.Left.Select(l => l.Why).SingleOrDefault());
        Assert.Equal(why is null ? 1 : 0, plan.Joining.Count);
    }

    [Fact]
    public void A_worker_that_knows_this_machine_may_come_back_by_itself_and_a_manager_may_not()
    {
        var worker = Itself(Node("w", "worker")) with { Managers = ["10.0.0.9", "10.0.0.1"] };

        Assert.True(Assert.Single(RejoinPlan.Of([worker], Here).Joining).MayReturn);
        Assert.False(Assert.Single(RejoinPlan.Of([worker], Here with { Address = "10.0.0.2" }).Joining).MayReturn);
        Assert.False(Assert.Single(RejoinPlan.Of([worker with { NodeId = "", State = "inactive" }], Here).Joining).MayReturn);
        Assert.All(RejoinPlan.Of([Itself(Node("m2")) with { Managers = ["10.0.0.1"] }], Here).Joining, j => Assert.False(j.MayReturn));
    }

    [Fact]
    public void A_machine_of_the_swarm_that_becomes_another_node_of_it_keeps_what_is_its_own()
    {
        var plan = RejoinPlan.Of([Silent(Node("m1")), Empty(Node("m3")), Itself(Node("m2"))], Here with { Name = "m3" });

        Assert.Equal("m3", plan.Was?.Name);
        Assert.Equal(["m2"], plan.Joining.Select(j => j.Node.Name));
        Assert.Equal(["m1"], plan.Left.Select(l => l.Node.Name));
        Assert.Contains("This machine was the node m3", plan.Lines[0], StringComparison.Ordinal);
    }

    [Fact]
    public void A_machine_with_two_entries_joins_once()
    {
        var (old, now) = (Node("m2") with { Id = "old", State = "down" }, Node("m2"));

        Assert.Equal("id-m2", Assert.Single(RejoinPlan.Of([Answer(old, "id-m2"), Answer(now, "id-m2")], Here).Joining).Node.Id);
        Assert.Equal("id-m2", Assert.Single(RejoinPlan.Of([Empty(old), Empty(now)], Here).Joining).Node.Id);

        static NodeAnswer Answer(NodeRow node, string id) => new(node, "ssh://x") { Name = node.Name, State = "active", NodeId = id };
    }

    [Fact]
    public void A_manager_that_the_swarm_knows_at_another_address_is_found()
    {
        var manager = Node("m1") with { Reachability = "reachable", ManagerAddress = "10.0.0.1" };

        Assert.Empty(StaleAddress.Of([manager with { Address = "10.0.0.1" }, Node("w", "worker") with { Address = "10.0.0.3" }]));
        Assert.Equal(["m1"], StaleAddress.Of([manager with { Address = "10.0.0.2" }]).Select(n => n.Name));
    }

    private static NodeRow Node(string name, string role = "manager") => new() { Id = $"id-{name}", Name = name, Role = role, State = "ready", Availability = "active" };

    private static NodeAnswer Itself(NodeRow node) => new(node, "ssh://x") { Name = node.Name, State = "active", NodeId = node.Id };

    private static NodeAnswer Empty(NodeRow node) => new(node, "ssh://x") { Name = node.Name };

    private static NodeAnswer Silent(NodeRow node) => new(node, "ssh://x") { Trouble = "nobody answers" };
}
