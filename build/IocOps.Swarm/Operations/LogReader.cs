using System.Collections.Concurrent;
using System.Globalization;
using System.Text.RegularExpressions;
using IocOps.Core.Operations;
using IocOps.Swarm.Docker;

namespace IocOps.Swarm.Operations;

/// <summary>What of the logs is wanted.</summary>
/// <param name="Follow">Goes on, also to tasks that start later, until it is cancelled.</param>
/// <param name="Tail">The last so many lines of each service that match; 0 for all.</param>
/// <param name="Since">UTC; null for from the beginning.</param>
/// <param name="Grep">Only lines that it finds something in; null for all.</param>
public sealed record LogQuery(bool Follow, int Tail, DateTime? Since, Regex? Grep);

/// <summary>A line that a task printed.</summary>
/// <param name="Service">Whose.</param>
/// <param name="Task">Which of its tasks.</param>
/// <param name="Line">Time and text.</param>
public sealed record FleetLine(ServiceRow Service, TaskRow Task, TimedLine Line);

/// <summary>
/// The logs of several services in one stream. Task by task instead of service by service: a task on a dead node then holds up nobody, and
/// tasks that ended are read as well as those that run.
/// </summary>
/// <param name="logs">Where logs come from.</param>
/// <param name="services">The chosen services as they are now; asked again and again while following.</param>
/// <param name="show">Is told each line, one at a time.</param>
/// <param name="note">Is told what can't be read.</param>
public sealed class LogReader(
    ITaskLogs logs, Func<CancellationToken, Task<IReadOnlyList<ServiceRow>>> services, Action<FleetLine> show, Action<string> note)
{
    /// <summary>Each is a request of its own to the engine.</summary>
    private const int AtOnce = 16;

    private readonly Lock _lock = new();
    private readonly HashSet<string> _past = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, string> _last = new(StringComparer.Ordinal);

    /// <summary>How often to look for new tasks while following.</summary>
    public TimeSpan LookInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Shows what was printed so far in the order of time, then, when following, what comes.</summary>
    /// <exception cref="SwarmException">The services can't be read.</exception>
    public async Task ReadAsync(LogQuery query, CancellationToken cancel)
    {
        var now = await services(cancel);
        _past.UnionWith(now.SelectMany(s => s.Tasks).Select(t => t.Id));
        await ShowPastAsync(now, query, cancel);
        if (query.Follow) await FollowAsync(now, query, cancel);
    }

    private async Task ShowPastAsync(IReadOnlyList<ServiceRow> chosen, LogQuery query, CancellationToken cancel)
    {
        var all = new ConcurrentBag<List<FleetLine>>();
        var tasks = chosen.SelectMany(s => s.Tasks.Select(t => (Service: s, Task: t))).Where(t => CanBeRead(t.Service, t.Task));
        await Parallel.ForEachAsync(tasks, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancel }, async (t, c) =>
        {
            var lines = new List<FleetLine>();
            // The engine's tail counts all lines; with a pattern only those that match shall count.
            var request = new TaskLogRequest(false, query.Grep is null ? query.Tail : 0, query.Since);
            var isWhole = await logs.ReadTaskLogAsync(t.Task.Id, request, line => Take(new FleetLine(t.Service, t.Task, line), query, lines), c);
            if (!isWhole && !t.Task.HasEnded) Note($"{t.Service.Name}: the log of task {t.Task.Id} on {t.Task.Node} could not be read to its end.");
            all.Add(lines);
        });
        var past = all.SelectMany(l => l).GroupBy(l => l.Service.Id, StringComparer.Ordinal)
            .SelectMany(g => query.Tail == 0 ? g : g.OrderBy(l => l.Line.Time, StringComparer.Ordinal).TakeLast(query.Tail));
        foreach (var line in past.OrderBy(l => l.Line.Time, StringComparer.Ordinal)) show(line);
    }

    private void Take(FleetLine line, LogQuery query, List<FleetLine> lines)
    {
        _last[line.Task.Id] = line.Line.Time;
        if (!Fits(line.Line, query)) return;
        lines.Add(line);
        // A long life prints much: keep no more than can be shown.
        if (query.Tail > 0 && lines.Count > 2 * query.Tail + 1000) lines.RemoveRange(0, lines.Count - query.Tail);
    }

    private async Task FollowAsync(IReadOnlyList<ServiceRow> now, LogQuery query, CancellationToken cancel)
    {
        var open = new Dictionary<string, Task>(StringComparer.Ordinal);
        while (true)
        {
            foreach (var (service, task) in now.SelectMany(s => s.Tasks.Select(t => (s, t))))
            {
                if (!task.NodeReady || task.Container is null || !IsNews(task, open.GetValueOrDefault(task.Id))) continue;
                open[task.Id] = FollowAsync(service, task, query, cancel);
            }

            await Task.Delay(LookInterval, cancel);
            now = await services(cancel);
        }
    }

    // What runs is read as long as it does, also anew when the connection broke; what ended before anybody looked has its say once.
    private bool IsNews(TaskRow task, Task? reading) =>
        reading is not null ? reading.IsCompleted && !task.HasEnded : !task.HasEnded || !_past.Contains(task.Id);

    private async Task FollowAsync(ServiceRow service, TaskRow task, LogQuery query, CancellationToken cancel)
    {
        var last = _last.GetValueOrDefault(task.Id, "");
        var since = DateTime.TryParse(last, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal, out var time) ? time : query.Since;
        await logs.ReadTaskLogAsync(task.Id, new TaskLogRequest(!task.HasEnded, 0, since), line =>
        {
            // The engine counts in whole seconds: what was shown already comes again.
            if (line.Time.Length > 0 && string.CompareOrdinal(line.Time, _last.GetValueOrDefault(task.Id, "")) <= 0) return;
            _last[task.Id] = line.Time;
            if (!Fits(line, query)) return;
            lock (_lock) show(new FleetLine(service, task, line));
        }, cancel);
    }

    private bool CanBeRead(ServiceRow service, TaskRow task)
    {
        if (task.Container is null) return false;
        if (task.NodeReady) return true;
        Note($"{service.Name}: task {task.Id} printed on {task.Node}, which is not reachable now; its log is left out.");
        return false;
    }

    private static bool Fits(TimedLine line, LogQuery query)
    {
        if (query.Grep is { } grep && !grep.IsMatch(line.Text)) return false;
        return query.Since is not { } since || line.Time.Length == 0
            || string.CompareOrdinal(line.Time, since.ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff'00Z'", CultureInfo.InvariantCulture)) >= 0;
    }

    private void Note(string text)
    {
        lock (_lock) note(text);
    }
}
