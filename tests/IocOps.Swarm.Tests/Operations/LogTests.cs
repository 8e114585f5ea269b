using System.Text;
using IocOps.Core.Operations;
using IocOps.Swarm.Docker;
using IocOps.Swarm.Fleets;
using IocOps.Swarm.Operations;
using IocOps.Swarm.Views;

namespace IocOps.Swarm.Tests.Operations;

public sealed class LogTests
{
    private static readonly DateTime Now = new(2026, 3, 1, 12, 0, 0, DateTimeKind.Utc);

    [Fact]
    public async Task Lines_of_several_iocs_come_in_the_order_of_time_and_the_tail_counts_for_each()
    {
        var logs = new FakeLogs { ["a1"] = [At(1, "a one"), At(4, "a two")], ["a2"] = [At(5, "a three")], ["b1"] = [At(2, "b one"), At(3, "b two")] };

        var lines = await ReadAsync(logs, new LogQuery(false, 2, null, null), Service("a", Task("a1", ended: true), Task("a2")), Service("b", Task("b1")));

        Assert.Equal(["b one", "b two", "a two", "a three"], lines);
    }

    [Fact]
    public async Task Grep_finds_lines_before_the_tail_counts_them()
    {
        var logs = new FakeLogs { ["a1"] = [At(1, "error 1"), At(2, "fine"), At(3, "fine")] };

        Assert.Equal(["error 1"], await ReadAsync(logs, LogArguments.Parse(false, 1, null, ("err", Now)), Service("a", Task("a1"))));
    }

    [Fact]
    public async Task Since_leaves_out_what_is_older_also_when_the_engine_does_not()
    {
        var logs = new FakeLogs { ["a1"] = [At(1, "old"), At(40, "new")] };

        Assert.Equal(["new"], await ReadAsync(logs, LogArguments.Parse(false, 0, "30s", (null, Now.AddSeconds(60))), Service("a", Task("a1"))));
    }

