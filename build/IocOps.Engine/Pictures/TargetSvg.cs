using System.Globalization;
using System.Text;

namespace IocOps.Engine.Pictures;

/// <summary>A map of targets as one SVG file, which needs nothing else: light or dark as the reader likes it, the same bytes for the same map.</summary>
public static class TargetSvg
{
    private const int Margin = 24;
    private const int BoxHeight = 30;
    private const int RowHeight = 44;
    private const int ColumnGap = 64;
    private const int Letter = 8;
    private const int ListRow = 24;
    private const int LeastWidth = 900;

    private const string Style = """
        svg{background:#fff}text{font:13px ui-sans-serif,system-ui,sans-serif;fill:#1a1f24}.title{font-weight:600;font-size:16px}.small{fill:#55606b}
        .box{fill:#eef4fa;stroke:#2f6ea5}.end{fill:#dcebd9;stroke:#3c7a35}.arrow{fill:none;stroke:#2f6ea5;stroke-width:1.5}.order{stroke:#7a8691;stroke-dasharray:5 4}.triggers{stroke:#a05a00;stroke-dasharray:1 3}
        .head{fill:#2f6ea5}.dot{fill:#7a8691}
        @media (prefers-color-scheme:dark){svg{background:#12161a}text{fill:#e6eaee}.small{fill:#9aa6b2}.box{fill:#1a2936;stroke:#6fa8d8}.end{fill:#1d2f1b;stroke:#86c27d}.arrow{stroke:#6fa8d8}.order{stroke:#8b97a3}.triggers{stroke:#e0a050}.head{fill:#6fa8d8}}
        """;

    /// <summary>Draws the map.</summary>
    /// <param name="map">What to draw.</param>
    /// <param name="title">What it is of.</param>
    public static string Write(TargetMap map, string title)
    {
        var layers = new Layers(map);
        var boxWidth = (map.Linked.Concat(map.Alone).Select(t => t.Name.Length).DefaultIfEmpty().Max() * Letter) + 24;
        var graphHeight = layers.Columns.Select(c => c.Count).DefaultIfEmpty().Max() * RowHeight;
        var width = Math.Max(LeastWidth, (2 * Margin) + (layers.Columns.Count * (boxWidth + ColumnGap)) - ColumnGap);
        var top = 74;
        var body = new StringBuilder();
        var draw = new Drawing(body, boxWidth, top, graphHeight);
        foreach (var (arrow, places) in layers.Routes)
            draw.Arrow(arrow, places, layers);
        foreach (var place in layers.Columns.SelectMany(c => c).Where(p => p.Target is not null))
            draw.Box(place, layers, isEnd: !map.Arrows.Any(a => a.From == place.Target));
        var height = List(body, map.Alone, top + graphHeight + 20, width, boxWidth) + Margin;
        return string.Create(CultureInfo.InvariantCulture, $"""
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" role="img" aria-label="{Escape(title)}">
            <style>{Style}</style>
            <defs><marker id="head" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto"><path class="head" d="M0 0L8 4L0 8Z"/></marker></defs>
            <text class="title" x="{Margin}" y="34">{Escape(title)}</text>
            <text class="small" x="{Margin}" y="56">From left to right. A line: the right one needs the left one, which is run for it. Dashed: only the order, where both run. Dotted: the left one triggers the right one.</text>
            {body}</svg>

            """).ReplaceLineEndings("\n");
    }

    // Targets that stand alone, in columns from top to bottom. Returns where it ends.
    private static int List(StringBuilder body, IReadOnlyList<ExecutableTarget> single, int top, int width, int boxWidth)
    {
        if (single.Count == 0)
            return top - 20;
        body.Append(CultureInfo.InvariantCulture, $"<text class=\"title\" x=\"{Margin}\" y=\"{top + 14}\">Need no other target</text>\n");
        var columns = Math.Max(1, (width - (2 * Margin)) / boxWidth);
        var rows = (single.Count + columns - 1) / columns;
        for (var i = 0; i < single.Count; i++)
        {
            var (x, y) = (Margin + (i / rows * boxWidth), top + 42 + (i % rows * ListRow));
            body.Append(CultureInfo.InvariantCulture, $"<g><title>{Escape(single[i].Description)}</title><circle class=\"dot\" cx=\"{x + 4}\" cy=\"{y - 4}\" r=\"3\"/><text x=\"{x + 14}\" y=\"{y}\">{Escape(single[i].Name)}</text></g>\n");
        }

        return top + 42 + ((rows - 1) * ListRow);
    }

    private static string Escape(string? text) => System.Security.SecurityElement.Escape(text) ?? "";

    /// <summary>Boxes and arrows on a canvas.</summary>
    private sealed class Drawing(StringBuilder body, int boxWidth, int top, int height)
    {
        public void Box(Place place, Layers layers, bool isEnd)
        {
            var (x, y, target) = (Left(place), Middle(place, layers), place.Target!);
            body.Append(CultureInfo.InvariantCulture, $"<g><title>{Escape(target.Description)}</title><rect class=\"{(isEnd ? "end" : "box")}\" x=\"{x}\" y=\"{y - (BoxHeight / 2)}\" width=\"{boxWidth}\" height=\"{BoxHeight}\" rx=\"6\"/>");
            body.Append(CultureInfo.InvariantCulture, $"<text x=\"{x + (boxWidth / 2)}\" y=\"{y + 5}\" text-anchor=\"middle\">{Escape(target.Name)}</text></g>\n");
        }

        public void Arrow(Arrow arrow, IReadOnlyList<Place> places, Layers layers)
        {
            var path = new StringBuilder();
            path.Append(CultureInfo.InvariantCulture, $"M{Left(places[0]) + boxWidth} {Middle(places[0], layers)}");
            for (var i = 1; i < places.Count; i++)
            {
                var (x, y, before) = (Left(places[i]), Middle(places[i], layers), Middle(places[i - 1], layers));
                var bend = ColumnGap / 2;
                path.Append(CultureInfo.InvariantCulture, $"C{x - bend} {before} {x - bend} {y} {x} {y}");
                if (places[i].Target is null)
                    path.Append(CultureInfo.InvariantCulture, $"H{x + boxWidth}");
            }

            var kind = arrow.Kind == ArrowKind.Needs ? "arrow" : $"arrow {arrow.Kind.ToString().ToLowerInvariant()}";
            body.Append(CultureInfo.InvariantCulture, $"<path class=\"{kind}\" d=\"{path}\" marker-end=\"url(#head)\"/>\n");
        }

        private int Left(Place place) => Margin + (place.Column * (boxWidth + ColumnGap));

        private int Middle(Place place, Layers layers)
        {
            var own = layers.Columns[place.Column].Count * RowHeight;
            return top + ((height - own) / 2) + (place.Row * RowHeight) + (RowHeight / 2);
        }
    }
}
