using System.Text;

namespace IocOps.Core.Stacks;

/// <summary>
/// Splits a command line into words as the docker CLI does for <c>command</c> and <c>entrypoint</c>: single quotes keep everything,
/// double quotes keep all but backslash escapes, a <c>#</c> at the start of a word begins a comment. Nothing is expanded.
/// </summary>
public static class ShellWords
{
    private const string Space = " \t\r\n";

    /// <summary>The words; null where a quote is not closed or a backslash ends the text.</summary>
    public static IReadOnlyList<string>? Split(string text)
    {
        var words = new List<string>();
        var at = 0;
        while (true)
        {
            while (at < text.Length && Space.Contains(text[at], StringComparison.Ordinal)) at++;
            if (at == text.Length) return words;
            if (text[at] == '#') at = text.IndexOf('\n', at) is var end and >= 0 ? end : text.Length;
            else if (Word(text, ref at) is { } word) words.Add(word);
            else return null;
        }
    }

    /// <summary>A word as a command that somebody copies into a shell has to have it: bare where no shell reads anything in it, else in single quotes.</summary>
    public static string Quote(string word) =>
        word.Length > 0 && word.All(c => char.IsLetterOrDigit(c) || "_-+=.,:/@%".Contains(c, StringComparison.Ordinal)) ? word : $"'{word.Replace("'", "'\\''", StringComparison.Ordinal)}'";

    private static string? Word(string text, ref int at)
    {
        var word = new StringBuilder();
        for (; at < text.Length && !Space.Contains(text[at], StringComparison.Ordinal); at++)
        {
            if (text[at] is '\'' or '"')
            {
                if (!Quoted(text, ref at, word)) return null;
            }
            else if (text[at] != '\\') word.Append(text[at]);
            else if (++at < text.Length) word.Append(text[at]);
            else return null;
        }

        return word.ToString();
    }

    private static bool Quoted(string text, ref int at, StringBuilder word)
    {
        var quote = text[at++];
        for (; at < text.Length && text[at] != quote; at++)
        {
            if (quote == '"' && text[at] == '\\') at++;
            if (at < text.Length) word.Append(text[at]);
        }

        return at < text.Length;
    }
}
