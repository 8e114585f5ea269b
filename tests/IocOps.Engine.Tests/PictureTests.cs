using System.Xml.Linq;
using IocOps.Engine.Pictures;

namespace IocOps.Engine.Tests;

public sealed class PictureTests : IDisposable
{
    private readonly Sandbox _sandbox = new();

    public void Dispose() => _sandbox.Dispose();

    [Fact]
    public void A_map_shows_who_needs_and_triggers_whom_and_no_order_that_follows_from_that()
    {
        var map = TargetMap.Of(Targets(), null);
        Assert.Equal(
            ["Compile -> Pack: Needs", "Compile -> Tell: Triggers", "Pack -> Publish: Order", "Restore -> Compile: Needs"],
            map.Arrows.Select(Text).Order(StringComparer.Ordinal));
        Assert.Equal(["Alone", "Other"], map.Alone.Select(t => t.Name));
    }

    [Fact]
    public void A_map_of_some_targets_holds_what_they_need_and_trigger_and_nothing_else()
    {
        var targets = Targets();
        var map = TargetMap.Of(targets, [targets.Single(t => t.Name == "Pack")]);
        Assert.Equal(["Restore", "Compile", "Pack", "Tell"], map.Linked.Select(t => t.Name));
        Assert.Empty(map.Alone);
    }

    [Fact]
    public void Every_arrow_goes_to_the_right_and_no_place_is_taken_twice()
    {
        var layers = new Layers(TargetMap.Of(Targets(), null));
        Assert.All(layers.Routes, r => Assert.Equal(Enumerable.Range(r.Places[0].Column, r.Places.Count), r.Places.Select(p => p.Column)));
        Assert.All(layers.Columns, c => Assert.Equal(Enumerable.Range(0, c.Count), c.Select(p => p.Row)));
        Assert.Equal(5, layers.Columns.SelectMany(c => c).Count(p => p.Target is not null));
    }

    [Fact]
    public void The_picture_is_well_formed_names_every_listed_target_and_is_the_same_each_time()
    {
        var svg = TargetSvg.Write(TargetMap.Of(Targets(), null), "A <build> & more");
        var texts = XDocument.Parse(svg).Descendants().Where(e => e.Name.LocalName == "text").Select(e => e.Value).ToList();
        Assert.Contains("A <build> & more", texts);
        Assert.Equal(7, texts.Intersect(Targets().Where(t => t.Listed).Select(t => t.Name)).Count());
        Assert.DoesNotContain("Hidden", texts);
        Assert.Equal(svg, TargetSvg.Write(TargetMap.Of(Targets(), null), "A <build> & more"));
    }

    [Fact]
    public void Mermaid_has_a_line_for_every_arrow()
    {
        var text = TargetMermaid.Write(TargetMap.Of(Targets(), null), "Targets");
        Assert.Contains("    Restore --> Compile\n", text);
        Assert.Contains("    Compile -- triggers --> Tell\n", text);
        Assert.Contains("    Pack -.-> Publish\n", text);
        Assert.EndsWith("Need no other target: Alone, Other.\n", text);
    }

    private static string Text(Arrow arrow) => $"{arrow.From.Name} -> {arrow.To.Name}: {arrow.Kind}";

    private IReadOnlyCollection<ExecutableTarget> Targets() => _sandbox.Run<Sample>("Alone").Build.ExecutableTargets;

    private sealed class Sample : NotingBuild
    {
        Target Restore => _ => _.Executes(Note("Restore"));

        Target Compile => _ => _.DependsOn(Restore).Triggers(Tell).Executes(Note("Compile"));

        Target Pack => _ => _.DependsOn(Compile).After(Restore).Executes(Note("Pack"));

        Target Publish => _ => _.After(Compile, Pack).Executes(Note("Publish"));

        Target Tell => _ => _.Description("Tells <all>").Executes(Note("Tell"));

        Target Other => _ => _.Executes(Note("Other"));

        Target Alone => _ => _.Executes(Note("Alone"));

        Target Hidden => _ => _.Unlisted().Executes(Note("Hidden"));
    }
}
