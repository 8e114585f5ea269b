using System.Text;

namespace IocOps.Core.Epics;

/// <summary>One line of a startup script, as iocsh reads it.</summary>
/// <param name="Command">The first word; <c>&lt;</c> for a script to read; empty for comments and blank lines.</param>
/// <param name="Arguments">Without quotes.</param>
internal sealed record IocshLine(string Command, IReadOnlyList<string> Arguments)
{
    private static readonly IocshLine Nothing = new("", []);

    /// <summary>Replaces macros (not inside single quotes), then splits at spaces, commas and brackets.</summary>
    /// <param name="line">As in the file.</param>
    /// <param name="lookUp">Values of macros.</param>
    /// <param name="undefined">Gets the names without value.</param>
    public static IocshLine Parse(string line, Func<string, string?> lookUp, ICollection<string> undefined)
    {
        if (line.TrimStart() is var trimmed && (trimmed.Length == 0 || trimmed[0] == '#')) return Nothing;
        var words = Words(MacroText.ExpandLine(line, lookUp, undefined));
        if (words.Count == 0) return Nothing;
        return words[0].StartsWith('<') && words[0].Length > 1 ? new IocshLine("<", [words[0][1..], .. words[1..]]) : new IocshLine(words[0], words[1..]);
    }

    private static List<string> Words(string line)
    {
        var words = new List<string>();
        StringBuilder? word = null;
        var quote = '\0';
        foreach (var c in line)
        {
            if (quote != '\0' ? c == quote : c is '"' or '\'')
            {
                quote = quote == '\0' ? c : '\0';
                word ??= new StringBuilder();
            }
            else if (quote == '\0' && c is ' ' or '\t' or ',' or '(' or ')' or '\r')
            {
                if (word is not null) words.Add(word.ToString());
                word = null;
            }
            else
            {
                (word ??= new StringBuilder()).Append(c);
            }
        }

        if (word is not null) words.Add(word.ToString());
        return words;
    }
}
