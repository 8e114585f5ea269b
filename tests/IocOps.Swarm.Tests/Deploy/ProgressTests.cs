using IocOps.Swarm.Deploy;
using Spectre.Console.Testing;

namespace IocOps.Swarm.Tests.Deploy;

public sealed class ProgressTests
{
    private static WatchSnapshot At(int seconds, params (string Name, WatchState State, string Detail)[] services) =>
        new(TimeSpan.FromSeconds(seconds), [.. services.Select(s => new ServiceProgress(s.Name, s.State, s.Detail, TimeSpan.FromSeconds(seconds)))], null);

    [Fact]
    public void Plain_progress_has_a_line_per_change_of_state_and_a_summary_now_and_then()
    {
        using var text = new StringWriter { NewLine = "\n" };
        var plain = new PlainProgress(text);
        plain.Report(At(1, ("a", WatchState.Waiting, "starting"), ("b", WatchState.Waiting, "starting")));
        plain.Report(At(2, ("a", WatchState.Running, "running on n1"), ("b", WatchState.Waiting, "starting")));
        plain.Report(At(3, ("a", WatchState.Running, "running on n1"), ("b", WatchState.Waiting, "preparing")));
        plain.Report(At(11, ("a", WatchState.Running, "running on n1"), ("b", WatchState.Waiting, "preparing")));
        plain.Report(At(12, ("a", WatchState.Running, "running on n1"), ("b", WatchState.Failed, "No such image: x")));
        Assert.Equal(
            "a: running on n1\n1 of 2 running, 1 to go after 11 s; b: preparing\nb: failed: No such image: x\n",
            text.ToString());
    }

    [Fact]
    public void In_a_pause_plain_progress_tells_each_minute_what_is_left_and_at_once_what_fails()
    {
        using var text = new StringWriter { NewLine = "\n" };
        var plain = new PlainProgress(text);
        foreach (var second in new[] { 0, 30, 60, 61, 119, 120 }) plain.Report(At(second, ("a", WatchState.Running, "running on n1")) with { Left = TimeSpan.FromSeconds(120 - second) });
        plain.Report(At(121, ("a", WatchState.Failed, "it did not go on")) with { Left = TimeSpan.Zero });
        Assert.Equal("1 of 1 running; 1 min 0 s of the pause to go\na: failed: it did not go on\n", text.ToString());
    }

    [Fact]
    public async Task A_live_table_shows_first_what_is_not_there_yet_and_counts_what_does_not_fit()
    {
        var console = new TestConsole().Width(80);
        console.Profile.Height = 5;
        var services = Enumerable.Range(0, 10).Select(i => ($"s{i}", WatchState.Running, "running on n1")).Append(("late", WatchState.Waiting, "starting [red]")).ToArray();
        var result = await new LiveProgress(console).RunAsync(progress =>
        {
            progress.Report(At(61, services));
            return Task.FromResult(7);
        });
        Assert.Equal(7, result);
        Assert.Contains("10 of 11 running, 1 to go (9 more not shown)  1 min 1 s", console.Output);
        Assert.Contains("starting [red]", console.Output);
    }
}
