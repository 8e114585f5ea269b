using System.Runtime.InteropServices;
using IocOps.Engine.Output;

namespace IocOps.Engine.Execution;

/// <summary>Ctrl-C (SIGINT) and SIGTERM while targets run.</summary>
/// <remarks>
/// The first signal cancels <see cref="BuildCancellation.Token"/> and lets the target at work end; it gets <see cref="Grace"/> for it.
/// The second signal ends the process at once.
/// </remarks>
internal sealed class Interruption : IDisposable
{
    private readonly BuildLog _log;
    private readonly CancellationTokenSource _first = new();
    private readonly List<PosixSignalRegistration> _registrations = [];
    private int _count;

    /// <summary>Starts to listen.</summary>
    /// <param name="log">Where the first signal is confirmed.</param>
    /// <param name="signals">Those to listen to; none where the caller interrupts by itself.</param>
    public Interruption(BuildLog log, params ReadOnlySpan<PosixSignal> signals)
    {
        _log = log;
        foreach (var signal in signals)
            _registrations.Add(PosixSignalRegistration.Create(signal, OnSignal));
    }

    /// <summary>How long a target may take to end after the first signal.</summary>
    public static TimeSpan Grace { get; } = TimeSpan.FromSeconds(30);

    /// <summary>Cancelled by the first signal.</summary>
    public CancellationToken Token => _first.Token;

    /// <summary>There was a signal.</summary>
    public bool IsRequested => Volatile.Read(ref _count) > 0;

    /// <summary>
    /// Waits for a signal that may be on its way. .NET calls the handler that was registered last first, so an action's own handler may
    /// have cancelled the action before the engine learns why.
    /// </summary>
    public void AwaitSignal() => _ = _first.Token.WaitHandle.WaitOne(TimeSpan.FromMilliseconds(200));

    /// <summary>What a signal does.</summary>
    public void Request(string signal)
    {
        if (Interlocked.Increment(ref _count) > 1)
        {
            _log.WriteAlways(Tone.Error, $"{signal} again: stopped at once. What was under way was not finished.");
            Environment.Exit(ExitCodes.Failed);
        }

        _log.WriteAlways(Tone.Warning, $"{signal}: letting the target at work end (at most {Grace.TotalSeconds:0} s); once more stops at once.");
        try
        {
            _first.Cancel();
        }
        catch (AggregateException exception)
        {
            // What listens to the token threw; on this thread that would end the process.
            _log.Fail($"{signal}: {Texts.Message(exception)}");
        }
        catch (ObjectDisposedException)
        {
            // The last target ended in this very moment.
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _registrations.ForEach(r => r.Dispose());
        _first.Dispose();
    }

    private void OnSignal(PosixSignalContext context)
    {
        context.Cancel = true;
        Request(context.Signal.ToString());
    }
}
