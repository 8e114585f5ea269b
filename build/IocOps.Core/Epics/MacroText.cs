using System.Text;

namespace IocOps.Core.Epics;

/// <summary>
/// EPICS macros: <c>$(A)</c>, <c>${A}</c>, with default <c>$(A=x)</c>, with definitions for the reference alone <c>$(A,B=1)</c>,
/// nested in name and default. The rules are macLib's.
/// </summary>
public static class MacroText
{
    // Values that refer to values may double with every step; a database field has some dozen characters.
    private const int MaxSteps = 10_000;
    private const int MaxDepth = 32;

    // macLib cuts names and values at 256; looking further only costs time on text that is no reference.
    private const int MaxReference = 1024;

    /// <summary>Replaces references; those without a value stay as they are and are added to <paramref name="undefined"/>.</summary>
    /// <param name="text">The text with references.</param>
    /// <param name="lookUp">Gives the value of a name, null where there is none. Values may hold references.</param>
    /// <param name="undefined">Gets every name without value and without default, also names in a circle.</param>
    public static string Expand(string text, Func<string, string?> lookUp, ICollection<string>? undefined = null) =>
        new Expansion(undefined).Expand(text, lookUp, 0);

    /// <summary>The same for a line of a file, where what stands in single quotes stays as it is.</summary>
    public static string ExpandLine(string line, Func<string, string?> lookUp, ICollection<string>? undefined = null)
    {
        ArgumentNullException.ThrowIfNull(line);
        if (!line.Contains('$', StringComparison.Ordinal)) return line;
        if (!line.Contains('\'', StringComparison.Ordinal)) return Expand(line, lookUp, undefined);
        var result = new StringBuilder();
        for (var i = 0; i < line.Length;)
        {
            var isSingle = line[i] == '\'';
            var end = isSingle ? Past(line, i) : Until(line, i);
            result.Append(isSingle ? line[i..end] : Expand(line[i..end], lookUp, undefined));
            i = end;
        }

        return result.ToString();
    }

    // The next single quote that is neither inside double ones nor part of a reference.
    private static int Until(string line, int from)
    {
        for (var i = from; i < line.Length; i++)
        {
            if (line[i] == '\'') return i;
            if (line[i] == '\\') i++;
            else if (line[i] == '"') i = PastDouble(line, i) - 1;
            else if (StartsReference(line, i) && Body(line, i) is { Body: not null } reference) i = reference.End - 1;
        }

        return line.Length;
    }

    private static int Past(string line, int quote)
    {
        for (var i = quote + 1; i < line.Length; i++)
        {
            if (line[i] == line[quote]) return i + 1;
            if (line[i] == '\\') i++;
        }

        return line.Length;
    }

    // Inside double quotes references count, and may hold quotes themselves.
    private static int PastDouble(string line, int quote)
    {
        for (var i = quote + 1; i < line.Length; i++)
        {
            if (line[i] == '"') return i + 1;
            if (line[i] == '\\') i++;
            else if (StartsReference(line, i) && Body(line, i) is { Body: not null } reference) i = reference.End - 1;
        }

        return line.Length;
    }

    /// <summary>The names that <paramref name="text"/> refers to, as written, in the order of the text; nested ones too.</summary>
    public static IReadOnlyList<string> References(string text)
    {
        var names = new List<string>();
        for (var i = 0; i < text.Length; i++)
        {
            if (!StartsReference(text, i)) continue;
            var (body, _) = Body(text, i);
            if (body is null) continue;
            names.Add(Head(body, out _));
        }

        return names;
    }

    /// <summary>True where a <c>$(</c> or <c>${</c> has no end.</summary>
    public static bool IsUnterminated(string text) =>
        Enumerable.Range(0, text.Length).Any(i => StartsReference(text, i) && Body(text, i).Body is null);

    private static bool StartsReference(string text, int at) =>
        text[at] == '$' && at + 1 < text.Length && text[at + 1] is '(' or '{' && !IsEscaped(text, at);

    // A backslash protects what follows, another backslash too.
    private static bool IsEscaped(string text, int at)
    {
        var start = at;
        while (start > 0 && text[start - 1] == '\\') start--;
        return (at - start) % 2 == 1;
    }

    // The text between the brackets and the position after the closing one; null where it is missing.
    private static (string? Body, int End) Body(string text, int start)
    {
        var closers = new Stack<char>();
        for (var i = start + 1; i < Math.Min(text.Length, start + MaxReference); i++)
        {
            if (i == start + 1 || StartsReference(text, i - 1)) closers.Push(text[i] == '(' ? ')' : '}');
            else if (text[i] == closers.Peek() && closers.Pop() is var _ && closers.Count == 0) return (text[(start + 2)..i], i + 1);
        }

        return (null, text.Length);
    }

    // The name before '=' or ',' that is not part of a nested reference.
    private static string Head(string body, out string rest)
    {
        var end = Outside(body, 0, "=,");
        rest = body[end..];
        return body[..end];
    }

    private static (string? Fallback, Dictionary<string, string> Scoped) Tail(string rest)
    {
        string? fallback = null;
        var scoped = new Dictionary<string, string>(StringComparer.Ordinal);
        if (rest.StartsWith('='))
        {
            var end = Outside(rest, 1, ",");
            fallback = rest[1..end];
            rest = rest[end..];
        }

        while (rest.StartsWith(','))
        {
            var end = Outside(rest, 1, ",");
            var pair = rest[1..end].Split('=', 2);
            if (pair.Length == 2) scoped[pair[0]] = pair[1];
            rest = rest[end..];
        }

        return (fallback, scoped);
    }

    private static int Outside(string text, int from, string wanted)
    {
        for (var i = from; i < text.Length; i++)
        {
            if (StartsReference(text, i)) i = Body(text, i).End - 1;
            else if (wanted.Contains(text[i], StringComparison.Ordinal)) return i;
        }

        return text.Length;
    }

    private sealed class Expansion(ICollection<string>? undefined)
    {
        // Names whose value is being replaced: a reference to one of them is a circle.
        private readonly HashSet<string> _open = new(StringComparer.Ordinal);
        private int _steps;

        public string Expand(string text, Func<string, string?> lookUp, int depth)
        {
            if (!text.Contains('$', StringComparison.Ordinal)) return text;
            var result = new StringBuilder();
            for (var i = 0; i < text.Length;)
            {
                var (body, end) = StartsReference(text, i) ? Body(text, i) : (null, i + 1);
                // What has no end is a name to EPICS all the same, and one without a value.
                if (body is null && StartsReference(text, i)) undefined?.Add(text[(i + 2)..]);
                if (body is null) result.Append(text[i++]);
                else result.Append(Resolve(text[i..end], body, lookUp, depth));
                if (body is not null) i = end;
            }

            return result.ToString();
        }

        private string Resolve(string whole, string body, Func<string, string?> lookUp, int depth)
        {
            if (++_steps > MaxSteps || depth > MaxDepth) return Refuse(whole, whole);
            var name = Expand(Head(body, out var rest), lookUp, depth + 1);
            var (fallback, scoped) = Tail(rest);
            var inner = scoped.Count == 0 ? lookUp : n => scoped.TryGetValue(n, out var value) ? value : lookUp(n);
            if (lookUp(name) is not { } found) return fallback is null ? Refuse(name, whole) : Expand(fallback, inner, depth + 1);
            if (!_open.Add(name)) return Refuse(name, whole);
            var text = Expand(found, inner, depth + 1);
            _open.Remove(name);
            return text;
        }

        private string Refuse(string name, string whole)
        {
            undefined?.Add(name);
            return whole;
        }
    }
}
