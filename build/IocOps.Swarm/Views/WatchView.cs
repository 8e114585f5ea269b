using IocOps.Swarm.Operations;

namespace IocOps.Swarm.Views;

/// <summary>Runs a watch where it is looked at: on the whole terminal, or line by line.</summary>
public static class WatchView
{
    /// <summary>Goes on until somebody ends it, or its own end is there.</summary>
    /// <param name="watch">What to show.</param>
    /// <param name="end">When it ends by itself.</param>
    /// <param name="view">Where to, whether for programs, and what is watched.</param>
    /// <param name="cancel">Ends it, as a key does.</param>
    /// <returns>True when its own end came, false when somebody ended it.</returns>
    public static async Task<bool> RunAsync(DigestWatch watch, WatchEnd end, (Output Output, bool Json, string Stack) view, CancellationToken cancel)
    {
        if (view.Json || !view.Output.IsTerminal) return await UntilAsync(c => watch.RunAsync(new WatchLines(view.Output, view.Json), end, c), cancel);
        var last = new LastLook();
        bool ended;
        using (var screen = view.Output.Screen())
        {
            using var either = CancellationTokenSource.CreateLinkedTokenSource(cancel, screen.Quit);
            last.Inner = new WatchScreen(screen, $"Stack {view.Stack}");
            ended = await UntilAsync(c => watch.RunAsync(last, end, c), either.Token);
        }

        if (last.Look is { } look) view.Output.Note(DigestView.Summary(look.Rows));
        return ended;
    }

    private static async Task<bool> UntilAsync(Func<CancellationToken, Task> watch, CancellationToken cancel)
    {
        try
        {
            await watch(cancel);
            return true;
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            return false;
        }
    }

    // What stands on the other screen is gone with it; its sum stays.
    private sealed class LastLook : IWatchDisplay
    {
        public WatchScreen? Inner { get; set; }

        public WatchLook? Look { get; private set; }

        public void Show(WatchLook look)
        {
            Look = look;
            Inner?.Show(look);
        }
    }
}
