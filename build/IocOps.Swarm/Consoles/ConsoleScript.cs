using System.Text;
using IocOps.Core.Operations;
using IocOps.Swarm.Docker;

namespace IocOps.Swarm.Consoles;

/// <summary>Types lines into an IOC shell and shows what it answers, until it is quiet; then it leaves.</summary>
/// <param name="link">To the shell, and from it.</param>
/// <param name="show">Is told each line that comes, without escape sequences.</param>
public sealed class ConsoleScript(Stream link, Action<string> show)
{
    /// <summary>So long the shell must say nothing before the script is taken as answered.</summary>
    public TimeSpan Quiet { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>An IOC that prints for ever is left after this.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Types and shows.</summary>
    /// <param name="input">The lines.</param>
    /// <param name="mayEnd">Whether a line may be <c>exit</c>, which ends the IOC.</param>
    /// <param name="cancel">Leaves.</param>
    /// <returns>How many lines were typed, how many were left out, and whether the shell ended.</returns>
    public async Task<(int Typed, int LeftOut, bool Ended)> RunAsync(TextReader input, bool mayEnd, CancellationToken cancel)
    {
        var last = Environment.TickCount64;
        var reading = ShowAsync(() => Volatile.Write(ref last, Environment.TickCount64), cancel);
        var (typed, leftOut) = (0, 0);
        while (!reading.IsCompleted && await input.ReadLineAsync(cancel) is { } line)
        {
            if (!mayEnd && ConsoleKeys.EndsTheIoc(line))
            {
                leftOut++;
                continue;
            }

            // What would end or freeze the IOC does so in a pipe, too.
            var keys = new ConsoleKeys().Feed(Encoding.UTF8.GetBytes(line.TrimEnd('\r') + "\n"));
            await link.WriteAsync(keys.Pass.ToArray(), cancel);
            typed++;
            // A terminal takes a few thousand letters at a time: not faster than the shell reads.
            await WaitAsync(reading, () => Volatile.Read(ref last), TimeSpan.FromMilliseconds(50), TimeSpan.FromSeconds(1), cancel);
        }

        await WaitAsync(reading, () => Volatile.Read(ref last), Quiet, Patience, cancel);
        return (typed, leftOut, reading.IsCompleted);
    }

    private static async Task WaitAsync(Task reading, Func<long> last, TimeSpan quiet, TimeSpan patience, CancellationToken cancel)
    {
        var begin = Environment.TickCount64;
        while (!reading.IsCompleted && Environment.TickCount64 - begin < patience.TotalMilliseconds
            && Environment.TickCount64 - Math.Max(begin, last()) < quiet.TotalMilliseconds)
            await Task.Delay(10, cancel);
    }

    private async Task ShowAsync(Action heard, CancellationToken cancel)
    {
        var lines = new LogLines(l => show(LogText.Clean(l)));
        var buffer = new byte[16 * 1024];
        try
        {
            int count;
            while ((count = await link.ReadAsync(buffer, cancel)) > 0)
            {
                heard();
                lines.Add(buffer.AsSpan(0, count));
            }
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or OperationCanceledException)
        {
            // Left, or the IOC ended.
        }
        finally
        {
            lines.End();
        }
    }
}
