using IocOps.Core.Planning;
using IocOps.Swarm.Deploy;
using IocOps.Swarm.Docker;
using static IocOps.Swarm.Tests.Specs;

namespace IocOps.Swarm.Tests.Deploy;

public sealed class DeployerTests : IDisposable
{
    private readonly ManualTime _time = new();
    private readonly FakeSwarm _swarm;

    public DeployerTests() => _swarm = new FakeSwarm(_time);

    public void Dispose() => _swarm.Dispose();

    private async Task<ApplyReport> Apply(Plan plan, DeployOptions? options = null, CancellationToken cancel = default) =>
        await ApplyTo(await _swarm.ObserveAsync(), plan, options, cancel);

    private Task<ApplyReport> ApplyTo(ObservedSwarm observed, Plan plan, DeployOptions? options = null, CancellationToken cancel = default) =>
        new Deployer(_swarm, options ?? new(), _time).ApplyAsync(plan, observed, null, cancel);

    private async Task Existing(params string[] names)
    {
        foreach (var name in names) await _swarm.CreateServiceAsync(Service(name), default);
    }

    [Fact]
    public async Task An_unchanged_plan_sends_nothing_at_all()
    {
        await Existing("a");
        var observed = await _swarm.ObserveAsync();
        var before = _swarm.Calls.Count;
        var report = await ApplyTo(observed, Plan(Change(ChangeKind.Unchanged, "a", live: _swarm.Named("a"))));
        Assert.Equal(before, _swarm.Calls.Count);
        Assert.Equal((0, ApplyOutcome.Unchanged), (report.Writes, report.Results.Single().Outcome));
        Assert.True(report.Succeeded);
    }

    [Fact]
    public async Task Unchanged_services_beside_changed_ones_get_no_write()
    {
        await Existing("a");
        await Apply(Plan(Change(ChangeKind.Unchanged, "a", live: _swarm.Named("a")), Change(ChangeKind.Create, "b")));
        Assert.Equal(["CreateService a", "CreateService b"], _swarm.Writes);
    }

    [Fact]
    public async Task Configs_come_first_and_their_ids_go_into_the_services()
    {
        var report = await Apply(Plan(Change(ChangeKind.Create, "a", Service("a", "ioc:1", "cfg"))) with { NewConfigs = [Data("cfg")] });
        Assert.Equal(["CreateConfig cfg", "CreateService a"], _swarm.Writes);
        Assert.Equal(_swarm.Configs.Single().ID, _swarm.Named("a").Spec!.TaskTemplate!.ContainerSpec!.Configs!.Single().ConfigID);
        Assert.Equal(2, report.Writes);
    }

    [Fact]
    public async Task A_config_that_a_parallel_run_just_made_is_taken_when_its_data_is_the_same()
    {
        var observed = await _swarm.ObserveAsync();
        await _swarm.CreateConfigAsync(new() { Name = "cfg", Data = "data"u8.ToArray() }, default);
        var report = await ApplyTo(observed, Plan(Change(ChangeKind.Create, "a", Service("a", "ioc:1", "cfg"))) with { NewConfigs = [Data("cfg")] });
        Assert.True(report.Succeeded);
    }

    [Fact]
    public async Task A_config_of_that_name_with_other_data_fails_only_the_services_that_use_it()
    {
        var observed = await _swarm.ObserveAsync();
        await _swarm.CreateConfigAsync(new() { Name = "cfg", Data = [9] }, default);
        var plan = Plan(Change(ChangeKind.Create, "a", Service("a", "ioc:1", "cfg")), Change(ChangeKind.Create, "b")) with { NewConfigs = [Data("cfg")] };
        var report = await ApplyTo(observed, plan);
        Assert.Equal([ApplyOutcome.Failed, ApplyOutcome.Applied], report.Results.Select(r => r.Outcome));
        Assert.Contains("exists with other data", report.Results[0].Message);
    }

