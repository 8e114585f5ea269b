using System.Globalization;
using System.Text;

namespace IocOps.Core.Planning;

/// <summary>The lines in which two texts differ, short enough to be read in a terminal.</summary>
public static class LineDifference
{
    /// <summary>How many lines are shown at most.</summary>
    public const int MaxLines = 20;

    private const int MaxLength = 160;

    // The table of the comparison has the product of the two lengths; above it the whole middle counts as changed.
    private const int MaxCells = 4_000_000;

    /// <summary>
    /// What differs: how many lines in words, and the lines, removed ones with <c>- </c> and added ones with <c>+ </c> before them. For
    /// data that is not text only the sizes are told.
    /// </summary>
    public static (string Summary, IReadOnlyList<string> Lines) Of(ReadOnlyMemory<byte> before, ReadOnlyMemory<byte> after)
    {
        if (Text(before) is not { } old || Text(after) is not { } fresh)
            return (string.Create(CultureInfo.InvariantCulture, $"{before.Length} → {after.Length} bytes, not text"), []);
        var lines = Compare(old, fresh);
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

    private static string[]? Text(ReadOnlyMemory<byte> data)
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

    private static List<string> Compare(string[] old, string[] fresh)
    {
        var start = 0;
        while (start < old.Length && start < fresh.Length && old[start] == fresh[start]) start++;
        var end = 0;
        while (end < old.Length - start && end < fresh.Length - start && old[^(end + 1)] == fresh[^(end + 1)]) end++;
        var a = old[start..^end];
        var b = fresh[start..^end];
        return (long)a.Length * b.Length > MaxCells ? [.. a.Select(l => $"- {l}"), .. b.Select(l => $"+ {l}")] : Longest(a, b);
    }

    // Longest common subsequence, from the ends to the beginnings.
    private static List<string> Longest(string[] a, string[] b)
    {
        var common = Enumerable.Range(0, a.Length + 1).Select(_ => new int[b.Length + 1]).ToArray();
        for (var i = a.Length - 1; i >= 0; i--)
        {
            for (var j = b.Length - 1; j >= 0; j--)
                common[i][j] = a[i] == b[j] ? common[i + 1][j + 1] + 1 : Math.Max(common[i + 1][j], common[i][j + 1]);
        }

        var lines = new List<string>();
        for (int i = 0, j = 0; i < a.Length || j < b.Length;)
        {
            if (i < a.Length && j < b.Length && a[i] == b[j])
            {
                i++;
                j++;
            }
            else if (j == b.Length || (i < a.Length && common[i + 1][j] >= common[i][j + 1])) lines.Add($"- {a[i++]}");
            else lines.Add($"+ {b[j++]}");
        }

        return lines;
    }
}