    [Fact]
    public async Task A_task_on_a_dead_node_is_told_and_never_asked_for()
    {
        var logs = new FakeLogs { ["b1"] = [At(1, "b")] };
        var notes = new List<string>();

        var lines = await ReadAsync(logs, new LogQuery(false, 0, null, null), notes, Service("a", Task("a1") with { NodeReady = false }), Service("b", Task("b1")));

        Assert.Equal(["b"], lines);
        Assert.Equal(["b1"], logs.Asked);
        Assert.Contains("node1", Assert.Single(notes), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Following_goes_on_with_the_task_that_replaces_one_and_says_no_line_twice()
    {
        using var end = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        var logs = new FakeLogs { ["a1"] = [At(1, "first")], ["a2"] = [At(5, "second")] };
        IReadOnlyList<ServiceRow> now = [Service("a", Task("a1"))];
        var lines = new List<string>();
        var reader = new LogReader(logs, _ => System.Threading.Tasks.Task.FromResult(now), Show, _ => { }) { LookInterval = TimeSpan.FromMilliseconds(5) };

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reader.ReadAsync(new LogQuery(true, 10, null, null), end.Token));

        Assert.Equal(["first", "second"], lines);

        void Show(FleetLine line)
        {
            lines.Add(line.Line.Text);
            now = [Service("a", Task("a1", ended: true), Task("a2"))];
            if (line.Line.Text == "second") end.CancelAfter(200);
        }
    }

    [Theory]
    [InlineData("soon")]
    [InlineData("10")]
    [InlineData("")]
    [InlineData("-5m")]
    public void A_since_that_is_no_time_is_an_error(string since) =>
        Assert.Throws<SelectionException>(() => LogArguments.Parse(false, 1, since, (null, Now)));

    [Theory]
    [InlineData("90s", 90)]
    [InlineData("1h30m", 5400)]
    [InlineData("2d", 172800)]
    [InlineData("2026-03-01T11:59:00Z", 60)]
    [InlineData("2026-03-01T11:59", 60)]
    public void Since_is_how_long_ago_or_when(string since, int seconds) =>
        Assert.Equal(Now.AddSeconds(-seconds), LogArguments.Parse(false, 1, since, (null, Now)).Since);

    [Fact]
    public void A_pattern_that_is_none_and_a_negative_tail_are_errors()
    {
        Assert.Throws<SelectionException>(() => LogArguments.Parse(false, 1, null, ("(", Now)));
        Assert.Throws<SelectionException>(() => LogArguments.Parse(false, -1, null, (null, Now)));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(1000)]
    public void A_stream_gives_the_same_lines_however_it_is_cut(int piece)
    {
        byte[] framed = [.. Frame(1, "one\ntw"), .. Frame(2, "o\r\n"), .. Frame(1, "last")];

        Assert.Equal(["one", "two", "last"], Lines(framed, piece));
        Assert.Equal(["2026-01-01T00:00:00Z plain", "x"], Lines(Encoding.UTF8.GetBytes("2026-01-01T00:00:00Z plain\r\nx"), piece));
        Assert.Equal(["abc"], Lines(Encoding.UTF8.GetBytes("abc"), piece));
    }

    [Fact]
    public async Task Without_a_terminal_lines_have_no_colour_and_json_is_an_object_per_line()
    {
        var (text, json) = (new StringWriter(), new StringWriter());
        var logs = new FakeLogs { ["a1"] = [At(1, "hello \"you\"")] };
        var plain = new LogView(new Output(text, TextWriter.Null, false, false), timestamps: true, json: false);
        var data = new LogView(new Output(json, TextWriter.Null, false, false), timestamps: false, json: true);

        await new LogReader(logs, _ => System.Threading.Tasks.Task.FromResult<IReadOnlyList<ServiceRow>>([Service("a", Task("a1"))]), l => { plain.Show(l); data.Show(l); }, _ => { })
            .ReadAsync(new LogQuery(false, 0, null, null), default);

        Assert.Equal($"a@node1 | {At(1, "").Time} hello \"you\"{Environment.NewLine}", text.ToString());
        Assert.Equal("hello \"you\"", System.Text.Json.JsonDocument.Parse(json.ToString()).RootElement.GetProperty("text").GetString());
        Assert.Single(json.ToString().TrimEnd().Split('\n'));
    }

    private static List<string> Lines(byte[] stream, int piece)
    {
        var lines = new List<string>();
        var cut = new LogLines(lines.Add);
        for (var at = 0; at < stream.Length; at += piece) cut.Add(stream.AsSpan(at, Math.Min(piece, stream.Length - at)));
        cut.End();
        return lines;
    }

    private static byte[] Frame(byte kind, string text) => [kind, 0, 0, 0, 0, 0, 0, (byte)text.Length, .. Encoding.UTF8.GetBytes(text)];

    private static TimedLine At(int second, string text) => new($"2026-03-01T12:00:{second:00}.000000000Z", text);

    private static TaskRow Task(string id, bool ended = false) => new()
    {
        Id = id,
        Node = "node1",
        NodeReady = true,
        State = ended ? "failed" : "running",
        Desired = "running",
        Container = "c",
        HasEnded = ended,
    };

    private static ServiceRow Service(string ioc, params TaskRow[] tasks) => new() { Id = ioc, Name = $"dals_srv-{ioc}", Ioc = ioc, State = "running", Mode = "replicated", Tasks = tasks };

    private static Task<List<string>> ReadAsync(FakeLogs logs, LogQuery query, params ServiceRow[] services) => ReadAsync(logs, query, [], services);

    private static async Task<List<string>> ReadAsync(FakeLogs logs, LogQuery query, List<string> notes, params ServiceRow[] services)
    {
        var lines = new List<string>();
        await new LogReader(logs, _ => System.Threading.Tasks.Task.FromResult<IReadOnlyList<ServiceRow>>(services), l => lines.Add(l.Line.Text), notes.Add).ReadAsync(query, default);
        return lines;
    }

    private sealed class FakeLogs : Dictionary<string, TimedLine[]>, ITaskLogs
    {
        public List<string> Asked { get; } = [];

        public Task<bool> ReadTaskLogAsync(string taskId, TaskLogRequest request, Action<TimedLine> line, CancellationToken cancel)
        {
            lock (Asked) Asked.Add(taskId);
            var lines = this[taskId];
            foreach (var l in request.Tail == 0 ? lines : lines.TakeLast(request.Tail)) line(l);
            return System.Threading.Tasks.Task.FromResult(true);
        }
    }
}
