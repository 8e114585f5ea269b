using System.Text;
using IocOps.Core.Planning;

namespace IocOps.Core.Tests.Planning;

public sealed class LineDifferenceTests
{
    private static (string Summary, IReadOnlyList<string> Lines) Of(string before, string after) =>
        LineDifference.Of(Encoding.UTF8.GetBytes(before), Encoding.UTF8.GetBytes(after));

    [Theory]
    [InlineData("a\nb\nc\n", "a\nx\nc\n", "1 line differs", "- b,+ x")]
    [InlineData("a\n", "a\nb\nc\n", "2 lines differ", "+ b,+ c")]
    [InlineData("a\nb\nc\nd\n", "a\nc\nd\n", "1 line differs", "- b")]
    [InlineData("a\nb\nc\nd\ne\n", "b\nc\nx\nd\n", "2 lines differ", "- a,+ x,- e")]
    [InlineData("a\r\nb\r\n", "a\nb\n", "line ends differ", "")]
    [InlineData("a", "a\n", "line ends differ", "")]
    [InlineData("a\0", "a\0b", "2 → 3 bytes, not text", "")]
    public void Lines_are_counted_and_shown(string before, string after, string summary, string lines)
    {
        var difference = Of(before, after);
        Assert.Equal((summary, lines), (difference.Summary, string.Join(',', difference.Lines)));
    }

    [Fact]
    public void Long_differences_are_cut()
    {
        var (summary, lines) = Of(string.Join('\n', Enumerable.Range(0, 50)), new string('x', 500));
        Assert.Equal("50 lines differ", summary);
        Assert.Equal(LineDifference.MaxLines + 1, lines.Count);
        Assert.Equal("… and 31 more", lines[^1]);
    }

    [Fact]
    public void Very_long_texts_are_compared_in_bounded_time()
    {
        var one = string.Join('\n', Enumerable.Range(0, 60_000).Select(i => $"a{i}"));
        var other = string.Join('\n', Enumerable.Range(0, 60_000).Select(i => $"b{i}"));
        Assert.Equal("60000 lines differ", Of(one, other).Summary);
    }
}
