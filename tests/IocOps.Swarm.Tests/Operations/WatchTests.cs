using System.Text.Json;
using IocOps.Core.Operations;
using IocOps.Core.Planning;
using IocOps.Swarm.Docker;
using IocOps.Swarm.Fleets;
using IocOps.Swarm.Operations;
using IocOps.Swarm.Views;
using Spectre.Console.Testing;

namespace IocOps.Swarm.Tests.Operations;

public sealed class WatchTests
{
    private static readonly DateTime Noon = new(2026, 1, 1, 12, 0, 0, DateTimeKind.Utc);
    private static readonly WatchEnd Running = new(["running"], TimeSpan.FromMinutes(5));

    [Fact]
    public void The_digest_is_filtered_by_pattern_node_and_state()
    {
        DigestRow[] rows = [Row("li-a"), Row("li-b") with { Nodes = ["n2"] }, Row("bo-a") with { State = DigestState.NotGenerated, Nodes = [] }];

        Assert.Equal(["li-a", "li-b"], Names(new(["li-*"])));
        Assert.Equal(["li-b"], Names(new(Nodes: ["?2"])));
        Assert.Equal(["bo-a"], Names(new(States: ["notgenerated"])));
        Assert.Equal(["li-a"], Names(new(["*-a"], ["n1"], ["running"])));
        Assert.Empty(Names(new(States: ["failed"])));

        IEnumerable<string> Names(Selection selection) => selection.Of(rows, Nodes).Select(r => r.Name);
    }

