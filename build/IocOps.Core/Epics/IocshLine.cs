using System.Text;

namespace IocOps.Core.Epics;

/// <summary>One line of a startup script, as iocsh reads it.</summary>
/// <param name="Command">The first word; <c>&lt;</c> for a script to read; empty for comments and blank lines.</param>
/// <param name="Arguments">Without quotes.</param>
internal sealed record IocshLine(string Command, IReadOnlyList<string> Arguments)
{
    private static readonly IocshLine Nothing = new("", []);

    /// <summary>Why iocsh does not run the line; null where it does.</summary>
    public string? Fault { get; init; }

    /// <summary>
    /// Replaces macros (not inside single quotes), then splits at spaces, commas and brackets. A backslash protects what follows, but not
    /// inside quotes, where it is a letter like any other.
    /// </summary>
    /// <param name="line">As in the file.</param>
    /// <param name="lookUp">Values of macros.</param>
    /// <param name="undefined">Gets the names without value.</param>
    public static IocshLine Parse(string line, Func<string, string?> lookUp, ICollection<string> undefined)
    {
        if (line.TrimStart() is var trimmed && (trimmed.Length == 0 || trimmed[0] == '#')) return Nothing;
        var words = Words(MacroText.ExpandLine(line, lookUp, undefined), out var fault);
        if (words.Count == 0) return Nothing with { Fault = fault };
        return words[0].StartsWith('<') && words[0].Length > 1
            ? new IocshLine("<", [words[0][1..], .. words[1..]]) { Fault = fault }
            : new IocshLine(words[0], words[1..]) { Fault = fault };
    }

    private static List<string> Words(string line, out string? fault)
    {
        var words = new List<string>();
        StringBuilder? word = null;
        var quote = '\0';
        var isProtected = false;
        foreach (var c in line)
        {
            if (quote == '\0' && !isProtected && c is ' ' or '\t' or ',' or '(' or ')' or '\r')
            {
                if (word is not null) words.Add(word.ToString());
                word = null;
                continue;
            }

            word ??= new StringBuilder();
            if (isProtected) word.Append(c);
            else if (quote != '\0' && c == quote) quote = '\0';
            else if (quote == '\0' && c is '"' or '\'') quote = c;
            else if (quote != '\0' || c != '\\') word.Append(c);
            isProtected = quote == '\0' && c == '\\' && !isProtected;
        }

        if (word is not null) words.Add(word.ToString());
        fault = quote != '\0' ? $"a {quote} has no end" : isProtected ? "it ends with a backslash" : null;
        return words;
    }
}
