using IocOps.Core.Yaml;

namespace IocOps.Core.Tests.Yaml;

public sealed class YamlTextTests
{
    private static (YamlNode? Node, List<string> Problems) Parse(string text)
    {
        var problems = new List<Problem>();
        var node = YamlText.Parse("f.yaml", text, problems);
        return (node, [.. problems.Select(p => p.ToString())]);
    }

    private static string Refused(string text)
    {
        var (node, problems) = Parse(text);
        Assert.Null(node);
        return Assert.Single(problems);
    }

    [Fact]
    public void Values_know_their_place()
    {
        var map = (YamlMap)Parse("a: 1\nb:\n  - x\n  - 'y'\n").Node!;
        Assert.Equal(new YamlScalar("1", true, 1, 4), map["a"]);
        Assert.Equal([new YamlScalar("x", true, 3, 5), new YamlScalar("y", false, 4, 5)], ((YamlList)map["b"]!).Items);
    }

    [Fact]
    public void A_byte_order_mark_and_crlf_do_no_harm()
    {
        var map = (YamlMap)Parse("\uFEFFa: 1\r\nb: 2\r\n").Node!;
        Assert.Equal(["a", "b"], map.Entries.Select(e => e.Key.Value));
    }

    [Fact]
    public void A_key_twice_is_refused_with_both_places() =>
        Assert.Equal("f.yaml:3:1: error YML006: the key 'a' occurs twice, first in line 1; keep one", Refused("a: 1\nb: 2\na: 3\n"));

    [Fact]
    public void A_tab_is_called_a_tab() => Assert.Contains("YML003: the line is indented with a tab", Refused("a:\n\tb: 1\n"), StringComparison.Ordinal);

    [Theory]
    [InlineData("a: [1, 2\n")]
    [InlineData("a: 'open\n")]
    [InlineData("a: b: c\n")]
    [InlineData("a: %x\n")]
    [InlineData("a: *nobody\n")]
    [InlineData("a: &x [*x]\n")]
    [InlineData("a: &x {b: *x}\n")]
    public void What_is_no_yaml_is_a_problem_and_no_exception(string text) => Assert.Contains("YML003", Refused(text), StringComparison.Ordinal);

    [Fact]
    public void A_bomb_of_aliases_is_stopped_early()
    {
        var lines = new List<string> { "a0: &a0 [x,x,x,x,x,x,x,x,x,x]" };
        for (var i = 1; i < 9; i++) lines.Add($"a{i}: &a{i} [{string.Join(',', Enumerable.Repeat($"*a{i - 1}", 10))}]");
        Assert.Contains("more than 200000 values", Refused(string.Join('\n', lines)), StringComparison.Ordinal);
    }

    [Fact]
    public void Depth_and_size_are_bounded()
    {
        Assert.Contains("deeper than 64", Refused(new string('[', 100) + new string(']', 100)), StringComparison.Ordinal);
        Assert.Contains("YML001", Refused(new string('x', YamlText.MaxLength + 1)), StringComparison.Ordinal);
    }

    [Fact]
    public void Bytes_of_another_encoding_are_refused_with_their_line() =>
        Assert.Equal("f.yaml:2: error YML002: this is not UTF-8 text; save the file as UTF-8", Refused("a: 1\nb: M\uFFFDller\n"));

    [Fact]
    public void Utf_16_is_refused() => Assert.Contains("YML002", Refused("a\0:\0 \0b\0"), StringComparison.Ordinal);

    [Fact]
    public void Merge_keys_fill_in_what_the_mapping_lacks()
    {
        var map = (YamlMap)Parse("base: &b {x: 1, y: 2}\nuse:\n  <<: *b\n  y: 3\n").Node!;
        var use = (YamlMap)map["use"]!;
        Assert.Equal("3", ((YamlScalar)use["y"]!).Value);
        Assert.Equal("1", ((YamlScalar)use["x"]!).Value);
    }

    [Theory]
    [InlineData("a: 1\n---\nb: 2\n", "YML004")]
    [InlineData("? [a]\n: 1\n", "YML005")]
    [InlineData("<<: x\n", "YML007")]
    public void What_a_configuration_cannot_mean_is_refused(string text, string code) => Assert.Contains(code, Refused(text), StringComparison.Ordinal);

    [Theory]
    [InlineData("")]
    [InlineData("# nothing\n")]
    [InlineData("---\n")]
    public void An_empty_file_is_nothing(string text) => Assert.True(((YamlScalar)Parse(text).Node!).IsNull);
}
