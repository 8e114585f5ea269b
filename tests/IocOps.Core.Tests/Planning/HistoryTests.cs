using Docker.DotNet.Models;
using IocOps.Core.Operations;
using IocOps.Core.Planning;
using IocOps.Core.Planning.History;

namespace IocOps.Core.Tests.Planning;

public sealed class HistoryTests
{
    private const string Service = "s_srv-a";
    private static readonly DateTime Noon = new(2026, 1, 1, 12, 0, 0, 500, DateTimeKind.Utc);

    private static Fleet Deployed(Fleet fleet, int hour = 0) =>
        fleet.Deploy(edit: (p, o) => DeploymentHistory.Noted(p, o, new DeploymentRecord(Noon.AddHours(hour), "", "") { By = "me@here", Commit = $"abc{hour}" }));

    // Versions of st.cmd, one deployment each.
    private static Fleet Versions(int count)
    {
        var fleet = new Fleet();
        for (var i = 0; i < count; i++) Deployed(fleet.Ioc("a", stCmd: $"{i}\n"), i);
        return fleet;
    }

    private static IReadOnlyList<DeploymentRecord> Records(Fleet fleet) => DeploymentHistory.Of(fleet.Live(Service).Spec);

    private static ServiceChange Back(Fleet fleet, string? version = null) => new GoingBack(fleet.Observed).Change(fleet.Live(Service), version);

    private static string? WhyNot(Fleet fleet, string? version = null) => new GoingBack(fleet.Observed).WhyNot(fleet.Live(Service), version);

    private static string StCmd(Fleet fleet, ServiceSpec spec) =>
        System.Text.Encoding.UTF8.GetString(fleet.Configs.Single(c => c.Spec.Name == spec.TaskTemplate!.ContainerSpec!.Configs!.Single().ConfigName).Spec.Data!);

    [Fact]
    public void A_deployment_is_written_on_the_service_and_not_into_its_tasks()
    {
        var fleet = Versions(2);

        var records = Records(fleet);
        Assert.Equal(["update", "create"], records.Select(r => r.Action));
        Assert.Equal((Noon.AddHours(1).AddMilliseconds(-500), "me@here", "abc1"), (records[0].Time, records[0].By, records[0].Commit));
        Assert.NotEqual(records[0].Version, records[1].Version);
        var task = System.Text.Json.JsonSerializer.Serialize(fleet.Live(Service).Spec!.TaskTemplate);
        Assert.DoesNotContain("me@here", task, StringComparison.Ordinal);
        Assert.Equal(ChangeKind.Unchanged, fleet.Change(Service).Kind);
    }

    [Fact]
    public void Ten_are_remembered_and_three_kept_and_the_rest_is_collected()
    {
        var fleet = Versions(13);

        var records = Records(fleet);
        Assert.Equal(10, records.Count);
        Assert.Equal([false, true, true, true, false], records.Take(5).Select(r => r.Kept is not null));
        Deployed(fleet, 14);
        // One more, as Swarm itself could go back to the specification before, and to its history.
        Assert.Equal(4, fleet.Configs.Count(c => c.Spec.Name!.StartsWith("iocops-spec-", StringComparison.Ordinal)));
        Assert.Equal(5, fleet.Configs.Count(c => c.Spec.Name!.StartsWith("s_st.cmd-", StringComparison.Ordinal)));
        Assert.InRange(fleet.Live(Service).Spec!.Labels[DeploymentHistory.Label].Length, 500, 2000);
    }

    [Fact]
    public void An_unchanged_service_gets_no_record_and_a_restart_a_stop_and_a_note_are_none()
    {
        var fleet = Versions(1);
        Deployed(fleet, 1);
        Assert.Single(Records(fleet));

        foreach (var act in new Func<SwarmService, ServiceChange>[] { ServiceActs.Restart, ServiceActs.Stop, ServiceActs.Start })
        {
            var plan = DeploymentHistory.Noted(ServiceActs.Plan("s", fleet.Observed, [fleet.Live(Service).ID], act), fleet.Observed, new DeploymentRecord(Noon, "", ""));
            Assert.Empty(plan.NewConfigs);
            fleet.Live(Service).Spec = plan.Changes.Single().Desired;
            Assert.Single(new GoingBack(fleet.Observed).History(fleet.Live(Service)));
        }

        fleet.Live(Service).Spec!.Labels.Remove(SpecMarks.Label);
        Assert.Single(Records(Deployed(fleet, 2)));
    }

