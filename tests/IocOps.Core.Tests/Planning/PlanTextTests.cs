using System.Text.Json;
using IocOps.Core.Planning;

namespace IocOps.Core.Tests.Planning;

public sealed class PlanTextTests
{
    private static Plan Plan()
    {
        var fleet = new Fleet().Ioc("gone").Ioc("mode").Ioc("same").Ioc("text", "hostname: x", stCmd: "a\nb\n").Deploy().Without("gone");
        fleet.Ioc("mode", "deploy: {mode: global}").Ioc("text", "user: me", stCmd: "a\nc\n").Ioc("new", stCmd: "new\n");
        return fleet.Plan();
    }

    [Fact]
    public void A_plan_reads_like_a_list_of_deeds_with_reasons()
    {
        var lines = PlanText.Lines(Plan(), all: true).Select(l => System.Text.RegularExpressions.Regex.Replace(l, "-[0-9a-f]{12}", "-HASH"));
        Assert.Equal(
            [
                "! s_srv-mode remove and create again: Swarm can't change the mode of a service",
                "    deploy.mode: global (new)",
                "+ s_srv-new create",
                "= s_srv-same unchanged",
                "~ s_srv-text update, restarts it",
                "    configs[/st.cmd]: 1 line differs",
                "      - b",
                "      + c",
                "    hostname: x (removed)",
                "    user: me (new)",
                "+ config s_st.cmd-HASH (4 bytes)",
                "+ config s_st.cmd-HASH (4 bytes)",
                "? s_srv-gone is an orphan: no folder wants it; it stays",
                "stack s: 1 to create, 1 to update, 1 to recreate, 1 unchanged",
            ],
            lines);
    }

    [Fact]
    public void Nothing_to_do_is_said_in_one_line() =>
        Assert.Equal(["stack s: 1 unchanged"], PlanText.Lines(new Fleet().Ioc("a").Deploy().Plan()));

    [Fact]
    public void The_json_has_what_the_text_has()
    {
        using var json = JsonDocument.Parse(PlanJson.Write(Plan()));
        var root = json.RootElement;
        Assert.Equal((1, "s", true, true), (root.GetProperty("version").GetInt32(), root.GetProperty("stack").GetString(), root.GetProperty("hasChanges").GetBoolean(), root.GetProperty("applicable").GetBoolean()));
        var text = root.GetProperty("changes").EnumerateArray().Single(c => c.GetProperty("service").GetString() == "s_srv-text");
        Assert.Equal(("ioc/text", "update", true), (text.GetProperty("owner").GetString(), text.GetProperty("action").GetString(), text.GetProperty("restartsTasks").GetBoolean()));
        var differences = text.GetProperty("differences").EnumerateArray().ToList();
        Assert.Equal(["configs[/st.cmd]", "hostname", "user"], differences.Select(d => d.GetProperty("path").GetString()));
        Assert.Equal(["- b", "+ c"], differences[0].GetProperty("lines").EnumerateArray().Select(l => l.GetString()));
        Assert.Equal(("x", (string?)null), (differences[1].GetProperty("before").GetString(), differences[1].GetProperty("after").GetString()));
        Assert.Equal(["s_srv-gone"], root.GetProperty("orphans").EnumerateArray().Select(o => o.GetString()));
    }

    [Fact]
    public void The_same_plan_gives_the_same_json() => Assert.Equal(PlanJson.Write(Plan()), PlanJson.Write(Plan()));

    [Fact]
    public void No_secret_is_in_it()
    {
        var fleet = new Fleet().Ioc("a").Deploy().Ioc("a", "environment: {API_TOKEN: hunter2}");
        var plan = fleet.Plan();
        Assert.DoesNotContain("hunter2", PlanJson.Write(plan) + string.Join('\n', PlanText.Lines(plan)), StringComparison.Ordinal);
        Assert.Contains("environment[API_TOKEN]", PlanJson.Write(plan), StringComparison.Ordinal);
    }
}
