namespace IocOps.Core.Epics;

/// <summary>A piece of a database file.</summary>
/// <param name="Text">Without quotes; escapes as written.</param>
/// <param name="IsQuoted">True where it stood in quotes.</param>
/// <param name="Line">From 1.</param>
/// <param name="Column">From 1; of the quote where there is one.</param>
/// <param name="Offset">Where it begins in the text.</param>
/// <param name="IsOpen">True for a quoted string that has no end in its line.</param>
public readonly record struct DbToken(string Text, bool IsQuoted, int Line, int Column, int Offset, bool IsOpen = false);

/// <summary>The words of database and substitutions files, and what generation needs of them. Faults are <see cref="DbFile"/>'s.</summary>
public static class DbText
{
    /// <summary>What stands without quotes in a database beside letters and digits; macros are replaced before it is cut into words.</summary>
    public const string OfDatabases = "_-+:.[]<>;$";

    /// <summary>The same for a substitutions file, whose macros are replaced later, and only inside quotes.</summary>
    public const string OfSubstitutions = "_-+:./\\[]<>;";

    /// <summary>Words, quoted strings and single punctuation characters, without comments.</summary>
    /// <param name="text">Of the file.</param>
    /// <param name="letters">What words may hold, beside letters and digits of ASCII.</param>
    public static IEnumerable<DbToken> Tokens(string text, string letters)
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
                case '"' or '\'':
                    i = EndOfString(text, i + 1, text[start]);
                    var isOpen = i >= text.Length || text[i] != text[start];
                    yield return new DbToken(text[(start + 1)..i], true, line, start - lineStart + 1, start, isOpen);
                    if (!isOpen) i++;
                    break;
                case ' ' or '\t' or '\r':
                    i++;
                    break;
                case var c when IsWord(c, letters):
                    i = EndOfWord(text, i, letters);
                    yield return new DbToken(text[start..i], false, line, start - lineStart + 1, start);
                    break;
                default:
                    i++;
                    yield return new DbToken(text[start..i], false, line, start - lineStart + 1, start);
                    break;
            }
        }
    }

    /// <summary>Names of the macros that stand inside quoted strings: a quote in their value would end the string.</summary>
    public static IReadOnlySet<string> MacrosInStrings(string text) =>
        Tokens(text, OfDatabases).Where(t => t.IsQuoted).SelectMany(t => MacroText.References(t.Text)).ToHashSet(StringComparer.Ordinal);

    /// <summary>The first record whose name has a value for every macro; null where there is none.</summary>
    public static string? FirstName(string text, Func<string, string?> lookUp)
    {
        foreach (var record in DbFile.Parse(text).Statements.OfType<DbRecord>())
        {
            var undefined = new List<string>();
            var name = MacroText.Expand(record.Name, lookUp, undefined);
            if (undefined.Count == 0 && name.Length > 0) return name;
        }

        return null;
    }

    private static int EndOfString(string text, int i, char quote)
    {
        for (; i < text.Length && text[i] != quote && text[i] != '\n'; i++)
        {
            if (text[i] == '\\' && i + 1 < text.Length && text[i + 1] != '\n') i++;
        }

        return Math.Min(i, text.Length);
    }

    // A macro in an unquoted word may hold '(' and ',' of its own.
    private static int EndOfWord(string text, int i, string letters)
    {
        for (; i < text.Length && IsWord(text[i], letters); i++)
        {
            if (text[i] != '$' || i + 1 >= text.Length || text[i + 1] is not ('(' or '{')) continue;
            var end = text.IndexOf(text[i + 1] == '(' ? ')' : '}', i);
            if (end < 0) return text.Length;
            i = end;
        }

        return i;
    }

    /// <summary>True for what needs no quotes.</summary>
    /// <param name="c">A character.</param>
    /// <param name="letters">What is allowed beside letters and digits.</param>
    public static bool IsWord(char c, string letters) => char.IsAsciiLetterOrDigit(c) || letters.Contains(c, StringComparison.Ordinal);
}
