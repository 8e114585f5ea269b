using System.Globalization;
using IocOps.Swarm.Docker;
using IocOps.Swarm.Fleets;
using IocOps.Swarm.Lab.Nodes;
using IocOps.Swarm.Views;

namespace IocOps.Swarm.Backup;

/// <summary>
/// An engine of this machine that is stopped for a moment and surely started again: after success, failure, Ctrl-C once and twice, SIGTERM,
/// a lost terminal; and after a run that was killed, by the next one.
/// </summary>
#pragma warning disable CA1001 // The semaphore holds nothing of the system as long as nobody asks for its wait handle.
public sealed class LocalEngine
#pragma warning restore CA1001
{
    /// <summary>Where journals and locks lie, for root alone: it must survive a reboot.</summary>
    public const string StateFolder = "/var/lib/iocops";

    private const string Unix = "unix://";
    private readonly SemaphoreSlim _repair = new(1);
    private readonly ManagerLock _managerLock;
    private readonly Lazy<EngineControl> _control;
    private readonly Output _output;
    private readonly string _journal;
    private readonly string _lock;

    /// <param name="swarm">The engine.</param>
    /// <param name="output">Where to say what happens.</param>
    /// <param name="commands">How it is stopped and started, where the command line says it.</param>
    /// <param name="stateFolder">Another place for the journals; for tests.</param>
    /// <exception cref="SelectionException">It is not on this machine, or the user is not root.</exception>
    public LocalEngine(ISwarm swarm, Output output, (string? Stop, string? Start) commands, string stateFolder = StateFolder)
    {
        (Swarm, _output) = (swarm, output);
        if (!swarm.Endpoint.StartsWith(Unix, StringComparison.Ordinal))
            throw new SelectionException($"{swarm.Endpoint} is on another machine, and the files of its swarm are there: run this on the manager itself, with its local socket.");
        if (!OperatingSystem.IsLinux() || !Environment.IsPrivilegedProcess) throw new SelectionException("The files of a swarm belong to root: run this as root.");
        Socket = swarm.Endpoint[Unix.Length..];
        Switch = new EngineSwitch(swarm.Endpoint);
        _managerLock = new ManagerLock(Admin);
        _control = new Lazy<EngineControl>(() => EngineControl.For(Socket, commands));
        var key = Socket.Trim('/').Replace('/', '-');
        _journal = Path.Combine(stateFolder, $"{key}.journal");
        _lock = Path.Combine(stateFolder, $"{key}.lock");
    }

    /// <summary>Path of the socket at which it listens.</summary>
    public string Socket { get; }

    /// <summary>To look.</summary>
    public ISwarm Swarm { get; }

    /// <summary>The same engine, to change.</summary>
    public ISwarmAdmin Admin => (ISwarmAdmin)Swarm;

    /// <summary>How it is stopped and started.</summary>
    /// <exception cref="SelectionException">There is no way to tell.</exception>
    public EngineControl Control => _control.Value;

    /// <summary>A dry run: what a run left that was killed is told, and not put right.</summary>
    public bool LooksOnly { get; init; }

    /// <summary>Stops and starts it.</summary>
    internal EngineSwitch Switch { get; }

    /// <summary>
    /// One run at a time for this engine; what a run that was killed left is put right first. Dispose of it to let the next one in.
    /// </summary>
    /// <exception cref="SwarmException">Another run is at work.</exception>
    public async Task<IDisposable> LockAsync()
    {
        Folders.MakePrivate(Path.GetDirectoryName(_lock)!);
        var held = TryLock() ?? throw new SwarmException($"Another run saves or restores the swarm of {Swarm.Endpoint} now; try again when it has ended.");
        try
        {
            if (EngineJournal.Load(_journal) is { } left) await FinishOtherAsync(left);
            return held;
        }
        catch
        {
            await held.DisposeAsync();
            throw;
        }
    }

    /// <summary>
    /// Puts right what a run left that was killed while it had the engine stopped, if there was one; for targets that find an engine that
    /// does not answer.
    /// </summary>
    public static async Task FinishKilledAsync(ISwarm swarm, Output output)
    {
        if (!swarm.Endpoint.StartsWith(Unix, StringComparison.Ordinal) || !OperatingSystem.IsLinux() || !Environment.IsPrivilegedProcess) return;
        var engine = new LocalEngine(swarm, output, (null, null));
        if (!File.Exists(engine._journal) || engine.TryLock() is not { } held) return;
        await using (held)
        {
            if (EngineJournal.Load(engine._journal) is { } left) await engine.FinishOtherAsync(left);
        }
    }

    /// <summary>Does something while the engine is stopped, and starts it again whatever happens.</summary>
    /// <param name="target">For whom, in messages.</param>
    /// <param name="work">Moves nothing in the engine's folder.</param>
    public async Task WhileStoppedAsync(string target, Func<Task> work)
    {
        using var held = await LockAsync();
        var journal = EngineJournal.For(target, Swarm.Endpoint, Control, (await Admin.InfoAsync(CancellationToken.None)).DockerRootDir!);
        await WithoutEngineAsync(journal, _ => work(), CancellationToken.None);
    }

    /// <summary>
    /// Stops the engine, does the work, and starts the engine again whatever happens; where the journal tells of an exchange that was not
    /// accepted, the old folder is put back before.
    /// </summary>
    /// <param name="journal">What is about to happen.</param>
    /// <param name="work">May call <see cref="AcceptAsync"/>.</param>
    /// <param name="cancel">Ends the work, never the putting right.</param>
    internal async Task WithoutEngineAsync(EngineJournal journal, Func<CancellationToken, Task> work, CancellationToken cancel)
    {
        // A second Ctrl-C ends the process at once; the engine comes first.
        EventHandler last = (_, _) => PutRightAtLast(journal);
        AppDomain.CurrentDomain.ProcessExit += last;
        try
        {
            await journal.SaveAsync(_journal);
            await _managerLock.RememberAsync(cancel);
            await Switch.StopAsync(journal, cancel);
            await work(cancel);
        }
        finally
        {
            try
            {
                await PutRightAsync(journal);
            }
            finally
            {
                AppDomain.CurrentDomain.ProcessExit -= last;
            }
        }
    }

    private void PutRightAtLast(EngineJournal journal)
    {
        try
        {
            PutRightAsync(journal).GetAwaiter().GetResult();
        }
        catch (SwarmException e)
        {
            Say(e.Message);
        }
    }

    /// <summary>The new state stays: from here on nothing is put back.</summary>
    internal async Task AcceptAsync()
    {
        await _repair.WaitAsync();
        await EngineJournal.RemoveAsync(_journal);
        _repair.Release();
    }

    private async Task FinishOtherAsync(EngineJournal left)
    {
        var what = $"{left.Work}, begun {left.Since:yyyy-MM-dd HH:mm:ss} UTC, was killed while it had the engine stopped, or could not start it again";
        if (!Directory.Exists(left.DockerRoot))
        {
            // A lab that is gone.
            await EngineJournal.RemoveAsync(_journal);
            return;
        }

        if (left.Aside is { } aside && await new Readiness(Swarm).IsReadyAsync())
        {
            // Whoever started it may have worked with it for days: nothing of that is taken away.
            Say($"{what}; {(Directory.Exists(aside) ? $"it had exchanged the state of the swarm, and the engine works with the new one, which stays. The state of before is in {aside}; delete it when all is well" : "it had exchanged nothing yet")}.");
            if (!LooksOnly) await EngineJournal.RemoveAsync(_journal);
            return;
        }

        if (LooksOnly) throw new SwarmException($"{what}. Without --dry-run BackupSwarm, RestoreSwarm and CheckSwarm put that right first");
        Say($"{what}{(left.Aside is null ? "" : "; it exchanged the state of the swarm")}. Putting that right first.");
        await PutRightAsync(left, string.Create(CultureInfo.InvariantCulture, $"{left.Swarm}.undone-{DateTime.UtcNow:yyyyMMdd'T'HHmmss'Z'}"));
    }

    private async Task PutRightAsync(EngineJournal journal, string? undone = null)
    {
        await _repair.WaitAsync();
        try
        {
            if (!File.Exists(_journal)) return;
            if (journal.Aside is not null)
            {
                await Switch.StopAsync(journal, CancellationToken.None);
                if (SwarmFolder.PutBack(journal, undone)) Say($"The state of before is back in its place{(Directory.Exists(undone) ? $"; what was there is in {undone}" : "")}.");
            }

            await Switch.StartAsync(journal);
            await EngineJournal.RemoveAsync(_journal);
            Say("The engine runs again.");
            if (await _managerLock.OpenAsync() is { } line) Say(line);
        }
        catch (Exception e) when (e is SwarmException or IOException or UnauthorizedAccessException)
        {
            throw new SwarmException($"The engine could not be started again: {e.Message.TrimEnd('.')}. START IT BY HAND ({journal.Control.Name}); the next BackupSwarm or RestoreSwarm on this machine tries again, too.", e);
        }
        finally
        {
            _repair.Release();
        }
    }

    private FileStream? TryLock()
    {
        try
        {
            var held = new FileStream(_lock, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1, FileOptions.DeleteOnClose);
            if (File.Exists(_lock)) return held;
            // The one before us removed the file between our opening and our locking it.
            held.Dispose();
            return TryLock();
        }
        catch (IOException)
        {
            return null;
        }
    }

    // The terminal may be gone, and the engine matters more than what is said.
    private void Say(string line)
    {
        try
        {
            _output.Note(line);
        }
        catch (IOException)
        {
        }
    }
}
