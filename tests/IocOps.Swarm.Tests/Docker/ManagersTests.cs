using System.Text.Json;
using IocOps.Swarm.Docker;
using IocOps.Swarm.Lab.Nodes;

namespace IocOps.Swarm.Tests.Docker;

/// <summary>Several managers of one swarm, of which some can't serve.</summary>
public sealed class ManagersTests : IAsyncDisposable
{
    private const string Manager = """{"ID":"x","Swarm":{"LocalNodeState":"active","ControlAvailable":true}}""";
    private static readonly EngineStandIn.Response NoLeader = new(500, """{"message":"rpc error: code = Unknown desc = The swarm does not have a leader"}""");

    private readonly TemporaryFolder _folder = new();
    private readonly Dictionary<string, EngineStandIn> _engines = [];
    private readonly List<string> _notes = [];
    private SwarmClient? _swarm;

    public async ValueTask DisposeAsync()
    {
        _swarm?.Dispose();
        foreach (var engine in _engines.Values) await engine.DisposeAsync();
        _folder.Dispose();
    }

    /// <summary>Managers at sockets of these names; those of a name in capitals do not exist.</summary>
    private SwarmClient Swarm(params string[] names)
    {
        foreach (var name in names.Where(n => char.IsLower(n[0])))
        {
            _engines[name] = EngineStandIn.OnSocket(_folder[name]);
            _engines[name].Answer = Good;
        }

        return _swarm = new SwarmClient([.. names.Select(n => DockerEndpoint.Parse($"unix://{_folder[n]}", "--docker-host"))], note: _notes.Add);
    }

    private static EngineStandIn.Response? Good(EngineStandIn.Request request) =>
        request.Path.EndsWith("/info", StringComparison.Ordinal) ? new(200, Manager) : new(200, "[]");

    private static EngineStandIn.Response? LostLeader(EngineStandIn.Request request) => NoLeader;

    private string[] Asked(string name) => [.. _engines[name].Requests.Select(r => $"{r.Method} {r.Path.Split('/')[^1]}").Where(r => r is not ("GET _ping" or "GET info"))];

    [Fact]
    public async Task The_first_that_can_serve_is_taken_and_kept()
    {
        using var swarm = Swarm("a", "b");
        await swarm.RequireManagerAsync(default);
        await swarm.ListNodesAsync(default);
        await swarm.ListNodesAsync(default);
        Assert.Equal(["GET nodes", "GET nodes"], Asked("a"));
        Assert.Empty(Asked("b"));
        Assert.Empty(_notes);
        Assert.EndsWith("/a", swarm.Endpoint);
    }

    [Theory]
    [InlineData("""{"Swarm":{"LocalNodeState":"inactive"}}""", "is not part of a swarm")]
    [InlineData("""{"Swarm":{"LocalNodeState":"active","ControlAvailable":false}}""", "is a worker")]
    [InlineData("""{"Swarm":{"LocalNodeState":"active","ControlAvailable":true,"Error":"rpc error: The swarm does not have a leader"}}""", "has no leader")]
    [InlineData("""{"Swarm":{"LocalNodeState":"locked"}}""", "is locked")]
    public async Task One_that_cannot_serve_is_passed_over_and_told(string info, string why)
    {
        using var swarm = Swarm("a", "b");
        _engines["a"].Answer = r => r.Path.EndsWith("/info", StringComparison.Ordinal) ? new(200, info) : NoLeader;
        await swarm.RequireManagerAsync(default);
        await swarm.ListNodesAsync(default);
        Assert.Equal(["GET nodes"], Asked("b"));
        var note = Assert.Single(_notes);
        Assert.StartsWith($"Going on with the manager unix://{_folder["b"]}.", note);
        Assert.Contains(why, note);
    }

    [Fact]
    public async Task One_that_is_down_and_one_that_hangs_are_passed_over()
    {
        using var swarm = Swarm("A", "b", "c");
        _engines["b"].Answer = _ => null;
        await swarm.RequireManagerAsync(default);
        Assert.EndsWith("/c", swarm.Endpoint);
    }

    [Fact]
    public async Task Where_none_can_serve_each_says_why()
    {
        using var swarm = Swarm("A", "b");
        _engines["b"].Answer = r => new(200, """{"Swarm":{"LocalNodeState":"inactive"}}""");
        var error = await Assert.ThrowsAsync<SwarmException>(() => swarm.RequireManagerAsync(default));
        Assert.StartsWith("None of the 2 managers can serve:\n", error.Message);
        Assert.Contains("There is no Docker socket", error.Message);
        Assert.Contains("is not part of a swarm", error.Message);
    }

