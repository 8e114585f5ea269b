using System.Text;

namespace IocOps.Core.Epics;

/// <summary>Macros as a startup script gives them: <c>A=1,B="x, y"</c>. The rules are macLib's (macParseDefns).</summary>
public static class MacroDefinitions
{
    /// <summary>Names and values in the order of the text; a name without '=' takes its macro away and gives null.</summary>
    public static IReadOnlyList<(string Name, string? Value)> Parse(string text) =>
        [.. Split(text).Select(Pair).Where(p => p.Name.Length > 0)];

    private static (string Name, string? Value) Pair(string item)
    {
        var at = item.IndexOf('=', StringComparison.Ordinal);
        return at < 0 ? (Plain(item), null) : (Plain(item[..at]), Plain(item[(at + 1)..]));
    }

    private static IEnumerable<string> Split(string text)
    {
        var item = new StringBuilder();
        var quote = '\0';
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '\\' && i + 1 < text.Length)
            {
                item.Append(text[i]).Append(text[++i]);
                continue;
            }

            if (quote != '\0' ? text[i] == quote : text[i] is '"' or '\'') quote = quote == '\0' ? text[i] : '\0';
            if (text[i] == ',' && quote == '\0')
            {
                yield return item.ToString();
                item.Clear();
            }
            else
            {
                item.Append(text[i]);
            }
        }

        yield return item.ToString();
    }

    /// <summary>A value without quotes, the backslashes that protect letters, and white space around.</summary>
    public static string Plain(string text)
    {
        var result = new StringBuilder();
        var quote = '\0';
        var trimmed = text.Trim();
        for (var i = 0; i < trimmed.Length; i++)
        {
            var c = trimmed[i];
            if (c == '\\' && i + 1 < trimmed.Length) result.Append(trimmed[++i]);
            else if (quote != '\0' ? c == quote : c is '"' or '\'') quote = quote == '\0' ? c : '\0';
            else result.Append(c);
        }

        return result.ToString();
    }
}
