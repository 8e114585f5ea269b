using Docker.DotNet.Models;
using IocOps.Core.Operations;
using IocOps.Core.Planning;
using IocOps.Core.Planning.Saved;

namespace IocOps.Core.Tests.Planning;

public sealed class SavedPlanTests
{
    private static readonly PlanScope Scope = PlanScope.AllIocs(prune: true);

    private static SavedPlan Saved(Fleet fleet, PlanScope? scope = null) => SavedPlan.Of("cluster", scope ?? Scope, fleet.Plan(scope ?? Scope), fleet.Observed) with
    {
        Time = new DateTime(2026, 1, 1, 12, 0, 0, DateTimeKind.Utc),
        By = "me@here",
        BaseImage = "base:1",
        Images = new Dictionary<string, SavedImage> { ["lab/ioc:1"] = new("sha256:x", ["linux/amd64"]) },
    };

    private static string[] Moved(SavedPlan saved, Fleet fleet) => [.. SavedPlanCheck.Moved(saved, fleet.Plan(saved.Scope), fleet.Observed)];

    // One to create, one to update, one to remove, one as it is.
    private static Fleet Some() => new Fleet().Ioc("same").Ioc("text").Ioc("gone").Deploy().Without("gone").Ioc("text", "user: me", "other\n").Ioc("fresh");

    [Fact]
    public void What_was_saved_is_what_is_read()
    {
        foreach (var scope in new[] { Scope, PlanScope.Iocs(["text"]) })
        {
            var saved = Saved(Some(), scope);
            var text = SavedPlanJson.Write(saved);
            Assert.Equal(text, SavedPlanJson.Write(SavedPlanJson.Read(text)));
            Assert.Empty(Moved(SavedPlanJson.Read(text), Some()));
        }
    }

