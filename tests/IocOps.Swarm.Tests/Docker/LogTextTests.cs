using System.Text;
using IocOps.Swarm.Docker;

namespace IocOps.Swarm.Tests.Docker;

public sealed class LogTextTests
{
    private static byte[] Frame(byte stream, string text) => [stream, 0, 0, 0, 0, 0, 0, (byte)Encoding.UTF8.GetByteCount(text), .. Encoding.UTF8.GetBytes(text)];

    [Fact]
    public void Frames_of_several_tasks_come_out_in_the_order_of_time()
    {
        byte[] stream = [.. Frame(1, "2026-01-01T00:00:03Z third\n"), .. Frame(2, "2026-01-01T00:00:01Z first\n"), .. Frame(1, "2026-01-01T00:00:02Z second\n")];
        Assert.Equal(["first", "second", "third"], LogText.Tail(stream, 10));
        Assert.Equal(["second", "third"], LogText.Tail(stream, 2));
    }

    [Fact]
    public void A_terminals_stream_has_no_frames() =>
        Assert.Equal(["epics> dbl", "a:b"], LogText.Tail(Encoding.UTF8.GetBytes("2026-01-01T00:00:01Z epics> dbl\r\n2026-01-01T00:00:02Z a:b\r\n"), 10));

    [Fact]
    public void A_cut_frame_gives_what_is_there() => Assert.Equal(["hel"], LogText.Tail(Frame(1, "2026-01-01T00:00:01Z hello").AsSpan()[..^2], 10));

    [Fact]
    public void Nothing_gives_nothing() => Assert.Empty(LogText.Tail([], 10));

    [Theory]
    [InlineData("\u001b[31;1mred\u001b[0m", "red")]
    [InlineData("\u001b]0;title\u0007text", "text")]
    [InlineData("\u001b]8;;http://x\u001b\\link\u001b]8;;\u001b\\", "link")]
    [InlineData("a\u0000b\u0008\u009b1mc", "ab1mc")]
    [InlineData("a\tb", "a b")]
    [InlineData("\u202eevil\u200b", "evil")]
    [InlineData("温度 °C", "温度 °C")]
    public void What_could_steer_a_terminal_is_taken_out(string text, string clean) => Assert.Equal(clean, LogText.Clean(text));

    [Fact]
    public void Lines_stay_lines() => Assert.Equal("one\ntwo", LogText.CleanLines("\u001b[1mone\u001b[0m\r\ntwo\n\n"));
}
