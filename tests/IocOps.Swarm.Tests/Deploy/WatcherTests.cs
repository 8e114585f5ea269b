using Docker.DotNet.Models;
using IocOps.Core.Planning;
using IocOps.Swarm.Deploy;
using IocOps.Swarm.Docker;
using static IocOps.Swarm.Tests.FakeSwarm;
using static IocOps.Swarm.Tests.Specs;

namespace IocOps.Swarm.Tests.Deploy;

public sealed class WatcherTests : IDisposable
{
    private readonly ManualTime _time = new();
    private readonly FakeSwarm _swarm;
    private readonly Snapshots _snapshots = new();

    public WatcherTests() => _swarm = new FakeSwarm(_time);

    public void Dispose() => _swarm.Dispose();

    private async Task<IReadOnlyList<WatchResult>> DeployAndWatch(WatchOptions? options, params ServiceSpec[] specs)
    {
        var observed = await _swarm.ObserveAsync();
        var changes = specs.Select(s =>
        {
            var live = observed.Services.FirstOrDefault(l => l.Spec!.Name == s.Name);
            return Change(live is null ? ChangeKind.Create : ChangeKind.Update, s.Name!, s, live);
        });
        var report = await new Deployer(_swarm, new(), _time).ApplyAsync(Plan([.. changes]), observed, null, default);
        return await Watch(WatchItem.From(report, observed), options);
    }

    private Task<IReadOnlyList<WatchResult>> Watch(IReadOnlyList<WatchItem> items, WatchOptions? options = null, CancellationToken cancel = default) =>
        new Watcher(_swarm, options ?? new(), _time).WatchAsync(items, _snapshots, cancel);

    private static ServiceSpec WithRollback(ServiceSpec spec)
    {
        spec.UpdateConfig = new SwarmUpdateConfig { FailureAction = "rollback" };
        return spec;
    }

    [Fact]
    public async Task New_services_are_watched_until_they_run_with_two_lists_per_look()
    {
        var results = await DeployAndWatch(null, [.. Enumerable.Range(0, 50).Select(i => Service($"s{i:00}"))]);
        Assert.All(results, r => Assert.Equal(WatchState.Running, r.State));
        var looks = _snapshots.All.Count;
        Assert.InRange(_swarm.Calls.Count(c => c == "ListTasks"), looks, looks + 1);
        Assert.InRange(_swarm.Calls.Count(c => c == "ListServices"), looks, looks + 1);
    }

    [Fact]
    public async Task Failing_tasks_are_a_failure_with_the_tasks_error_and_log_and_the_others_go_on()
    {
        _swarm.Log.AddRange(["loading", "ramper.db: no such file"]);
        _swarm.Fate = s => s.Name == "bad" ? Fates.Fails : Fates.Runs;
        var results = await DeployAndWatch(null, Service("bad"), Service("good"));
        Assert.Equal([WatchState.Failed, WatchState.Running], results.Select(r => r.State));
        Assert.Equal("its tasks fail again and again (3 times): task: non-zero exit (1) on node1", results[0].Reason);
        Assert.Equal(["loading", "ramper.db: no such file"], results[0].Log);
    }

    [Fact]
    public async Task A_missing_image_is_a_failure_with_the_engines_words()
    {
        _swarm.Fate = _ => Fates.Rejected;
        Assert.Contains("No such image: x:1", (await DeployAndWatch(null, Service("a"))).Single().Reason);
    }

    [Fact]
    public async Task A_task_that_finds_no_node_is_a_failure_soon()
    {
        _swarm.Fate = _ => Fates.Pending;
        var begin = _time.GetUtcNow();
        var result = (await DeployAndWatch(null, Service("a"))).Single();
        Assert.Equal((WatchState.Failed, "no suitable node (scheduling constraints not satisfied on 1 node)"), (result.State, result.Reason));
        Assert.InRange((_time.GetUtcNow() - begin).TotalSeconds, 10, 15);
    }

    [Fact]
    public async Task Running_for_a_moment_is_not_running()
    {
        _swarm.Fate = _ => Fates.StopsAfterRunning;
        Assert.Equal(WatchState.Failed, (await DeployAndWatch(new() { Settle = TimeSpan.FromSeconds(5) }, Service("a"))).Single().State);
    }

    [Fact]
    public async Task A_health_check_that_never_passes_ends_with_the_time()
    {
        _swarm.Fate = _ => Fates.StaysStarting;
        var spec = Service("a");
        spec.TaskTemplate!.ContainerSpec!.Healthcheck = new() { Test = ["CMD", "x"] };
        var result = (await DeployAndWatch(new() { Timeout = TimeSpan.FromSeconds(30) }, spec)).Single();
        Assert.Equal((WatchState.TimedOut, "not running after 30 s: starting, its health check has not passed yet on node1"), (result.State, result.Reason));
    }

    [Fact]
    public async Task An_update_is_over_when_swarm_says_so_and_not_when_its_task_runs()
    {
        await DeployAndWatch(null, Service("a"));
        var results = await DeployAndWatch(null, Service("a", "ioc:2"));
        Assert.Equal(WatchState.Running, results.Single().State);
        Assert.Equal("completed", _swarm.Named("a").UpdateStatus!.State);
        Assert.Contains(_snapshots.All, s => s.Services.Single().Detail.StartsWith("running, being monitored", StringComparison.Ordinal));
    }

