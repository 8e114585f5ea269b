using System.Text;
using IocOps.Core.Operations;

namespace IocOps.Core.Tests.Planning;

public sealed class ConsoleKeysTests
{
    [Theory]
    [InlineData("dbl\r", "dbl\r", false)]
    [InlineData("a\u001Db", "a", true)]
    [InlineData("a\u0010\u0011b", "a", true)]
    [InlineData("a\u0010b", "a\u0010b", false)]
    [InlineData("\u0010\u0010\u0011", "\u0010", true)]
    [InlineData("é\u001b[A", "é\u001b[A", false)]
    public void Keys_go_on_until_those_that_leave(string typed, string passed, bool leaves)
    {
        var result = new ConsoleKeys().Feed(Encoding.UTF8.GetBytes(typed));

        Assert.Equal((passed, leaves), (Encoding.UTF8.GetString([.. result.Pass]), result.Leaves));
    }

    [Fact]
    public void No_key_that_would_end_stop_or_freeze_the_IOC_is_passed_on()
    {
        var result = new ConsoleKeys().Feed([3, 4, 19, 26, 28, (byte)'x']);

        Assert.Equal([(byte)'x'], result.Pass);
        Assert.Equal(["Ctrl-C", "Ctrl-D", "Ctrl-S", "Ctrl-Z", "Ctrl-\\"], result.Held);
    }

    [Fact]
    public void The_two_keys_that_leave_may_come_one_by_one()
    {
        var keys = new ConsoleKeys();

        Assert.False(keys.Feed([0x10]).Leaves);
        Assert.True(keys.Feed([0x11]).Leaves);
    }

    [Theory]
    [InlineData("exit", true)]
    [InlineData("  exit 0 ", true)]
    [InlineData("exit(1)", true)]
    [InlineData("dbpf exit 1", false)]
    [InlineData("exitStatus", false)]
    public void A_line_that_would_end_the_IOC_is_known(string line, bool ends) => Assert.Equal(ends, ConsoleKeys.EndsTheIoc(line));
}
