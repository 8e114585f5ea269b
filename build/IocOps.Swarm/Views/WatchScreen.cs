using IocOps.Core;
using IocOps.Core.Planning;
using IocOps.Swarm.Operations;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace IocOps.Swarm.Views;

/// <summary>A watch that fills a terminal: what is in trouble on top, what changed lately below, all that does not fit as a count.</summary>
/// <param name="screen">The terminal.</param>
/// <param name="title">What is watched.</param>
public sealed class WatchScreen(IScreen screen, string title) : IWatchDisplay
{
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(30);
    private const int Remembered = 50;

    private readonly List<DigestChange> _recent = [];
    private bool _hasBegun;

    /// <inheritdoc />
    public void Show(WatchLook look)
    {
        // At the first look everything is new, and nothing is news.
        if (_hasBegun) _recent.InsertRange(0, look.Changes);
        _hasBegun = true;
        if (_recent.Count > Remembered) _recent.RemoveRange(Remembered, _recent.Count - Remembered);
        screen.Draw(size => Draw(look, size));
    }

    /// <summary>The picture, no higher and no wider than the terminal.</summary>
    internal IRenderable Draw(WatchLook look, (int Width, int Height) size)
    {
        var (width, height) = size;
        var news = Math.Min(_recent.Count, Math.Clamp(height / 4, 1, 8));
        var below = 2 + (news > 0 ? news + 2 : 0) + (look.Trouble is null ? 0 : 1);
        var room = Math.Max(1, height - 3 - below);
        var rows = look.Rows.OrderBy(r => DigestUrgency.Of(r.State)).ThenBy(r => IsFresh(r, look.Time) ? 0 : 1).ThenBy(r => r.State).ThenBy(r => r.Name, StringComparer.Ordinal).ToList();
        var shown = rows.Count <= room ? rows : rows.GetRange(0, Math.Max(0, room - 1));
        List<IRenderable> parts = [Line($"{title}   {look.Time:yyyy-MM-dd HH:mm:ss} UTC", width, new Style(decoration: Decoration.Bold)), Line(DigestView.Summary(look.Rows), width, Style.Plain), Table(shown, look.Time, width)];
        if (shown.Count < rows.Count) parts.Add(Line($"… and {rows.Count - shown.Count} more: {DigestView.Summary(rows.GetRange(shown.Count, rows.Count - shown.Count))}", width, Dim));
        if (look.Trouble is { } trouble) parts.Add(Line($"The swarm can't be read just now, what is shown is old: {Printable.Line(trouble)}", width, new Style(Color.Yellow, decoration: Decoration.Bold)));
        if (news > 0) parts.Add(Line("", width, Style.Plain));
        if (news > 0) parts.Add(Line("What changed", width, new Style(decoration: Decoration.Bold)));
        parts.AddRange(_recent.Take(news).Select(c => Line($"{c.Time:HH:mm:ss} {WatchLines.Words(c)}", width, new Style(c.Now is { } now ? DigestView.Colour(now.State) : Color.Grey))));
        parts.Add(Line("", width, Style.Plain));
        parts.Add(Line("q or Ctrl-C ends the watch; nothing in the swarm ends with it.", width, Dim));
        return new Rows(parts);
    }

    private static Style Dim => new(decoration: Decoration.Dim);

    private bool IsFresh(DigestRow row, DateTime now) => _recent.Any(c => c.Name == row.Name && now - c.Time < Fresh);

    private Grid Table(List<DigestRow> rows, DateTime now, int width)
    {
        string[][] cells = [.. rows.Select(r => new[]
        {
            $"{(IsFresh(r, now) ? "*" : " ")}{r.Name}", DigestView.Words(r.State), r.Since is { } since ? DigestView.Ago(now - since) : "",
            string.Join(", ", r.Nodes), r.Health ?? "", Printable.Line(r.Detail),
        })];
        string[] heads = [" IOC", "STATE", "SINCE", "NODE", "HEALTH", "DETAIL"];
        int[] limits = [Math.Max(12, width / 3), 22, 14, Math.Max(8, width / 6), 9];
        var widths = limits.Select((limit, i) => Math.Min(limit, cells.Select(c => c[i].Length).Append(heads[i].Length).Max())).ToList();
        var left = width - widths.Sum() - (2 * widths.Count);
        // On a narrow terminal the health goes first: an unhealthy IOC has failed anyway.
        if (left < 20) (widths[4], left) = (0, left + widths[4] + 2);
        widths.Add(Math.Max(0, left));
        var used = Enumerable.Range(0, heads.Length).Where(i => widths[i] > 0).ToList();
        var grid = new Grid { Width = width };
        foreach (var i in used) grid.AddColumn(new GridColumn { Width = widths[i], NoWrap = true, Padding = new Padding(0, 0, i == used[^1] ? 0 : 2, 0) });
        grid.AddRow([.. used.Select(i => new Text(Cut(heads[i], widths[i]), Dim))]);
        foreach (var (row, texts) in rows.Zip(cells)) grid.AddRow([.. used.Select(i => new Text(Cut(texts[i], widths[i]), StyleOf(row, i, now)))]);
        return grid;
    }

    private Style StyleOf(DigestRow row, int column, DateTime now) => new(
        column == 1 ? DigestView.Colour(row.State) : null,
        decoration: column < 2 && IsFresh(row, now) ? Decoration.Bold : Decoration.None);

    private static Text Line(string text, int width, Style style) => new(Cut(text, width), style);

    private static string Cut(string text, int width)
    {
        var cells = 0;
        for (var i = 0; i < text.Length; i++)
        {
            // Letters that are two cells wide stand beyond the Latin, Greek and Cyrillic ones.
            cells += text[i] < 0x1100 ? 1 : 2;
            if (cells > width || (cells == width && i < text.Length - 1)) return width < 1 ? "" : $"{text[..i]}…";
        }

        return text;
    }
}
