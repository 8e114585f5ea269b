using Docker.DotNet.Models;
using IocOps.Core.Planning;

namespace IocOps.Core.Tests.Planning;

public sealed class DigestTests
{
    private static readonly DateTime Noon = new(2026, 1, 1, 12, 0, 0, DateTimeKind.Utc);

    private static DigestRow Row(Fleet fleet, FolderState folder = FolderState.Ready, string detail = "") =>
        Digest.Of([new FolderStatus("a", folder, detail)], fleet.Plan(), fleet.Observed)[0];

    private static Fleet Running(string more = "")
    {
        var fleet = new Fleet().Ioc("a", more).Deploy();
        fleet.Nodes.Add(new NodeListResponse { ID = "n1", Description = new NodeDescription { Hostname = "east" }, Status = new NodeStatus { State = "ready" } });
        return Task(fleet, TaskState.Running);
    }

    private static Fleet Task(Fleet fleet, TaskState state, string? error = null, TaskState desired = TaskState.Running, int minute = 0)
    {
        fleet.Tasks.Add(new TaskResponse
        {
            ID = $"t{fleet.Tasks.Count}",
            ServiceID = "id-s_srv-a",
            NodeID = "n1",
            DesiredState = desired,
            Status = new Docker.DotNet.Models.TaskStatus { State = state, Timestamp = Noon.AddMinutes(minute), Err = error },
        });
        return fleet;
    }

    private static Fleet Starting(params (TaskState State, string? Error, TaskState Desired)[] tasks)
    {
        var fleet = Running();
        fleet.Tasks.Clear();
        foreach (var (state, error, desired) in tasks) Task(fleet, state, error, desired);
        return fleet;
    }

    [Fact]
    public void A_running_ioc_has_time_node_image_and_health()
    {
        var row = Row(Running("healthcheck: {test: [CMD, caget, X]}"));
        Assert.Equal(
            ("a", DigestState.Running, "s_srv-a", 1, 1, (DateTime?)Noon, "east", "lab/ioc:1", "healthy", ""),
            (row.Name, row.State, row.Service, row.Running, row.Wanted, row.Since, string.Join(',', row.Nodes), row.Image, row.Health, row.Detail));
    }

    [Fact]
    public void Without_a_health_check_nothing_is_said_of_health() => Assert.Equal("unchecked", Row(Running()).Health);

    [Fact]
    public void What_was_generated_and_not_deployed_is_available()
    {
        var row = Row(new Fleet().Ioc("a"));
        Assert.Equal((DigestState.Available, (string?)null), (row.State, row.Service));
    }

    [Theory]
    [InlineData(FolderState.Invalid, DigestState.Invalid)]
    [InlineData(FolderState.NotGenerated, DigestState.NotGenerated)]
    [InlineData(FolderState.Stale, DigestState.Stale)]
    [InlineData(FolderState.NotSwarm, DigestState.NotSwarm)]
    public void A_folder_that_can_not_be_deployed_says_why(FolderState folder, DigestState expected)
    {
        var row = Row(new Fleet(), folder, "because");
        Assert.Equal((expected, "because"), (row.State, row.Detail));
    }

    [Theory]
    [InlineData("", FolderState.Ready, "")]
    [InlineData("", FolderState.Stale, "the generated files are out of date; old")]
    [InlineData("user: me", FolderState.Ready, "the folder's stack file says something else")]
    public void A_stopped_ioc_is_stopped_whatever_its_folder_holds(string more, FolderState folder, string detail)
    {
        var fleet = Running();
        fleet.Tasks.Clear();
        (fleet.Live("s_srv-a").Spec!.Labels["iocops.stopped"], fleet.Live("s_srv-a").Spec!.Mode!.Replicated!.Replicas) = ("1", 0);

        var row = Row(fleet.Ioc("a", more), folder, folder == FolderState.Stale ? "old" : "");

        Assert.Equal((DigestState.Stopped, 0, detail), (row.State, row.Wanted, row.Detail));
    }

    [Fact]
    public void A_task_that_is_still_ending_is_told_and_one_on_a_lost_node_is_not()
    {
        var fleet = Running();
        (fleet.Live("s_srv-a").Spec!.Labels["iocops.stopped"], fleet.Live("s_srv-a").Spec!.Mode!.Replicated!.Replicas) = ("1", 0);
        fleet.Tasks[0].DesiredState = TaskState.Remove;

        Assert.Equal((DigestState.Stopped, "1 task is still ending"), (Row(fleet).State, Row(fleet).Detail));
        fleet.Nodes[0].Status!.State = "down";
        Assert.Equal((DigestState.Stopped, ""), (Row(fleet).State, Row(fleet).Detail));
    }

    [Fact]
    public void An_invalid_folder_does_not_hide_what_runs()
    {
        var fleet = Running().Without("a");
        fleet.Others.Add(new Owner(OwnerKind.Ioc, "a"));
        var row = Row(fleet, FolderState.Invalid, "two errors");
        Assert.Equal((DigestState.Invalid, 1, "what runs is older; two errors"), (row.State, row.Running, row.Detail));
    }

    [Fact]
    public void A_folder_that_says_something_else_than_what_runs_is_changed() =>
        Assert.Equal(DigestState.Changed, Row(Running().Ioc("a", "tty: true")).State);

