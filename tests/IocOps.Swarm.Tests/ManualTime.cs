namespace IocOps.Swarm.Tests;

/// <summary>A clock that jumps: whoever waits is woken at once, and that much time has passed.</summary>
public sealed class ManualTime : TimeProvider
{
    private readonly Lock _lock = new();
    private DateTimeOffset _now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public override DateTimeOffset GetUtcNow()
    {
        lock (_lock) return _now;
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new Jump();
        if (dueTime < TimeSpan.Zero) return timer;
        ThreadPool.QueueUserWorkItem(_ =>
        {
            if (timer.IsStopped) return;
            lock (_lock) _now += dueTime;
            callback(state);
        });
        return timer;
    }

    private sealed class Jump : ITimer
    {
        public bool IsStopped { get; private set; }

        public bool Change(TimeSpan dueTime, TimeSpan period) => false;

        public void Dispose() => IsStopped = true;

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
