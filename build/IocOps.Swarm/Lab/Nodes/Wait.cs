using System.Diagnostics;

namespace IocOps.Swarm.Lab.Nodes;

/// <summary>Waits for conditions that nobody announces.</summary>
internal static class Wait
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(25);

    /// <exception cref="LabException">It did not become true in time; says <paramref name="otherwise"/>.</exception>
    public static Task UntilAsync(Func<bool> condition, TimeSpan timeout, string otherwise, CancellationToken cancel) =>
        UntilAsync(_ => Task.FromResult(condition()), timeout, otherwise, cancel);

    /// <inheritdoc cref="UntilAsync(Func{bool}, TimeSpan, string, CancellationToken)"/>
    public static async Task UntilAsync(
        Func<CancellationToken, Task<bool>> condition, TimeSpan timeout, string otherwise, CancellationToken cancel)
    {
        var begun = Stopwatch.StartNew();
        while (!await condition(cancel))
        {
            if (begun.Elapsed > timeout) throw new LabException(otherwise);
            await Task.Delay(Pause, cancel);
        }
    }
}
