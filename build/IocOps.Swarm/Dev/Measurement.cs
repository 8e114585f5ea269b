using System.Diagnostics;
using System.Globalization;

namespace IocOps.Swarm.Dev;

/// <summary>What one run of a program cost.</summary>
/// <param name="Seconds">From start to end, as a user waits.</param>
/// <param name="Megabytes">The most memory that it held at a time; 0 where the system does not say.</param>
internal sealed record Measurement(double Seconds, double Megabytes)
{
    // Memory is read so often; what a program holds for less time than this may be missed.
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(10);

    /// <summary>Runs a program and measures it.</summary>
    /// <exception cref="InvalidOperationException">It failed; with what it said.</exception>
    public static async Task<Measurement> OfAsync(ProcessStartInfo start, CancellationToken cancel)
    {
        (start.RedirectStandardOutput, start.RedirectStandardError) = (true, true);
        var (said, peak) = (Array.Empty<string>(), 0L);
        var watch = Stopwatch.StartNew();
        var exit = await ChildProcess.RunAsync(
            start,
            async (process, stop) =>
            {
                var reading = Task.WhenAll(process.StandardOutput.ReadToEndAsync(stop), process.StandardError.ReadToEndAsync(stop));
                while (!reading.IsCompleted)
                {
                    peak = Math.Max(peak, PeakOf(process.Id));
                    await Task.WhenAny(reading, Task.Delay(Pace, stop));
                }

                said = await reading;
            },
            cancel);
        if (exit != 0) throw new InvalidOperationException($"`{start.FileName} {string.Join(' ', start.ArgumentList)}` ended with exit code {exit}:\n{string.Concat(said)}");
        return new Measurement(watch.Elapsed.TotalSeconds, peak / 1e3);
    }

    /// <summary>The median by time of several runs, which one slow moment of the machine does not move.</summary>
    public static async Task<Measurement> MedianAsync(int repeats, Func<Task<Measurement>> measure)
    {
        var all = new List<Measurement>();
        for (var i = 0; i < repeats; i++) all.Add(await measure());
        return all.OrderBy(m => m.Seconds).ElementAt(repeats / 2);
    }

    // In kB: proc(5), VmHWM. The process may end in this moment.
    private static long PeakOf(int process)
    {
        try
        {
            var line = File.ReadLines($"/proc/{process}/status").FirstOrDefault(l => l.StartsWith("VmHWM:", StringComparison.Ordinal));
            return line is null ? 0 : long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2].Replace("VmHWM:", "", StringComparison.Ordinal).Trim(), CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            return 0;
        }
    }
}
