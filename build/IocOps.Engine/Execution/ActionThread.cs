using System.Diagnostics.CodeAnalysis;

namespace IocOps.Engine.Execution;

/// <summary>Runs the actions of a target where the engine can stop waiting for them.</summary>
internal static class ActionThread
{
    /// <summary>What the actions threw, unwrapped, or null. After <paramref name="interrupted"/> it waits no longer than the grace.</summary>
    [SuppressMessage("Design", "CA1031:Do not catch general exception types", Justification = "Whatever an action throws fails its target.")]
    public static Exception? Run(Action actions, CancellationToken interrupted)
    {
        Exception? failure = null;
        using var ended = new ManualResetEventSlim();
        var thread = new Thread(() =>
        {
            try
            {
                actions();
            }
            catch (Exception exception)
            {
                failure = Texts.Unwrap(exception);
            }

            // The engine may have stopped waiting, and the process be about to end.
            try
            {
                ended.Set();
            }
            catch (ObjectDisposedException)
            {
            }
        })
        { IsBackground = true, Name = "target" };
        thread.Start();
        return Wait(ended, interrupted) ? failure : new OperationCanceledException("did not end in time");
    }

    private static bool Wait(ManualResetEventSlim ended, CancellationToken interrupted)
    {
        try
        {
            ended.Wait(interrupted);
            return true;
        }
        catch (OperationCanceledException)
        {
            return ended.Wait(Interruption.Grace, CancellationToken.None);
        }
    }
}