    [Fact]
    public void Before_the_health_check_passes_for_the_first_time_it_is_starting()
    {
        var fleet = Running("healthcheck: {test: [CMD, caget, X]}");
        fleet.Tasks.Clear();
        var row = Row(Task(fleet, TaskState.Starting));
        Assert.Equal((DigestState.Starting, "starting", "0 of 1 running, starting on east"), (row.State, row.Health, row.Detail));
        fleet.Tasks[0].Status!.ContainerStatus = new() { ContainerID = "c1" };
        Assert.Equal("c1", Row(fleet).Unhealthy!.Container);
    }

    [Fact]
    public void A_service_without_any_task_yet_is_starting() => Assert.Equal(DigestState.Starting, Row(Starting()).State);

    [Fact]
    public void A_task_that_fails_and_is_started_again_is_failed_with_its_error()
    {
        var row = Row(Starting((TaskState.Failed, "task: non-zero exit (1)", TaskState.Shutdown), (TaskState.Ready, null, TaskState.Ready)));
        Assert.Equal((DigestState.Failed, "task: non-zero exit (1)"), (row.State, row.Detail));
    }

    [Fact]
    public void An_unhealthy_ioc_is_failed_and_unhealthy()
    {
        var row = Row(Starting((TaskState.Failed, "task: non-zero exit (137): dockerexec: unhealthy container", TaskState.Shutdown)));
        Assert.Equal((DigestState.Failed, "unhealthy"), (row.State, row.Health));
    }

    [Fact]
    public void A_task_that_no_node_can_take_is_failed_with_the_reason()
    {
        var row = Row(Starting((TaskState.Pending, "no suitable node (scheduling constraints not satisfied on 1 node)", TaskState.Running)));
        Assert.Equal((DigestState.Failed, "no suitable node (scheduling constraints not satisfied on 1 node)"), (row.State, row.Detail));
    }

    [Fact]
    public void A_rejected_task_is_failed()
    {
        Assert.Equal(DigestState.Failed, Row(Starting((TaskState.Rejected, "No such image: lab/nope:1", TaskState.Shutdown), (TaskState.Preparing, null, TaskState.Running))).State);
    }

    [Fact]
    public void Failures_from_before_the_last_change_do_not_count()
    {
        var fleet = Starting((TaskState.Failed, "old", TaskState.Shutdown), (TaskState.Preparing, null, TaskState.Running));
        fleet.Live("s_srv-a").UpdatedAt = Noon.AddMinutes(5);
        Assert.Equal(DigestState.Starting, Row(fleet).State);
    }

    [Fact]
    public void A_running_ioc_tells_of_earlier_failures()
    {
        var row = Row(Task(Running(), TaskState.Failed, "boom", TaskState.Shutdown));
        Assert.Equal((DigestState.Running, "1 earlier task failed; last: boom"), (row.State, row.Detail));
    }

    [Theory]
    [InlineData("updating", DigestState.Updating)]
    [InlineData("rollback_started", DigestState.Updating)]
    [InlineData("paused", DigestState.RolledBack)]
    [InlineData("rollback_paused", DigestState.RolledBack)]
    [InlineData("completed", DigestState.Running)]
    [InlineData("rollback_completed", DigestState.Running)]
    public void The_state_of_an_update_shows(string update, DigestState expected)
    {
        var fleet = Running();
        fleet.Live("s_srv-a").UpdateStatus = new UpdateStatus { State = update };
        Assert.Equal(expected, Row(fleet).State);
    }

    [Fact]
    public void A_rollback_shows_its_reason_until_the_folder_agrees_again()
    {
        var fleet = Task(Running(), TaskState.Failed, "boom", TaskState.Shutdown).Ioc("a", "tty: true");
        var live = fleet.Live("s_srv-a");
        live.UpdatedAt = Noon.AddMinutes(5);
        live.UpdateStatus = new UpdateStatus { State = "rollback_completed", Message = "rollback completed" };
        var row = Row(fleet);
        Assert.Equal((DigestState.RolledBack, "the previous version is back: rollback completed; last task: boom"), (row.State, row.Detail));
        Assert.Equal(DigestState.Running, Row(fleet.Ioc("a")).State);
    }

    [Fact]
    public void A_task_on_a_node_that_is_down_is_failed()
    {
        var fleet = Running();
        fleet.Nodes[0].Status!.State = "down";
        Assert.Equal((DigestState.Failed, "the node east is down"), (Row(fleet).State, Row(fleet).Detail));
    }

    [Fact]
    public void With_no_replicas_it_is_idle()
    {
        var fleet = Running("deploy: {replicas: 0}");
        fleet.Tasks.Clear();
        Assert.Equal(DigestState.Idle, Row(fleet).State);
    }

    [Fact]
    public void Orphans_come_last_and_say_which_folder_is_gone()
    {
        var fleet = Running().Without("a").Ioc("z");
        var rows = Digest.Of([new FolderStatus("z", FolderState.Ready)], fleet.Plan(), fleet.Observed);
        Assert.Equal([("z", DigestState.Available, ""), ("a", DigestState.Orphan, "no folder iocs/a wants it")], rows.Select(r => (r.Name, r.State, r.Detail)));
        Assert.Equal(1, rows[1].Running);
    }

    [Fact]
    public void A_service_deployed_by_hand_under_an_iocs_name_is_that_iocs()
    {
        var fleet = Running();
        fleet.Live("s_srv-a").Spec!.Labels.Remove(Owner.Label);
        Assert.Equal((DigestState.Changed, "s_srv-a"), (Row(fleet).State, Row(fleet).Service));
    }
}
