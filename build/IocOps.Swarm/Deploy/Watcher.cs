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
    public async Task<IReadOnlyList<WatchResult>> WatchAsync(
        IReadOnlyList<WatchItem> items, IProgress<WatchSnapshot>? progress, CancellationToken cancel)
    {
        if (items.Count == 0) return [];
        var watch = new Watch(items, options, clock.GetUtcNow());
        try
        {
            while (true)
            {
                var trouble = await LookAsync(watch, cancel);
                progress?.Report(watch.Snapshot(clock.GetUtcNow(), trouble));
                if (watch.IsOver) break;
                if (watch.Elapsed(clock.GetUtcNow()) >= options.Timeout)
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

    /// <summary>One service of a watch.</summary>
    private sealed class Entry(WatchItem item, WatchOptions options, DateTimeOffset begin)
    {
        private readonly ServiceJudge _judge = new(item, options, begin);
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
            var verdict = _judge.Judge(service, tasks, nodes, now);
            if ((verdict.State, verdict.Detail) != (State, Verdict.Detail)) _since = now;
            (Verdict, State) = (verdict, verdict.State);
        }

        internal void End(WatchState state, DateTimeOffset now) => (State, _since) = (state, now);

        internal ServiceProgress Progress(DateTimeOffset now) => new(item.Service, State, Reason, now - _since);
    }

    /// <summary>All services of a watch.</summary>
    private sealed class Watch
    {
        private readonly DateTimeOffset _begin;
        private DateTimeOffset _read;

        internal Watch(IReadOnlyList<WatchItem> items, WatchOptions options, DateTimeOffset begin)
        {
            (_begin, _read) = (begin, begin);
            Entries = [.. items.Select(i => new Entry(i, options, begin))];
        }

        internal IReadOnlyList<Entry> Entries { get; }

        /// <summary>As they were at the first look that succeeded.</summary>
        internal NodeNames? Nodes { get; set; }

        internal bool IsOver => Entries.All(e => e.IsOver);

        internal TimeSpan Elapsed(DateTimeOffset now) => now - _begin;

        internal TimeSpan Unread(DateTimeOffset now) => now - _read;

        internal void Look(IReadOnlyList<SwarmService> services, IReadOnlyList<TaskResponse> tasks, NodeNames nodes, DateTimeOffset now)
        {
            _read = now;
            var byId = services.ToDictionary(s => s.ID!, StringComparer.Ordinal);
            var byService = tasks.ToLookup(t => t.ServiceID ?? "", StringComparer.Ordinal);
            foreach (var entry in Entries.Where(e => !e.IsOver))
                entry.Look(byId.GetValueOrDefault(entry.Item.Id), [.. byService[entry.Item.Id]], nodes, now);
        }

        internal void End(WatchState state, DateTimeOffset now)
        {
            foreach (var entry in Entries.Where(e => !e.IsOver)) entry.End(state, now);
        }

        internal WatchSnapshot Snapshot(DateTimeOffset now, string? trouble) => new(now - _begin, [.. Entries.Select(e => e.Progress(now))], trouble);
    }
}