    [Fact]
    public async Task Who_waits_while_all_are_asked_in_vain_asks_no_second_time()
    {
        using var swarm = Swarm("a", "b");
        using var begun = new ManualResetEventSlim();
        foreach (var engine in _engines.Values) engine.Answer = _ => begun.Wait(TimeSpan.FromSeconds(3)) ? new(200, """{"Swarm":{"LocalNodeState":"inactive"}}""") : null;
        var reads = Enumerable.Range(0, 5).Select(_ => swarm.ListNodesAsync(default)).ToList();
        begun.Set();
        foreach (var read in reads) Assert.Contains("is not part of a swarm", (await Assert.ThrowsAsync<SwarmException>(() => read)).Message, StringComparison.Ordinal);
        Assert.Equal(1, _engines["b"].Requests.Count(r => r.Path.EndsWith("/info", StringComparison.Ordinal)));
        // Later it may be better.
        _engines["b"].Answer = Good;
        Assert.Empty(await swarm.ListNodesAsync(default));
    }

    [Fact]
    public async Task A_read_goes_on_at_the_next_when_its_manager_lost_the_leader_hangs_or_is_gone()
    {
        using var swarm = Swarm("a", "b", "c");
        await swarm.RequireManagerAsync(default);
        _engines["a"].Answer = LostLeader;
        await swarm.ListNodesAsync(default);
        Assert.EndsWith("/b", swarm.Endpoint);
        await _engines["b"].DisposeAsync();
        await swarm.ListNodesAsync(default);
        Assert.EndsWith("/c", swarm.Endpoint);
        _engines["a"].Answer = Good;
        _engines["c"].Answer = _ => null;
        await swarm.ListNodesAsync(default);
        Assert.EndsWith("/a", swarm.Endpoint);
        Assert.Equal(3, _notes.Count(n => n.StartsWith("Looking for another manager: ", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_manager_of_another_swarm_is_not_taken_for_one_of_this()
    {
        static string Of(string cluster) => Manager.Replace("\"Swarm\":{", $$"""
            "Swarm":{"Cluster":{"ID":"{{cluster}}"},
            """, StringComparison.Ordinal);
        using var swarm = Swarm("a", "b");
        _engines["a"].Answer = r => r.Path.EndsWith("/info", StringComparison.Ordinal) ? new(200, Of("one")) : new(200, "[]");
        _engines["b"].Answer = r => r.Path.EndsWith("/info", StringComparison.Ordinal) ? new(200, Of("other")) : new(200, "[]");
        await swarm.RequireManagerAsync(default);
        await _engines["a"].DisposeAsync();

        var error = await Assert.ThrowsAsync<SwarmException>(() => swarm.ListServicesAsync(default));

        Assert.Contains("is a manager of another swarm (other)", error.Message, StringComparison.Ordinal);
        Assert.Empty(Asked("b"));
    }

    [Fact]
    public async Task While_they_choose_a_leader_a_read_waits()
    {
        using var swarm = Swarm("a", "b");
        await swarm.RequireManagerAsync(default);
        _engines["a"].Answer = _engines["b"].Answer = LostLeader;
        var reading = swarm.ListNodesAsync(default);
        await Wait.UntilAsync(() => _engines["b"].Requests.Count(r => r.Path.EndsWith("/info", StringComparison.Ordinal)) > 1, TimeSpan.FromSeconds(20), "nobody asks again", default);
        _engines["b"].Answer = Good;
        Assert.Empty(await reading);
    }

    [Fact]
    public async Task Also_one_that_is_alone_is_waited_for_in_a_run_under_way()
    {
        using var swarm = Swarm("a");
        await swarm.RequireManagerAsync(default);
        _engines["a"].Answer = LostLeader;
        var reading = swarm.ListNodesAsync(default);
        await Wait.UntilAsync(() => _engines["a"].Requests.Count(r => r.Path.EndsWith("/info", StringComparison.Ordinal)) > 2, TimeSpan.FromSeconds(20), "nobody asks again", default);
        _engines["a"].Answer = Good;
        Assert.Empty(await reading);
        Assert.Equal(["GET nodes", "GET nodes"], Asked("a"));
        Assert.Equal(2, _notes.Count);
        Assert.StartsWith("The managers have no leader just now; waiting up to 60 s", _notes[0]);
        Assert.StartsWith("Going on with the manager ", _notes[1]);
    }

    [Fact]
    public async Task One_that_calls_itself_fine_while_votes_are_cast_is_asked_again_and_again()
    {
        using var swarm = Swarm("a");
        await swarm.RequireManagerAsync(default);
        _engines["a"].Answer = r => r.Path.EndsWith("/nodes", StringComparison.Ordinal) && Asked("a").Length < 5 ? NoLeader : Good(r);

        Assert.Empty(await swarm.ListNodesAsync(default));

        Assert.Equal(5, Asked("a").Length);
    }

    [Fact]
    public async Task Who_only_begins_with_one_that_is_alone_is_told_at_once()
    {
        using var swarm = Swarm("a");
        _engines["a"].Answer = LostLeader;
        Assert.Contains("has no leader", (await Assert.ThrowsAsync<SwarmException>(() => swarm.RequireManagerAsync(default))).Message, StringComparison.Ordinal);
        Assert.Contains("has no leader", (await Assert.ThrowsAsync<SwarmException>(() => swarm.ListNodesAsync(default))).Message, StringComparison.Ordinal);
        Assert.Empty(_notes);
    }

    [Fact]
    public async Task An_update_that_was_done_and_not_answered_counts_as_done()
    {
        var spec = Specs.Service("s", "x:1");
        using var swarm = Swarm("a", "b");
        await swarm.RequireManagerAsync(default);
        _engines["a"].Answer = _ => new(500, """{"message":"rpc error: lost leader status"}""");
        _engines["b"].Answer = r => r.Method == "POST" ? new(500, """{"message":"update out of sequence"}""")
            : r.Path.EndsWith("/info", StringComparison.Ordinal) ? new(200, Manager)
            : new(200, $$"""{"ID":"1","Version":{"Index":8},"Spec":{{JsonSerializer.Serialize(spec, Docker)}}}""");
        await swarm.UpdateServiceAsync("1", 7, spec, default);
        Assert.Equal(["POST update?version=7", "GET 1"], Asked("b"));

        // What somebody else wrote meanwhile is not ours.
        _engines["b"].Answer = LostLeader;
        _engines["a"].Answer = r => r.Method == "POST" ? new(500, """{"message":"update out of sequence"}""")
            : r.Path.EndsWith("/info", StringComparison.Ordinal) ? new(200, Manager)
            : new(200, """{"ID":"1","Version":{"Index":9},"Spec":{"Name":"s","TaskTemplate":{"ContainerSpec":{"Image":"else:1"}}}}""");
        await Assert.ThrowsAsync<StaleVersionException>(() => swarm.UpdateServiceAsync("1", 8, spec, default));
    }

    [Fact]
    public async Task A_config_that_was_made_and_not_answered_is_ours_and_one_of_others_is_not()
    {
        using var swarm = Swarm("a", "b");
        await swarm.RequireManagerAsync(default);
        _engines["a"].Answer = _ => null;
        _engines["b"].Answer = r => r.Method == "POST" ? new(409, """{"message":"config l already exists"}""")
            : r.Path.EndsWith("/info", StringComparison.Ordinal) ? new(200, Manager)
            : new(200, """[{"ID":"9","Spec":{"Name":"l","Labels":{"by":"me"},"Data":"Cg=="}}]""");
        Assert.Equal("9", await swarm.CreateConfigAsync(new() { Name = "l", Labels = new Dictionary<string, string> { ["by"] = "me" }, Data = [10] }, default));
        await Assert.ThrowsAsync<NameTakenException>(() => swarm.CreateConfigAsync(new() { Name = "l", Labels = new Dictionary<string, string> { ["by"] = "you" }, Data = [10] }, default));
    }

    [Fact]
    public async Task What_is_about_the_engine_itself_is_asked_of_no_other()
    {
        using var swarm = Swarm("a", "b");
        await swarm.RequireManagerAsync(default);
        _engines["a"].Answer = LostLeader;
        await Assert.ThrowsAsync<SwarmException>(() => swarm.LeaveAsync(false, default));
        Assert.Empty(Asked("b"));
    }

    [Fact]
    public async Task Cancelling_ends_the_search()
    {
        using var swarm = Swarm("a", "b");
        _engines["a"].Answer = _engines["b"].Answer = _ => null;
        using var cancel = new CancellationTokenSource(300);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => swarm.RequireManagerAsync(cancel.Token));
    }

    private static readonly JsonSerializerOptions Docker = new() { DefaultIgnoreCondition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull };
}