    // Docker never shows the data of a secret: only a name that is made of it says that it is the same.
    [Theory]
    [InlineData("dals_key-0123456789ab", true)]
    [InlineData("key-of-our-own", false)]
    public async Task A_secret_that_a_parallel_run_just_made_is_taken_when_its_name_is_made_of_its_data(string name, bool taken)
    {
        var observed = await _swarm.ObserveAsync();
        await _swarm.CreateSecretAsync(new() { Name = name }, default);
        var service = Service("a");
        service.TaskTemplate!.ContainerSpec!.Secrets = [new() { SecretName = name }];
        var report = await ApplyTo(observed, Plan(Change(ChangeKind.Create, "a", service)) with { NewSecrets = [Data(name)] });
        Assert.Equal(taken, report.Succeeded);
        Assert.Equal(taken ? "" : $"The secret {name} exists, and nobody can see whether its data is the same; give it another name", report.Results[0].Message);
        if (taken) Assert.Equal(_swarm.Secrets.Single().ID, service.TaskTemplate.ContainerSpec.Secrets[0].SecretID);
    }

    [Fact]
    public async Task One_failing_service_does_not_stop_the_others()
    {
        _swarm.Before = (verb, about) => verb == "CreateService" && about == "b" ? throw new SwarmException("name must be valid") : Task.CompletedTask;
        var report = await Apply(Plan(Change(ChangeKind.Create, "a"), Change(ChangeKind.Create, "b"), Change(ChangeKind.Create, "c")));
        Assert.Equal([ApplyOutcome.Applied, ApplyOutcome.Failed, ApplyOutcome.Applied], report.Results.Select(r => r.Outcome));
        Assert.Equal("name must be valid", report.Results[1].Message);
        Assert.False(report.Succeeded);
    }

    [Fact]
    public async Task A_version_that_only_swarm_itself_moved_on_is_taken_again()
    {
        await Existing("a");
        var observed = await _swarm.ObserveAsync();
        var plan = Plan(Change(ChangeKind.Update, "a", Service("a", "ioc:2"), observed.Services.Single()));
        _swarm.TouchVersion("a");
        var report = await ApplyTo(observed, plan);
        Assert.True(report.Succeeded);
        Assert.Equal("ioc:2", _swarm.Named("a").Spec!.TaskTemplate!.ContainerSpec!.Image);
    }

    [Fact]
    public async Task A_service_that_somebody_changed_since_it_was_planned_is_left_as_it_is()
    {
        await Existing("a");
        var observed = await _swarm.ObserveAsync();
        var plan = Plan(Change(ChangeKind.Update, "a", Service("a", "ioc:2"), observed.Services.Single()));
        _swarm.ChangeBehindOurBack("a");
        var report = await ApplyTo(observed, plan);
        Assert.Equal(ApplyOutcome.ChangedMeanwhile, report.Results.Single().Outcome);
        Assert.Contains("plan again", report.Results.Single().Message);
        Assert.Equal("somebody/elses:1", _swarm.Named("a").Spec!.TaskTemplate!.ContainerSpec!.Image);
    }

    [Fact]
    public async Task A_recreated_service_starts_only_after_the_old_tasks_are_gone()
    {
        await Existing("a");
        var observed = await _swarm.ObserveAsync();
        _swarm.TicksToStop = 5;
        var report = await ApplyTo(observed, Plan(Change(ChangeKind.Recreate, "a", Service("a"), observed.Services.Single())));
        Assert.True(report.Succeeded);
        var calls = _swarm.Calls.ToList();
        var (removed, created) = (calls.FindIndex(c => c.StartsWith("RemoveService", StringComparison.Ordinal)), calls.LastIndexOf("CreateService a"));
        Assert.InRange(calls[removed..created].Count(c => c == "ListTasks"), 5, 10);
    }

    [Fact]
    public async Task A_recreated_service_whose_tasks_never_end_is_not_started_twice()
    {
        await Existing("a");
        var observed = await _swarm.ObserveAsync();
        _swarm.TicksToStop = int.MaxValue;
        var report = await ApplyTo(observed, Plan(Change(ChangeKind.Recreate, "a", Service("a"), observed.Services.Single())));
        Assert.Contains("was removed, but 1 of its tasks still run after 60 s", report.Results.Single().Message);
        Assert.Single(_swarm.Writes, w => w == "CreateService a");
    }

    [Fact]
    public async Task Never_more_than_eight_writes_at_the_same_time()
    {
        var (now, most) = (0, 0);
        _swarm.Before = async (verb, _) =>
        {
            if (verb != "CreateService") return;
            var mine = Interlocked.Increment(ref now);
            lock (_swarm) most = Math.Max(most, mine);
            await Task.Delay(2);
            Interlocked.Decrement(ref now);
        };
        await Apply(Plan([.. Enumerable.Range(0, 60).Select(i => Change(ChangeKind.Create, $"s{i:00}"))]));
        Assert.InRange(most, 2, 8);
    }

