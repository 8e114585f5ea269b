using System.Globalization;
using System.Xml;
using System.Xml.Linq;
using IocOps.Core.Operations;
using IocOps.Core.Operations.Pictures;
using IocOps.Core.Planning;

namespace IocOps.Core.Tests.Planning;

public sealed class TopologyTests
{
    private static readonly DateTime Noon = new(2026, 1, 1, 12, 0, 0, DateTimeKind.Utc);
    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    [Theory]
    [InlineData(0, 1)]
    [InlineData(12, 3)]
    [InlineData(300, 7)]
    [InlineData(300, 40)]
    public void Nothing_overlaps_and_nothing_stands_outside(int iocs, int nodes)
    {
        var topology = Sample(iocs, nodes);
        var layout = TopologyLayout.Of(topology);

        var tiles = layout.Boxes.SelectMany(b => b.Tiles).ToList();
        Assert.Equal(topology.Boxes.Sum(b => b.Rows.Count), tiles.Count);
        Assert.DoesNotContain(Pairs(tiles), p => p.A.Overlaps(p.B));
        Assert.DoesNotContain(Pairs([.. layout.Boxes.Select(b => b.Place)]), p => p.A.Overlaps(p.B));
        Assert.All(layout.Boxes, b => Assert.All(b.Tiles, t => Assert.True(Holds(b.Place, t))));
        Assert.All(layout.Boxes, b => Assert.True(Holds(new Place(0, TopologyLayout.Top, layout.Width, layout.Height - TopologyLayout.Top), b.Place)));
        Assert.InRange(layout.Width, 600, 1700);
    }

    [Fact]
    public void Every_IOC_is_in_the_picture_with_its_whole_name_and_those_on_no_node_have_a_box_of_their_own()
    {
        var topology = Sample(300, 7);

        var tiles = Parse(TopologySvg.Write(topology)).Descendants(Svg + "g").Where(g => ((string?)g.Attribute("class"))?.StartsWith("ioc ", StringComparison.Ordinal) == true).ToList();

        Assert.Equal(topology.Rows.Select(r => r.Name).Order(StringComparer.Ordinal), tiles.Select(t => (string)t.Attribute("data-name")!).Order(StringComparer.Ordinal));
        Assert.Equal("On no node", topology.Boxes[0].Name);
        Assert.All(topology.Boxes[0].Rows, r => Assert.Empty(r.Nodes));
        Assert.All(tiles, t => Assert.NotEmpty(t.Element(Svg + "title")!.Value));
    }

