namespace IocOps.Core.Operations.Pictures;

/// <summary>A place in the picture, in pixels from its left upper corner.</summary>
public readonly record struct Place(int X, int Y, int Width, int Height)
{
    /// <summary>True when the two have a point in common.</summary>
    public bool Overlaps(Place other) => X < other.X + other.Width && other.X < X + Width && Y < other.Y + other.Height && other.Y < Y + Height;
}

/// <summary>Where a box and its IOCs are; the places of the IOCs are in the order of the box.</summary>
public sealed record BoxPlace(TopologyBox Box, Place Place, IReadOnlyList<Place> Tiles);

/// <summary>Lays out a topology: boxes side by side, each with its IOCs in columns of tiles, of a width that every name of usual length fits.</summary>
/// <param name="Width">Of the whole picture.</param>
/// <param name="Height">Of the whole picture.</param>
/// <param name="NameLength">So many letters of a name fit a tile.</param>
/// <param name="Boxes">In the order of the topology.</param>
public sealed record TopologyLayout(int Width, int Height, int NameLength, IReadOnlyList<BoxPlace> Boxes)
{
    /// <summary>Above the first box: title, summary, legend.</summary>
    public const int Top = 124;

    internal const int Margin = 20;
    internal const int Header = 46;
    internal const int Mark = 24;

    /// <summary>Of a letter of 12 pixels in any usual font of fixed width.</summary>
    private const double Letter = 7.3;
    private const int TileHeight = 24;
    private const int Gap = 6;
    private const int Padding = 10;
    private const int WidestPage = 1640;
    private const int NarrowestPage = 900;
    private const int NarrowestBox = 270;
    private const int LongestName = 30;
    private const int ShortestName = 14;

    /// <summary>The layout for a topology; the same for the same topology.</summary>
    public static TopologyLayout Of(Topology topology)
    {
        var longest = topology.Boxes.SelectMany(b => b.Rows).Select(r => r.Name.Length).DefaultIfEmpty(0).Max();
        var letters = Math.Clamp(longest, ShortestName, LongestName);
        var tile = Mark + (int)Math.Ceiling(letters * Letter) + 12;
        // The flattest picture that is not wider than a page; of two as flat, the narrower boxes.
        var best = Enumerable.Range(1, 12).Select(columns => Try(topology, tile, columns)).Where((l, i) => i == 0 || l.Width <= WidestPage)
            .OrderBy(l => l.Height).ThenBy(l => l.Width).First();
        return best with { Width = Math.Max(best.Width, NarrowestPage), NameLength = letters };
    }

    private static TopologyLayout Try(Topology topology, int tile, int columns)
    {
        var width = Math.Max(NarrowestBox, (columns * (tile + Gap)) - Gap + (2 * Padding));
        var across = Math.Clamp((WidestPage - (2 * Margin) + Gap) / (width + Gap + Gap), 1, Math.Max(1, topology.Boxes.Count));
        var heights = new int[across];
        var boxes = new List<BoxPlace>();
        foreach (var box in topology.Boxes)
        {
            // Each box goes where the picture ends first.
            var column = Array.IndexOf(heights, heights.Min());
            var lines = (box.Rows.Count + columns - 1) / columns;
            var place = new Place(Margin + (column * (width + (2 * Gap))), Top + heights[column], width, Header + (lines * (TileHeight + Gap)) + Padding);
            heights[column] += place.Height + (2 * Gap);
            // Down the columns, as one reads a list of names.
            boxes.Add(new BoxPlace(box, place, [.. box.Rows.Select((_, i) => new Place(
                place.X + Padding + (i / Math.Max(1, lines) * (tile + Gap)), place.Y + Header + (i % Math.Max(1, lines) * (TileHeight + Gap)), tile, TileHeight))]));
        }

        return new TopologyLayout((2 * Margin) + (across * (width + (2 * Gap))) - (2 * Gap), Top + heights.DefaultIfEmpty(0).Max() + Margin, 0, boxes);
    }
}
