using System.Diagnostics;
using IocOps.Swarm.Docker;
using IocOps.Swarm.Lab.Nodes;

namespace IocOps.Swarm.Backup;

/// <summary>Stops and starts an engine of this machine, and knows whether it does.</summary>
/// <param name="endpoint">Where it listens.</param>
internal sealed class EngineSwitch(string endpoint)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    /// <summary>How long it may take to end, to start, and to be ready.</summary>
    public static TimeSpan Patience { get; } = TimeSpan.FromSeconds(90);

    /// <summary>Stops it, and waits until it has let go of its files.</summary>
    /// <exception cref="SwarmException">It does not end.</exception>
    public async Task StopAsync(EngineJournal journal, CancellationToken cancel)
    {
        await journal.Control.StopAsync(cancel);
        var watch = Stopwatch.StartNew();
        while (await RunsAsync(journal, cancel))
        {
            if (watch.Elapsed > Patience) throw new SwarmException($"The engine at {endpoint} does not end, or something starts it again (on systemd its docker.socket does); it was stopped with {journal.Control.Name}");
            await Task.Delay(Pause, cancel);
        }
    }

    /// <summary>Starts it, and waits until it answers.</summary>
    /// <exception cref="SwarmException">It can't be started; says why.</exception>
    public async Task StartAsync(EngineJournal journal)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await journal.Control.StartAsync(CancellationToken.None);
                await AnswersAsync();
                return;
            }
            catch (Exception e) when (e is SwarmException or IOException or OperationCanceledException && attempt < 3)
            {
                // A signal to the whole process group may have hit the helper that starts it.
                await Task.Delay(Pause);
            }
        }
    }

    /// <summary>The engine holds a lock on its task database as long as it uses the folder (bbolt, flock); the socket goes earlier.</summary>
    private async Task<bool> RunsAsync(EngineJournal journal, CancellationToken cancel)
    {
        var tasks = Path.Combine(journal.Swarm, "worker", "tasks.db");
        try
        {
            if (File.Exists(tasks)) await new FileStream(tasks, FileMode.Open, FileAccess.ReadWrite, FileShare.None).DisposeAsync();
        }
        catch (IOException)
        {
            return true;
        }

        return await LabEngine.AnswersAsync(endpoint, cancel);
    }

    private async Task AnswersAsync()
    {
        var otherwise = $"The engine at {endpoint} was started and does not answer within {Patience.TotalSeconds:0} s";
        await Wait.UntilAsync(c => LabEngine.AnswersAsync(endpoint, c), Patience, otherwise, CancellationToken.None);
    }
}
