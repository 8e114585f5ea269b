using System.Text;

namespace IocOps.Core.Import;

/// <summary>Splitting of values, with respect for quotes.</summary>
internal static class IniText
{
    /// <summary>The parts of <paramref name="text"/> between separators that are not inside quotes, as they are.</summary>
    /// <param name="text">One line.</param>
    /// <param name="separator">One character.</param>
    /// <param name="quotes">What begins and ends a quoted part; where one has no end, quotes are letters like any other.</param>
    public static IReadOnlyList<string> Split(string text, char separator, string quotes)
    {
        var parts = Parts(text, separator, quotes, out var isOpen);
        return isOpen ? text.Split(separator) : parts;
    }

    /// <summary>True where a separator stands inside quotes: the original tool did not heed them.</summary>
    public static bool HidesSeparator(string text, char separator, string quotes) =>
        Split(text, separator, quotes).Count < text.Count(c => c == separator) + 1;

    /// <summary>Without a pair of quotes around the whole; <c>\"</c> and <c>\\</c> inside it lose their backslash, as in EPICS.</summary>
    public static string Unquote(string text)
    {
        if (text.Length < 2 || text[0] != text[^1] || text[0] is not ('"' or '\'')) return text;
        var plain = new StringBuilder();
        for (var i = 1; i < text.Length - 1; i++)
        {
            if (text[i] == text[0]) return text;
            if (text[i] == '\\' && i + 2 < text.Length && text[i + 1] is '"' or '\\' or '\'') i++;
            plain.Append(text[i]);
        }

        return plain.ToString();
    }

    private static List<string> Parts(string text, char separator, string quotes, out bool isOpen)
    {
        var parts = new List<string>();
        var start = 0;
        var quote = '\0';
        for (var i = 0; i < text.Length; i++)
        {
            if (quote != '\0' && text[i] == '\\') i++;
            else if (quote != '\0') quote = text[i] == quote ? '\0' : quote;
            else if (quotes.Contains(text[i], StringComparison.Ordinal)) quote = text[i];
            else if (text[i] == separator)
            {
                parts.Add(text[start..i]);
                start = i + 1;
            }
        }

        parts.Add(text[start..]);
        isOpen = quote != '\0';
        return parts;
    }
}
