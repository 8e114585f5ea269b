using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using IocOps.Swarm.Audit;
using IocOps.Swarm.Fleets;
using IocOps.Swarm.Operations;
using IocOps.Swarm.Views;

namespace IocOps.Swarm.Tests.Audit;

[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class AuditTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly List<string> _warnings = [];
    private readonly StringWriter _data = new();

    private string Place => _folder["audit/audit.jsonl"];

    private AuditTrail Trail => new(new AuditFile(Place), null, _warnings.Add) { Target = "DrainNode", Engine = () => "unix:///x.sock" };

    public void Dispose()
    {
        _folder.Dispose();
        _data.Dispose();
    }

    [Fact]
    public async Task A_change_that_failed_is_written_down_with_its_reason_and_fails_all_the_same()
    {
        var output = Output();
        await output.ChangeAsync("n1: availability active → drain", () => Task.CompletedTask);
        await Assert.ThrowsAsync<InvalidOperationException>(() => output.ChangeAsync("n2: removed", () => throw new InvalidOperationException("no\nleader")));

        var lines = (await File.ReadAllLinesAsync(Place)).Select(l => AuditLine.Parse(l)!).ToList();

        Assert.Equal(["n1: availability active → drain done", "n2: removed failed no leader"], lines.Select(l => $"{l.What} {l.Result} {l.Failure}".Trim()));
        Assert.All(lines, l => Assert.Equal(("DrainNode", Environment.UserName, Environment.MachineName, "unix:///x.sock"), (l.Target, l.User, l.Host, l.Engine)));
        Assert.All(lines, l => Assert.InRange(l.Time, DateTime.UtcNow.AddMinutes(-1), DateTime.UtcNow));
    }

    [Fact]
    public void Only_the_owner_can_read_it_and_no_secret_gets_in()
    {
        Trail.Write("joined with SWMTKN-1-abc-def", "SWMKEY-1-xyz was wrong");

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Place));
        Assert.DoesNotContain("abc", File.ReadAllText(Place), StringComparison.Ordinal);
        Assert.DoesNotContain("xyz", File.ReadAllText(Place), StringComparison.Ordinal);
    }

    [Fact]
    public void The_file_does_not_grow_for_ever_and_the_newest_lines_stay_in_order()
    {
        var file = new AuditFile(Place) { Limit = 100, Old = 2 };

        for (var number = 0; number < 50; number++) file.Append($"line {number} {new string('x', 20)}");

        var lines = file.Read();
        Assert.Equal(3, Directory.GetFiles(_folder["audit"], "audit.jsonl*").Count(f => !f.EndsWith(".lock", StringComparison.Ordinal)));
        Assert.Equal(Enumerable.Range(50 - lines.Count, lines.Count).Select(n => $"line {n} {new string('x', 20)}"), lines);
        Assert.InRange(lines.Count, 8, 15);
    }

    [Fact]
    public void Lines_of_several_runs_at_the_same_time_are_all_there_and_whole()
    {
        Parallel.For(0, 8, run =>
        {
            var file = new AuditFile(Place) { Limit = 2000, Old = 50 };
            for (var number = 0; number < 40; number++) file.Append($"{run} {number} {new string('y', 60)}");
        });

        var lines = new AuditFile(Place) { Old = 50 }.Read();
        Assert.Equal(320, lines.Count);
        Assert.All(lines, l => Assert.EndsWith(new string('y', 60), l, StringComparison.Ordinal));
    }

    [Fact]
    public void A_line_that_was_cut_does_not_take_the_next_one_with_it()
    {
        _folder.With("audit/audit.jsonl", "{\"time\":\"2026-01-0");

        Trail.Write("n1: drained");

        AuditView.Show(new AuditFile(Place), new LogQuery(false, 0, null, null), true, Output());
        using var json = JsonDocument.Parse(_data.ToString());
        Assert.Equal("n1: drained", json.RootElement[0].GetProperty("what").GetString());
        Assert.Equal(1, json.RootElement.GetArrayLength());
    }

    [Fact]
    public void Where_nothing_can_be_written_the_work_goes_on_and_one_warning_is_enough()
    {
        _folder.With("audit", "a file where the folder should be");
        var trail = Trail;

        trail.Write("a");
        trail.Write("b");

        Assert.Contains("--audit-file", Assert.Single(_warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void The_last_lines_since_a_time_and_with_a_text_are_shown()
    {
        var file = new AuditFile(Place);
        var now = DateTime.UtcNow;
        foreach (var hours in new[] { 5, 3, 2, 1 }) file.Append(new AuditLine(now.AddHours(-hours), "DrainNode", $"n{hours}").ToString());

        AuditView.Show(file, LogArguments.Parse(false, 2, "4h", ("n[235]", now)), false, Output());

        Assert.DoesNotContain("n5", _data.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("n1", _data.ToString(), StringComparison.Ordinal);
        Assert.Contains("n3", _data.ToString(), StringComparison.Ordinal);
        Assert.Contains("n2", _data.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Syslog_of_this_machine_gets_what_the_C_library_would_send()
    {
        using var log = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        log.Bind(new UnixDomainSocketEndPoint(_folder["log"]));
        using var syslog = Syslog.Parse($"unix://{_folder["log"]}");

        new AuditTrail(new AuditFile(Place), syslog, _warnings.Add) { Target = "LeaveSwarm" }.Write("n1: leaves");

        var text = Received(log);
        Assert.Matches(@"^<85>[A-Z][a-z]{2} [ 0-9]\d \d\d:\d\d:\d\d iocops\[\d+\]: \{""time"":", text);
        Assert.Contains("\"target\":\"LeaveSwarm\"", text, StringComparison.Ordinal);
        Assert.Empty(_warnings);
    }

    [Fact]
    public void Another_machine_gets_it_as_RFC_5424_says_and_failures_as_warnings()
    {
        using var log = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        log.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        using var syslog = Syslog.Parse($"udp://127.0.0.1:{((IPEndPoint)log.LocalEndPoint!).Port}");

        new AuditTrail(new AuditFile(Place), syslog, _warnings.Add) { Target = "LeaveSwarm" }.Write("n1: leaves", "no");

        Assert.Matches(@"^<84>1 \d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z \S+ iocops \d+ LeaveSwarm - \{", Received(log));
    }

    [Fact]
    public void A_syslog_that_is_not_there_is_told_once_and_the_file_has_the_lines()
    {
        using var syslog = Syslog.Parse($"unix://{_folder["none"]}");
        var trail = new AuditTrail(new AuditFile(Place), syslog, _warnings.Add);

        trail.Write("a");
        trail.Write("b");

        Assert.Contains("Syslog", Assert.Single(_warnings), StringComparison.Ordinal);
        Assert.Equal(2, File.ReadAllLines(Place).Length);
    }

    [Theory]
    [InlineData("tcp://host:514")]
    [InlineData("udp://")]
    [InlineData("yes")]
    public void What_is_no_syslog_is_refused(string place) => Assert.Throws<SelectionException>(() => Syslog.Parse(place));

    private Output Output() => new(_data, TextWriter.Null, false, false) { Trail = Trail };

    private static string Received(Socket log)
    {
        log.ReceiveTimeout = 5000;
        var buffer = new byte[4096];
        return Encoding.UTF8.GetString(buffer, 0, log.Receive(buffer));
    }
}