    [Fact]
    public async Task After_a_stop_the_writes_in_flight_end_and_no_new_one_begins()
    {
        using var stop = new CancellationTokenSource();
        var begun = 0;
        _swarm.Before = async (verb, _) =>
        {
            if (verb != "CreateService") return;
            if (Interlocked.Increment(ref begun) == 3) await stop.CancelAsync();
            await Task.Yield();
        };
        var report = await Apply(Plan([.. Enumerable.Range(0, 40).Select(i => Change(ChangeKind.Create, $"s{i:00}"))]), new() { Concurrency = 2 }, stop.Token);
        Assert.True(report.Cancelled);
        Assert.False(report.Succeeded);
        var applied = report.Results.Count(r => r.Outcome == ApplyOutcome.Applied);
        Assert.Equal(begun, applied);
        Assert.InRange(applied, 3, 5);
        Assert.All(report.Results.Where(r => r.Outcome != ApplyOutcome.Applied), r => Assert.Equal(ApplyOutcome.NotStarted, r.Outcome));
    }

    [Fact]
    public async Task Unused_configs_are_collected_last_and_only_after_success()
    {
        await _swarm.CreateConfigAsync(new() { Name = "old", Data = [1] }, default);
        var observed = await _swarm.ObserveAsync();
        var plan = Plan(Change(ChangeKind.Create, "a")) with { UnusedConfigs = observed.Configs };
        _swarm.Before = (verb, _) => verb == "CreateService" ? throw new SwarmException("no") : Task.CompletedTask;
        await ApplyTo(observed, plan);
        Assert.Single(_swarm.Configs);
        _swarm.Before = (_, _) => Task.CompletedTask;
        await ApplyTo(observed, plan);
        Assert.Empty(_swarm.Configs);
        Assert.StartsWith("RemoveConfig", _swarm.Writes[^1]);
    }

    [Fact]
    public async Task A_config_that_came_into_use_meanwhile_stays_without_a_word()
    {
        var id = await _swarm.CreateConfigAsync(new() { Name = "old", Data = [1] }, default);
        var observed = await _swarm.ObserveAsync();
        var user = Service("b", "ioc:1", "old");
        user.TaskTemplate!.ContainerSpec!.Configs![0].ConfigID = id;
        await _swarm.CreateServiceAsync(user, default);
        var report = await ApplyTo(observed, Plan(Change(ChangeKind.Create, "a")) with { UnusedConfigs = observed.Configs });
        Assert.True(report.Succeeded);
        Assert.Empty(report.Warnings);
        Assert.Single(_swarm.Configs);
    }

    [Fact]
    public async Task Networks_go_when_the_tasks_on_them_have_ended_and_one_that_is_in_use_is_told()
    {
        foreach (var name in new[] { "free", "used" }) await _swarm.CreateNetworkAsync(new() { Name = name }, default);
        var observed = await _swarm.ObserveAsync();
        var (user, other) = (Service("a"), Service("b"));
        user.TaskTemplate!.Networks = [new() { Target = observed.Networks[0].ID }];
        other.TaskTemplate!.Networks = [new() { Target = observed.Networks[1].ID }];
        await _swarm.CreateServiceAsync(user, default);
        await _swarm.CreateServiceAsync(other, default);
        for (var tick = 0; tick < 4; tick++) await _swarm.ListTasksAsync(default);
        var plan = Plan(Change(ChangeKind.Remove, "a", live: _swarm.Named("a"))) with { UnusedNetworks = observed.Networks };

        var report = await ApplyTo(observed, plan, new() { WaitForRemovals = true });

        Assert.Equal(["free"], report.RemovedNetworks);
        Assert.Contains("network used stays", Assert.Single(report.Warnings), StringComparison.Ordinal);
        Assert.True(report.Succeeded);
    }

    [Fact]
    public async Task A_plan_with_errors_is_never_applied()
    {
        var plan = Plan(Change(ChangeKind.Create, "a")) with { Problems = [new("f", 1, 1, "PLN001", "no")] };
        await Assert.ThrowsAsync<InvalidOperationException>(() => Apply(plan));
        Assert.Empty(_swarm.Writes);
    }
}
