namespace IocOps.Core.Epics;

/// <summary>A record of a database file.</summary>
/// <param name="Type">Record type, as written.</param>
/// <param name="Name">As written, with macros.</param>
/// <param name="Line">From 1.</param>
public sealed record DbRecord(string Type, string Name, int Line);

/// <summary>A piece of a database file.</summary>
/// <param name="Text">Without quotes; escapes as written.</param>
/// <param name="IsQuoted">True where it stood in quotes.</param>
/// <param name="Line">From 1.</param>
public readonly record struct DbToken(string Text, bool IsQuoted, int Line);

/// <summary>Reads database files as far as generation needs them. Faults of the file are not judged here.</summary>
public static class DbText
{
    /// <summary>Words, quoted strings and single punctuation characters, without comments.</summary>
    public static IEnumerable<DbToken> Tokens(string text)
    {
        var line = 1;
        for (var i = 0; i < text.Length;)
        {
            var start = i;
            switch (text[i])
            {
                case '\n':
                    line++;
                    i++;
                    break;
                case '#':
                    i = text.IndexOf('\n', i) is var end and >= 0 ? end : text.Length;
                    break;
                case '"':
                    i = EndOfString(text, i + 1);
                    yield return new DbToken(text[(start + 1)..i], true, line);
                    i++;
                    break;
                case var c when char.IsWhiteSpace(c):
                    i++;
                    break;
                case var c when IsWord(c):
                    i = EndOfWord(text, i);
                    yield return new DbToken(text[start..i], false, line);
                    break;
                default:
                    i++;
                    yield return new DbToken(text[start..i], false, line);
                    break;
            }
        }
    }

    /// <summary>Every <c>record(type, name)</c> and <c>grecord(type, name)</c>, in the order of the file.</summary>
    public static IEnumerable<DbRecord> Records(string text)
    {
        var window = new Queue<DbToken>();
        foreach (var token in Tokens(text))
        {
            window.Enqueue(token);
            if (window.Count > 5) window.Dequeue();
            if (window.Count < 5) continue;
            var w = window.ToArray();
            if (!w[0].IsQuoted && w[0].Text is "record" or "grecord" && w[1].Text == "(" && w[3].Text == ",")
                yield return new DbRecord(w[2].Text, w[4].Text, w[0].Line);
        }
    }

    /// <summary>Names of the macros that stand inside quoted strings: a quote in their value would end the string.</summary>
    public static IReadOnlySet<string> MacrosInStrings(string text) =>
        Tokens(text).Where(t => t.IsQuoted).SelectMany(t => MacroText.References(t.Text)).ToHashSet(StringComparer.Ordinal);

    /// <summary>The first record whose name has a value for every macro; null where there is none.</summary>
    public static string? FirstName(string text, Func<string, string?> lookUp)
    {
        foreach (var record in Records(text))
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
            if (text[i] == '\\') i++;
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
