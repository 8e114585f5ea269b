using IocOps.Core.Epics;

namespace IocOps.Core.Tests.Epics;

public sealed class MacroTextTests
{
    private static readonly Dictionary<string, string> Values = new()
    {
        ["A"] = "1",
        ["B"] = "$(A)2",
        ["N"] = "A",
        ["LOOP"] = "$(LOOP)",
        ["EMPTY"] = "",
    };

    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("$(A)", "1")]
    [InlineData("${A}", "1")]
    [InlineData("x$(A)y${A}z", "x1y1z")]
    [InlineData("$(B)", "12")]
    [InlineData("$($(N))", "1")]
    [InlineData("$(X=def)", "def")]
    [InlineData("$(X=$(A))", "1")]
    [InlineData("$(X=$(Y=$(A)))", "1")]
    [InlineData("$(X=)", "")]
    [InlineData("$(EMPTY)", "")]
    [InlineData("$(A=def)", "1")]
    [InlineData("$(X=$(Z),Z=9)", "9")]
    [InlineData("$(X=a(b)", "a(b")]
    [InlineData("100%$", "100%$")]
    [InlineData("$A", "$A")]
    [InlineData("\\$(A)", "\\$(A)")]
    [InlineData("\\\\$(A)", "\\\\1")]
    public void References_are_replaced(string text, string expected)
    {
        var undefined = new List<string>();
        Assert.Equal(expected, MacroText.Expand(text, Values.GetValueOrDefault, undefined));
        Assert.Empty(undefined);
    }

    [Theory]
    [InlineData("# don't use $(X)", "# don't use $(X)")]
    [InlineData("'$(X)' $(A)", "'$(X)' 1")]
    [InlineData("\"it's $(A)\"", "\"it's 1\"")]
    [InlineData("\\'$(A)", "\\'1")]
    public void In_a_line_nothing_is_replaced_between_single_quotes(string line, string expected)
    {
        var undefined = new List<string>();
        Assert.Equal(expected, MacroText.ExpandLine(line, Values.GetValueOrDefault, undefined));
        Assert.Empty(undefined);
    }

    [Theory]
    [InlineData("$(X)", "X")]
    [InlineData("$(X$(A))", "X1")]
    [InlineData("$(LOOP)", "LOOP")]
    [InlineData("$(open", "open")]
    public void What_has_no_value_stays_and_is_named(string text, string name)
    {
        var undefined = new List<string>();
        MacroText.Expand(text, Values.GetValueOrDefault, undefined);
        Assert.Equal([name], undefined.Distinct());
    }

    [Fact]
    public void Values_that_grow_into_each_other_come_to_an_end()
    {
        var undefined = new List<string>();
        MacroText.Expand("$(X)", n => n == "X" ? "$(X)$(X)" : null, undefined);
        Assert.NotEmpty(undefined);
    }

    [Fact]
    public void Values_that_double_with_every_step_come_to_an_end()
    {
        var undefined = new List<string>();
        var text = MacroText.Expand("$(X30)", n => n == "X0" ? "x" : $"$(X{int.Parse(n[1..]) - 1})$(X{int.Parse(n[1..]) - 1})", undefined);
        Assert.NotEmpty(undefined);
        Assert.True(text.Length < 1_000_000);
    }

    [Fact]
    public void An_open_reference_is_found()
    {
        Assert.True(MacroText.IsUnterminated("a$(b"));
        Assert.True(MacroText.IsUnterminated("$(a$(b)"));
        Assert.False(MacroText.IsUnterminated("$(a)$b"));
    }
}
