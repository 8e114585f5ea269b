using Docker.DotNet.Models;
using IocOps.Core.Planning;
using IocOps.Core.Planning.History;
using IocOps.Core.Planning.Saved;
using IocOps.Swarm.Audit;
using IocOps.Swarm.Deploy;
using IocOps.Swarm.Docker;
using IocOps.Swarm.Fleets;
using IocOps.Swarm.Operations;
using IocOps.Swarm.Tests.Operations;
using IocOps.Swarm.Views;

namespace IocOps.Swarm.Tests.Fleets;

/// <summary>What a deployment does beyond its writes: putting back, remembering, and keeping to a saved plan.</summary>
public sealed class DeploymentTests : IDisposable
{
    private readonly ManualTime _time = new();
    private readonly FakeSwarm _swarm;
    private readonly StringWriter _data = new();
    private readonly StringWriter _notes = new();

    public DeploymentTests() => _swarm = new FakeSwarm(_time) { Fate = s => s.TaskTemplate!.ContainerSpec!.Image == "bad:1" ? FakeSwarm.Fates.Rejected : FakeSwarm.Fates.Runs };

    public void Dispose()
    {
        _swarm.Dispose();
        _data.Dispose();
        _notes.Dispose();
    }

    [Fact]
    public async Task What_a_failed_run_changed_is_put_back_and_said()
    {
        await RunningAsync("a", "b", "left", "undone-by-swarm");
        var before = Images();

        var failure = await Assert.ThrowsAsync<DeploymentException>(() => DeployAsync(
            Options with { RollbackOnFailure = true }, ("a", "new:1"), ("b", "bad:1"), ("c", "new:1"), ("left", "ioc:1"), ("undone-by-swarm", "bad:1")));

        Assert.Equal(before, Images());
        Assert.Contains("dals_srv-undone-by-swarm was put back by Swarm already", _notes.ToString(), StringComparison.Ordinal);
        Assert.EndsWith("Put back: all 4 services that this run changed are as they were before.", failure.Message, StringComparison.Ordinal);
        var notes = _notes.ToString();
        Assert.Contains("dals_srv-b: failed", notes, StringComparison.Ordinal);
        foreach (var line in new[] { "put back dals_srv-a", "put back dals_srv-b", "removed again dals_srv-c" }) Assert.Contains(line, notes, StringComparison.Ordinal);
        Assert.DoesNotContain(_swarm.Configs, c => c.Spec!.Name!.StartsWith("iocops-lock", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Without_the_wish_the_good_ones_stay()
    {
        await RunningAsync("a", "b");

        await Assert.ThrowsAsync<DeploymentException>(() => DeployAsync(Options, ("a", "new:1"), ("b", "bad:1")));

        Assert.Equal("new:1", Image("a"));
        Assert.DoesNotContain("put back", _notes.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_did_not_run_before_and_was_not_touched_undoes_nothing()
    {
        await RunningAsync("a");
        await _swarm.CreateServiceAsync(Of("sick", "bad:1"), default);

        var failure = await Assert.ThrowsAsync<DeploymentException>(() => DeployAsync(Options with { RollbackOnFailure = true }, ("a", "new:1"), ("sick", "bad:1")));

        Assert.Equal("new:1", Image("a"));
        Assert.Contains("none of these services was changed by this run", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_run_that_somebody_stopped_puts_nothing_back()
    {
        await RunningAsync("a");
        using var stop = new CancellationTokenSource();
        _swarm.Fate = _ => FakeSwarm.Fates.StaysStarting;
        _swarm.Before = async (verb, _) =>
        {
            if (verb == "UpdateService") await stop.CancelAsync();
        };

        var failure = await Assert.ThrowsAsync<DeploymentException>(() => DeployAsync(Options with { RollbackOnFailure = true }, stop.Token, ("a", "new:1")));

        Assert.Equal("new:1", Image("a"));
        Assert.EndsWith("Nothing was put back, as the run was stopped.", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_removed_and_could_not_be_created_again_is_put_back()
    {
        await RunningAsync("a");
        var failures = 1;
        _swarm.Before = (verb, _) => verb == "CreateService" && failures-- > 0 ? throw new SwarmException("no room") : Task.CompletedTask;

        var failure = await Assert.ThrowsAsync<DeploymentException>(() => Deployment(Options with { RollbackOnFailure = true }).RunAsync(Recreating, default));

        Assert.Equal("ioc:1", Image("a"));
        Assert.EndsWith("Put back: all 1 services that this run changed are as they were before.", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_was_removed_and_ends_late_is_put_back_when_it_has_ended_and_never_runs_twice(bool ends)
    {
        await RunningAsync("a");
        _swarm.TicksToStop = int.MaxValue;
        _swarm.Before = (verb, _) =>
        {
            if (ends && verb == "ListServices" && _swarm.Calls.Any(c => c.StartsWith("RemoveService", StringComparison.Ordinal))) _swarm.TicksToStop = 0;
            return Task.CompletedTask;
        };

        var failure = await Assert.ThrowsAsync<DeploymentException>(() => Deployment(Options with { RollbackOnFailure = true }).RunAsync(
            o => Specs.Plan(Specs.Change(ChangeKind.Remove, "dals_srv-a", live: o.Services.Single())), default));

        Assert.Contains(ends ? "Put back: all 1 " : "Put back: 0 of 1 ", failure.Message, StringComparison.Ordinal);
        Assert.Equal(ends ? 2 : 1, _swarm.Writes.Count(w => w == "CreateService dals_srv-a"));
    }

    [Fact]
    public async Task What_the_engine_took_without_an_answer_is_put_back()
    {
        await RunningAsync("a");
        var isTaken = false;
        _swarm.Before = async (verb, _) =>
        {
            if (verb != "UpdateService" || isTaken) return;
            isTaken = true;
            await _swarm.UpdateServiceAsync(_swarm.Named("dals_srv-a").ID, _swarm.Named("dals_srv-a").Version!.Index!.Value, Of("a", "new:1"), default);
            throw new SwarmException("did not answer") { IsUnavailable = true };
        };

        var failure = await Assert.ThrowsAsync<DeploymentException>(() => DeployAsync(Options with { RollbackOnFailure = true }, ("a", "new:1")));

        Assert.Equal("ioc:1", Image("a"));
        Assert.Contains("Put back: all 1 ", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_the_engine_refused_is_nothing_to_put_back()
    {
        await RunningAsync("a");
        _swarm.Before = (verb, _) => verb == "UpdateService" ? throw new SwarmException("no") : Task.CompletedTask;

        var failure = await Assert.ThrowsAsync<DeploymentException>(() => DeployAsync(Options with { RollbackOnFailure = true }, ("a", "new:1")));

        Assert.EndsWith("There is nothing to put back.", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_run_that_was_stopped_between_removal_and_creation_says_so_and_writes_it_down()
    {
        await RunningAsync("a");
        using var folder = new TemporaryFolder();
        using var stop = new CancellationTokenSource();
        _swarm.TicksToStop = 0;
        _swarm.Before = async (verb, _) =>
        {
            if (verb == "RemoveService") await stop.CancelAsync();
        };
        var output = Output;
        output.Trail = new AuditTrail(new AuditFile(folder["audit.jsonl"]), null, _ => { });

        await Assert.ThrowsAsync<DeploymentException>(() => new FleetDeployment(_swarm, output, Options).RunAsync(Recreating, stop.Token));

        const string Said = "dals_srv-a was removed and not created again: the run was stopped; deploy again";
        Assert.Contains(Said, _notes.ToString(), StringComparison.Ordinal);
        Assert.Contains(Said, await File.ReadAllTextAsync(folder["audit.jsonl"]), StringComparison.Ordinal);
    }

    [Fact]
    public void A_removal_of_nothing_by_name_is_refused()
    {
        Assert.Contains("The list of IOCs is empty", Assert.Throws<SelectionException>(() => RemovalScope.RequireKnown(Specs.Plan(), PlanScope.RemoveIocs([]), ["a"])).Message, StringComparison.Ordinal);
        Assert.Contains("--service-list", Assert.Throws<SelectionException>(() => RemovalScope.RequireKnown(Specs.Plan(), PlanScope.RemoveServices([]), ["a"])).Message, StringComparison.Ordinal);
        Assert.Contains("There is no IOC 'b'", Assert.Throws<SelectionException>(() => RemovalScope.RequireKnown(Specs.Plan(), PlanScope.RemoveIocs(["a", "b"]), ["a"])).Message, StringComparison.Ordinal);
        RemovalScope.RequireKnown(Specs.Plan(), PlanScope.RemoveAll(), []);
    }

    [Fact]
    public async Task What_is_unused_is_collected_only_when_nothing_has_to_be_put_back()
    {
        await RunningAsync("a");
        await _swarm.CreateConfigAsync(new() { Name = "old", Data = [1] }, default);
        Func<ObservedSwarm, Plan> Collecting(string image) => o => Wanted(o, ("a", image)) with { UnusedConfigs = [.. o.Configs.Where(c => c.Spec!.Name == "old")] };

        await Assert.ThrowsAsync<DeploymentException>(() => Deployment(Options with { RollbackOnFailure = true }).RunAsync(Collecting("bad:1"), default));
        Assert.Single(_swarm.Configs);
        await Deployment(Options with { RollbackOnFailure = true }).RunAsync(Collecting("new:1"), default);
        Assert.Empty(_swarm.Configs);
    }

    [Fact]
    public async Task A_deployment_is_remembered_and_can_be_gone_back_from()
    {
        var remembering = Options with { Author = _ => Task.FromResult(new Author("me@here", "abc")) };
        await DeployAsync(remembering, ("a", "one:1"));
        await DeployAsync(remembering, ("a", "two:1"));

        var history = await HistoryLook.ReadAsync(_swarm, "dals", new(), new(false, 0, null, null), default);
        Assert.Equal([("update", true, false), ("create", false, true)], history.Select(r => (r.Record.Action, r.IsCurrent, r.CanGoBack)));
        await Work(remembering).RollbackAsync(new(["a"]), null, default);

        Assert.Equal("one:1", Image("a"));
        Assert.Contains("1 put back; 1 running.", _notes.ToString(), StringComparison.Ordinal);
        Assert.Contains("      image: two:1 → one:1", _notes.ToString(), StringComparison.Ordinal);
        Assert.Equal(["rollback", "update", "create"], DeploymentHistory.Of(_swarm.Named("dals_srv-a").Spec).Select(r => r.Action));
    }

    [Fact]
    public async Task Two_that_go_back_at_the_same_time_come_to_the_same_version()
    {
        var remembering = Options with { Author = _ => Task.FromResult(new Author("me@here", "abc")) };
        foreach (var image in new[] { "one:1", "two:1", "broken:1" }) await DeployAsync(remembering, ("a", image));
        var locks = 0;
        _swarm.Before = async (verb, about) =>
        {
            if (verb == "CreateConfig" && about.StartsWith("iocops-lock", StringComparison.Ordinal) && locks++ == 0) await Work(remembering).RollbackAsync(new(["a"]), null, default);
        };

        await Work(remembering).RollbackAsync(new(["a"]), null, default);

        Assert.True(locks > 1);
        Assert.Equal("two:1", Image("a"));
    }

    [Fact]
    public async Task Who_can_not_go_back_is_refused_and_nothing_is_done()
    {
        await RunningAsync("a", "b");
        var writes = _swarm.Writes.Count;

        var refused = await Assert.ThrowsAsync<SelectionException>(() => Work(Options).RollbackAsync(new(["a", "b"]), null, default));
        await Work(Options).RollbackAsync(new(["*"]), null, default);

        Assert.Equal(2, refused.Message.Split('\n').Length);
        Assert.StartsWith("dals_srv-a has no deployment before this one that it remembers.", refused.Message, StringComparison.Ordinal);
        Assert.Contains("Left alone: dals_srv-b has no deployment before", _notes.ToString(), StringComparison.Ordinal);
        Assert.Equal(writes, _swarm.Writes.Count);
    }

    [Fact]
    public async Task A_saved_plan_is_kept_to_or_refused_before_any_write()
    {
        var desired = new DesiredSwarm("dals", []);
        var plans = new SavedPlans(_swarm, Output, Options);
        var (_, saved) = await plans.MakeAsync(desired, PlanScope.AllIocs(), default);

        await plans.ApplyAsync(saved, desired, null, _ => Task.CompletedTask, default);
        var foreign = await Assert.ThrowsAsync<SelectionException>(() => plans.ApplyAsync(saved with { Cluster = "other" }, desired, null, _ => Task.CompletedTask, default));
        var stack = await Assert.ThrowsAsync<SelectionException>(() => plans.ApplyAsync(saved with { Stack = "other" }, desired, null, _ => Task.CompletedTask, default));
        var stale = await Assert.ThrowsAsync<SelectionException>(() => plans.ApplyAsync(
            saved with { Changes = [new SavedChange(ChangeKind.Create, "dals_srv-a", null, 0, null, null)], By = "me@here" }, desired, null, _ => Task.CompletedTask, default));

        Assert.Contains("made for the swarm other, and fake://swarm manages the swarm", foreign.Message, StringComparison.Ordinal);
        Assert.Contains("The plan is for the stack other, and site.yaml names the stack dals", stack.Message, StringComparison.Ordinal);
        Assert.Matches(@"^The plan of \d{4}-.* UTC by me@here can't be applied any more; nothing was done\. Save it again\.\n  dals_srv-a: it is not wanted any more", stale.Message);
        Assert.Empty(_swarm.Writes);
    }

    [Fact]
    public void A_plan_file_is_for_its_owner_alone_and_nothing_else_is_written_over()
    {
        using var folder = new TemporaryFolder();
        folder.With("mine.txt", "precious");
        var saved = new SavedPlan("c", "dals", PlanScope.AllIocs(), []);
        var file = new PlanFile(folder["a.plan"]);
        file.RequireFree();
        file.Write(saved);
        file.RequireFree();
        file.Write(saved with { By = "me" });

        Assert.Equal("me", file.Read().By);
        if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(folder["a.plan"]));
        Assert.Equal(["a.plan", "mine.txt"], Directory.GetFiles(folder.Path).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Refused("is there already and no saved plan", () => new PlanFile(folder["mine.txt"]).RequireFree());
        Refused("is a folder", () => new PlanFile(folder.Path).RequireFree());
        Refused("there is no folder", () => new PlanFile(folder["no/such.plan"]).RequireFree());
        Refused("There is no file", () => new PlanFile(folder["no.plan"]).Read());
        Refused("mine.txt can't be applied: it is no plan that SavePlan saved.", () => new PlanFile(folder["mine.txt"]).Read());

        static void Refused(string why, Action act) => Assert.Contains(why, Assert.Throws<SelectionException>(act).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_change_of_labels_alone_asks_no_registry_and_restarts_nothing()
    {
        _swarm.Images["ioc:1"] = new RegistryImage("sha256:new", []);
        var change = Specs.Change(ChangeKind.Update, "a") with { RestartsTasks = false };

        var plan = await new ImageResolver(_swarm, new RegistryLogins(DockerEnvironment.Current())).ResolveAsync(Specs.Plan(change), ResolveImage.Changed, _ => { }, default);

        Assert.Equal("ioc:1", plan.Changes[0].Desired!.TaskTemplate!.ContainerSpec!.Image);
        Assert.Empty(_swarm.Calls);
    }

    private Output Output => new(_data, _notes, false, false);

    private DeploymentOptions Options => new("the test", TimeSpan.Zero) { ResolveImage = ResolveImage.Never, Clock = _time };

    private FleetDeployment Deployment(DeploymentOptions options) => new(_swarm, Output, options);

    private ServiceWork Work(DeploymentOptions options) => new(_swarm, Output, new("dals", new Consent(false, true), false, options));

    private Task DeployAsync(DeploymentOptions options, params (string Name, string Image)[] wanted) => DeployAsync(options, default, wanted);

    private Task DeployAsync(DeploymentOptions options, CancellationToken cancel, params (string Name, string Image)[] wanted) =>
        Deployment(options).RunAsync(o => Wanted(o, wanted), cancel);

    private static Plan Recreating(ObservedSwarm observed) =>
        Specs.Plan(Specs.Change(ChangeKind.Recreate, "dals_srv-a", Of("a", "new:1"), observed.Services.Single()));

    internal static Plan Wanted(ObservedSwarm observed, params (string Name, string Image)[] wanted) => Specs.Plan([.. wanted.Select(w =>
    {
        var spec = Of(w.Name, w.Image);
        var live = observed.Services.FirstOrDefault(s => s.Spec!.Name == spec.Name);
        foreach (var (key, value) in live?.Spec?.Labels ?? new Dictionary<string, string>()) spec.Labels.TryAdd(key, value);
        var kind = live is null ? ChangeKind.Create : live.Spec!.TaskTemplate!.ContainerSpec!.Image == w.Image ? ChangeKind.Unchanged : ChangeKind.Update;
        return new ServiceChange(kind, spec.Name!, new Owner(OwnerKind.Ioc, w.Name), live?.ID, live?.Version?.Index ?? 0, spec, [], true);
    })]);

    internal static ServiceSpec Of(string name, string image)
    {
        var spec = ServiceWorkTests.Service(name);
        spec.TaskTemplate!.ContainerSpec!.Image = image;
        if (name.EndsWith("swarm", StringComparison.Ordinal)) spec.UpdateConfig = new SwarmUpdateConfig { FailureAction = "rollback" };
        return spec;
    }

    private async Task RunningAsync(params string[] names)
    {
        foreach (var name in names) await _swarm.CreateServiceAsync(Of(name, "ioc:1"), default);
        for (var i = 0; i < 4; i++) await _swarm.ListTasksAsync(default);
    }

    private string Image(string name) => _swarm.Named($"dals_srv-{name}").Spec!.TaskTemplate!.ContainerSpec!.Image!;

    private string Images() => string.Join(' ', _swarm.ObserveAsync().Result.Services.Select(s => $"{s.Spec!.Name}={s.Spec.TaskTemplate!.ContainerSpec!.Image}"));
}
