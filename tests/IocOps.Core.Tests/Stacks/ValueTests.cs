using IocOps.Core.Stacks;

namespace IocOps.Core.Tests.Stacks;

public sealed class ValueTests
{
    [Theory]
    [InlineData("10s", 10_000)]
    [InlineData("1m30s", 90_000)]
    [InlineData("1.5h", 5_400_000)]
    [InlineData("500ms", 500)]
    [InlineData("0", 0)]
    [InlineData("+2s", 2_000)]
    [InlineData(".5s", 500)]
    [InlineData("1h0m5s", 3_605_000)]
    public void Durations_are_read_as_go_reads_them(string text, double milliseconds)
    {
        Assert.True(GoDuration.TryParse(text, out var value));
        Assert.Equal(TimeSpan.FromMilliseconds(milliseconds), value);
    }

    [Theory]
    [InlineData("10")]
    [InlineData("")]
    [InlineData("s")]
    [InlineData("-1s")]
    [InlineData("1d")]
    [InlineData("1 s")]
    [InlineData("1s ")]
    [InlineData("1ns")]
    [InlineData("9999999999999h")]
    [InlineData("99999999999999999999999999999999h")]
    public void What_is_no_duration_is_refused(string text) => Assert.False(GoDuration.TryParse(text, out _));

    [Theory]
    [InlineData("1m30s")]
    [InlineData("1h")]
    [InlineData("10s")]
    [InlineData("500ms")]
    [InlineData("1.5s")]
    [InlineData("2us")]
    [InlineData("26h5m0.25s")]
    [InlineData("0s")]
    public void A_formatted_duration_reads_back(string text)
    {
        Assert.True(GoDuration.TryParse(text, out var value));
        Assert.Equal(text, GoDuration.Format(value));
    }

    [Theory]
    [InlineData("64M", 67108864)]
    [InlineData("64m", 67108864)]
    [InlineData("64MiB", 67108864)]
    [InlineData("64 mb", 67108864)]
    [InlineData("1.5g", 1610612736)]
    [InlineData("1024", 1024)]
    [InlineData("10b", 10)]
    [InlineData("2kb", 2048)]
    [InlineData(".5k", 512)]
    [InlineData("1.g", 1073741824)]
    [InlineData("0", 0)]
    [InlineData("1k", 1024)]
    public void Sizes_are_read_as_docker_reads_them(string text, long bytes)
    {
        Assert.True(Quantities.TryParseBytes(text, out var value));
        Assert.Equal(bytes, value);
    }

    [Theory]
    [InlineData("64x")]
    [InlineData("-1")]
    [InlineData("")]
    [InlineData("1e3")]
    [InlineData("1.2.3m")]
    [InlineData(".g")]
    [InlineData("99999999p")]
    public void What_is_no_size_is_refused(string text) => Assert.False(Quantities.TryParseBytes(text, out _));

    [Theory]
    [InlineData("0.5", 500_000_000)]
    [InlineData("2", 2_000_000_000)]
    [InlineData(".25", 250_000_000)]
    [InlineData("0.000000001", 1)]
    public void Processors_are_counted_in_billionths(string text, long nano)
    {
        Assert.True(Quantities.TryParseCpus(text, out var value));
        Assert.Equal(nano, value);
    }

    [Theory]
    [InlineData("0.0000000001")]
    [InlineData("-1")]
    [InlineData("half")]
    [InlineData("")]
    public void What_is_no_count_of_processors_is_refused(string text) => Assert.False(Quantities.TryParseCpus(text, out _));

    [Theory]
    [InlineData("a b", "a|b")]
    [InlineData("bash -c 'cd RUN; ./st.cmd;'", "bash|-c|cd RUN; ./st.cmd;")]
    [InlineData("""say "two \"words\"" x""", "say|two \"words\"|x")]
    [InlineData("""a\ b""", "a b")]
    [InlineData("'' x", "|x")]
    [InlineData("a # comment", "a")]
    [InlineData("a#b", "a#b")]
    [InlineData("a'b'\"c\"d", "abcd")]
    [InlineData("a # b\nc", "a|c")]
    [InlineData("  ", null)]
    public void Commands_are_split_as_a_shell_would(string text, string? words) =>
        Assert.Equal(words, ShellWords.Split(text) is { Count: > 0 } split ? string.Join('|', split) : null);

    [Theory]
    [InlineData("'open")]
    [InlineData("\"open")]
    [InlineData("end\\")]
    [InlineData("\"end\\")]
    public void A_command_that_does_not_end_is_refused(string text) => Assert.Null(ShellWords.Split(text));

    [Theory]
    [InlineData("zone=west", "zone=west")]
    [InlineData("区=西", "区=西")]
    [InlineData("hall=experiment hall", "'hall=experiment hall'")]
    [InlineData("who=$(id)", "'who=$(id)'")]
    [InlineData("owner=O'Neill", "'owner=O'\\''Neill'")]
    [InlineData("", "''")]
    public void A_word_for_a_shell_is_quoted_where_it_has_to_be_and_stays_that_word(string word, string quoted)
    {
        Assert.Equal(quoted, ShellWords.Quote(word));
        Assert.Equal([word], ShellWords.Split(quoted));
    }

    [Theory]
    [InlineData("nginx", "nginx:latest")]
    [InlineData("docker.io/library/nginx:1", "nginx:1")]
    [InlineData("docker.io/some/thing", "some/thing:latest")]
    [InlineData("localhost:5000/a/b:2", "localhost:5000/a/b:2")]
    [InlineData("registry.example.org/a__b/c-d.e", "registry.example.org/a__b/c-d.e:latest")]
    [InlineData("HOST.example/x", "HOST.example/x:latest")]
    public void Images_are_named_as_the_client_posts_them(string text, string expected) => Assert.Equal(expected, ImageName.Normalize(text));

    [Theory]
    [InlineData("")]
    [InlineData("Upper")]
    [InlineData("a b")]
    [InlineData("a:")]
    [InlineData("a@sha256:1234")]
    [InlineData("/a")]
    [InlineData("a//b")]
    [InlineData("-a")]
    public void What_is_no_image_is_refused(string text) => Assert.Null(ImageName.Normalize(text));

    [Theory]
    [InlineData("./st.cmd", "iocs/a/generated/st.cmd")]
    [InlineData("../src/x.db", "iocs/a/src/x.db")]
    [InlineData("../../../top", "top")]
    [InlineData("a//./b", "iocs/a/generated/a/b")]
    [InlineData("../../../../out", null)]
    [InlineData("/etc/passwd", null)]
    [InlineData("~/x", null)]
    [InlineData("..\\x", null)]
    [InlineData("C:/x/../../../../../..", null)]
    [InlineData("../../..", null)]
    [InlineData("a\nb", null)]
    [InlineData("", null)]
    public void Paths_stay_in_the_workspace(string path, string? expected) =>
        Assert.Equal(expected, WorkspacePath.Resolve("iocs/a/generated/stack.yaml", path));
}
