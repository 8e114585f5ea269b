using System.Diagnostics;
using Docker.DotNet;
using Docker.DotNet.Models;

namespace IocOps.Swarm.Docker;

/// <summary>
/// The Engine API of whichever of some managers can serve. With one engine it is that one. With several, the first that answers as a manager
/// of a swarm that has a leader is taken, and left for the next when it can't serve any more; a call is then repeated where that is safe. One
/// that loses its leader while it is the only one is asked again when there is a new leader.
/// </summary>
internal sealed class ManagerApi : IDisposable
{
    /// <summary>So long the next manager waits for the one before it to answer.</summary>
    private static readonly TimeSpan HeadStart = TimeSpan.FromSeconds(1);

    /// <summary>So long a read may take before another manager is asked: one that lost its leader says so only after 20 s.</summary>
    private static readonly TimeSpan Impatience = TimeSpan.FromSeconds(8);

    /// <summary>
    /// Managers that lost their leader begin to choose a new one after 10 to 20 s (swarmkit, manager/state/raft, ElectionTick), and once more
    /// where their votes are split. Who only begins is told soon; a run that is under way has more to lose.
    /// </summary>
    private static readonly TimeSpan Election = TimeSpan.FromSeconds(20), ElectionInARun = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    private readonly EngineApi[] _engines;
    private readonly Action<string> _note;
    private readonly SemaphoreSlim _choosing = new(1);
    private EngineApi? _chosen;
    private EngineApi? _left;
    private SwarmException? _inVain;
    private string? _cluster;
    private bool _served;

    /// <param name="endpoints">The managers of one swarm, in the order of preference.</param>
    /// <param name="sshProgram">The system's ssh.</param>
    /// <param name="note">Told when another manager is taken than the one before, and why.</param>
    internal ManagerApi(IReadOnlyList<DockerEndpoint> endpoints, string sshProgram, Action<string> note)
    {
        _engines = [.. endpoints.Select(e => new EngineApi(e, sshProgram))];
        _note = note;
        _chosen = Alone;
    }

    private EngineApi? Alone => _engines.Length == 1 ? _engines[0] : null;

    /// <summary>The engine that is talked to; the first where none was chosen yet.</summary>
    internal EngineApi Current => _chosen ?? _engines[0];

    /// <summary>Asks for a manager that can serve; refuses where there is none.</summary>
    internal async Task<SystemInfoResponse> RequireAsync(CancellationToken cancel)
    {
        if (Alone is not { } alone) return await WithAsync(CallKind.FirstAnswer, (e, _) => ManagerAsync(e, cancel), cancel, await ChosenAsync(cancel));
        var info = await ManagerAsync(alone, cancel);
        _served = true;
        return info;
    }

    /// <inheritdoc cref="EngineApi.CallAsync"/>
    internal Task<T> CallAsync<T>(string what, CallKind kind, Func<DockerClient, CancellationToken, Task<T>> call, CancellationToken cancel) =>
        WithAsync(kind, (engine, limited) => engine.CallAsync(what, limited, call, cancel), cancel);

    /// <inheritdoc cref="EngineApi.GetAsync"/>
    internal Task<HttpResponseMessage> GetAsync(string what, CallKind kind, string path, IReadOnlyDictionary<string, string>? headers, CancellationToken cancel) =>
        WithAsync(kind, (engine, limited) => engine.GetAsync(what, limited, path, headers, cancel), cancel);

    /// <inheritdoc cref="EngineApi.PostAsync"/>
    internal Task<HttpResponseMessage> PostAsync(string what, CallKind kind, string path, string json, CancellationToken cancel) =>
        WithAsync(kind, (engine, limited) => engine.PostAsync(what, limited, path, json, cancel), cancel);

    /// <inheritdoc cref="EngineApi.UpgradeAsync"/>
    internal Task<Stream> UpgradeAsync(string what, CallKind kind, string path, string json, CancellationToken cancel) =>
        WithAsync(kind, (engine, limited) => engine.UpgradeAsync(what, limited, path, json, cancel), cancel);

    public void Dispose()
    {
        foreach (var engine in _engines) engine.Dispose();
        _choosing.Dispose();
    }

    private async Task<T> WithAsync<T>(CallKind kind, Func<EngineApi, CallKind, Task<T>> call, CancellationToken cancel, EngineApi? first = null)
    {
        var limited = Alone is null && kind.Repeat == Repeat.Always && kind.Timeout > Impatience ? kind with { Timeout = Impatience } : kind;
        Stopwatch? failing = null;
        for (var repeated = 0; ; repeated++)
        {
            var engine = repeated == 0 && (first ?? Alone) is { } given ? given : await ChosenAsync(cancel);
            try
            {
                // The last try may take its time: perhaps they are all only slow.
                return await call(engine, repeated < _engines.Length ? limited : kind);
            }
            catch (SwarmException e) when (MayServeLater(e) && kind.Repeat != Repeat.Never && (repeated <= _engines.Length || (e.IsLeaderless && failing?.Elapsed < ElectionInARun)))
            {
                Leave(engine, e);
                if (kind.Repeat == Repeat.WhereUndone && !e.IsUndone) throw;
                failing ??= Stopwatch.StartNew();
                // While votes are cast a manager may call itself fine, and fail with each thing that it is asked.
                if (repeated > 0 || Alone is not null) await Task.Delay(Pause, cancel);
            }
        }
    }

