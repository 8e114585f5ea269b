using Spectre.Console;
using Spectre.Console.Rendering;

namespace IocOps.Swarm.Deploy;

/// <summary>A table that is redrawn in place, for a terminal. What needs attention is on top; what does not fit is counted.</summary>
/// <param name="console">The terminal.</param>
public sealed class LiveProgress(IAnsiConsole console) : IProgressDisplay
{
    /// <inheritdoc />
    public async Task<T> RunAsync<T>(Func<IProgress<WatchSnapshot>, Task<T>> work) => await console
        .Live(new Text(""))
        .AutoClear(false)
        .Overflow(VerticalOverflow.Ellipsis)
        .StartAsync(live => work(new Drawer(live, console)));

    /// <summary>The picture of a snapshot, at most <paramref name="height"/> lines high.</summary>
    internal static IRenderable Draw(WatchSnapshot snapshot, int height)
    {
        var table = new Table().NoBorder().HideHeaders().AddColumns(
            new TableColumn("service").NoWrap(), new TableColumn("state").NoWrap(), new TableColumn("detail"), new TableColumn("since").RightAligned().NoWrap());
        var rows = snapshot.Services.OrderBy(s => Order(s.State)).ThenByDescending(s => s.State == WatchState.Waiting ? s.Since : default).ToList();
        var shown = rows.Take(Math.Max(1, height - 3)).ToList();
        foreach (var service in shown)
        {
            table.AddRow(
                new Text(service.Service),
                new Text(ProgressWords.Of(service.State), StyleOf(service.State)),
                new Text(service.Detail, new Style(decoration: Decoration.Dim)).Overflow(Overflow.Ellipsis),
                new Text(service.IsOver ? "" : ProgressWords.Of(service.Since)));
        }

        var more = rows.Count > shown.Count ? $" ({rows.Count - shown.Count} more not shown)" : "";
        var foot = new Text($"{ProgressWords.Summary(snapshot)}{more}  {ProgressWords.Of(snapshot.Elapsed)}", new Style(decoration: Decoration.Bold));
        return snapshot.Trouble is null
            ? new Rows(table, foot)
            : new Rows(table, foot, new Text($"The swarm can't be read just now: {snapshot.Trouble}", new Style(Color.Yellow)));
    }

    private static int Order(WatchState state) => state switch
    {
        WatchState.RollingBack => 0,
        WatchState.Waiting => 1,
        WatchState.Running or WatchState.Stopped => 3,
        _ => 2,
    };

    private static Style StyleOf(WatchState state) => state switch
    {
        WatchState.Running or WatchState.Stopped => new Style(Color.Green),
        WatchState.Waiting => new Style(Color.Blue),
        WatchState.RollingBack => new Style(Color.Yellow),
        _ => new Style(Color.Red),
    };

    private sealed class Drawer(LiveDisplayContext live, IAnsiConsole console) : IProgress<WatchSnapshot>
    {
        public void Report(WatchSnapshot value)
        {
            live.UpdateTarget(Draw(value, console.Profile.Height));
            live.Refresh();
        }
    }
}
