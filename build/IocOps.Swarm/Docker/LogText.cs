using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace IocOps.Swarm.Docker;

/// <summary>Log lines out of what the engine streams, safe to show on a terminal.</summary>
public static partial class LogText
{
    private const int FrameHeader = 8;

    /// <summary>
    /// The last lines of a log stream taken with <c>timestamps=1</c>, oldest first, without their timestamps. Both forms of the stream are
    /// known: frames of 8 bytes header and data (stdout, stderr), and the plain bytes of a service with a terminal. An unfinished last
    /// frame gives what is there.
    /// </summary>
    public static IReadOnlyList<string> Tail(ReadOnlySpan<byte> stream, int count)
    {
        // Each task keeps its own order; between tasks the timestamps decide. Stable, so that equal times keep their order.
        var lines = Encoding.UTF8.GetString(Unframe(stream)).Split('\n').Select(l => l.TrimEnd('\r')).Where(l => l.Length > 0).Select(Timed);
        return [.. lines.OrderBy(l => l.Time, StringComparer.Ordinal).Select(l => Clean(l.Text)).TakeLast(count)];
    }

    /// <summary>Text without terminal escape sequences and control characters; tabs become spaces.</summary>
    public static string Clean(string text)
    {
        var plain = Escapes().Replace(text, "");
        var clean = new StringBuilder(plain.Length);
        foreach (var c in plain)
        {
            if (c == '\t') clean.Append(' ');
            else if (!char.IsControl(c) && char.GetUnicodeCategory(c) != UnicodeCategory.Format) clean.Append(c);
        }

        return clean.ToString();
    }

    /// <summary>The lines of a text, each as <see cref="Clean"/> leaves it, without empty lines at the ends.</summary>
    public static string CleanLines(string text) => string.Join('\n', text.Split('\n').Select(Clean)).Trim();

    /// <summary>A line taken with <c>timestamps=1</c>, safe to show.</summary>
    public static TimedLine Parse(string line)
    {
        var (time, text) = Timed(line);
        return new TimedLine(time, Clean(text));
    }

    private static byte[] Unframe(ReadOnlySpan<byte> stream)
    {
        if (!IsFrame(stream)) return stream.ToArray();
        var data = new List<byte>(stream.Length);
        while (IsFrame(stream))
        {
            var length = (int)Math.Min(BinaryPrimitives.ReadUInt32BigEndian(stream[4..]), (uint)(stream.Length - FrameHeader));
            data.AddRange(stream.Slice(FrameHeader, length));
            stream = stream[(FrameHeader + length)..];
        }

        return [.. data];
    }

    // Byte 0 is the stream (0 stdin, 1 stdout, 2 stderr, 3 an error of the engine), bytes 1 to 3 are zero; no text begins so.
    private static bool IsFrame(ReadOnlySpan<byte> stream) =>
        stream.Length >= FrameHeader && stream[0] <= 3 && stream[1] == 0 && stream[2] == 0 && stream[3] == 0;

    private static (string Time, string Text) Timed(string line)
    {
        var space = line.IndexOf(' ', StringComparison.Ordinal);
        var isTime = space > 0 && line.AsSpan(0, space).Contains('T') && DateTimeOffset.TryParse(line.AsSpan(0, space), CultureInfo.InvariantCulture, out _);
        return isTime ? (line[..space], line[(space + 1)..]) : ("", line);
    }

    // CSI sequences, OSC sequences up to BEL or ST, other two-character escapes.
    [GeneratedRegex(@"\x1B(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1B]*(?:\x07|\x1B\\)?|[@-Z\\-_])")]
    private static partial Regex Escapes();
}