    [Fact]
    public void Both_files_need_nothing_from_elsewhere()
    {
        var topology = Sample(12, 3);
        foreach (var text in new[] { TopologySvg.Write(topology), TopologyHtml.Write(topology) })
        {
            var file = Parse(text);
            Assert.DoesNotContain(file.Descendants().Attributes(), a => a.Name.LocalName is "href" or "src" || a.Value.Contains("url(", StringComparison.Ordinal));
            Assert.DoesNotContain("http", text.Replace("http://www.w3.org/2000/svg", "", StringComparison.Ordinal).Replace("http-equiv", "", StringComparison.Ordinal), StringComparison.Ordinal);
            Assert.DoesNotContain("@import", text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Names_and_reasons_do_no_harm()
    {
        const string Bad = "</text><script>alert('x')</script>\"&\u0001\uFFFE\n\u202E";
        var rows = new[] { Row(Bad, DigestState.Orphan, Bad) with { Detail = Bad } };
        var topology = Topology.Of(Bad, Noon, rows, [Node(Bad)]);

        var svg = Parse(TopologySvg.Write(topology));
        var html = Parse(TopologyHtml.Write(topology));

        Assert.Empty(svg.Descendants(Svg + "script"));
        Assert.Single(html.Descendants("script"));
        Assert.Contains(svg.Descendants().Attributes("data-name"), a => a.Value.StartsWith("</text><script>", StringComparison.Ordinal));
    }

    [Fact]
    public void The_same_state_gives_the_same_file_in_any_order_of_rows()
    {
        var a = Sample(60, 4);
        var nodes = a.Boxes.Where(b => b.IsReady is not null).Select(b => Node(b.Name)).ToList();
        string Write(IEnumerable<DigestRow> rows) => TopologyHtml.Write(Topology.Of("t", Noon, [.. rows], nodes));

        Assert.Equal(Write(a.Rows), Write(a.Rows.Reverse()));
        Assert.Contains("as of 2026-01-01 12:00:00 UTC", TopologySvg.Write(a), StringComparison.Ordinal);
    }

    [Fact]
    public void A_node_that_is_down_is_told_by_word_and_line()
    {
        var topology = Topology.Of("t", Noon, [Row("a", DigestState.Failed, "x")], [Node("x") with { State = "down" }]);

        var svg = TopologySvg.Write(topology);

        Assert.Contains("1 IOC; worker, down", svg, StringComparison.Ordinal);
        Assert.Contains("1 not ready", svg, StringComparison.Ordinal);
        Assert.Contains("<g class=\"down\"", svg, StringComparison.Ordinal);
    }

    [Fact]
    public void Each_state_has_a_letter_of_its_own_and_a_count_in_the_legend()
    {
        var states = Enum.GetValues<DigestState>();
        var letters = states.Select(StateMark.Letter).ToList();
        var legend = Parse(TopologySvg.Write(Sample(300, 3))).Descendants(Svg + "g").Single(g => (string?)g.Attribute("class") == "legend");

        Assert.Equal(letters.Count, letters.Distinct().Count());
        Assert.Equal(states.Length, legend.Elements().Count());
        Assert.True(legend.Descendants(Svg + "text").Max(t => (int)t.Attribute("y")!) < TopologyLayout.Top);
    }

    internal static Topology Sample(int iocs, int nodes)
    {
        string[] areas = ["li-vac", "bo-ps", "sr-bpm", "sr-rf", "bl02-mono", "id-u20", "ti-event", "mps"];
        var states = Enum.GetValues<DigestState>();
        var rows = Enumerable.Range(0, iocs).Select(i =>
        {
            var state = i % 9 == 4 ? states[i / 9 % states.Length] : DigestState.Running;
            var isPlaced = state is DigestState.Running or DigestState.Changed or DigestState.Updating or DigestState.Orphan;
            var name = string.Create(CultureInfo.InvariantCulture, $"{areas[i % areas.Length]}-{i:000}");
            return Row(name, state, isPlaced ? $"node-{(i * 5 % nodes) + 1}" : null) with { Detail = state == DigestState.Failed ? "task: non-zero exit (1)" : "" };
        });
        return Topology.Of("Stack dals", Noon, [.. rows], [.. Enumerable.Range(1, nodes).Select(n => Node($"node-{n}") with { State = n == 3 ? "down" : "ready", Leader = n == 1, Role = n < 4 ? "manager" : "worker" })]);
    }

    private static DigestRow Row(string name, DigestState state, string? node) =>
        new(name, state, FolderState.Ready, $"s_srv-{name}", 1, 1, node is null ? null : Noon, node is null ? [] : [node], "i:1", node is null ? null : "healthy", "");

    private static NodeRow Node(string name) => new() { Id = name, Name = name, Role = "worker", State = "ready", Availability = "active" };

    private static bool Holds(Place outer, Place inner) =>
        inner.X >= outer.X && inner.Y >= outer.Y && inner.X + inner.Width <= outer.X + outer.Width && inner.Y + inner.Height <= outer.Y + outer.Height;

    private static IEnumerable<(Place A, Place B)> Pairs(IReadOnlyList<Place> places) =>
        places.SelectMany((a, i) => places.Skip(i + 1).Select(b => (a, b)));

    private static XDocument Parse(string text)
    {
        using var reader = XmlReader.Create(new StringReader(text), new XmlReaderSettings { DtdProcessing = DtdProcessing.Ignore });
        return XDocument.Load(reader);
    }
}
