using Docker.DotNet.Models;
using IocOps.Swarm.Deploy;
using IocOps.Swarm.Docker;
using IocOps.Swarm.Fleets;
using IocOps.Swarm.Operations;
using IocOps.Swarm.Views;

namespace IocOps.Swarm.Tests.Operations;

public sealed class MoveWorkTests : IDisposable
{
    private readonly ManualTime _time = new();
    private readonly FakeSwarm _swarm;
    private readonly StringWriter _data = new();
    private readonly StringWriter _notes = new();
    private readonly List<NodeListResponse> _nodes = [Node("n1"), Node("n2"), Node("n3")];

    public MoveWorkTests() => _swarm = new FakeSwarm(_time) { Nodes = () => _nodes };

    public void Dispose()
    {
        _swarm.Dispose();
        _data.Dispose();
        _notes.Dispose();
    }

    [Fact]
    public async Task A_moved_ioc_runs_on_the_node_with_the_constraints_that_it_had_and_is_restarted_once()
    {
        await RunningAsync(("a", ["node.role==manager"]), ("b", []));

        await Work().MoveAsync(new(["a"]), "n2", default);

        Assert.Equal(["a n2", "b n1"], await PlacesAsync());
        Assert.Equal(["node.role==manager"], Constraints("a"));
        Assert.Equal(2, (await TasksOfAsync("a")).Count);
        Assert.Single(await TasksOfAsync("b"));
        Assert.Contains("Moved 1 of 1: dals_srv-a to n2.", _notes.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("n9", "No node of the swarm is called 'n9'")]
    [InlineData("n3", "n3 takes no new tasks: it is ready, drain")]
    [InlineData("n2", "dals_srv-b may not run on n2: its stack file wants node.hostname==n1.")]
    public async Task What_the_node_can_not_take_is_refused_and_nothing_is_touched(string to, string why)
    {
        await RunningAsync(("a", []), ("b", ["node.hostname==n1"]));
        _nodes[2].Spec!.Availability = "drain";
        var writes = _swarm.Writes.Count;

        var refused = await Assert.ThrowsAsync<SelectionException>(() => Work().MoveAsync(new(["*"]), to, default));

        Assert.StartsWith(why, refused.Message, StringComparison.Ordinal);
        Assert.Equal(writes, _swarm.Writes.Count);
    }

    [Fact]
    public async Task What_is_there_already_is_said_and_left_alone()
    {
        await RunningAsync(("a", []));

        await Work(Options with { Consent = new(false, false) }).MoveAsync(new(["a"]), "n1", default);

        Assert.Contains("dals_srv-a is on n1 already.", _notes.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(_swarm.Writes, w => w.StartsWith("Update", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_node_that_shares_the_host_name_is_another_node()
    {
        _nodes[1].Description!.Hostname = "n1";
        await RunningAsync(("a", []));

        await Work().MoveAsync(new(["a"]), "n2", default);

        Assert.Contains(await TasksOfAsync("a"), t => t is { NodeID: "n2", DesiredState: TaskState.Running, Status.State: TaskState.Running });
    }

    [Fact]
    public async Task A_move_that_fails_is_told_and_leaves_no_constraint()
    {
        await RunningAsync(("a", []));
        _swarm.Fate = s => IsTied(s) ? FakeSwarm.Fates.Fails : FakeSwarm.Fates.Runs;

        await Assert.ThrowsAsync<DeploymentException>(() => Work().MoveAsync(new(["a"]), "n2", default));

        Assert.Empty(Constraints("a"));
        Assert.Contains("non-zero exit (1) on n2", _notes.ToString(), StringComparison.Ordinal);
        Assert.Contains("Not seen to run there: dals_srv-a to n2.", _notes.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stop_in_the_middle_leaves_no_constraint()
    {
        await RunningAsync(("a", []));
        using var stop = new CancellationTokenSource();
        _swarm.Before = async (verb, _) =>
        {
            if (verb == "ListTasks" && Constraints("a").Count > 0) await stop.CancelAsync();
        };

        await Assert.ThrowsAsync<DeploymentException>(() => Work().MoveAsync(new(["a"]), "n2", stop.Token));

        Assert.Empty(Constraints("a"));
    }

    [Fact]
    public async Task Constraints_are_put_back_also_while_swarm_writes_and_has_no_leader_for_a_while()
    {
        await RunningAsync(("a", []));
        var (updates, trouble) = (0, 3);
        _swarm.Before = (verb, _) =>
        {
            if (verb == "InspectService" && trouble-- > 0) throw new SwarmException("no leader");
            if (verb == "UpdateService" && ++updates == 2) _swarm.TouchVersion("dals_srv-a");
            return Task.CompletedTask;
        };

        await Work().MoveAsync(new(["a"]), "n2", default);

        Assert.Equal(3, updates);
        Assert.Empty(Constraints("a"));
    }

    [Fact]
    public async Task What_can_not_be_put_back_is_told_with_what_to_do()
    {
        await RunningAsync(("a", []));
        _swarm.Before = (verb, _) => verb == "InspectService" ? throw new SwarmException("There is no leader.") : Task.CompletedTask;

        await Work().MoveAsync(new(["a"]), "n2", default);

        Assert.Contains("dals_srv-a is tied to n2 still: There is no leader. DeployIocs --ioc-list a unties it", _notes.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_rebalance_moves_few_at_a_time_and_touches_no_other()
    {
        await RunningAsync([.. Enumerable.Range(0, 9).Select(i => ($"s{i}", Array.Empty<string>()))]);

        await Work().RebalanceAsync(default);

        var places = await PlacesAsync();
        Assert.Equal([3, 3, 3], new[] { "n1", "n2", "n3" }.Select(n => places.Count(p => p.EndsWith(n, StringComparison.Ordinal))));
        var stayed = places.Where(p => p.EndsWith("n1", StringComparison.Ordinal)).Select(p => p.Split(' ')[0]);
        foreach (var name in stayed) Assert.Single(await TasksOfAsync(name));
        Assert.Equal(3, _notes.ToString().Split("2 moved; 2 running.").Length - 1);
        Assert.Contains("n1  9 → 3 IOCs", _notes.ToString(), StringComparison.Ordinal);
        Assert.Contains("6 to move, no other is touched.", _notes.ToString(), StringComparison.Ordinal);

        await Work(Options with { Consent = new(false, false) }).RebalanceAsync(default);
        Assert.Contains("Nothing to do: the IOCs are spread as evenly as can be.", _notes.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_rebalance_stops_at_the_first_failure_and_says_what_was_moved_and_what_not()
    {
        await RunningAsync([.. Enumerable.Range(0, 6).Select(i => ($"s{i}", Array.Empty<string>()))]);
        _swarm.Fate = s => s.Name == "dals_srv-s1" && IsTied(s) ? FakeSwarm.Fates.Fails : FakeSwarm.Fates.Runs;

        var failure = await Assert.ThrowsAsync<DeploymentException>(() => Work(Options with { AtATime = 1 }).RebalanceAsync(default));

        Assert.Contains("Not begun: dals_srv-s2, dals_srv-s3.", failure.Message, StringComparison.Ordinal);
        Assert.Contains("Moved 1 of 4: dals_srv-s0 to ", _notes.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_dry_run_shows_the_plan_as_text_or_json_and_writes_nothing()
    {
        await RunningAsync(("a", []), ("b", []));
        var writes = _swarm.Writes.Count;

        await Work(Options with { Consent = new(true, false), Json = true }).RebalanceAsync(default);

        var json = System.Text.Json.JsonDocument.Parse(_data.ToString()).RootElement;
        Assert.Equal("n1 n2", $"{json.GetProperty("moves")[0].GetProperty("from")} {json.GetProperty("moves")[0].GetProperty("to")}");
        Assert.Equal(1, json.GetProperty("nodes")[0].GetProperty("after").GetInt32());
        Assert.Equal(writes, _swarm.Writes.Count);
    }

    [Fact]
    public async Task A_move_has_to_wait() =>
        await Assert.ThrowsAsync<SelectionException>(() => Work(Options with { Deployment = Options.Deployment with { Wait = false } }).MoveAsync(new(), "n1", default));

    private static NodeListResponse Node(string name) => new()
    {
        ID = name,
        Spec = new NodeUpdateParameters { Role = "manager", Availability = "active" },
        Status = new NodeStatus { State = "ready" },
        Description = new NodeDescription { Hostname = name },
    };

    private ServiceWorkOptions Options => new("dals", new Consent(false, true), false, new DeploymentOptions("the test", TimeSpan.Zero) { ResolveImage = ResolveImage.Never, Clock = _time });

    private MoveWork Work(ServiceWorkOptions? options = null) => new(_swarm, new Output(_data, _notes, false, false), options ?? Options);

    private static bool IsTied(ServiceSpec spec) => spec.TaskTemplate!.Placement?.Constraints?.Any(c => c.StartsWith("node.id==", StringComparison.Ordinal)) == true;

    private IList<string> Constraints(string name) => _swarm.Named($"dals_srv-{name}").Spec!.TaskTemplate!.Placement?.Constraints ?? [];

    private async Task<IReadOnlyList<TaskResponse>> TasksOfAsync(string name)
    {
        var id = _swarm.Named($"dals_srv-{name}").ID;
        return [.. (await _swarm.ListTasksAsync(default)).Where(t => t.ServiceID == id)];
    }

    private async Task<List<string>> PlacesAsync() =>
        [.. (await SwarmLook.ServicesAsync(_swarm, "dals", new(), default)).Select(s => $"{s.Ioc} {string.Join(',', s.Nodes)}")];

    private async Task RunningAsync(params (string Name, string[] Constraints)[] services)
    {
        foreach (var (name, constraints) in services)
        {
            var spec = ServiceWorkTests.Service(name);
            if (constraints.Length > 0) spec.TaskTemplate!.Placement = new Placement { Constraints = [.. constraints] };
            await _swarm.CreateServiceAsync(spec, default);
        }

        for (var i = 0; i < 16; i++) await _swarm.ListTasksAsync(default);
    }
}
