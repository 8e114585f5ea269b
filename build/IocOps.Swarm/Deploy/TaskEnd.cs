using Docker.DotNet.Models;
using IocOps.Swarm.Docker;

namespace IocOps.Swarm.Deploy;

/// <summary>Waits until the tasks of removed services have ended; all that wait share one look at the swarm per tick.</summary>
internal sealed class TaskEnd(ISwarm swarm, TimeProvider clock, DeployOptions options)
{
    private readonly Lock _lock = new();
    private Task<(IReadOnlyList<TaskResponse> Tasks, HashSet<string> Down)>? _look;
    private DateTimeOffset _lookedAt;

    /// <summary>Null when they are gone; else what is left of them after the time, or when the run was stopped.</summary>
    internal async Task<string?> WaitAsync(string serviceId, CancellationToken stop)
    {
        var end = clock.GetUtcNow() + options.RemovalTimeout;
        while (true)
        {
            var (tasks, down) = await LookAsync();
            // What ran on a node that is down can't be asked; Swarm itself starts successors in that case, too.
            var left = tasks.Where(t => t.ServiceID == serviceId && IsAlive(t) && !down.Contains(t.NodeID ?? "")).ToList();
            if (left.Count == 0) return null;
            if (clock.GetUtcNow() >= end) return $"{left.Count} of its tasks still run after {options.RemovalTimeout.TotalSeconds:0} s";
            if (stop.IsCancellationRequested) return $"{left.Count} of its tasks still run";
            await Task.WhenAny(Task.Delay(options.Tick, clock, stop));
        }
    }

    // A container that is about to start or is being stopped counts; one that never got so far does not.
    private static bool IsAlive(TaskResponse task) =>
        task.Status?.State is TaskState.Preparing or TaskState.Starting or TaskState.Running or TaskState.Ready or TaskState.Accepted;

    private Task<(IReadOnlyList<TaskResponse>, HashSet<string>)> LookAsync()
    {
        lock (_lock)
        {
            if (_look is not null && clock.GetUtcNow() - _lookedAt < options.Tick && _look.IsCompletedSuccessfully) return _look;
            if (_look is { IsCompleted: false }) return _look;
            _lookedAt = clock.GetUtcNow();
            return _look = ReadAsync();
        }
    }

    private async Task<(IReadOnlyList<TaskResponse>, HashSet<string>)> ReadAsync()
    {
        var nodes = swarm.ListNodesAsync(CancellationToken.None);
        var tasks = await swarm.ListTasksAsync(CancellationToken.None);
        var down = (await nodes).Where(n => n.Status?.State == "down").Select(n => n.ID ?? "");
        return (tasks, down.ToHashSet(StringComparer.Ordinal));
    }
}
