namespace IocOps.Swarm.Docker;

/// <summary>What tasks printed.</summary>
public interface ITaskLogs
{
    /// <summary>
    /// Reads the log of one task, line by line as it comes. Never hangs: without <see cref="TaskLogRequest.Follow"/> it gives up when
    /// nothing came for a few seconds (an engine waits for ever for a node that is gone).
    /// </summary>
    /// <returns>True when the engine said that this is all; false when it was given up, or when the connection broke.</returns>
    Task<bool> ReadTaskLogAsync(string taskId, TaskLogRequest request, Action<TimedLine> line, CancellationToken cancel);
}

/// <summary>Which part of a log.</summary>
/// <param name="Follow">Goes on as long as the task does.</param>
/// <param name="Tail">The last so many lines; 0 for all.</param>
/// <param name="Since">UTC; null for from the beginning.</param>
public sealed record TaskLogRequest(bool Follow, int Tail, DateTime? Since);

/// <summary>A line of a log, safe to show on a terminal.</summary>
/// <param name="Time">UTC in RFC 3339 with nine digits, as the engine wrote it: these texts sort as the times do. Empty where there was none.</param>
/// <param name="Text">Without escape sequences.</param>
public readonly record struct TimedLine(string Time, string Text);
