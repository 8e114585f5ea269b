using System.Globalization;
using System.Text;

namespace IocOps.Core.Planning;

/// <summary>The lines in which two texts differ, short enough to be read in a terminal.</summary>
public static class LineDifference
{
    /// <summary>How many lines are shown at most.</summary>
    public const int MaxLines = 20;

    private const int MaxLength = 160;

    /// <summary>
    /// What differs: how many lines in words, and the lines, removed ones with <c>- </c> and added ones with <c>+ </c> before them. For
    /// data that is not text only the sizes are told.
    /// </summary>
    public static (string Summary, IReadOnlyList<string> Lines) Of(ReadOnlyMemory<byte> before, ReadOnlyMemory<byte> after)
    {
        if (Text(before) is not { } old || Text(after) is not { } fresh)
            return (string.Create(CultureInfo.InvariantCulture, $"{before.Length} → {after.Length} bytes, not text"), []);
        var lines = LineEdits.Of(old, fresh).Where(e => !e.IsSame).Select(e => e.New < 0 ? $"- {old[e.Old]}" : $"+ {fresh[e.New]}").ToList();
        var changed = Math.Max(lines.Count(l => l[0] == '-'), lines.Count(l => l[0] == '+'));
        var summary = changed switch
        {
            0 => "line ends differ",
            1 => "1 line differs",
            _ => string.Create(CultureInfo.InvariantCulture, $"{changed} lines differ"),
        };
        IReadOnlyList<string> shown = [.. lines.Take(MaxLines).Select(l => l.Length <= MaxLength ? l : string.Concat(l.AsSpan(0, MaxLength - 1), "…"))];
        return (summary, lines.Count <= MaxLines ? shown : [.. shown, string.Create(CultureInfo.InvariantCulture, $"… and {lines.Count - MaxLines} more")]);
    }

    /// <summary>The lines of data that is text; null for other data.</summary>
    internal static string[]? Text(ReadOnlyMemory<byte> data)
    {
        try
        {
            var text = new UTF8Encoding(false, true).GetString(data.Span);
            return text.Any(c => char.IsControl(c) && c is not ('\n' or '\r' or '\t')) ? null : [.. text.TrimEnd('\n').Split('\n').Select(l => l.TrimEnd('\r'))];
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }
}
