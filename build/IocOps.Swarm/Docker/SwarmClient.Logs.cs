using System.Globalization;

namespace IocOps.Swarm.Docker;

// What tasks printed.
public sealed partial class SwarmClient : ITaskLogs
{
    /// <inheritdoc />
    public async Task<bool> ReadTaskLogAsync(string taskId, TaskLogRequest request, Action<TimedLine> line, CancellationToken cancel)
    {
        var lines = new LogLines(text => line(LogText.Parse(text)));
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        try
        {
            // The engine sends no headers before the first line, when it follows.
            var first = request.Follow ? Timeout.InfiniteTimeSpan : LogPatience;
            using var response = await _api.GetAsync($"read the log of the task {taskId}", new(first, Repeat.Never), PathOf(taskId, request), null, cancel);
            await using var body = await response.Content.ReadAsStreamAsync(cancel);
            var buffer = new byte[16 * 1024];
            while (true)
            {
                if (!request.Follow) patience.CancelAfter(LogPatience);
                var count = await body.ReadAsync(buffer, patience.Token);
                if (count == 0) return true;
                lines.Add(buffer.AsSpan(0, count));
            }
        }
        catch (Exception e) when (!cancel.IsCancellationRequested && e is OperationCanceledException or IOException or SwarmException)
        {
            // A node is gone, or the task's log with it: what came is what there is.
            return false;
        }
        finally
        {
            lines.End();
        }
    }

    private static string PathOf(string taskId, TaskLogRequest request)
    {
        var tail = request.Tail == 0 ? "all" : request.Tail.ToString(CultureInfo.InvariantCulture);
        var since = request.Since is { } time ? $"&since={new DateTimeOffset(time, TimeSpan.Zero).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture)}" : "";
        return $"tasks/{Uri.EscapeDataString(taskId)}/logs?stdout=1&stderr=1&timestamps=1&tail={tail}&follow={(request.Follow ? 1 : 0)}{since}";
    }
}
