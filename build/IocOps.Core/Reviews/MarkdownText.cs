using System.Text;
using IocOps.Core.Operations.Pictures;

namespace IocOps.Core.Reviews;

/// <summary>Text of others made fit for Markdown as forges read it.</summary>
internal static class MarkdownText
{
    private const int MaxLine = 240;

    // In a table a bar ends the cell even in code.
    /// <summary>A span of code within a table.</summary>
    public static string Cell(string text) => Code(text).Replace("|", "\\|", StringComparison.Ordinal);

    /// <summary>A span of code: nothing in it has a meaning, and nobody is called by it.</summary>
    public static string Code(string text)
    {
        var line = Printable.Line(text);
        if (line.Trim().Length == 0) return "` `";
        var fence = new string('`', Longest(line) + 1);
        var space = line[0] == '`' || line[^1] == '`' ? " " : "";
        return $"{fence}{space}{line}{space}{fence}";
    }

    /// <summary>A block of code; lines that are too long are cut.</summary>
    public static string Block(string language, IEnumerable<string> lines)
    {
        var text = string.Join('\n', lines.Select(l => Printable.Line(Cut(l.Replace("\t", "    ", StringComparison.Ordinal), MaxLine))));
        var fence = new string('`', Math.Max(3, Longest(text) + 1));
        return $"{fence}{language}\n{text}\n{fence}\n";
    }

    /// <summary>Words of ours with names of others in them, as running text.</summary>
    public static string Escape(string text)
    {
        var safe = new StringBuilder();
        foreach (var c in Printable.Line(text))
        {
            if (c is '\\' or '`' or '*' or '_' or '[' or ']' or '#' or '|' or '~') safe.Append('\\');
            safe.Append(c switch { '<' => "&lt;", '>' => "&gt;", '&' => "&amp;", _ => c.ToString() });
            // Whoever is called so needs no message.
            if (c == '@') safe.Append('\u200B');
        }

        return safe.ToString();
    }

    /// <summary>The same within HTML tags.</summary>
    public static string Html(string text) => Markup.Escape(text).Replace("@", "@&#8203;", StringComparison.Ordinal);

    /// <summary>At most so many letters.</summary>
    public static string Cut(string text, int length) => Markup.Cut(text, length);

    private static int Longest(string text)
    {
        var (longest, run) = (0, 0);
        foreach (var c in text)
        {
            run = c == '`' ? run + 1 : 0;
            longest = Math.Max(longest, run);
        }

        return longest;
    }
}
