using IocOps.Core.Operations;
using IocOps.Core.Planning;

namespace IocOps.Core.Tests.Planning;

public sealed class StoppedTests
{
    private const string Service = "s_srv-a";

    // As the engine has it after StopIocs.
    private static Fleet Stopped(string more = "") => Acted(new Fleet().Ioc("a", more).Deploy(), ServiceActs.Stop);

    private static Fleet Acted(Fleet fleet, Func<Docker.DotNet.Models.SwarmService, ServiceChange> act)
    {
        var change = ServiceActs.Plan("s", fleet.Observed, [fleet.Live(Service).ID], act).Changes.Single();
        fleet.Live(Service).Spec = change.Desired;
        return fleet;
    }

    [Fact]
    public void A_stopped_ioc_is_unchanged_and_the_plan_says_that_it_stays_stopped()
    {
        var plan = Stopped("deploy: {replicas: 2}").Plan();

        Assert.False(plan.HasChanges);
        Assert.Equal(["= s_srv-a unchanged; stopped, stays stopped", "stack s: 1 unchanged; 1 stopped, stays stopped"], PlanText.Lines(plan));
        Assert.Contains("\"staysStopped\": true", PlanJson.Write(plan), StringComparison.Ordinal);
    }

    [Fact]
    public void A_deploy_brings_changed_files_in_and_asks_for_no_task()
    {
        var fleet = Stopped().Ioc("a", "user: me");

        var change = fleet.Change(Service);

        Assert.Equal((ChangeKind.Update, "user", 0UL), (change.Kind, change.Differences.Single().Path, change.Desired!.Mode!.Replicated!.Replicas));
        Assert.Equal("~ s_srv-a update; stopped, stays stopped", PlanText.Lines(fleet.Plan())[0]);
        Assert.Equal(ChangeKind.Unchanged, fleet.Deploy().Change(Service).Kind);
    }

    [Fact]
    public void What_is_started_is_what_the_folder_says_by_then()
    {
        var fleet = Stopped().Ioc("a", "deploy: {replicas: 3}");

        Assert.Equal(("deploy.labels[iocops.stopped]", "1", "3"), fleet.Change(Service).Differences.Select(d => (d.Path, d.Before, d.After)).Single());
        Assert.False(fleet.Change(Service).RestartsTasks);
        Acted(fleet.Deploy(), ServiceActs.Start);
        Assert.Equal(3UL, fleet.Live(Service).Spec!.Mode!.Replicated!.Replicas);
        Assert.Equal(ChangeKind.Unchanged, fleet.Change(Service).Kind);
    }

    [Fact]
    public void What_somebody_scaled_up_by_hand_is_not_stopped_any_more()
    {
        var fleet = Stopped();
        fleet.Live(Service).Spec!.Mode!.Replicated!.Replicas = 1;

        Assert.Equal(["deploy.labels[iocops.stopped]"], fleet.Change(Service).Differences.Select(d => d.Path));
        Assert.DoesNotContain("iocops.stopped", fleet.Change(Service).Desired!.Labels.Keys);
    }

    [Fact]
    public void A_stopped_ioc_whose_file_makes_it_global_starts_and_that_is_said()
    {
        var plan = Stopped().Ioc("a", "deploy: {mode: global}").Plan();

        Assert.Equal((ChangeKind.Recreate, false), (plan.Changes[0].Kind, plan.Changes[0].StaysStopped));
        Assert.Equal("PLN104", plan.Problems.Single().Code);
    }

    [Fact]
    public void Stopping_and_starting_leave_the_task_template_alone_and_twice_is_once()
    {
        var fleet = new Fleet().Ioc("a").Deploy();
        var before = Stacks.EngineJson.Copy(fleet.Live(Service).Spec!);

        Acted(Acted(fleet, ServiceActs.Stop), ServiceActs.Stop);
        Assert.Equal("1", fleet.Live(Service).Spec!.Labels["iocops.stopped"]);
        Acted(Acted(fleet, ServiceActs.Start), ServiceActs.Start);

        Assert.Equivalent(before, fleet.Live(Service).Spec, strict: true);
    }

    [Fact]
    public void What_somebody_scaled_to_0_and_another_one_stopped_is_not_started_by_a_deploy()
    {
        var fleet = new Fleet().Ioc("a").Deploy();
        fleet.Live(Service).Spec!.Mode!.Replicated!.Replicas = 0;

        Acted(fleet, ServiceActs.Stop);

        Assert.Equal("= s_srv-a unchanged; stopped, stays stopped", PlanText.Lines(fleet.Plan())[0]);
        Assert.Equal(0UL, fleet.Ioc("a", "user: me").Change(Service).Desired!.Mode!.Replicated!.Replicas);
    }

    [Fact]
    public void A_restarted_ioc_is_as_its_folder_says()
    {
        var fleet = Acted(new Fleet().Ioc("a").Deploy(), ServiceActs.Restart);

        Assert.Equal(1UL, fleet.Live(Service).Spec!.TaskTemplate!.ForceUpdate);
        Assert.Equal((ChangeKind.Unchanged, 1UL), (fleet.Change(Service).Kind, fleet.Change(Service).Desired!.TaskTemplate!.ForceUpdate));
    }

    [Theory]
    [InlineData("")]
    [InlineData("deploy: {placement: {constraints: [node.role==manager]}}")]
    public void A_move_that_is_put_back_leaves_nothing(string more)
    {
        var fleet = new Fleet().Ioc("a", more).Deploy();
        var live = fleet.Live(Service);
        var before = live.Spec!.TaskTemplate!.Placement?.Constraints;

        Assert.Null(ServiceActs.PutBack(live, before, "n2"));
        Acted(fleet, s => ServiceActs.Move(s, "n2"));
        Assert.Equal([.. before ?? [], "node.id==n2"], live.Spec!.TaskTemplate!.Placement!.Constraints!);
        Assert.Equal(["deploy.placement.constraints"], fleet.Change(Service).Differences.Select(d => d.Path));
        live.Spec = ServiceActs.PutBack(live, before, "n2");

        Assert.Equal(before, live.Spec!.TaskTemplate!.Placement!.Constraints);
        Assert.Equal(ChangeKind.Unchanged, fleet.Change(Service).Kind);
    }

    [Fact]
    public void What_a_service_wanted_by_itself_is_not_taken_for_the_tie_of_a_move()
    {
        var live = new Fleet().Ioc("a", "deploy: {placement: {constraints: [node.id==n2]}}").Deploy().Live(Service);

        Assert.Null(ServiceActs.PutBack(live, live.Spec!.TaskTemplate!.Placement!.Constraints, "n2"));
    }
}
