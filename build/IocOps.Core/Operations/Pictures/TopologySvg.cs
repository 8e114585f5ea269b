using System.Globalization;
using System.Text;
using IocOps.Core.Planning;

namespace IocOps.Core.Operations.Pictures;

/// <summary>A topology as one SVG file that needs nothing else.</summary>
public static class TopologySvg
{
    /// <summary>Light, and dark where the reader's system is; printed it is light.</summary>
    private const string Style = """
        svg.topology{background:#fff;color-scheme:light dark;print-color-adjust:exact;-webkit-print-color-adjust:exact}
        .topology text{font-family:ui-monospace,Menlo,Consolas,"DejaVu Sans Mono","Liberation Mono",monospace;font-size:12px;fill:#1a1f24}
        .topology .title{font-size:19px;font-weight:600}.topology .node{font-size:15px;font-weight:600}.topology .about,.topology .sum{fill:#56606b}
        .topology .paper{fill:#fff}.topology .box{fill:#f4f6f8;stroke:#c4ccd4}.topology .down .box{stroke:#a93400;stroke-width:3;stroke-dasharray:8 4}.topology .none .box{stroke-dasharray:3 4}
        .topology .tile{fill:#fff;stroke:#d3dae1}.topology .mark{stroke:#fff;stroke-width:1}.topology text.letter{font-size:11px;font-weight:700;text-anchor:middle;fill:#fff}
        .topology .good .mark{fill:#00734f}.topology .bad .mark{fill:#a93400}.topology .busy .mark{fill:#005f9e}.topology .odd .mark{fill:#e8b100}.topology .odd text.letter{fill:#1a1f24}
        .topology .rest .mark{fill:#fff;stroke:#6b7580;stroke-width:2}.topology .rest text.letter{fill:#4a535c}
        .topology .bad .tile{fill:#fbe5da;stroke:#a93400;stroke-width:2}.topology .busy .tile{fill:#e1effa;stroke:#005f9e}.topology .odd .tile{fill:#fdf4d3;stroke:#b98d00}
        .topology .ioc:focus{outline:none}.topology .ioc:focus .tile{stroke:#1a1f24;stroke-width:3}.topology .dim{opacity:.12}
        @media screen and (prefers-color-scheme:dark){
        svg.topology{background:#12161a}.topology text{fill:#e6eaee}.topology .about,.topology .sum{fill:#a3adb8}.topology .paper{fill:#12161a}
        .topology .box{fill:#1b2127;stroke:#3c4650}.topology .down .box{stroke:#ff8a50}.topology .tile{fill:#242b33;stroke:#39434d}.topology .mark{stroke:#12161a}
        .topology .good .mark{fill:#2bb78a}.topology .bad .mark{fill:#ff8a50}.topology .busy .mark{fill:#6cb8f0}.topology .odd .mark{fill:#f2c53d}
        .topology text.letter,.topology .odd text.letter{fill:#12161a}.topology .rest .mark{fill:#12161a;stroke:#98a3ae}.topology .rest text.letter{fill:#c6ced6}
        .topology .bad .tile{fill:#4a2415;stroke:#ff8a50}.topology .busy .tile{fill:#163247;stroke:#6cb8f0}.topology .odd .tile{fill:#3d3413;stroke:#b98d00}
        .topology .ioc:focus .tile{stroke:#fff}}
        """;

    /// <summary>The text of the file; the same for the same topology.</summary>
    public static string Write(Topology topology)
    {
        var layout = TopologyLayout.Of(topology);
        var svg = new StringBuilder();
        svg.Append(CultureInfo.InvariantCulture, $"<svg class=\"topology\" xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {layout.Width} {layout.Height}\" width=\"{layout.Width}\" height=\"{layout.Height}\" role=\"group\" aria-label=\"{Markup.Escape(topology.Title)}\">\n");
        svg.Append(CultureInfo.InvariantCulture, $"<style>\n{Style}\n</style>\n<rect class=\"paper\" x=\"0\" y=\"0\" width=\"{layout.Width}\" height=\"{layout.Height}\"/>\n");
        Head(svg, topology);
        foreach (var box in layout.Boxes) Box(svg, box, layout.NameLength);
        return svg.Append("</svg>\n").ToString();
    }

