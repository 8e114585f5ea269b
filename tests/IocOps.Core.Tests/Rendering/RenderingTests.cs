using System.Globalization;
using IocOps.Core.Model;
using IocOps.Core.Rendering;
using IocOps.Core.Tests.Model;
using IocOps.Core.Yaml;
using Snapshooter;
using Snapshooter.Xunit;

namespace IocOps.Core.Tests.Rendering;

public sealed class RenderingTests
{
    private static readonly Lazy<Fleet> Variants = new(() => FleetParser.Parse(Workspace.Fleet("tests", "samples", "variants")));

    public static TheoryData<string> VariantNames => [.. Variants.Value.Members.Select(m => m.Name)];

    [Theory]
    [MemberData(nameof(VariantNames))]
    public void A_variant_renders_as_it_was_reviewed(string name)
    {
        Assert.Empty(Variants.Value.Problems.Select(p => p.ToString()));
        var ioc = Variants.Value.Iocs.Single(i => i.Name == name);
        Snapshot.Match(Show(Render(Variants.Value.Site!, ioc)), SnapshotNameExtension.Create(name));
    }

    [Fact]
    public void The_global_stack_of_another_site_renders_as_it_was_reviewed()
    {
        var problems = new List<Problem>();
        var files = new FleetRenderer(Variants.Value.Site!, Workspace.Templates()).RenderGlobal(null, problems);
        Assert.Empty(problems);
        Snapshot.Match(Show(files));
    }

    [Fact]
    public void An_empty_macro_keeps_its_place()
    {
        var text = Files("databases: [{file: a.db, macros: {P: X, DESC: '', JSON: 1}}]").Single(f => f.Path.EndsWith(".substitutions", StringComparison.Ordinal)).Text;
        Assert.Contains("pattern { P, DESC, JSON }\n        { \"X\", \"\", \"1\" }", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_in_a_stack_file_is_left_for_interpolation()
    {
        var stack = Files("databases: [a.db]\nmodules: [autosave]\ndeploy: {labels: {a: '$HOME ${X} $$'}}").Single(f => f.Path.EndsWith("stack.yaml", StringComparison.Ordinal)).Text;
        Assert.Contains("\"$$HOME $${X} $$$$\"", stack, StringComparison.Ordinal);
        Assert.DoesNotContain("$", stack.Replace("$$", "", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Fact]
    public void A_changed_file_changes_the_service_with_either_delivery()
    {
        foreach (var delivery in new[] { "configs", "mount" })
        {
            RunFile[] Run(string db)
            {
                var fleet = Sample.Parse(Sample.Site, Sample.Folder("x", $"databases: [a.db]\ndelivery: {delivery}", ("a.db", db)));
                var ioc = fleet.Iocs.Single();
                var problems = new List<Problem>();
                var renderer = new FleetRenderer(fleet.Site!, Workspace.Templates());
                var startup = renderer.RenderStartup(ioc, problems);
                var stack = renderer.RenderStack(ioc, startup, problems).Single();
                Assert.Empty(problems);
                return [.. RunFiles.Of(ioc, startup), new RunFile("stack", "", System.Text.Encoding.UTF8.GetBytes(stack.Text), 0)];
            }

            var before = Run("record(ai, \"A\") {}");
            var after = Run("record(ai, \"A\") { field(EGU, \"mA\") }");
            // Configs carry the content themselves; on the mount a hash stands in the stack file.
            Assert.Equal(delivery == "configs", before[^1].Content.Span.SequenceEqual(after[^1].Content.Span));
            Assert.Contains(before, f => f is { Target: "startup/db/a.db", Source: "../src/a.db", Mode: 0x124 });
            Assert.Contains(before, f => f is { Target: "startup/iocBoot/st.cmd", Source: "./st.cmd", Mode: 0x16D });
        }
    }

    [Fact]
    public void The_bytes_do_not_depend_on_the_machines_culture()
    {
        var before = CultureInfo.CurrentCulture;
        var first = Show(SampleFleetTests.Render(FleetParser.Parse(Workspace.Fleet("tests", "samples", "variants"))));
        try
        {
            // What de-DE would do to numbers; the culture itself may not be installed.
            var german = (CultureInfo)CultureInfo.InvariantCulture.Clone();
            german.NumberFormat.NumberDecimalSeparator = ",";
            german.NumberFormat.NumberGroupSeparator = ".";
            german.NumberFormat.NegativeSign = "−";
            CultureInfo.CurrentCulture = german;
            Assert.Equal(first, Show(SampleFleetTests.Render(FleetParser.Parse(Workspace.Fleet("tests", "samples", "variants")))));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void Every_file_has_unix_line_ends_and_one_at_the_end()
    {
        foreach (var file in SampleFleetTests.Render(Variants.Value))
        {
            Assert.DoesNotContain("\r", file.Text, StringComparison.Ordinal);
            Assert.EndsWith("\n", file.Text, StringComparison.Ordinal);
            Assert.False(file.Text.EndsWith("\n\n", StringComparison.Ordinal), file.Path);
            Assert.DoesNotContain(" \n", file.Text, StringComparison.Ordinal);
            Assert.DoesNotContain(Workspace.Root, file.Text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Every_config_of_a_stack_file_is_defined_and_used_once()
    {
        foreach (var file in SampleFleetTests.Render(Variants.Value).Where(f => f.Path.EndsWith("stack.yaml", StringComparison.Ordinal)))
        {
            var root = (YamlMap)YamlText.Parse(file.Path, file.Text, [])!;
            var service = (YamlMap)((YamlMap)root["services"]!).Entries.Single().Value;
            var used = ((YamlList?)service["configs"])?.Items.Select(c => ((YamlScalar)((YamlMap)c)["source"]!).Value) ?? [];
            var defined = ((YamlMap?)root["configs"])?.Entries.Select(c => c.Key.Value) ?? [];
            Assert.Equal(defined, used);
        }
    }

    [Fact]
    public void Two_global_stacks_want_an_image()
    {
        var site = Sample.Parse(Sample.Site).Site!;
        var problems = new List<Problem>();
        Assert.Empty(new FleetRenderer(site, Workspace.Templates()).RenderGlobal(null, problems));
        Assert.Equal("SIT004", Assert.Single(problems).Code);
        Assert.Contains("image: x:1\n", new FleetRenderer(site, Workspace.Templates()).RenderGlobal("x:1", problems).Single().Text, StringComparison.Ordinal);
    }

    private static List<string> Script(string yaml) => [.. Files(yaml).Single(f => f.Path.EndsWith("st.cmd", StringComparison.Ordinal)).Text.Split('\n')];

    private static IReadOnlyList<RenderedFile> Files(string yaml)
    {
        var fleet = Sample.ParseOne(yaml);
        Assert.Empty(fleet.Problems.Select(p => p.ToString()));
        return Render(fleet.Site!, fleet.Iocs.Single());
    }

    private static IReadOnlyList<RenderedFile> Render(Site site, Ioc ioc)
    {
        var problems = new List<Problem>();
        var files = new FleetRenderer(site, Workspace.Templates()).RenderAll(ioc, problems);
        Assert.Empty(problems);
        return files;
    }

    private static string Show(IEnumerable<RenderedFile> files) => string.Concat(files.Select(f => $"==> {f.Path}\n{f.Text}"));
}