    // Where it is alone, only an election ends by itself; and who only begins is told soon.
    private bool MayServeLater(SwarmException trouble) => Alone is null ? trouble.IsUnavailable : trouble.IsLeaderless && _served;

    private void Leave(EngineApi engine, SwarmException why)
    {
        if (Interlocked.CompareExchange(ref _chosen, null, engine) != engine) return;
        _left = engine;
        if (Alone is null) _note($"Looking for another manager: {why.Message}");
    }

    private async Task<EngineApi> ChosenAsync(CancellationToken cancel)
    {
        if (_chosen is { } ready) return ready;
        var known = _inVain;
        await _choosing.WaitAsync(cancel);
        try
        {
            if (_chosen is { } found) return found;
            // All were asked in vain while this call waited for its turn: it does not ask and wait once more.
            if (_inVain is { } inVain && inVain != known) throw inVain;
            return _chosen = await ChooseAsync(cancel);
        }
        catch (SwarmException e)
        {
            _inVain = e;
            throw;
        }
        finally
        {
            _choosing.Release();
        }
    }

    /// <summary>Asks all; while they choose a leader, again.</summary>
    private async Task<EngineApi> ChooseAsync(CancellationToken cancel)
    {
        var begun = Stopwatch.StartNew();
        // Of many calls in a run only the first waits in vain.
        var patience = _left is null ? Election : _inVain is null ? ElectionInARun : TimeSpan.Zero;
        for (var asked = 1; ; asked++)
        {
            var (found, troubles) = await AskAsync(cancel);
            if (found is not null)
            {
                _inVain = null;
                if (Alone is null ? troubles.Count > 0 || _left is not null : asked > 1) _note($"Going on with the manager {found.Endpoint}.{string.Concat(troubles.Select(t => $"\n  {t.Message}"))}");
                return found;
            }

            // Nobody waits where none can be on the way to a leader.
            if (begun.Elapsed >= patience || !troubles.Any(t => t.IsLeaderless)) throw NoManager(troubles);
            if (asked == 1) _note($"The managers have no leader just now; waiting up to {patience.TotalSeconds:0} s for them to choose one.");
            await Task.Delay(Pause, cancel);
        }
    }

    /// <summary>Asks one after the other, the next as soon as the one before failed or hesitates; the first good answer counts.</summary>
    private async Task<(EngineApi? Found, IReadOnlyList<SwarmException> Troubles)> AskAsync(CancellationToken cancel)
    {
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var asked = new List<Task<EngineApi>>();
        try
        {
            return await FirstAsync(asked, enough.Token);
        }
        finally
        {
            await enough.CancelAsync();
            foreach (var late in asked) _ = late.ContinueWith(t => t.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
        }
    }

    private async Task<(EngineApi? Found, IReadOnlyList<SwarmException> Troubles)> FirstAsync(List<Task<EngineApi>> asked, CancellationToken cancel)
    {
        var troubles = new List<SwarmException>();
        // The one that was just left comes last.
        var waiting = new Queue<EngineApi>(_engines.OrderBy(e => e == _left));
        while (waiting.Count + asked.Count > 0)
        {
            cancel.ThrowIfCancellationRequested();
            if (waiting.TryDequeue(out var next)) asked.Add(IfManagerAsync(next, cancel));
            var hesitation = Task.Delay(waiting.Count > 0 ? HeadStart : Timeout.InfiniteTimeSpan, cancel);
            if (await Task.WhenAny([.. asked, hesitation]) is not Task<EngineApi> done) continue;
            asked.Remove(done);
            try
            {
                return (await done, troubles);
            }
            catch (SwarmException e)
            {
                troubles.Add(e);
            }
        }

        return (null, troubles);
    }

    private async Task<EngineApi> IfManagerAsync(EngineApi engine, CancellationToken cancel)
    {
        var info = await ManagerAsync(engine, cancel);
        if (info.Swarm?.Cluster?.ID is not { Length: > 0 } id || (Interlocked.CompareExchange(ref _cluster, id, null) ?? id) == id) return engine;
        // What is missing there is not missing, and must not be made there.
        throw new SwarmException($"{engine.Endpoint} is a manager of another swarm ({id}) than the one that this run talked to ({_cluster}); name managers of one swarm") { IsUnavailable = true, IsUndone = true };
    }

    private static async Task<SystemInfoResponse> ManagerAsync(EngineApi engine, CancellationToken cancel)
    {
        var info = await engine.CallAsync("say who it is", CallKind.FirstAnswer, (d, c) => d.System.GetSystemInfoAsync(c), cancel);
        return engine.Errors.NoManager(info) is { } trouble ? throw trouble : info;
    }

    private SwarmException NoManager(IReadOnlyList<SwarmException> troubles) => Alone is not null ? troubles[0] :
        new($"None of the {_engines.Length} managers can serve:{string.Concat(troubles.Select(t => $"\n  {t.Message}"))}")
        {
            IsLeaderless = troubles.Any(t => t.IsLeaderless),
            IsUndone = true,
        };
}
