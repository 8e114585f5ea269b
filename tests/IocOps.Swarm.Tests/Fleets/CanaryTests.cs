using IocOps.Core.Planning;
using IocOps.Core.Planning.History;
using IocOps.Swarm.Deploy;
using IocOps.Swarm.Fleets;
using IocOps.Swarm.Views;

namespace IocOps.Swarm.Tests.Fleets;

/// <summary>A deployment that changes a few IOCs first, looks on, and then does the rest or puts the few back.</summary>
public sealed class CanaryTests : IDisposable
{
    private const string InPause = "The canaries run.";

    private readonly ManualTime _time = new();
    private readonly FakeSwarm _swarm;
    private readonly StringWriter _data = new();
    private readonly StringWriter _notes = new();

    public CanaryTests() => _swarm = new FakeSwarm(_time) { Fate = s => s.TaskTemplate!.ContainerSpec!.Image == "bad:1" ? FakeSwarm.Fates.Rejected : FakeSwarm.Fates.Runs };

    public void Dispose()
    {
        _swarm.Dispose();
        _data.Dispose();
        _notes.Dispose();
    }

    [Fact]
    public async Task The_others_follow_when_the_first_have_run_for_the_pause()
    {
        await RunningAsync("a", "b", "c");
        DateTimeOffset? first = null, next = null;
        _swarm.Before = (verb, about) =>
        {
            if ((verb, about) == ("UpdateService", "dals_srv-a")) first = _time.GetUtcNow();
            if ((verb, about) == ("UpdateService", "dals_srv-b")) next = _time.GetUtcNow();
            return Task.CompletedTask;
        };

        await DeployAsync(Options("1", "10m") with { Author = _ => Task.FromResult(new Author("me@here", "abc")) }, ("a", "new:1"), ("b", "new:1"), ("c", "new:1"));

        Assert.True(next - first > TimeSpan.FromMinutes(10));
        Assert.All(new[] { "a", "b", "c" }, n => Assert.Equal("new:1", Image(n)));
        var notes = _notes.ToString();
        Assert.Contains("Canaries first: dals_srv-a. Then the other 2 services.", notes, StringComparison.Ordinal);
        Assert.Contains("The canaries run. When they still do in 10 min 0 s, the other 2 services follow.", notes, StringComparison.Ordinal);
        Assert.Contains("1 of 1 running; 5 min 0 s of the pause to go", notes, StringComparison.Ordinal);
        Assert.EndsWith("3 updated; 3 running." + Environment.NewLine, notes, StringComparison.Ordinal);
        Assert.All((await _swarm.ObserveAsync()).Services, s => Assert.Equal("me@here", DeploymentHistory.Of(s.Spec)[0].By));
        Assert.DoesNotContain(_swarm.Configs, c => c.Spec!.Name!.StartsWith("iocops-lock", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_canary_that_does_not_run_is_put_back_and_no_other_is_touched()
    {
        await RunningAsync("a", "b", "c");

        var failure = await Assert.ThrowsAsync<DeploymentException>(() => DeployAsync(Options("2", "10m"), ("a", "new:1"), ("b", "bad:1"), ("c", "new:1"), ("new", "new:1")));

        Assert.Equal("dals_srv-a=ioc:1 dals_srv-b=ioc:1 dals_srv-c=ioc:1", Images());
        Assert.DoesNotContain("UpdateService dals_srv-c", _swarm.Calls);
        Assert.DoesNotContain(InPause, _notes.ToString(), StringComparison.Ordinal);
        Assert.EndsWith("Put back: all 2 services that this run changed are as they were before. The other 2 services were not touched.", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_canary_that_fails_in_the_pause_is_put_back_even_if_it_came_up_again()
    {
        await RunningAsync("a", "b");
        // Its first task ends after a while, and the next ones run.
        InThePause(() => _swarm.Fate = s => s.TaskTemplate!.ContainerSpec!.Image == "new:1" ? FakeSwarm.Fates.StopsAfterRunning : FakeSwarm.Fates.Runs);

        var failure = await Assert.ThrowsAsync<DeploymentException>(() => DeployAsync(Options("1", "10m"), ("a", "new:1"), ("b", "new:1")));

        Assert.Equal("dals_srv-a=ioc:1 dals_srv-b=ioc:1", Images());
        Assert.Contains("dals_srv-a: failed: it did not go on running: task: non-zero exit (2) on node1", _notes.ToString(), StringComparison.Ordinal);
        Assert.Contains("put back dals_srv-a", _notes.ToString(), StringComparison.Ordinal);
        Assert.EndsWith("The other service was not touched.", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_canary_that_somebody_else_changes_in_the_pause_is_left_alone_and_the_others_do_not_follow()
    {
        await RunningAsync("a", "b", "c");
        InThePause(() => _swarm.ChangeBehindOurBack("dals_srv-a"));

        var failure = await Assert.ThrowsAsync<DeploymentException>(() => DeployAsync(Options("2", "10m"), ("a", "new:1"), ("b", "new:1"), ("c", "new:1")));

        Assert.Equal("dals_srv-a=somebody/elses:1 dals_srv-b=ioc:1 dals_srv-c=ioc:1", Images());
        Assert.Contains("Put back: 1 of 2 services", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_somebody_else_changes_in_the_pause_does_not_get_what_was_planned()
    {
        await RunningAsync("a", "b", "c");
        InThePause(() => _swarm.ChangeBehindOurBack("dals_srv-b"));

        var failure = await Assert.ThrowsAsync<DeploymentException>(() => DeployAsync(Options("1", "1m"), ("a", "new:1"), ("b", "new:1"), ("c", "new:1")));

        Assert.Equal("dals_srv-a=new:1 dals_srv-b=somebody/elses:1 dals_srv-c=ioc:1", Images());
        Assert.Equal("The canaries run, and no other service was touched: somebody else changed dals_srv-b since it was planned. Run it again: it plans anew.", failure.Message);
    }

    [Fact]
    public async Task Who_takes_the_lock_away_in_the_pause_stops_it()
    {
        await RunningAsync("a", "b");
        string? holder = null;
        InThePause(() =>
        {
            (holder, var id) = StackLock.HolderAsync(_swarm, "dals", default).Result!.Value;
            _swarm.RemoveConfigAsync(id, default).Wait();
        });

        var failure = await Assert.ThrowsAsync<DeploymentException>(() => DeployAsync(Options("1", "1m"), ("a", "new:1"), ("b", "new:1")));

        Assert.Equal("the test, with canaries and a pause of 1 min 0 s", holder);
        Assert.Contains("somebody took away the lock of the stack", failure.Message, StringComparison.Ordinal);
        Assert.Equal("ioc:1", Image("b"));
    }

    [Fact]
    public async Task Who_stops_in_the_pause_is_told_what_is_how()
    {
        await RunningAsync("a", "b");
        using var stop = new CancellationTokenSource();
        InThePause(stop.Cancel);

        var failure = await Assert.ThrowsAsync<DeploymentException>(() => DeployAsync(Options("1", "10m"), stop.Token, ("a", "new:1"), ("b", "new:1")));

        Assert.Equal("dals_srv-a=new:1 dals_srv-b=ioc:1", Images());
        Assert.Equal("Stopped in the pause. Deployed, and not put back: dals_srv-a. Run it again to go on, or bring back with RollbackIocs what is deployed. The other service was not touched.", failure.Message);
    }

    [Fact]
    public async Task When_the_others_fail_canaries_are_put_back_only_where_that_is_wanted()
    {
        await RunningAsync("a", "b");
        await Assert.ThrowsAsync<DeploymentException>(() => DeployAsync(Options("a", "1m"), ("a", "new:1"), ("b", "bad:1")));
        Assert.Equal("new:1", Image("a"));

        await Assert.ThrowsAsync<DeploymentException>(() => DeployAsync(Options("a", "1m") with { RollbackOnFailure = true }, ("a", "new:2"), ("b", "new:2"), ("c", "bad:1")));
        Assert.Equal("dals_srv-a=new:1 dals_srv-b=bad:1", Images());
    }

    [Fact]
    public async Task Where_all_changes_are_canaries_there_is_no_pause()
    {
        await RunningAsync("a", "b");

        await DeployAsync(Options("5", "10m"), ("a", "new:1"), ("b", "ioc:1"));

        Assert.Equal("new:1", Image("a"));
        Assert.Contains("Canaries: dals_srv-a. No other service is to be changed.", _notes.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(InPause, _notes.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_swarm_that_can_not_be_read_any_more_ends_the_pause_and_says_what_is_how()
    {
        await RunningAsync("a", "b");
        InThePause(() => _swarm.Before = (verb, _) => verb == "ListTasks" ? throw new IocOps.Swarm.Docker.SwarmException("no leader.") : Task.CompletedTask);

        var failure = await Assert.ThrowsAsync<DeploymentException>(() => DeployAsync(Options("1", "10m"), ("a", "new:1"), ("b", "new:1")));

        Assert.Equal("no leader. Deployed, and not put back: dals_srv-a. The other service was not touched.", failure.Message);
    }

    [Fact]
    public async Task A_plan_says_who_goes_first_and_sends_nothing()
    {
        await RunningAsync("a", "b");
        var writes = _swarm.Writes.Count;

        var (plan, _) = await Deployment(Options("b", "10m")).PlanAsync(o => DeploymentTests.Wanted(o, ("a", "new:1"), ("b", "new:1")), default);

        Assert.Equal(["dals_srv-b"], plan.Canaries);
        Assert.Contains("~ dals_srv-b update, restarts it; first, as a canary", PlanText.Lines(plan));
        Assert.Equal("stack dals: 2 to update; 1 first, as a canary", PlanText.Summary(plan));
        Assert.Contains("\"canaries\": [\n    \"dals_srv-b\"\n  ]", PlanJson.Write(plan), StringComparison.Ordinal);
        Assert.Equal(writes, _swarm.Writes.Count);
    }

    [Theory]
    [InlineData("bb", "--canary: 'bb' is none of the IOCs that are deployed here; did you mean 'b'?")]
    [InlineData("same", "This deploy does not start same anew, so that there would be no canary for the 2 that it does; name one of these: a, b")]
    public async Task A_canary_that_can_be_none_is_refused_before_anything_is_touched(string name, string why)
    {
        await RunningAsync("a", "b", "same");
        var writes = _swarm.Writes.Count;

        var refused = await Assert.ThrowsAsync<SelectionException>(() => DeployAsync(Options(name, "1m"), ("a", "new:1"), ("b", "new:1"), ("same", "ioc:1")));

        Assert.Equal(why, refused.Message);
        Assert.Equal(writes, _swarm.Writes.Count);
    }

    [Theory]
    [InlineData("0", "1m", "--canary takes a number of IOCs, 1 or more, or their names.")]
    [InlineData("-1", null, "--canary takes a number")]
    [InlineData("", "1m", "--canary takes a number")]
    [InlineData(null, "1m", "--pause is the time between the canaries and the others: say with --canary")]
    [InlineData("1", "10", "--pause '10' is no length of time: 30s, 10m, 2h, 1h30m.")]
    [InlineData("1", "2d", "--pause '2d' is too long")]
    [InlineData("1", "999999999d", "--pause '999999999d' is too long")]
    public void What_can_not_be_meant_is_refused(string? canary, string? pause, string why) =>
        Assert.StartsWith(why, Assert.Throws<SelectionException>(() => CanaryOptions.Parse(canary?.Split(' ', StringSplitOptions.RemoveEmptyEntries), pause)).Message, StringComparison.Ordinal);

    private static DeploymentOptions Plain(TimeProvider time) => new("the test", TimeSpan.Zero) { ResolveImage = ResolveImage.Never, Clock = time };

    private DeploymentOptions Options(string canary, string pause) => Plain(_time) with { Canary = CanaryOptions.Parse(canary.Split(' '), pause) };

    private FleetDeployment Deployment(DeploymentOptions options) => new(_swarm, new Output(_data, _notes, false, false), options);

    private Task DeployAsync(DeploymentOptions options, params (string Name, string Image)[] wanted) => DeployAsync(options, default, wanted);

    private Task DeployAsync(DeploymentOptions options, CancellationToken cancel, params (string Name, string Image)[] wanted) =>
        Deployment(options).RunAsync(o => DeploymentTests.Wanted(o, wanted), cancel);

    // Not at once: the first look of the pause is what later ones are compared with.
    private void InThePause(Action act)
    {
        var looks = 0;
        _swarm.Before = (verb, _) =>
        {
            if (verb == "ListTasks" && _notes.ToString().Contains(InPause, StringComparison.Ordinal) && ++looks == 5) act();
            return Task.CompletedTask;
        };
    }

    private async Task RunningAsync(params string[] names)
    {
        foreach (var name in names) await _swarm.CreateServiceAsync(DeploymentTests.Of(name, "ioc:1"), default);
        for (var i = 0; i < 4; i++) await _swarm.ListTasksAsync(default);
    }

    private string Image(string name) => _swarm.Named($"dals_srv-{name}").Spec!.TaskTemplate!.ContainerSpec!.Image!;

    private string Images() => string.Join(' ', _swarm.ObserveAsync().Result.Services.Select(s => $"{s.Spec!.Name}={s.Spec.TaskTemplate!.ContainerSpec!.Image}").Order(StringComparer.Ordinal));
}
