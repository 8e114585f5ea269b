using Docker.DotNet.Models;
using IocOps.Core.Operations;
using IocOps.Core.Planning;
using IocOps.Core.Tests.Stacks;

namespace IocOps.Core.Tests.Planning;

/// <summary>Who made a service differ from its folder.</summary>
public sealed class DriftTests
{
    private const string Service = "s_srv-a";

    private static Fleet Deployed(string more = "") => new Fleet().Ioc("a", more).Deploy();

    // docker service update
    private static Fleet ByHand(Fleet fleet, Action<ServiceSpec> edit)
    {
        var live = fleet.Live(Service);
        live.PreviousSpec = live.Spec;
        live.Spec = EngineJson.Copy(live.Spec!);
        edit(live.Spec);
        return fleet;
    }

    private static Dictionary<string, ChangeOrigin?> Origins(Fleet fleet) => fleet.Change(Service).Differences.ToDictionary(d => d.Path, d => d.Origin);

    [Fact]
    public void A_change_in_the_folder_is_told_as_such()
    {
        var fleet = Deployed("user: me").Ioc("a", "tty: true", "other\n");

        Assert.Equal(new() { ["configs[/st.cmd]"] = ChangeOrigin.Folder, ["tty"] = ChangeOrigin.Folder, ["user"] = ChangeOrigin.Folder }, Origins(fleet));
        Assert.Equal((ChangeOrigin.Folder, false), (fleet.Change(Service).Origin, fleet.Change(Service).IsDrifted));
    }

    [Fact]
    public void What_somebody_changed_on_the_swarm_is_drift()
    {
        var fleet = ByHand(Deployed("user: me"), s =>
        {
            s.TaskTemplate!.ContainerSpec!.Image = $"evil:1@sha256:{new string('b', 64)}";
            s.TaskTemplate.ContainerSpec.User = null;
            s.TaskTemplate.ContainerSpec.TTY = true;
        });

        Assert.Equal(new() { ["image"] = ChangeOrigin.Swarm, ["tty"] = ChangeOrigin.Swarm, ["user"] = ChangeOrigin.Swarm }, Origins(fleet));
        Assert.True(fleet.Change(Service).IsDrifted);
        var lines = PlanText.Lines(fleet.Plan());
        Assert.Contains("    tty: true (removed)  (changed on the swarm, not in the folder)", lines);
        Assert.EndsWith("; 1 changed on the swarm by somebody else", lines[^1], StringComparison.Ordinal);
        Assert.Contains("\"origin\": \"swarm\"", PlanJson.Write(fleet.Plan()), StringComparison.Ordinal);
    }

    [Fact]
    public void Both_at_once_are_told_field_by_field()
    {
        var fleet = ByHand(Deployed("user: me"), s =>
        {
            s.TaskTemplate!.ContainerSpec!.User = "root";
            s.TaskTemplate.ContainerSpec.TTY = true;
        });
        fleet.Ioc("a", "{user: you, hostname: h}".Trim('{', '}').Replace(", ", "\n", StringComparison.Ordinal));

        Assert.Equal(new() { ["hostname"] = ChangeOrigin.Folder, ["tty"] = ChangeOrigin.Swarm, ["user"] = ChangeOrigin.Both }, Origins(fleet));
        Assert.Equal((ChangeOrigin.Both, true), (fleet.Change(Service).Origin, fleet.Change(Service).IsDrifted));
    }

    [Fact]
    public void What_the_folder_followed_is_no_difference() =>
        Assert.Equal(ChangeKind.Unchanged, ByHand(Deployed(), s => s.TaskTemplate!.ContainerSpec!.TTY = true).Ioc("a", "tty: true").Change(Service).Kind);

    [Fact]
    public void Without_a_note_nothing_is_said_of_who_it_was()
    {
        var fleet = ByHand(Deployed(), s =>
        {
            s.Labels.Remove(SpecMarks.Label);
            s.TaskTemplate!.ContainerSpec!.TTY = true;
        });

        Assert.Equal(new() { ["tty"] = null }, Origins(fleet));
        Assert.False(fleet.Change(Service).IsDrifted);
        Assert.Contains("    tty: true (removed)", PlanText.Lines(fleet.Plan()));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("0:of another version")]
    [InlineData("1:&&&")]
    [InlineData("1:AAAA")]
    public void A_service_without_a_note_gets_one_that_restarts_nothing_once(string? note)
    {
        var fleet = ByHand(Deployed(), s =>
        {
            if (note is null) s.Labels.Remove(SpecMarks.Label);
            else s.Labels[SpecMarks.Label] = note;
        });
        var template = EngineJson.Copy(fleet.Live(Service).Spec!.TaskTemplate!);

        var change = fleet.Change(Service);
        Assert.Equal((ChangeKind.Update, false, true), (change.Kind, change.RestartsTasks, change.IsNoteAlone));
        Assert.Equal(template.ContainerSpec!.Image, change.Desired!.TaskTemplate!.ContainerSpec!.Image);
        Assert.Equal(ChangeKind.Unchanged, fleet.Deploy().Change(Service).Kind);
    }

