namespace IocOps.Core.Tests;

public sealed class PrintableTests
{
    [Theory]
    [InlineData("plain → text", "plain → text")]
    [InlineData("a\nb\tc", "a\\nb\\tc")]
    [InlineData("\u001b[31m", "\\u001B[31m")]
    [InlineData("a\u202Eb", "a\\u202Eb")]
    public void Text_stays_on_one_line_and_steers_no_terminal(string text, string expected) => Assert.Equal(expected, Printable.Line(text));

    [Fact]
    public void Long_text_is_cut() => Assert.Equal(Printable.MaxLength + 1, Printable.Line(new string('x', 9999)).Length);
}
