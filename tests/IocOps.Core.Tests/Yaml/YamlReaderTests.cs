using IocOps.Core.Yaml;

namespace IocOps.Core.Tests.Yaml;

public sealed class YamlReaderTests
{
    private readonly List<Problem> _problems = [];

    private YamlFields Read(string text, params string[] known) =>
        new YamlReader("f.yaml", "TST", _problems).Fields(YamlText.Parse("f.yaml", text, _problems), "", known)!;

    [Fact]
    public void An_unknown_key_is_reported_where_it_stands_with_the_nearest_known_one()
    {
        Read("image: a\nreplicsa: 1\n", "image", "replicas");
        Assert.Equal("f.yaml:2:1: error TST002: the file has no key 'replicsa'; did you mean 'replicas'?", Assert.Single(_problems).ToString());
    }

    [Fact]
    public void An_unknown_key_near_to_nothing_gets_the_list_of_known_ones()
    {
        Read("zzz: a\n", "image", "cpus");
        Assert.Equal("the file has no key 'zzz'; known are cpus, image", Assert.Single(_problems).Message);
    }

    [Theory]
    [InlineData("v: [a]", "f.yaml:1:4: error TST001: v must be text; this is a list")]
    public void Text_refuses_other_nodes(string text, string expected)
    {
        Assert.Null(Read(text, "v").Text("v"));
        Assert.Equal(expected, Assert.Single(_problems).ToString());
    }

    [Theory]
    [InlineData("v: true", true)]
    [InlineData("v: False", false)]
    [InlineData("v:", null)]
    [InlineData("w: 1", null)]
    public void Bool_reads_true_and_false(string text, bool? expected)
    {
        Assert.Equal(expected, Read(text, "v", "w").Bool("v"));
        Assert.Empty(_problems);
    }

    [Theory]
    [InlineData("v: yes", "v must be true or false; this is 'yes'")]
    [InlineData("v: 'true'", "v must be true or false (without quotes); this is 'true'")]
    public void Bool_refuses_what_parsers_differ_on(string text, string expected)
    {
        Assert.Null(Read(text, "v").Bool("v"));
        Assert.Equal(expected, Assert.Single(_problems).Message);
    }

    [Theory]
    [InlineData("v: 7", 7L, null)]
    [InlineData("v: 0x10", null, "v must be a whole number; this is '0x10'")]
    [InlineData("v: 99999999999999999999", null, "v must be a whole number; this is '99999999999999999999'")]
    [InlineData("v: 11", null, "v must be from 0 to 10; this is 11")]
    public void Whole_numbers_have_bounds(string text, long? expected, string? message)
    {
        Assert.Equal(expected, Read(text, "v").Whole("v", 0, 10));
        Assert.Equal(message, _problems.SingleOrDefault()?.Message);
    }

    [Theory]
    [InlineData("v: 0.5", 0.5, null)]
    [InlineData("v: .nan", null, "v must be a number; this is '.nan'")]
    [InlineData("v: 1e999", null, "v must be a number; this is '1e999'")]
    [InlineData("v: 1.5", null, "v must be from 0 to 1; this is 1.5")]
    public void Number_has_bounds(string text, double? expected, string? message)
    {
        Assert.Equal(expected, Read(text, "v").Number("v", 0, 1));
        Assert.Equal(message, _problems.SingleOrDefault()?.Message);
    }

    [Fact]
    public void A_choice_names_what_is_allowed()
    {
        Assert.Null(Read("mode: gobal", "mode").Choice("mode", "replicated", "global"));
        Assert.Equal("mode must be replicated or global; this is 'gobal'; did you mean 'global'?", Assert.Single(_problems).Message);
    }

    [Fact]
    public void A_required_key_is_missed_at_its_mapping()
    {
        Assert.Null(Read("a: 1\n", "a", "image").Require("image", "; write one"));
        Assert.Equal("f.yaml:1:1: error TST003: image is missing; write one", Assert.Single(_problems).ToString());
    }
}
