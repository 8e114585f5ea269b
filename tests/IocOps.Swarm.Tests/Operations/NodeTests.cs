using Docker.DotNet.Models;
using IocOps.Core.Operations;
using IocOps.Swarm.Docker;
using IocOps.Swarm.Fleets;
using IocOps.Swarm.Operations;
using IocOps.Swarm.Views;

namespace IocOps.Swarm.Tests.Operations;

public sealed class NodeTests : IDisposable
{
    private readonly FakeAdmin _admin = new();
    private readonly StringWriter _data = new();
    private readonly StringWriter _notes = new();

    private Output Output => new(_data, _notes, false, false);

    public void Dispose()
    {
        _data.Dispose();
        _notes.Dispose();
    }

    [Theory]
    [InlineData(1, 1, 0)]
    [InlineData(2, 2, 0)]
    [InlineData(3, 2, 1)]
    [InlineData(4, 3, 1)]
    [InlineData(5, 3, 2)]
    [InlineData(7, 4, 3)]
    public void More_than_half_of_the_managers_must_be_reachable(int managers, int needed, int spare) =>
        Assert.Equal((needed, spare), (Quorum.Needed(managers), Quorum.Spare(managers)));

    [Fact]
    public async Task Demoting_a_reachable_manager_is_refused_when_the_rest_could_not_decide()
    {
        using var swarm = WithNodes(("a", "ready", "manager"), ("b", "ready", "manager"), ("c", "down", "manager"), ("w", "ready", "worker"));

        var refused = await Assert.ThrowsAsync<SelectionException>(() => Work(swarm).DemoteAsync(["b"], default));

        Assert.Contains("only 1 of 2 managers", refused.Message, StringComparison.Ordinal);
        Assert.Empty(_admin.Calls);
        await Work(swarm).DemoteAsync(["c"], default);
        Assert.Equal(["Update c 7 worker active"], _admin.Calls);
    }

    [Fact]
    public async Task The_last_manager_is_never_demoted_nor_removed()
    {
        using var swarm = WithNodes(("a", "ready", "manager"), ("w", "ready", "worker"));

        await Assert.ThrowsAsync<SelectionException>(() => Work(swarm).DemoteAsync(["*"], default));
        await Assert.ThrowsAsync<SelectionException>(() => Work(swarm).RemoveAsync(["a"], true, default));
        Assert.Empty(_admin.Calls);
    }

    [Fact]
    public async Task A_host_name_of_two_nodes_is_refused_with_their_ids_and_an_id_is_taken()
    {
        using var swarm = WithNodes(("a", "ready", "manager"), ("w", "ready", "worker"), ("gone", "down", "worker"));
        _admin.Nodes[2].Description!.Hostname = "w";

        var refused = await Assert.ThrowsAsync<SelectionException>(() => Work(swarm).PromoteAsync(["w"], default));
        await Work(swarm).RemoveAsync(["gone"], false, default);

        Assert.Equal("2 nodes are called 'w': say the id (gone is down, w is ready).", refused.Message);
        Assert.Equal(["Remove gone"], _admin.Calls.Select(c => c.Split(' ') is [var verb, var id, ..] ? $"{verb} {id}" : c));
    }