    [Fact]
    public void Stop_start_restart_and_move_are_no_drift()
    {
        foreach (var act in new Func<SwarmService, ServiceChange>[] { ServiceActs.Stop, ServiceActs.Restart, s => ServiceActs.Move(s, "n1") })
        {
            var fleet = Deployed("deploy: {replicas: 2}");
            fleet.Live(Service).Spec = act(fleet.Live(Service)).Desired;
            if (act(fleet.Live(Service)).Deed == Deed.Move) fleet.Live(Service).Spec = ServiceActs.PutBack(fleet.Live(Service), null, "n1");
            Assert.Equal(ChangeKind.Unchanged, fleet.Change(Service).Kind);
            Assert.Equal(new() { ["user"] = ChangeOrigin.Folder }, Origins(fleet.Ioc("a", "user: me\ndeploy: {replicas: 2}")));
        }
    }

    [Fact]
    public void Of_a_stopped_ioc_new_replicas_are_of_the_folder_and_what_somebody_scaled_is_drift()
    {
        var fleet = Deployed();
        fleet.Live(Service).Spec = ServiceActs.Stop(fleet.Live(Service)).Desired;
        Assert.Equal(ChangeOrigin.Folder, fleet.Ioc("a", "deploy: {replicas: 3}").Change(Service).Origin);

        fleet.Ioc("a");
        fleet.Live(Service).Spec!.Mode!.Replicated!.Replicas = 1;
        Assert.Equal(ChangeOrigin.Swarm, fleet.Change(Service).Origin);
        Assert.Equal(ChangeOrigin.Swarm, ByHand(Deployed(), s => s.Mode!.Replicated!.Replicas = 0).Change(Service).Origin);
    }

    [Fact]
    public void After_a_rollback_by_swarm_the_folder_is_what_changed()
    {
        var fleet = Deployed();
        var old = fleet.Live(Service).Spec;
        fleet.Ioc("a", "tty: true").Deploy();
        fleet.Live(Service).Spec = old;

        Assert.Equal(ChangeOrigin.Folder, fleet.Change(Service).Origin);
    }

    [Fact]
    public void The_digest_says_who_changed_it()
    {
        FolderStatus[] folders = [new("a", FolderState.Ready)];
        var drifted = ByHand(Deployed(), s => (s.TaskTemplate!.ContainerSpec!.TTY, s.TaskTemplate.RestartPolicy) = (true, null));
        drifted.Tasks.Add(new TaskResponse { ID = "t", ServiceID = $"id-{Service}", DesiredState = TaskState.Running, Status = new() { State = TaskState.Running } });

        var row = Digest.Of(folders, drifted.Plan(), drifted.Observed)[0];
        Assert.Equal((DigestState.Changed, ChangeOrigin.Swarm, "changed on the swarm by somebody else: tty"), (row.State, row.Origin, row.Detail));

        drifted.Live(Service).Spec!.TaskTemplate!.ContainerSpec!.TTY = false;
        drifted.Live(Service).Spec!.Labels.Remove(SpecMarks.Label);
        Assert.Equal((DigestState.Running, null), (Digest.Of(folders, drifted.Plan(), drifted.Observed)[0] is var now ? now.State : 0, now.Origin));
    }

    [Fact]
    public void An_address_with_a_password_in_it_is_not_shown()
    {
        var difference = Assert.Single(Deployed().Ioc("a", "environment: {ARCHIVE: \"http://me:hunter2@host/x\"}").Change(Service).Differences);
        Assert.Equal(("environment[ARCHIVE]", "(hidden)"), (difference.Path, difference.After));
    }

    [Fact]
    public void Marks_say_what_differs_and_no_value_can_be_read_from_them()
    {
        var fleet = Deployed("environment: {A: hunter2}");
        var text = fleet.Live(Service).Spec!.Labels[SpecMarks.Label];

        Assert.DoesNotContain("hunter2", text, StringComparison.Ordinal);
        Assert.Equal(text, SpecMarks.Parse(text)!.ToString());
        Assert.InRange(text.Length, 50, 1000);
        var fields = SpecFields.Of(fleet.Ioc("a", "environment: {A: other}").Change(Service).Desired!, n => n);
        Assert.Contains("environment[A]", SpecMarks.Parse(text)!.Against(fields).Paths);
    }
}