    [Fact]
    public void A_word_that_is_no_state_of_the_digest_and_a_name_that_fits_nothing_are_errors()
    {
        var state = Assert.Throws<SelectionException>(() => new Selection(States: ["fialed"]).Of([Row("a")], Nodes));
        var name = Assert.Throws<SelectionException>(() => new Selection(["rampr"]).Of([Row("ramper")], Nodes));
        var node = Assert.Throws<SelectionException>(() => new Selection(Nodes: ["n3"]).Of([Row("ramper")], Nodes));

        Assert.Contains("did you mean 'failed'?", state.Message, StringComparison.Ordinal);
        Assert.All(Enum.GetValues<DigestState>(), s => Assert.Contains(JsonStyle.Name(s), state.Message, StringComparison.Ordinal));
        Assert.Contains("did you mean 'ramper'?", name.Message, StringComparison.Ordinal);
        Assert.Contains("no node of the swarm is called so", node.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_watch_tells_each_change_in_a_line_and_ends_when_all_run()
    {
        var (data, notes) = await WatchAsync(json: false, [Starting("a"), Row("b")], [Starting("a"), Row("b")], [Row("a"), Row("b")]);

        Assert.Equal(
            ["2026-01-01T00:00:00Z a: starting: 0 of 1 running", "2026-01-01T00:00:04Z a: running on n1 (was starting)"], data);
        Assert.Contains("1 starting, 1 running; waiting for changes.", notes, StringComparison.Ordinal);
    }

    [Fact]
    public async Task For_programs_every_IOC_comes_first_and_then_an_object_per_change()
    {
        var (data, _) = await WatchAsync(json: true, [Starting("a"), Row("b")], [Row("a"), Row("b")]);

        var objects = data.Select(l => JsonDocument.Parse(l).RootElement).ToList();
        Assert.Equal(["a starting ", "b running ", "a running starting"], objects.Select(o => $"{o.GetProperty("name")} {o.GetProperty("state")} {o.GetProperty("was")}"));
        Assert.All(objects, o => Assert.Equal(["time", "event", "name", "state", "was", "nodes", "since", "health", "detail"], o.EnumerateObject().Select(p => p.Name)));
    }

    [Fact]
    public async Task An_engine_that_goes_away_is_told_once_and_the_watch_goes_on()
    {
        var (data, notes) = await WatchAsync(json: false, [Starting("a")], null, null, [Row("a")]);

        Assert.Equal(2, data.Count);
        Assert.Equal(1, notes.Split("can't be read just now: gone").Length - 1);
        Assert.Contains("can be read again", notes, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_first_look_that_fails_ends_the_watch() => await Assert.ThrowsAsync<SwarmException>(() => WatchAsync(json: false, [null]));

    [Fact]
    public async Task A_watch_that_waits_too_long_says_what_is_not_as_wanted()
    {
        var error = await Assert.ThrowsAsync<SwarmException>(() => WatchAsync(json: false, [.. Enumerable.Repeat(new[] { Starting("a") }, 200)]));

        Assert.Contains("a is starting", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Three_hundred_IOCs_fit_a_small_terminal_and_those_in_trouble_are_seen()
    {
        DigestRow[] rows = [.. Enumerable.Range(0, 300).Select(i => Row($"ioc-{i:000}")), Row("z-last") with { State = DigestState.Failed, Detail = string.Join(' ', Enumerable.Repeat("reason", 50)) }];
        var picture = Picture(new WatchLook(Noon, rows, [], null), (80, 24));

        Assert.True(picture.Count <= 24, string.Join('\n', picture));
        Assert.All(picture, l => Assert.True(l.TrimEnd().Length <= 80, l));
        Assert.Contains("z-last", picture[3], StringComparison.Ordinal);
        Assert.Contains(picture, l => l.StartsWith("… and ", StringComparison.Ordinal) && l.Contains("running", StringComparison.Ordinal));
    }

    [Fact]
    public void The_screen_says_what_changed_and_that_what_it_shows_is_old()
    {
        var before = new WatchLook(Noon, [Row("a")], DigestChange.Between([], [Row("a")], Noon), null);
        DigestRow[] now = [Row("a") with { State = DigestState.Failed, Detail = "\x1b[31mboom" }];
        var screen = new PaperScreen();
        var view = new WatchScreen(screen, "Stack dals");
        view.Show(before);
        Assert.DoesNotContain("What changed", screen.Text, StringComparison.Ordinal);

        view.Show(new WatchLook(Noon.AddSeconds(2), now, DigestChange.Between([Row("a")], now, Noon.AddSeconds(2)), null));
        view.Show(new WatchLook(Noon.AddSeconds(4), now, [], "the engine is gone"));

        Assert.Contains("12:00:02 a: failed on n1 (was running)", screen.Text, StringComparison.Ordinal);
        Assert.Contains("the engine is gone", screen.Text, StringComparison.Ordinal);
        Assert.DoesNotContain('\x1b', screen.Text);
    }

    [Fact]
    public async Task A_watch_asks_as_often_for_many_IOCs_as_for_few_and_sees_a_folder_that_changes()
    {
        using var fleet = new EndToEnd.SmallFleet();
        using var swarm = new FakeSwarm(TimeProvider.System);
        var watch = new FleetWatch(fleet.Path, swarm);
        var few = await CallsAsync();
        foreach (var i in Enumerable.Range(0, 20)) fleet.Add($"more-{i}");
        var many = await CallsAsync();
        fleet.Write("iocs/alpha/ioc.yaml", "imge: x\n");

        var look = await watch.LookAsync(default);

        Assert.Equal(few, many);
        Assert.Equal(23, look.Rows.Count);
        Assert.Equal(DigestState.Invalid, look.Rows[0].State);

        async Task<int> CallsAsync()
        {
            var before = swarm.Calls.Count;
            await watch.LookAsync(default);
            return swarm.Calls.Count - before;
        }
    }

    private static readonly NodeRow[] Nodes = [.. NodeRow.Of([LookTests.Node("n1", "ready", "manager"), LookTests.Node("n2", "ready", "worker")], [], [])];

    private static DigestRow Row(string name) => new(name, DigestState.Running, FolderState.Ready, $"s_srv-{name}", 1, 1, Noon, ["n1"], "i:1", "healthy", "");

    private static DigestRow Starting(string name) => Row(name) with { State = DigestState.Starting, Since = null, Nodes = [], Detail = "0 of 1 running" };

    // Null is a look at an engine that is not there.
    private static async Task<(IReadOnlyList<string> Data, string Notes)> WatchAsync(bool json, params DigestRow[]?[] looks)
    {
        using var data = new StringWriter { NewLine = "\n" };
        using var notes = new StringWriter { NewLine = "\n" };
        var queue = new Queue<DigestRow[]?>(looks);
        var watch = new DigestWatch(
            _ => queue.Dequeue() is { } rows ? Task.FromResult(new FleetLook(rows, Nodes)) : throw new SwarmException("gone"), new(), TimeSpan.FromSeconds(2), new ManualTime());

        await watch.RunAsync(new WatchLines(new Output(data, notes, false, false), json), Running, default);

        return (data.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries), notes.ToString());
    }

    private static List<string> Picture(WatchLook look, (int Width, int Height) size)
    {
        var screen = new PaperScreen { Size = size };
        new WatchScreen(screen, "Stack dals").Show(look);
        return [.. screen.Text.TrimEnd('\n').Split('\n')];
    }

    private sealed class PaperScreen : IScreen
    {
        public (int Width, int Height) Size { get; init; } = (100, 30);

        public string Text { get; private set; } = "";

        public void Draw(Func<(int Width, int Height), Spectre.Console.Rendering.IRenderable> picture)
        {
            using var console = new TestConsole();
            (console.Profile.Width, console.Profile.Height) = Size;
            console.Write(picture(Size));
            Text = console.Output;
        }
    }
}