    [Fact]
    public void The_one_before_comes_back_with_its_files_and_going_back_again_returns()
    {
        var fleet = Versions(3);
        var three = Records(fleet)[0].Version;

        var change = Back(fleet);
        Assert.Equal((ChangeKind.Update, Deed.Rollback, "1\n"), (change.Kind, change.Deed, StCmd(fleet, change.Desired!)));
        Assert.Equal(["- 2", "+ 1"], Assert.Single(change.Differences).Lines);
        Assert.Contains("of 2026-01-01 13:00 UTC by me@here, commit abc1", change.Detail, StringComparison.Ordinal);

        fleet.Deploy(plan: new Plan("s", [change], [], [], [], [], [], []), edit: (p, o) => DeploymentHistory.Noted(p, o, new DeploymentRecord(Noon, "", "")));
        Assert.Equal("rollback", Records(fleet)[0].Action);
        Assert.Equal((ChangeKind.Update, ChangeOrigin.Folder), (fleet.Change(Service).Kind, fleet.Change(Service).Origin));
        Assert.Equal("2\n", StCmd(fleet, Back(fleet).Desired!));
        Assert.StartsWith($"to {three} of ", Back(fleet).Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void A_version_of_the_history_comes_back_by_its_beginning()
    {
        var fleet = Versions(4);
        var first = Records(fleet)[3].Version;

        Assert.Equal("0\n", StCmd(fleet, Back(fleet, first[..6]).Desired!));
        Assert.Null(WhyNot(fleet, first));
        Assert.Equal($"is at version {Records(fleet)[0].Version} already", WhyNot(fleet, Records(fleet)[0].Version));
        Assert.Contains("never was at a version 'zzz'", WhyNot(fleet, "zzz"), StringComparison.Ordinal);
    }

    [Fact]
    public void What_can_not_come_back_says_why()
    {
        Assert.Contains("has no deployment before this one", WhyNot(Versions(1)), StringComparison.Ordinal);
        Assert.Equal(ChangeKind.Unchanged, Back(Versions(1)).Kind);
        Assert.EndsWith("which is not kept any more (the last 3 are); deploy it again from git, commit abc0", WhyNot(Versions(6), Records(Versions(6))[5].Version), StringComparison.Ordinal);

        var fleet = Versions(2);
        fleet.Configs.RemoveAll(c => c.Spec.Name!.StartsWith("s_st.cmd", StringComparison.Ordinal));
        Assert.Matches("can't go back to version .*: the config or secret s_st.cmd-.* is gone", WhyNot(fleet));
        fleet.Configs.Clear();
        fleet.Live(Service).PreviousSpec = null;
        Assert.Contains("not kept any more", WhyNot(fleet), StringComparison.Ordinal);
    }

    [Fact]
    public void What_somebody_did_by_hand_is_in_the_history_and_can_come_back()
    {
        var fleet = Versions(1);
        fleet.Live(Service).Spec = Stacks.EngineJson.Copy(fleet.Live(Service).Spec!);
        fleet.Live(Service).Spec!.TaskTemplate!.ContainerSpec!.Env = ["BY=hand"];
        Assert.Equal(["other", "create"], new GoingBack(fleet.Observed).History(fleet.Live(Service)).Select(r => r.Action));

        var hand = new GoingBack(fleet.Observed).History(fleet.Live(Service))[0].Version;
        Deployed(fleet, 1);

        Assert.Equal(["update", "other", "create"], Records(fleet).Select(r => r.Action));
        Assert.Equal(["BY=hand"], Back(fleet, hand).Desired!.TaskTemplate!.ContainerSpec!.Env);
        Assert.Contains("has no deployment before this one", WhyNot(fleet), StringComparison.Ordinal);
    }

    [Fact]
    public void What_ioc_ops_deployed_before_other_hands_came_is_not_lost()
    {
        var fleet = Versions(2);
        void ByHand()
        {
            var live = fleet.Live(Service);
            live.PreviousSpec = live.Spec;
            live.Spec = Stacks.EngineJson.Copy(live.Spec!);
            live.Spec.TaskTemplate!.ContainerSpec!.Env = ["BY=hand"];
        }

        ByHand();
        Assert.Equal("1\n", StCmd(fleet, Back(fleet).Desired!));
        Assert.Empty(Back(fleet).Desired!.TaskTemplate!.ContainerSpec!.Env ?? []);
        Deployed(fleet.Ioc("a", stCmd: "2\n"), 2);

        Assert.Equal(["update", "other", "update", "create"], Records(fleet).Select(r => r.Action));
        Assert.All(Records(fleet).Skip(1), r => Assert.NotNull(r.Kept));
        Assert.Equal("1\n", StCmd(fleet, Back(fleet).Desired!));
    }

    [Fact]
    public void A_service_without_history_begins_one_with_what_it_was()
    {
        var fleet = new Fleet().Ioc("a", stCmd: "old\n").Deploy();
        Deployed(fleet.Ioc("a", stCmd: "new\n"));

        Assert.Equal(["update", "other"], Records(fleet).Select(r => r.Action));
        Assert.Equal("old\n", StCmd(fleet, Back(fleet).Desired!));
    }

    [Fact]
    public void What_is_stopped_stays_stopped_and_what_runs_runs()
    {
        var fleet = new Fleet();
        Deployed(fleet.Ioc("a", "deploy: {replicas: 2}"));
        fleet.Live(Service).Spec = ServiceActs.Stop(fleet.Live(Service)).Desired;
        Deployed(fleet.Ioc("a", "user: me"), 1);
        Assert.Equal((0UL, "2"), (Back(fleet).Desired!.Mode!.Replicated!.Replicas, Back(fleet).Desired!.Labels[Stopped.Label]));

        fleet.Live(Service).Spec = ServiceActs.Start(fleet.Live(Service)).Desired;
        Assert.Equal(2UL, Back(fleet).Desired!.Mode!.Replicated!.Replicas);
        Assert.DoesNotContain(Stopped.Label, Back(fleet).Desired!.Labels.Keys);
    }

    [Fact]
    public void A_change_of_mode_goes_back_by_a_new_service()
    {
        var fleet = Versions(1);
        Deployed(fleet.Ioc("a", "deploy: {mode: global}"), 1);

        Assert.Equal((ChangeKind.Recreate, true), (Back(fleet).Kind, Back(fleet).RestartsTasks));
        Assert.StartsWith("~ s_srv-a rollback to ", PlanText.Lines(new Plan("s", [Back(fleet)], [], [], [], [], [], []))[0], StringComparison.Ordinal);
    }

    [Fact]
    public void Files_on_the_mount_stay_as_long_as_a_specification_that_names_them_is_kept()
    {
        var fleet = new Fleet();
        for (var i = 0; i < 6; i++) Deployed(fleet.Ioc("a", $"volumes: [{{type: bind, source: /m/.versions/a/v{i}/startup, target: /run}}]"), i);

        Assert.Equal(["a/v1", "a/v2", "a/v3", "a/v4", "a/v5"], UsedVersions.Of("/m", fleet.Services, [], fleet.Configs).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Removing_the_service_removes_what_was_kept_of_it()
    {
        var fleet = Versions(4);

        fleet.Deploy(PlanScope.RemoveAll());

        Assert.Empty(fleet.Configs);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("[{}]")]
    [InlineData("[1, 2]")]
    [InlineData("[{\"time\": \"yesterday\"}]")]
    public void A_label_that_somebody_broke_is_no_history_and_no_failure(string label)
    {
        var fleet = Versions(2);
        fleet.Live(Service).Spec!.Labels[DeploymentHistory.Label] = label;

        Assert.Equal("other", new GoingBack(fleet.Observed).History(fleet.Live(Service))[0].Action);
        Assert.NotNull(WhyNot(fleet));
        Deployed(fleet.Ioc("a", stCmd: "new\n"), 9);
        Assert.Equal("update", Records(fleet)[0].Action);
    }

    [Fact]
    public void Another_digest_is_another_version_unless_the_engine_found_it_by_itself()
    {
        var fleet = new Fleet().Ioc("a");
        Deployed(fleet);
        Assert.Single(new GoingBack(fleet.Observed).History(fleet.Live(Service)));

        fleet.Ioc("a", "user: me").Deploy(edit: (p, o) =>
        {
            p.Changes[0].Desired!.TaskTemplate!.ContainerSpec!.Image = $"lab/ioc:1@sha256:{new string('b', 64)}";
            return DeploymentHistory.Noted(p, o, new DeploymentRecord(Noon, "", ""));
        });
        Assert.Equal("update", new GoingBack(fleet.Observed).History(fleet.Live(Service))[0].Action);
        fleet.Live(Service).Spec = Stacks.EngineJson.Copy(fleet.Live(Service).Spec!);
        fleet.Live(Service).Spec!.TaskTemplate!.ContainerSpec!.Image = $"lab/ioc:1@sha256:{new string('c', 64)}";

        Assert.Equal("other", new GoingBack(fleet.Observed).History(fleet.Live(Service))[0].Action);
        Assert.Equal(ChangeKind.Unchanged, fleet.Change(Service).Kind);
    }

    [Fact]
    public void Who_goes_back_and_forth_keeps_the_same_two()
    {
        var fleet = Versions(2);
        for (var i = 0; i < 5; i++)
            fleet.Deploy(plan: new Plan("s", [Back(fleet)], [], [], [], [], [], []), edit: (p, o) => DeploymentHistory.Noted(p, o, new DeploymentRecord(Noon, "", "")));

        Assert.Equal(2, fleet.Configs.Count(c => c.Spec.Name!.StartsWith("iocops-spec-", StringComparison.Ordinal)));
        Assert.Equal("1\n", StCmd(fleet, Back(fleet).Desired!));
    }
}
