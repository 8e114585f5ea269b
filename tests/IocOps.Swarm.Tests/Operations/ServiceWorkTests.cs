using Docker.DotNet.Models;
using IocOps.Core.Planning;
using IocOps.Swarm.Deploy;
using IocOps.Swarm.Fleets;
using IocOps.Swarm.Operations;
using IocOps.Swarm.Views;

namespace IocOps.Swarm.Tests.Operations;

public sealed class ServiceWorkTests : IDisposable
{
    private readonly ManualTime _time = new();
    private readonly FakeSwarm _swarm;
    private readonly StringWriter _data = new();
    private readonly StringWriter _notes = new();

    public ServiceWorkTests() => _swarm = new FakeSwarm(_time);

    public void Dispose()
    {
        _swarm.Dispose();
        _data.Dispose();
        _notes.Dispose();
    }

    [Fact]
    public async Task Only_the_named_are_restarted_and_they_carry_a_higher_forced_update()
    {
        await RunningAsync("a", "b", "c");

        await Work().RestartAsync(new(["a", "c"]), default);

        Assert.Equal(["UpdateService dals_srv-a", "UpdateService dals_srv-c"], ServiceWrites.Order(StringComparer.Ordinal));
        Assert.Equal([1, 0, 1], new[] { "a", "b", "c" }.Select(n => (int)Live(n).Spec!.TaskTemplate!.ForceUpdate));
        Assert.Contains("2 restarted; 2 running.", _notes.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_restart_is_not_over_while_the_old_task_runs()
    {
        await RunningAsync("a");
        var tasks = await _swarm.ListTasksAsync(default);
        var old = tasks.Single().ID;

        await Work().RestartAsync(new(["a"]), default);

        var running = (await _swarm.ListTasksAsync(default)).Single(t => t.Status!.State == TaskState.Running);
        Assert.NotEqual(old, running.ID);
        Assert.Equal(1UL, running.Spec!.ForceUpdate);
    }

    [Fact]
    public async Task What_does_not_run_again_is_a_failure_with_error_and_log()
    {
        await RunningAsync("a");
        _swarm.Fate = _ => FakeSwarm.Fates.Fails;
        _swarm.Log.Add("dbLoadRecords failed");

        await Assert.ThrowsAsync<DeploymentException>(() => Work().RestartAsync(new(["a"]), default));

        Assert.Contains("non-zero exit (1)", _notes.ToString(), StringComparison.Ordinal);
        Assert.Contains("    | dbLoadRecords failed", _notes.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Some_at_a_time_and_none_after_a_failure_says_what_was_not_begun()
    {
        await RunningAsync("a", "b", "c");
        _swarm.Fate = s => s.Name == "dals_srv-b" ? FakeSwarm.Fates.Fails : FakeSwarm.Fates.Runs;

        var failure = await Assert.ThrowsAsync<DeploymentException>(() => Work(Options with { AtATime = 1 }).RestartAsync(new(["*"]), default));

        Assert.Equal(["UpdateService dals_srv-a", "UpdateService dals_srv-b"], ServiceWrites);
        Assert.EndsWith("Not begun: dals_srv-c.", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_write_of_swarm_itself_between_look_and_update_does_no_harm()
    {
        await RunningAsync("a");
        var touched = false;
        _swarm.Before = (verb, _) =>
        {
            if (verb == "UpdateService" && !touched) _swarm.TouchVersion("dals_srv-a");
            touched |= verb == "UpdateService";
            return Task.CompletedTask;
        };

        await Work().RestartAsync(new(["a"]), default);

        Assert.Equal(1UL, Live("a").Spec!.TaskTemplate!.ForceUpdate);
    }

    [Fact]
    public async Task Some_at_a_time_without_waiting_is_refused()
    {
        await RunningAsync("a", "b");

        await Assert.ThrowsAsync<SelectionException>(() => Work(Options with { AtATime = 1, Deployment = Options.Deployment with { Wait = false } }).RestartAsync(new(["*"]), default));

        Assert.Empty(ServiceWrites);
    }

    [Fact]
    public async Task What_somebody_scaled_to_0_is_stopped_and_started_as_if_it_had_had_one_task()
    {
        var scaled = Service("a");
        scaled.Mode!.Replicated!.Replicas = 0;
        await _swarm.CreateServiceAsync(scaled, default);

        // Its file may say 0: who does not name it does not mean it.
        await Work().StopAsync(new(["*"]), default);
        await Work().StartAsync(new(["*"]), default);
        Assert.Empty(ServiceWrites);

        await Work().StopAsync(new(["a"]), default);
        Assert.Equal("1", Live("a").Spec!.Labels["iocops.stopped"]);

        Live("a").Spec!.Labels.Remove("iocops.stopped");
        await Work().StartAsync(new(["a"]), default);
        Assert.Equal(1UL, Live("a").Spec!.Mode!.Replicated!.Replicas);
        Assert.Contains("1 started; 1 running.", _notes.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stopping_waits_until_the_tasks_are_gone_and_starting_brings_them_back()
    {
        await RunningAsync("a", "b");

        await Work().StopAsync(new(["a"]), default);

        Assert.DoesNotContain(await _swarm.ListTasksAsync(default), t => t.ServiceID == Live("a").ID && t.Status!.State <= TaskState.Running);
        Assert.Equal(("1", 0UL), (Live("a").Spec!.Labels["iocops.stopped"], Live("a").Spec!.Mode!.Replicated!.Replicas));
        Assert.Contains("1 stopped.", _notes.ToString(), StringComparison.Ordinal);
        Assert.Equal("stopped", (await SwarmLook.ServicesAsync(_swarm, "dals", new(["a"]), default)).Single().State);

        await Work().StartAsync(new(["*"]), default);

        Assert.Equal((false, 1UL), (Live("a").Spec!.Labels.ContainsKey("iocops.stopped"), Live("a").Spec!.Mode!.Replicated!.Replicas));
        Assert.Contains("1 started, 1 unchanged; 2 running.", _notes.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("UpdateService dals_srv-b", ServiceWrites);
    }

    [Fact]
    public async Task A_task_that_does_not_end_is_told_when_the_time_is_over()
    {
        await RunningAsync("a");
        _swarm.TicksToStop = int.MaxValue;

        await Assert.ThrowsAsync<DeploymentException>(() => Work(Options with { Deployment = Options.Deployment with { WaitTimeout = TimeSpan.FromSeconds(7) } }).StopAsync(new(["a"]), default));

        Assert.Contains("not running after 7 s: ending on node1", _notes.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_so_already_gets_no_write_and_no_question()
    {
        await RunningAsync("a");
        await Work(Options with { Consent = new(false, false) }).StartAsync(new(["a"]), default);
        await Work().StopAsync(new(["a"]), default);
        var writes = _swarm.Writes.Count;

        await Work(Options with { Consent = new(false, false) }).StopAsync(new(["a"]), default);

        Assert.Equal(writes, _swarm.Writes.Count);
        Assert.Equal(2, _notes.ToString().Split("Nothing to do: it is so already.").Length - 1);
    }

    [Fact]
    public async Task What_was_started_before_and_does_not_run_is_a_failure_when_it_is_started_again()
    {
        await RunningAsync("a");
        await Work().StopAsync(new(["a"]), default);
        _swarm.Fate = _ => FakeSwarm.Fates.Fails;
        await Assert.ThrowsAsync<DeploymentException>(() => Work().StartAsync(new(["a"]), default));
        var writes = _swarm.Writes.Count;

        await Assert.ThrowsAsync<DeploymentException>(() => Work().StartAsync(new(["a"]), default));

        Assert.Equal(writes, _swarm.Writes.Count);
    }

    [Fact]
    public async Task A_global_service_can_not_be_stopped_and_a_stopped_one_not_restarted_but_a_pattern_leaves_them_alone()
    {
        await RunningAsync("a", "b");
        var global = Service("log");
        global.Mode = new ServiceMode { Global = new GlobalService() };
        await _swarm.CreateServiceAsync(global, default);

        var refused = await Assert.ThrowsAsync<SelectionException>(() => Work().StopAsync(new(["a", "log"]), default));
        await Work().StopAsync(new(["a", "lo?"]), default);
        await Assert.ThrowsAsync<SelectionException>(() => Work().RestartAsync(new(["a"]), default));
        await Work().RestartAsync(new(["?"]), default);

        Assert.Contains("dals_srv-log can't be stopped: its mode is global", refused.Message, StringComparison.Ordinal);
        Assert.Equal(["UpdateService dals_srv-a", "UpdateService dals_srv-b"], ServiceWrites);
        Assert.Contains("Left alone: dals_srv-log can't be stopped", _notes.ToString(), StringComparison.Ordinal);
        Assert.Contains("Left alone: dals_srv-a is stopped; StartIocs --ioc-list a starts it.", _notes.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_dry_run_shows_the_plan_and_writes_nothing()
    {
        await RunningAsync("a");
        var writes = _swarm.Writes.Count;

        await Work(Options with { Consent = new(true, false) }).RestartAsync(new(["a"]), default);

        Assert.Equal($"~ dals_srv-a restart{Environment.NewLine}stack dals: 1 to restart{Environment.NewLine}", _data.ToString());
        Assert.Equal(writes, _swarm.Writes.Count);
    }

    private Output Output => new(_data, _notes, false, false);

    private ServiceWorkOptions Options => new("dals", new Consent(false, true), false, new DeploymentOptions("the test", TimeSpan.Zero) { ResolveImage = ResolveImage.Never, Clock = _time });

    private IEnumerable<string> ServiceWrites => _swarm.Writes.Where(w => w.StartsWith("UpdateService", StringComparison.Ordinal));

    private ServiceWork Work(ServiceWorkOptions? options = null) => new(_swarm, Output, options ?? Options);

    private SwarmService Live(string name) => _swarm.Named($"dals_srv-{name}");

    private async Task RunningAsync(params string[] names)
    {
        foreach (var name in names) await _swarm.CreateServiceAsync(Service(name), default);
        for (var i = 0; i < 4; i++) await _swarm.ListTasksAsync(default);
    }

    internal static ServiceSpec Service(string name)
    {
        var spec = Specs.Service($"dals_srv-{name}");
        spec.Labels["com.docker.stack.namespace"] = "dals";
        spec.Labels[Owner.Label] = $"ioc/{name}";
        return spec;
    }
}