    [Fact]
    public void After_a_silence_of_the_swarm_an_update_that_has_not_begun_gets_its_time_anew()
    {
        var begin = _time.GetUtcNow();
        var service = new SwarmService { ID = "1", Spec = WithRollback(Specs.Service("s", "new:1")) };
        TaskResponse[] tasks = [new() { ID = "old", ServiceID = "1", DesiredState = TaskState.Running, Status = new() { State = TaskState.Running }, Spec = Specs.Service("s", "old:1").TaskTemplate }];
        var judge = new ServiceJudge(new WatchItem("s", "1", ChangeKind.Update, true, new HashSet<string> { "old" }), new WatchOptions(), begin);

        WatchState At(int seconds) => judge.Judge(service, tasks, new NodeNames([]), begin.AddSeconds(seconds)).State;

        Assert.Equal([WatchState.Waiting, WatchState.Waiting, WatchState.Waiting, WatchState.Running], [At(1), At(40), At(49), At(51)]);
    }

    [Fact]
    public async Task A_rolled_back_update_is_a_failure_that_names_the_failed_tasks_error()
    {
        await DeployAndWatch(null, WithRollback(Service("a")));
        _swarm.Fate = s => s.TaskTemplate!.ContainerSpec!.Image == "ioc:2" ? Fates.Fails : Fates.Runs;
        var result = (await DeployAndWatch(null, WithRollback(Service("a", "ioc:2")))).Single();
        Assert.Equal((WatchState.Failed, "rolled back to what ran before: task: non-zero exit (1) on node1"), (result.State, result.Reason));
        Assert.Contains(_snapshots.All, s => s.Services.Single().State == WatchState.RollingBack);
        Assert.Equal("ioc:1", _swarm.Named("a").Spec!.TaskTemplate!.ContainerSpec!.Image);
    }

    [Fact]
    public async Task A_paused_update_is_a_failure()
    {
        await DeployAndWatch(null, Service("a"));
        _swarm.Fate = _ => Fates.Fails;
        Assert.StartsWith("the update was paused: task: non-zero exit (1)", (await DeployAndWatch(null, Service("a", "ioc:2"))).Single().Reason);
    }

    [Fact]
    public async Task Zero_replicas_are_there_at_once()
    {
        var spec = Service("a");
        spec.Mode!.Replicated!.Replicas = 0;
        Assert.Equal(WatchState.Stopped, (await DeployAndWatch(null, spec)).Single().State);
        Assert.Single(_snapshots.All);
    }

    [Fact]
    public async Task An_unchanged_service_that_runs_is_there_at_once()
    {
        await DeployAndWatch(null, Service("a"));
        _snapshots.All.Clear();
        var observed = await _swarm.ObserveAsync();
        var report = await new Deployer(_swarm, new(), _time).ApplyAsync(Plan(Change(ChangeKind.Unchanged, "a", live: _swarm.Named("a"))), observed, null, default);
        Assert.Equal(WatchState.Running, (await Watch(WatchItem.From(report, observed))).Single().State);
        Assert.Single(_snapshots.All);
    }

    [Fact]
    public async Task A_service_that_somebody_removes_is_a_failure()
    {
        var result = await Watch([new("gone", "x", ChangeKind.Create, true, new HashSet<string>())]);
        Assert.Contains("removed by somebody else", result.Single().Reason);
    }

    [Fact]
    public async Task A_swarm_that_can_not_be_read_for_a_moment_is_shown_and_survived()
    {
        await _swarm.CreateServiceAsync(Service("a"), default);
        var failures = 5;
        _swarm.Before = (verb, _) => verb == "ListTasks" && failures-- > 0 ? throw new SwarmException("no leader") : Task.CompletedTask;
        var id = _swarm.Named("a").ID!;
        var result = await Watch([new("a", id, ChangeKind.Create, true, new HashSet<string>())]);
        Assert.Equal(WatchState.Running, result.Single().State);
        Assert.Equal("no leader", _snapshots.All[0].Trouble);
    }

    [Fact]
    public async Task A_swarm_that_stays_unreadable_is_an_error()
    {
        _swarm.Before = (verb, _) => verb == "ListTasks" ? throw new SwarmException("no leader") : Task.CompletedTask;
        await Assert.ThrowsAsync<SwarmException>(() => Watch([new("a", "x", ChangeKind.Create, true, new HashSet<string>())]));
    }

    [Fact]
    public async Task A_stop_ends_the_watch_and_says_so_for_what_was_not_there_yet()
    {
        using var stop = new CancellationTokenSource();
        _swarm.Fate = _ => Fates.StaysStarting;
        await _swarm.CreateServiceAsync(Service("a"), default);
        var looks = 0;
        _swarm.Before = async (verb, _) =>
        {
            if (verb == "ListTasks" && ++looks == 4) await stop.CancelAsync();
        };
        var result = await Watch([new("a", _swarm.Named("a").ID!, ChangeKind.Create, true, new HashSet<string>())], null, stop.Token);
        Assert.Equal(WatchState.Interrupted, result.Single().State);
    }

    private sealed class Snapshots : IProgress<WatchSnapshot>
    {
        public List<WatchSnapshot> All { get; } = [];

        public void Report(WatchSnapshot value) => All.Add(value);
    }
}