    [Fact]
    public async Task Labels_are_set_and_taken_away_and_others_stay()
    {
        using var swarm = WithNodes(("a", "ready", "worker"));
        _admin.Nodes[0].Spec!.Labels = new Dictionary<string, string> { ["zone"] = "1", ["old"] = "x", ["keep"] = "y" };

        await Work(swarm).LabelAsync(["a"], ["zone=2", "gpib"], ["old", "never"], default);
        await Work(swarm).LabelAsync(["a"], ["zone=2"], ["old"], default);

        Assert.Equal(["Update a 7 worker active zone=2,keep=y,gpib="], _admin.Calls);
        Assert.Contains("zone=1 → zone=2", _notes.ToString(), StringComparison.Ordinal);
        Assert.Contains("so already", _notes.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_dry_run_shows_the_change_and_writes_nothing()
    {
        using var swarm = WithNodes(("a", "ready", "worker"), ("b", "ready", "worker"));

        await Work(swarm, new Consent(true, false)).DrainAsync(["a"], TimeSpan.FromSeconds(1), default);

        Assert.Contains("a: availability active → drain", _data.ToString(), StringComparison.Ordinal);
        Assert.Empty(_admin.Calls);
    }

    [Fact]
    public async Task A_drain_that_leaves_no_node_says_so_before()
    {
        using var swarm = WithNodes(("a", "ready", "worker"), ("b", "down", "worker"));

        await Work(swarm).DrainAsync(["a"], null, default);

        Assert.Contains("nothing will run", _notes.ToString(), StringComparison.Ordinal);
        Assert.Equal(["Update a 7 worker drain"], _admin.Calls);
    }

    [Fact]
    public async Task A_node_that_is_up_is_removed_only_by_force_and_a_manager_is_demoted_first()
    {
        using var swarm = WithNodes(("a", "ready", "manager"), ("b", "ready", "manager"), ("c", "ready", "manager"), ("d", "down", "manager"));

        await Assert.ThrowsAsync<SelectionException>(() => Work(swarm).RemoveAsync(["c"], false, default));
        await Work(swarm).RemoveAsync(["d"], false, default);

        Assert.Equal(["Update d 7 worker active", "Remove d False"], _admin.Calls);
    }

    [Fact]
    public async Task A_node_that_swarm_touched_meanwhile_is_changed_all_the_same()
    {
        using var swarm = WithNodes(("a", "ready", "worker"));
        _admin.NextUpdateFails = new StaleVersionException("update out of sequence");

        await Work(swarm).PromoteAsync(["a"], default);

        Assert.Equal(["Update a 7 manager active"], _admin.Calls);
    }

    [Fact]
    public async Task A_label_that_somebody_else_set_meanwhile_stays()
    {
        using var swarm = WithNodes(("a", "ready", "worker"));
        Meanwhile(swarm, () => _admin.Nodes[0].Spec!.Labels!["theirs"] = "1");

        await Work(swarm).LabelAsync(["a"], ["mine=2"], [], default);

        Assert.Equal(["Update a 7 worker active theirs=1,mine=2"], _admin.Calls);
    }

    [Fact]
    public async Task A_change_that_would_be_another_one_by_now_than_was_agreed_on_is_not_done()
    {
        using var swarm = WithNodes(("a", "ready", "worker"));
        Meanwhile(swarm, () => _admin.Nodes[0].Spec!.Labels!["zone"] = "theirs");

        await Assert.ThrowsAsync<StaleVersionException>(() => Work(swarm).LabelAsync(["a"], ["zone=mine"], [], default));

        Assert.Empty(_admin.Calls);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_task_on_a_dead_node_or_of_another_stack_is_no_place_where_a_drained_ioc_runs(bool isDead)
    {
        using var swarm = WithNodes(("n1", "ready", "worker"), ("n2", "down", "worker"), ("n3", "ready", "worker"));
        var tasks = await TwoTasksAsync(swarm);
        tasks[1].NodeID = isDead ? "n2" : "n3";
        if (isDead) (tasks[1].ServiceID, tasks[1].DesiredState) = (tasks[0].ServiceID, TaskState.Shutdown);
        AfterAChange(swarm, () => (tasks[0].DesiredState, tasks[0].Status!.State) = (TaskState.Shutdown, TaskState.Shutdown));

        var left = await Assert.ThrowsAsync<SwarmException>(() => Work(swarm).DrainAsync(["n1"], TimeSpan.FromMilliseconds(20), default));

        Assert.Contains("these IOCs do not run elsewhere: a.", left.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_dead_node_is_drained_when_its_iocs_run_elsewhere_whatever_the_managers_remember_of_it()
    {
        using var swarm = WithNodes(("n2", "down", "worker"), ("n3", "ready", "worker"));
        var tasks = await TwoTasksAsync(swarm);
        (tasks[0].NodeID, tasks[1].NodeID, tasks[1].ServiceID) = ("n2", "n3", tasks[0].ServiceID);
        AfterAChange(swarm, () => tasks[0].DesiredState = TaskState.Shutdown);

        await Work(swarm).DrainAsync(["n2"], TimeSpan.FromMilliseconds(20), default);

        Assert.Contains("Now on n3: a", _notes.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_empty_list_of_nodes_is_refused()
    {
        using var swarm = WithNodes(("a", "ready", "worker"));

        foreach (var work in new Func<Task>[] { () => Work(swarm).PromoteAsync([], default), () => Work(swarm).DrainAsync([], null, default), () => Work(swarm).RemoveAsync([], true, default) })
            Assert.Equal("The list of nodes is empty: name at least one with --node.", (await Assert.ThrowsAsync<SelectionException>(work)).Message);
    }

    [Fact]
    public async Task An_even_number_of_managers_is_warned_of()
    {
        using var swarm = WithNodes(("a", "ready", "manager"), ("b", "ready", "worker"));

        await Work(swarm).PromoteAsync(["b"], default);

        Assert.Contains("even number", _notes.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tokens_come_with_whole_commands_and_a_rotation_that_did_nothing_is_a_failure()
    {
        using var swarm = WithNodes(("a", "ready", "manager"));
        var before = await Member().InvitationsAsync(swarm, null, default);
        TokensView.Show(await Member().InvitationsAsync(swarm, JoinRole.Worker, default), false, Output);

        Assert.Equal("SWMTKN-1-w", before[0].Token);
        Assert.Contains("JOIN_TOKEN=SWMTKN-1-w2 ./build.sh JoinSwarm --role worker --manager-addr 10.0.0.7:2377", _data.ToString(), StringComparison.Ordinal);
        Assert.Contains("docker swarm join --token SWMTKN-1-m 10.0.0.7:2377", _data.ToString(), StringComparison.Ordinal);
        _admin.RotatesNothing = true;
        await Assert.ThrowsAsync<SwarmException>(() => Member().InvitationsAsync(swarm, JoinRole.Manager, default));
    }

    [Fact]
    public async Task Joining_never_shows_the_token_and_checks_the_role()
    {
        await Member().JoinAsync(JoinRole.Worker, "10.0.0.1", "SWMTKN-1-w", (null, null), default);

        Assert.Equal(["Join 10.0.0.1:2377 SWMTKN-1-w"], _admin.Calls);
        Assert.DoesNotContain("SWMTKN", _notes.ToString() + _data, StringComparison.Ordinal);
        var again = await Assert.ThrowsAsync<SelectionException>(() => Member().InitAsync((null, null), false, default));
        Assert.Contains("already", again.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_token_of_the_other_role_is_told()
    {
        _admin.JoinsAsManager = true;

        var wrong = await Assert.ThrowsAsync<SwarmException>(() => Member().JoinAsync(JoinRole.Worker, "10.0.0.1:2377", "SWMTKN-1-m", (null, null), default));

        Assert.Contains("as a manager", wrong.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("SWMTKN-1-a b")]
    public async Task What_is_no_token_is_refused_and_not_repeated(string token)
    {
        var refused = await Assert.ThrowsAsync<SelectionException>(() => Member().JoinAsync(JoinRole.Worker, "m", token, (null, null), default));

        Assert.DoesNotContain(token, refused.Message, StringComparison.Ordinal);
        Assert.Empty(_admin.Calls);
    }

    [Fact]
    public void A_token_comes_from_one_place()
    {
        using var folder = new TemporaryFolder();
        var file = folder["token"];
        File.WriteAllText(file, "SWMTKN-1-x\n");

        Assert.Equal("SWMTKN-1-x", Membership.Token.Read(null, file));
        Assert.Equal("SWMTKN-1-y", Membership.Token.Read("SWMTKN-1-y", null));
        Assert.Throws<SelectionException>(() => Membership.Token.Read("a", file));
        Assert.Throws<SelectionException>(() => Membership.Token.Read(null, null));
        Assert.Throws<SelectionException>(() => Membership.Token.Read(null, file + "2"));
    }

    [Fact]
    public async Task A_new_swarm_that_locks_shows_its_key_once()
    {
        await Member().InitAsync(("10.0.0.1", null), true, default);

        Assert.Equal(["Init 10.0.0.1"], _admin.Calls);
        Assert.Equal("SWMKEY-1-x", _data.ToString().Trim());
    }

    [Fact]
    public async Task The_last_manager_leaves_only_by_force()
    {
        using var swarm = WithNodes(("a", "ready", "manager"), ("w", "ready", "worker"));
        _admin.Info.Swarm = new() { LocalNodeState = "active", ControlAvailable = true, NodeID = "a" };

        await Assert.ThrowsAsync<SelectionException>(() => Leave(swarm).LeaveAsync(false, null, default));
        Assert.Empty(_admin.Calls);
        await Leave(swarm).LeaveAsync(true, null, default);
        Assert.Equal(["Leave True"], _admin.Calls);
    }

    [Fact]
    public async Task A_manager_does_not_leave_when_the_rest_could_not_decide()
    {
        using var swarm = WithNodes(("a", "ready", "manager"), ("b", "ready", "manager"), ("c", "down", "manager"));
        _admin.Info.Swarm = new() { LocalNodeState = "active", ControlAvailable = true, NodeID = "a" };

        await Assert.ThrowsAsync<SelectionException>(() => Leave(swarm).LeaveAsync(true, null, default));
        Assert.Empty(_admin.Calls);
    }

    [Fact]
    public async Task Who_is_in_no_swarm_can_leave_none()
    {
        using var swarm = WithNodes();

        await Assert.ThrowsAsync<SelectionException>(() => Leave(swarm).LeaveAsync(true, null, default));
        Assert.Empty(_admin.Calls);
    }

    private Leaving Leave(FakeSwarm swarm) => new(swarm, _admin, Output, new Consent(false, true));

    private Membership Member() => new(_admin, Output, new Consent(false, true));

    private NodeWork Work(FakeSwarm swarm, Consent? consent = null) =>
        new(swarm, _admin, Output, consent ?? new Consent(false, true)) { LookInterval = TimeSpan.FromMilliseconds(1) };

    // The first write of a node meets a newer version, which is seen at the next look.
    private void Meanwhile(FakeSwarm swarm, Action theirs)
    {
        _admin.NextUpdateFails = new StaleVersionException("update out of sequence");
        swarm.Before = (verb, _) =>
        {
            if (verb == "ListNodes" && _admin.NextUpdateFails is null) theirs();
            return Task.CompletedTask;
        };
    }

    private void AfterAChange(FakeSwarm swarm, Action then) => swarm.Before = (_, _) =>
    {
        if (_admin.Calls.Count > 0) then();
        return Task.CompletedTask;
    };

    // Of two IOCs of the same name in two stacks.
    private static async Task<IReadOnlyList<TaskResponse>> TwoTasksAsync(FakeSwarm swarm)
    {
        var other = ServiceWorkTests.Service("a");
        (other.Name, other.Labels["com.docker.stack.namespace"]) = ("other_srv-a", "other");
        await swarm.CreateServiceAsync(ServiceWorkTests.Service("a"), default);
        await swarm.CreateServiceAsync(other, default);
        await LookTests.TicksAsync(swarm, 4);
        return await swarm.ListTasksAsync(default);
    }

    private FakeSwarm WithNodes(params (string Name, string State, string Role)[] nodes)
    {
        _admin.Nodes.AddRange(nodes.Select(n => LookTests.Node(n.Name, n.State, n.Role)));
        return new FakeSwarm(TimeProvider.System) { Nodes = () => _admin.Nodes };
    }
}
