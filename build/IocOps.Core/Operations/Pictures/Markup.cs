using System.Text;

namespace IocOps.Core.Operations.Pictures;

/// <summary>Text of others made fit for XML and HTML.</summary>
internal static class Markup
{
    /// <summary>The text on one line, with no character that XML forbids or gives a meaning.</summary>
    public static string Escape(string text)
    {
        var safe = new StringBuilder();
        foreach (var rune in Printable.Line(text).EnumerateRunes())
        {
            safe.Append(rune.Value switch
            {
                '&' => "&amp;",
                '<' => "&lt;",
                '>' => "&gt;",
                '"' => "&quot;",
                '\'' => "&#39;",
                < 0x20 or 0xFFFE or 0xFFFF => "?",
                _ => rune.ToString(),
            });
        }

        return safe.ToString();
    }

    /// <summary>At most so many letters.</summary>
    public static string Cut(string text, int length) => text.Length <= length ? text : $"{text[..(length - 1)]}…";
}
