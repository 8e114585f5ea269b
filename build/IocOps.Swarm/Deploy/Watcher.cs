using Docker.DotNet.Models;
using IocOps.Swarm.Docker;

namespace IocOps.Swarm.Deploy;

/// <summary>Watches all services of a run together: two list calls per look, however many there are.</summary>
public sealed class Watcher(ISwarm swarm, WatchOptions options, TimeProvider clock)
{
    /// <summary>Log tails at the same time: a node that is gone costs seconds each.</summary>
    private const int LogsAtOnce = 8;

    /// <summary>
    /// Looks until every service runs or has failed, or the time is over, or the user stops it (which is not thrown: the rest is
    /// <see cref="WatchState.Interrupted"/>). One failure does not end the watch of the others.
    /// </summary>
    /// <returns>One per item, in their order; failures with the task's error and last log lines.</returns>
    /// <exception cref="SwarmException">The swarm can't be read for longer than <see cref="WatchOptions.TroublePatience"/>.</exception>
    public Task<IReadOnlyList<WatchResult>> WatchAsync(IReadOnlyList<WatchItem> items, IProgress<WatchSnapshot>? progress, CancellationToken cancel) =>
        RunAsync(new Watch(items, options, clock.GetUtcNow(), isLasting: false), progress, cancel);

    /// <summary>
    /// Looks on while services that run go on running: until the time is over, one of them fails, or the user stops it, which is not thrown
    /// and leaves their states as they were last seen. One that is not running at the end is <see cref="WatchState.TimedOut"/>.
    /// </summary>
    /// <param name="items">Which; all run.</param>
    /// <param name="time">How long.</param>
    /// <param name="progress">Told of each look; may be null.</param>
    /// <param name="cancel">Stops it.</param>
    /// <returns>As above.</returns>
    /// <exception cref="SwarmException">As above.</exception>
    public Task<IReadOnlyList<WatchResult>> StayAsync(IReadOnlyList<WatchItem> items, TimeSpan time, IProgress<WatchSnapshot>? progress, CancellationToken cancel) =>
        RunAsync(new Watch(items, options with { Timeout = time }, clock.GetUtcNow(), isLasting: true), progress, cancel);

    private async Task<IReadOnlyList<WatchResult>> RunAsync(Watch watch, IProgress<WatchSnapshot>? progress, CancellationToken cancel)
    {
        if (watch.Entries.Count == 0) return [];
        try
        {
            while (true)
            {
                var trouble = await LookAsync(watch, cancel);
                progress?.Report(watch.Snapshot(clock.GetUtcNow(), trouble));
                if (watch.IsOver) break;
                if (watch.IsTimeOver(clock.GetUtcNow()))
                {
                    watch.End(WatchState.TimedOut, clock.GetUtcNow());
                    progress?.Report(watch.Snapshot(clock.GetUtcNow(), trouble));
                    break;
                }

                await Task.Delay(options.Tick, clock, cancel);
            }
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            watch.End(WatchState.Interrupted, clock.GetUtcNow());
        }

        return await ResultsAsync(watch, cancel);
    }

    /// <summary>One look; a swarm that can't be read for a while (an election) is told, and thrown when it lasts.</summary>
    private async Task<string?> LookAsync(Watch watch, CancellationToken cancel)
    {
        try
        {
            watch.Nodes ??= new NodeNames(await swarm.ListNodesAsync(cancel));
            var services = swarm.ListServicesAsync(cancel);
            var tasks = await swarm.ListTasksAsync(cancel);
            watch.Look(await services, tasks, watch.Nodes, clock.GetUtcNow());
            return null;
        }
        catch (SwarmException e) when (watch.Unread(clock.GetUtcNow()) < options.TroublePatience)
        {
            return e.Message;
        }
    }

    private async Task<IReadOnlyList<WatchResult>> ResultsAsync(Watch watch, CancellationToken cancel)
    {
        using var free = new SemaphoreSlim(LogsAtOnce);
        return await Task.WhenAll(watch.Entries.Select(async entry =>
        {
            var wantsLog = entry.State is WatchState.Failed or WatchState.TimedOut && !cancel.IsCancellationRequested;
            var log = wantsLog ? await LogAsync(entry, free, cancel) : [];
            return new WatchResult(entry.Item.Service, entry.State, entry.State is WatchState.Running or WatchState.Stopped ? "" : entry.Reason, log);
        }));
    }