    [Fact]
    public void It_holds_no_value_and_no_data()
    {
        var fleet = new Fleet().Ioc("a").Deploy().Ioc("a", "environment: {API_TOKEN: hunter2, PLAIN: hunter3}", "dbLoadRecords(\"hunter4\")\n");
        Assert.DoesNotContain("hunter", SavedPlanJson.Write(Saved(fleet)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("stack: dals\n")]
    [InlineData("{\"version\": 1, \"changes\": []}")]
    public void What_SavePlan_did_not_save_is_refused(string text) =>
        Assert.Contains("no plan that SavePlan saved", Assert.Throws<PlanFormatException>(() => SavedPlanJson.Read(text)).Message, StringComparison.Ordinal);

    [Fact]
    public void A_damaged_an_edited_and_a_newer_plan_are_refused()
    {
        var text = SavedPlanJson.Write(Saved(Some()));
        Refused("damaged; save it again", text[..(text.Length / 2)]);
        Refused("damaged or was edited", text.Replace("\"prune\": true", "\"prune\": false", StringComparison.Ordinal));
        Refused("damaged", text.Replace("\"cluster\"", "\"clustre\"", StringComparison.Ordinal));
        Refused("has the version 2, and this IocOps knows 1", text.Replace("\"version\": 1", "\"version\": 2", StringComparison.Ordinal));
        Refused("damaged", text.Replace("\"plan\": {", "\"plan\": [{", StringComparison.Ordinal));

        static void Refused(string why, string text) => Assert.Contains(why, Assert.Throws<PlanFormatException>(() => SavedPlanJson.Read(text)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_damage_is_noticed()
    {
        var text = SavedPlanJson.Write(Saved(Some()));
        for (var i = 0; i < text.Length; i += 7)
        {
            var damaged = text.Remove(i, 1).Insert(i, text[i] == 'x' ? "y" : "x");
            if (char.IsWhiteSpace(text[i])) continue;
            Assert.ThrowsAny<PlanFormatException>(() => SavedPlanJson.Read(damaged));
        }
    }

    [Fact]
    public void What_somebody_did_on_the_swarm_is_told_with_service_and_fields()
    {
        var saved = Saved(Some());
        var fleet = Some();
        var live = fleet.Live("s_srv-text");
        live.Spec!.TaskTemplate!.ContainerSpec!.Env = ["A=1"];
        live.Version = new() { Index = 99 };

        Assert.Matches(@"^s_srv-text: somebody changed it on the swarm since \(version \d+ → 99\): environment\[A\]$", Assert.Single(Moved(saved, fleet)));
    }

    [Fact]
    public void A_write_of_swarm_itself_is_no_move()
    {
        var saved = Saved(Some());
        var fleet = Some();
        fleet.Live("s_srv-text").Version = new() { Index = 99 };

        Assert.Empty(Moved(saved, fleet));
    }

    [Fact]
    public void Restarted_stopped_removed_and_made_again_is_moved()
    {
        var saved = Saved(Some());
        var (restarted, stopped, removed, again) = (Some(), Some(), Some(), Some());
        restarted.Live("s_srv-text").Spec = ServiceActs.Restart(restarted.Live("s_srv-text")).Desired;
        stopped.Live("s_srv-text").Spec = ServiceActs.Stop(stopped.Live("s_srv-text")).Desired;
        removed.Services.Remove(removed.Live("s_srv-text"));
        again.Live("s_srv-text").ID = "other";

        Assert.Contains("force_update", Assert.Single(Moved(saved, restarted)), StringComparison.Ordinal);
        Assert.Contains("deploy.labels[iocops.stopped], deploy.replicas", Assert.Single(Moved(saved, stopped)), StringComparison.Ordinal);
        Assert.EndsWith("it was removed from the swarm since", Assert.Single(Moved(saved, removed)), StringComparison.Ordinal);
        Assert.EndsWith("created again since", Assert.Single(Moved(saved, again)), StringComparison.Ordinal);
    }

    [Fact]
    public void What_changed_in_the_folder_is_told_with_its_fields()
    {
        var saved = Saved(Some());

        Assert.Equal(["s_srv-text: its folder changed since: configs[/st.cmd]"], Moved(saved, Some().Ioc("text", "user: me", "third\n")));
        Assert.Equal(["s_srv-text: its folder changed since: one field is gone"], Moved(saved, Some().Ioc("text", "", "other\n")));
        Assert.Equal(["s_srv-fresh: it is not wanted any more: its folder is gone, or its stack file does not have it"], Moved(saved, Some().Without("fresh")));
        Assert.Equal(["s_srv-new: it was not wanted then, and now there is something to create"], Moved(saved, Some().Ioc("new")));
        Assert.Equal(["s_srv-same: its folder changed since: tty"], Moved(saved, Some().Ioc("same", "tty: true")));
        Assert.Equal(["s_srv-gone: its folder changed since"], Moved(saved, Some().Ioc("gone")).Select(m => m.Split(':')[0] + ": its folder changed since"));
    }

    [Fact]
    public void What_was_done_already_is_not_done_twice()
    {
        var saved = Saved(Some());
        var moved = Moved(saved, Some().Deploy(Scope));

        Assert.Equal(3, moved.Length);
        Assert.StartsWith("s_srv-fresh: it was created on the swarm since", moved[0], StringComparison.Ordinal);
        Assert.StartsWith("s_srv-gone: it was to be removed, and is gone", moved[1], StringComparison.Ordinal);
        Assert.StartsWith("s_srv-text: somebody changed it on the swarm since", moved[2], StringComparison.Ordinal);
    }

    [Fact]
    public void A_config_under_a_name_of_its_own_must_have_the_same_content()
    {
        Fleet Named(string data) => new Fleet().Ioc("a", stCmd: data).Stack(new Owner(OwnerKind.Ioc, "a"), "iocs/a/generated/stack.yaml", """
            services: {srv-a: {image: x, configs: [{source: c, target: /c}]}}
            configs: {c: {file: ./st.cmd, name: mine}}
            """);

        Assert.Equal(["config mine: its content in the folder changed"], Moved(Saved(Named("one\n")), Named("two\n")));
    }

    [Fact]
    public void What_neither_touches_does_not_count()
    {
        var saved = Saved(Some());
        var fleet = Some();
        fleet.Live("s_srv-same").Spec!.TaskTemplate!.ForceUpdate = 7;

        Assert.Empty(Moved(saved, fleet));
    }
}
