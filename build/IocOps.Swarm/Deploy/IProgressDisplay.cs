namespace IocOps.Swarm.Deploy;

/// <summary>Shows a watch while it goes on.</summary>
public interface IProgressDisplay
{
    /// <summary>Runs the work and shows what it reports; nothing is left half-drawn, however the work ends.</summary>
    Task<T> RunAsync<T>(Func<IProgress<WatchSnapshot>, Task<T>> work);
}

/// <summary>Words about a snapshot that both displays use.</summary>
internal static class ProgressWords
{
    /// <summary><c>12 of 14 running, 1 failed, 1 to go</c></summary>
    internal static string Summary(WatchSnapshot snapshot)
    {
        var running = snapshot.Services.Count(s => s.State == WatchState.Running);
        var stopped = snapshot.Services.Count(s => s.State == WatchState.Stopped);
        var failed = snapshot.Services.Count(s => s.IsOver && !s.IsGood);
        var open = snapshot.Services.Count(s => !s.IsOver);
        var left = snapshot.Left is { } time ? $"; {Of(time)} of the pause to go" : "";
        return $"{running} of {snapshot.Services.Count} running{(stopped > 0 ? $", {stopped} stopped" : "")}{(failed > 0 ? $", {failed} not" : "")}{(open > 0 ? $", {open} to go" : "")}{left}";
    }

    /// <summary>One word for a state.</summary>
    internal static string Of(WatchState state) => state switch
    {
        WatchState.Running => "running",
        WatchState.RollingBack => "rolling back",
        WatchState.Failed => "failed",
        WatchState.TimedOut => "timed out",
        WatchState.Stopped => "stopped",
        WatchState.Interrupted => "not waited for",
        _ => "waiting",
    };

    /// <summary><c>7 s</c>, <c>2 min 5 s</c>.</summary>
    internal static string Of(TimeSpan time) =>
        time < TimeSpan.FromMinutes(1) ? $"{(int)time.TotalSeconds} s" : $"{(int)time.TotalMinutes} min {time.Seconds} s";
}