    private static void Head(StringBuilder svg, Topology topology)
    {
        var margin = TopologyLayout.Margin;
        var nodes = topology.Boxes.Count(b => b.IsReady is not null);
        var ready = topology.Boxes.Count(b => b.IsReady == true);
        svg.Append(CultureInfo.InvariantCulture, $"<text class=\"title\" x=\"{margin}\" y=\"34\">{Markup.Escape(topology.Title)}</text>\n");
        svg.Append(CultureInfo.InvariantCulture, $"<text class=\"sum\" x=\"{margin}\" y=\"56\">{topology.Rows.Count} {(topology.Rows.Count == 1 ? "IOC" : "IOCs")}, {nodes} {(nodes == 1 ? "node" : "nodes")}{(ready < nodes ? $", {nodes - ready} not ready" : "")}, as of {topology.AsOf.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture)} UTC</text>\n");
        var (x, y) = (margin + 10, 78);
        svg.Append("<g class=\"legend\">\n");
        foreach (var group in topology.Rows.GroupBy(r => r.State).OrderBy(g => DigestUrgency.Of(g.Key)).ThenBy(g => g.Key))
        {
            var text = string.Create(CultureInfo.InvariantCulture, $"{group.Count()} {StateMark.Words(group.Key)}");
            var width = 40 + (int)(text.Length * 7.3);
            // The narrowest page is 900 wide, and the legend has two lines.
            if (x + width > 890 && y == 78) (x, y) = (margin + 10, 100);
            svg.Append(CultureInfo.InvariantCulture, $"<g class=\"key {StateMark.Kind(group.Key)}\" data-find=\"{StateMark.Words(group.Key)}\">{StateMark.Svg(group.Key, x, y)}<text x=\"{x + 16}\" y=\"{y + 4}\">{text}</text></g>\n");
            x += width;
        }

        svg.Append("</g>\n");
    }

    private static void Box(StringBuilder svg, BoxPlace box, int letters)
    {
        var place = box.Place;
        var kind = box.Box.IsReady switch { null => "none", false => "down", _ => "up" };
        var count = box.Box.Rows.Count;
        var room = (place.Width - 24) / 9;
        svg.Append(CultureInfo.InvariantCulture, $"<g class=\"{kind}\" role=\"list\" aria-label=\"{Markup.Escape(box.Box.Name)}\">\n<rect class=\"box\" {At(place)} rx=\"8\"/>\n");
        svg.Append(CultureInfo.InvariantCulture, $"<text class=\"node\" x=\"{place.X + 12}\" y=\"{place.Y + 20}\">{Markup.Escape(Markup.Cut(box.Box.Name, room))}</text>\n");
        svg.Append(CultureInfo.InvariantCulture, $"<text class=\"about\" x=\"{place.X + 12}\" y=\"{place.Y + 37}\">{Markup.Escape(Markup.Cut($"{count} {(count == 1 ? "IOC" : "IOCs")}; {box.Box.About}", (place.Width - 24) * 10 / 73))}</text>\n");
        foreach (var (row, tile) in box.Box.Rows.Zip(box.Tiles)) Tile(svg, row, tile, letters);
        svg.Append("</g>\n");
    }

    private static void Tile(StringBuilder svg, DigestRow row, Place tile, int letters)
    {
        var about = $"{row.Name}: {StateMark.Words(row.State)}{(row.Nodes.Count > 0 ? $" on {string.Join(", ", row.Nodes)}" : "")}{(row.Since is { } since ? $" since {since.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture)} UTC" : "")}{(row.Health is null ? "" : $", {row.Health}")}{(row.Detail.Length > 0 ? $"; {row.Detail}" : "")}";
        svg.Append(CultureInfo.InvariantCulture, $"<g class=\"ioc {StateMark.Kind(row.State)}\" role=\"listitem\" tabindex=\"0\" data-name=\"{Markup.Escape(row.Name)}\" data-find=\"{Markup.Escape(about)}\" aria-label=\"{Markup.Escape(about)}\"><title>{Markup.Escape(about)}</title>");
        svg.Append(CultureInfo.InvariantCulture, $"<rect class=\"tile\" {At(tile)} rx=\"4\"/>{StateMark.Svg(row.State, tile.X + (TopologyLayout.Mark / 2) + 2, tile.Y + (tile.Height / 2))}");
        svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{tile.X + TopologyLayout.Mark + 5}\" y=\"{tile.Y + 16}\">{Markup.Escape(Markup.Cut(row.Name, letters))}</text></g>\n");
    }

    private static string At(Place place) =>
        string.Create(CultureInfo.InvariantCulture, $"x=\"{place.X}\" y=\"{place.Y}\" width=\"{place.Width}\" height=\"{place.Height}\"");
}
