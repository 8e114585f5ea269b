using IocOps.Core;
using IocOps.Swarm.Fleets;
using IocOps.Swarm.Projects;
using IocOps.Swarm.Tests.EndToEnd;
using IocOps.Swarm.Views;

namespace IocOps.Swarm.Tests.Projects;

/// <summary>Another image: in the files that name it, and in what is made from them.</summary>
public sealed class ImageBumpTests : IDisposable
{
    private readonly SmallFleet _fleet = new();
    private readonly StringWriter _notes = new();

    private Output Out => new(new StringWriter(), _notes, false, false);

    private FleetFiles Files => new(_fleet.Path);

    public void Dispose()
    {
        _notes.Dispose();
        _fleet.Dispose();
    }

    [Fact]
    public void The_default_of_the_site_and_every_own_image_is_replaced_and_all_is_generated_with_it()
    {
        _fleet.Write("iocs/beta/ioc.yaml", "# Beta's own.\nimage: iocops/lab-ioc:1   # pinned\n" + _fleet.Read("iocs/beta/ioc.yaml"));
        _fleet.Write("iocs/gamma/ioc.yaml", "image: other:3\n" + _fleet.Read("iocs/gamma/ioc.yaml"));

        var bump = Bump("iocops/lab-ioc:*", "iocops/lab-ioc:2", null);
        bump.Edit.Write(Out, bump.Generated);

        Assert.Equal(["alpha", "beta"], bump.Iocs);
        Assert.Contains("\n  image: iocops/lab-ioc:2\n", _fleet.Read("iocs/site.yaml"), StringComparison.Ordinal);
        Assert.Contains("base-image: iocops/lab-ioc:2\n", _fleet.Read("iocs/site.yaml"), StringComparison.Ordinal);
        Assert.StartsWith("# Beta's own.\nimage: iocops/lab-ioc:2   # pinned\n", _fleet.Read("iocs/beta/ioc.yaml"), StringComparison.Ordinal);
        Assert.DoesNotContain("image", _fleet.Read("iocs/alpha/ioc.yaml"), StringComparison.Ordinal);
        Assert.All(["alpha", "beta"], n => Assert.Contains("image: iocops/lab-ioc:2\n", _fleet.Read($"iocs/{n}/generated/stack.yaml"), StringComparison.Ordinal));
        Assert.Contains("image: iocops/lab-ioc:2\n", _fleet.Read("iocs/_global/generated/stack.yaml"), StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(_fleet.Path, "iocs/gamma/generated/stack.yaml")));
    }

    [Fact]
    public void Of_some_that_take_the_default_each_gets_an_image_of_its_own_and_the_default_stays()
    {
        var site = _fleet.Read("iocs/site.yaml");

        var bump = Bump("iocops/lab-ioc:1", "iocops/lab-ioc:2", ["alpha"]);
        bump.Edit.Write(Out, bump.Generated);

        Assert.Equal(site, _fleet.Read("iocs/site.yaml"));
        Assert.Contains("image: iocops/lab-ioc:2\n", _fleet.Read("iocs/alpha/ioc.yaml"), StringComparison.Ordinal);
        Assert.Equal("iocops/lab-ioc:1", Files.Select(["beta"])[0].Image);
    }

    [Fact]
    public void An_image_that_nobody_has_or_that_is_none_is_refused_and_nothing_is_written()
    {
        var before = _fleet.Read("iocs/site.yaml");

        Assert.Contains("did you mean 'iocops/lab-ioc:1'?", Assert.Throws<SelectionException>(() => Bump("iocops/lab-ioc:7", "x:1", null)).Message, StringComparison.Ordinal);
        Assert.Throws<ProblemException>(() => Bump("iocops/lab-ioc:1", "Not An Image", null));
        Assert.Throws<ProblemException>(() => Bump("iocops/lab-ioc:1", "Not An Image", ["alpha"]));
        Assert.Equal(before, _fleet.Read("iocs/site.yaml"));
    }

    [Fact]
    public void IOCs_of_which_nobody_knows_the_image_are_named_where_they_may_be_meant()
    {
        _fleet.Write("iocs/gamma/ioc.yaml", "- no map\n");

        Assert.Contains("which image gamma has is not known", Bump("iocops/lab-ioc:1", "iocops/lab-ioc:2", null).Warning, StringComparison.Ordinal);
        Assert.Contains("which image gamma has", Bump("iocops/lab-ioc:1", "iocops/lab-ioc:2", ["alpha", "beta"]).Warning, StringComparison.Ordinal);
        Assert.Null(Bump("iocops/lab-ioc:1", "iocops/lab-ioc:2", ["alpha"]).Warning);
    }

    [Fact]
    public void Who_has_the_image_already_is_not_edited()
    {
        _fleet.Write("iocs/beta/ioc.yaml", "image: iocops/lab-ioc:1\n" + _fleet.Read("iocs/beta/ioc.yaml"));

        Assert.Empty(Bump("iocops/lab-ioc:1", "iocops/lab-ioc:1", null).Edit.Differences);
    }

    [Fact]
    public void Where_what_would_be_generated_has_errors_no_file_is_changed()
    {
        _fleet.Write("iocs/alpha/templates/ioc-stack.yaml.sbn", "{{ nobody }}");
        var before = _fleet.Read("iocs/site.yaml");

        Assert.Throws<ProblemException>(() => Bump("iocops/lab-ioc:1", "iocops/lab-ioc:2", null));
        Assert.Equal(before, _fleet.Read("iocs/site.yaml"));
    }

    private ImageBump Bump(string from, string to, string[]? names) => ImageBump.Of(Files, (from, to), names, []);
}
