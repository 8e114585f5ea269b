namespace IocOps.Core.Epics;

/// <summary>A piece of a database file.</summary>
/// <param name="Text">Without quotes; escapes as written.</param>
/// <param name="IsQuoted">True where it stood in quotes.</param>
/// <param name="Line">From 1.</param>
/// <param name="Column">From 1; of the quote where there is one.</param>
/// <param name="IsOpen">True for a quoted string that has no end in its line.</param>
public readonly record struct DbToken(string Text, bool IsQuoted, int Line, int Column, bool IsOpen = false);

/// <summary>The words of database and substitutions files, and what generation needs of them. Faults are <see cref="DbFile"/>'s.</summary>
public static class DbText
{
    /// <summary>Words, quoted strings and single punctuation characters, without comments.</summary>
    public static IEnumerable<DbToken> Tokens(string text)
    {
        var line = 1;
        var lineStart = 0;
        for (var i = 0; i < text.Length;)
        {
            var start = i;
            switch (text[i])
            {
                case '\n':
                    line++;
                    i++;
                    lineStart = i;
                    break;
                case '#':
                    i = text.IndexOf('\n', i) is var end and >= 0 ? end : text.Length;
                    break;
                case '"':
                    i = EndOfString(text, i + 1);
                    yield return new DbToken(text[(start + 1)..i], true, line, start - lineStart + 1, i >= text.Length || text[i] != '"');
                    if (i < text.Length && text[i] == '"') i++;
                    break;
                case var c when char.IsWhiteSpace(c):
                    i++;
                    break;
                case var c when IsWord(c):
                    i = EndOfWord(text, i);
                    yield return new DbToken(text[start..i], false, line, start - lineStart + 1);
                    break;
                default:
                    i++;
                    yield return new DbToken(text[start..i], false, line, start - lineStart + 1);
                    break;
            }
        }
    }

    /// <summary>Names of the macros that stand inside quoted strings: a quote in their value would end the string.</summary>
    public static IReadOnlySet<string> MacrosInStrings(string text) =>
        Tokens(text).Where(t => t.IsQuoted).SelectMany(t => MacroText.References(t.Text)).ToHashSet(StringComparer.Ordinal);

    /// <summary>The first record whose name has a value for every macro; null where there is none.</summary>
    public static string? FirstName(string text, Func<string, string?> lookUp)
    {
        foreach (var record in DbFile.Parse(text).Records)
        {
            var undefined = new List<string>();
            var name = MacroText.Expand(record.Name, lookUp, undefined);
            if (undefined.Count == 0 && name.Length > 0) return name;
        }

        return null;
    }

    private static int EndOfString(string text, int i)
    {
        for (; i < text.Length && text[i] is not ('"' or '\n'); i++)
        {
            if (text[i] == '\\' && i + 1 < text.Length && text[i + 1] != '\n') i++;
        }

        return Math.Min(i, text.Length);
    }

    // A macro in an unquoted word may hold '(' and ',' of its own.
    private static int EndOfWord(string text, int i)
    {
        for (; i < text.Length && IsWord(text[i]); i++)
        {
            if (text[i] != '$' || i + 1 >= text.Length || text[i + 1] is not ('(' or '{')) continue;
            var end = text.IndexOf(text[i + 1] == '(' ? ')' : '}', i);
            if (end < 0) return text.Length;
            i = end;
        }

        return i;
    }

    private static bool IsWord(char c) => char.IsLetterOrDigit(c) || c is '_' or '-' or '+' or ':' or '.' or '[' or ']' or '<' or '>' or ';' or '$';
}
