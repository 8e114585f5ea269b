using IocOps.Core;
using IocOps.Core.Operations;
using IocOps.Core.Planning;
using IocOps.Swarm.Docker;
using IocOps.Swarm.Fleets;

namespace IocOps.Swarm.Operations;

/// <summary>One look of a watch.</summary>
/// <param name="Time">UTC.</param>
/// <param name="Rows">Those that were chosen; the last ones known where the look failed.</param>
/// <param name="Changes">Since the look before; of the first look every row.</param>
/// <param name="Trouble">Why the swarm can't be read just now; null where it can.</param>
public sealed record WatchLook(DateTime Time, IReadOnlyList<DigestRow> Rows, IReadOnlyList<DigestChange> Changes, string? Trouble);

/// <summary>Shows the looks of a watch.</summary>
public interface IWatchDisplay
{
    /// <summary>The next look.</summary>
    void Show(WatchLook look);
}

/// <summary>When a watch ends by itself.</summary>
/// <param name="States">As soon as every IOC is in one of these; null for never.</param>
/// <param name="Patience">How long that may take.</param>
public sealed record WatchEnd(IReadOnlyCollection<string>? States, TimeSpan Patience);

/// <summary>Looks at the fleet again and again. An engine that goes away is told, and the watch goes on.</summary>
/// <param name="look">Reads the whole fleet.</param>
/// <param name="selection">Which part is wanted.</param>
/// <param name="interval">Between two looks.</param>
/// <param name="clock">What time it is.</param>
public sealed class DigestWatch(Func<CancellationToken, Task<FleetLook>> look, Selection selection, TimeSpan interval, TimeProvider clock)
{
    /// <summary>Goes on until it is cancelled, or the end is there.</summary>
    /// <exception cref="SelectionException">What is wanted fits nothing at the first look.</exception>
    /// <exception cref="SwarmException">The first look failed, or the end did not come in time.</exception>
    public async Task RunAsync(IWatchDisplay display, WatchEnd end, CancellationToken cancel)
    {
        Selection.RequireDigestStates(end.States);
        var begin = Now;
        var first = await look(cancel);
        IReadOnlyList<DigestRow> rows = selection.Of(first.Rows, first.Nodes);
        display.Show(new WatchLook(Now, rows, DigestChange.Between([], rows, Now), null));
        while (!IsEnd(rows, end))
        {
            if (end.States is not null && Now - begin > end.Patience) throw TooLate(rows, end);
            await Task.Delay(interval, clock, cancel);
            rows = await NextAsync(display, rows, cancel);
        }
    }

    private DateTime Now => clock.GetUtcNow().UtcDateTime;

    private async Task<IReadOnlyList<DigestRow>> NextAsync(IWatchDisplay display, IReadOnlyList<DigestRow> before, CancellationToken cancel)
    {
        try
        {
            var now = await look(cancel);
            var rows = selection.Fitting(now.Rows, now.Nodes);
            display.Show(new WatchLook(Now, rows, DigestChange.Between(before, rows, Now), null));
            return rows;
        }
        catch (Exception e) when (e is SwarmException or ProblemException or IOException)
        {
            display.Show(new WatchLook(Now, before, [], e.Message));
            return before;
        }
    }

    private static bool IsEnd(IReadOnlyList<DigestRow> rows, WatchEnd end) => end.States is not null && rows.Count > 0 && rows.All(r => IsIn(r, end));

    private static bool IsIn(DigestRow row, WatchEnd end) => end.States!.Contains(Views.JsonStyle.Name(row.State), StringComparer.OrdinalIgnoreCase);

    private static SwarmException TooLate(IReadOnlyList<DigestRow> rows, WatchEnd end)
    {
        var others = rows.Where(r => !IsIn(r, end)).Select(r => $"{r.Name} is {Views.DigestView.Words(r.State)}").ToList();
        var some = string.Join(", ", others.Take(10));
        return new SwarmException($"After {end.Patience.TotalSeconds:0} s not every IOC is {string.Join(" or ", end.States!)}: {(others.Count == 0 ? "there is none" : some)}{(others.Count > 10 ? $" and {others.Count - 10} more" : "")}.");
    }
}