    private async Task<IReadOnlyList<string>> LogAsync(Entry entry, SemaphoreSlim free, CancellationToken cancel)
    {
        // A task that never had a container printed nothing.
        if (entry.Verdict.Task is { Status.ContainerStatus: null or { ContainerID: null or "" } }) return [];
        await free.WaitAsync(CancellationToken.None);
        try
        {
            return entry.Verdict.Task is { } task
                ? await swarm.TailTaskLogAsync(task.ID!, options.LogLines, cancel)
                : await swarm.TailLogAsync(entry.Item.Id, options.LogLines, cancel);
        }
        catch (Exception e) when (e is SwarmException or OperationCanceledException)
        {
            return [];
        }
        finally
        {
            free.Release();
        }
    }

    private delegate Verdict Judgement(SwarmService? service, IReadOnlyList<TaskResponse> tasks, NodeNames nodes, DateTimeOffset now);

    /// <summary>One service of a watch.</summary>
    private sealed class Entry(WatchItem item, WatchOptions options, DateTimeOffset begin, Judgement judge)
    {
        private DateTimeOffset _since = begin;

        internal WatchItem Item => item;

        internal Verdict Verdict { get; private set; } = new(WatchState.Waiting, "no task yet");

        internal WatchState State { get; private set; } = WatchState.Waiting;

        internal bool IsOver => State is not (WatchState.Waiting or WatchState.RollingBack);

        internal string Reason => State switch
        {
            WatchState.TimedOut => $"not running after {options.Timeout.TotalSeconds:0} s: {Verdict.Detail}",
            WatchState.Interrupted => $"the watch was stopped: {Verdict.Detail}",
            _ => Verdict.Detail,
        };

        internal void Look(SwarmService? service, IReadOnlyList<TaskResponse> tasks, NodeNames nodes, DateTimeOffset now)
        {
            var verdict = judge(service, tasks, nodes, now);
            if ((verdict.State, verdict.Detail) != (State, Verdict.Detail)) _since = now;
            (Verdict, State) = (verdict, verdict.State);
        }

        internal void End(WatchState state, DateTimeOffset now) => (State, _since) = (state, now);

        internal ServiceProgress Progress(DateTimeOffset now) => new(item.Service, State, Reason, now - _since);
    }

    /// <summary>All services of a watch.</summary>
    private sealed class Watch
    {
        private readonly WatchOptions _options;
        private readonly DateTimeOffset _begin;
        private readonly bool _isLasting;
        private DateTimeOffset _read;

        internal Watch(IReadOnlyList<WatchItem> items, WatchOptions options, DateTimeOffset begin, bool isLasting)
        {
            (_options, _begin, _read, _isLasting) = (options, begin, begin, isLasting);
            Entries = [.. items.Select(i => new Entry(i, options, begin, isLasting ? new LastingJudge(i, options, begin).Judge : new ServiceJudge(i, options, begin).Judge))];
        }

        internal IReadOnlyList<Entry> Entries { get; }

        /// <summary>As they were at the first look that succeeded.</summary>
        internal NodeNames? Nodes { get; set; }

        internal bool IsOver => _isLasting ? Entries.Any(e => e.State == WatchState.Failed) : Entries.All(e => e.IsOver);

        internal bool IsTimeOver(DateTimeOffset now) => now - _begin >= _options.Timeout;

        internal TimeSpan Unread(DateTimeOffset now) => now - _read;

        internal void Look(IReadOnlyList<SwarmService> services, IReadOnlyList<TaskResponse> tasks, NodeNames nodes, DateTimeOffset now)
        {
            _read = now;
            var byId = services.ToDictionary(s => s.ID!, StringComparer.Ordinal);
            var byService = tasks.ToLookup(t => t.ServiceID ?? "", StringComparer.Ordinal);
            foreach (var entry in Entries.Where(e => _isLasting || !e.IsOver))
                entry.Look(byId.GetValueOrDefault(entry.Item.Id), [.. byService[entry.Item.Id]], nodes, now);
        }

        internal void End(WatchState state, DateTimeOffset now)
        {
            foreach (var entry in Entries.Where(e => !e.IsOver)) entry.End(state, now);
        }

        internal WatchSnapshot Snapshot(DateTimeOffset now, string? trouble) => new(now - _begin, [.. Entries.Select(e => e.Progress(now))], trouble)
        {
            Left = !_isLasting ? null : _begin + _options.Timeout > now ? _begin + _options.Timeout - now : TimeSpan.Zero,
        };
    }
}
