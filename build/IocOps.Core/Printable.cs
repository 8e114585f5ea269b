using System.Globalization;
using System.Text;

namespace IocOps.Core;

/// <summary>Text of a user's file made fit to stand in a message: on one line, and without what would steer a terminal.</summary>
public static class Printable
{
    /// <summary>In characters; a message that quotes a whole file helps nobody.</summary>
    public const int MaxLength = 500;

    /// <summary>The text with control and invisible characters written as escapes (<c>\n</c>, <c>\u202E</c>), cut where it is too long.</summary>
    public static string Line(string text)
    {
        if (text.Length <= MaxLength && !text.Any(IsOdd)) return text;
        var line = new StringBuilder();
        foreach (var c in text.AsSpan(0, Math.Min(text.Length, MaxLength)))
        {
            if (c == '\n') line.Append("\\n");
            else if (c == '\t') line.Append("\\t");
            else if (IsOdd(c)) line.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:X4}");
            else line.Append(c);
        }

        return text.Length <= MaxLength ? line.ToString() : line.Append('…').ToString();
    }

    private static bool IsOdd(char c) => char.IsControl(c) || char.GetUnicodeCategory(c) is UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;
}
