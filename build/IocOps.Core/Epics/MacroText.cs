using System.Text;

namespace IocOps.Core.Epics;

/// <summary>
/// EPICS macros: <c>$(A)</c>, <c>${A}</c>, with default <c>$(A=x)</c>, with definitions for the reference alone <c>$(A,B=1)</c>,
/// nested in name and default. The rules are macLib's.
/// </summary>
public static class MacroText
{
    // A value may refer to other values; anything deeper is a circle.
    private const int MaxDepth = 32;

    /// <summary>Replaces references; those without a value stay as they are and are added to <paramref name="undefined"/>.</summary>
    /// <param name="text">The text with references.</param>
    /// <param name="lookUp">Gives the value of a name, null where there is none. Values may hold references.</param>
    /// <param name="undefined">Gets every name without value and without default, also names in a circle.</param>
    public static string Expand(string text, Func<string, string?> lookUp, ICollection<string>? undefined = null) =>
        Expand(text, lookUp, undefined, 0);

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
        text[at] == '$' && at + 1 < text.Length && text[at + 1] is '(' or '{' && (at == 0 || text[at - 1] != '\\');

    private static string Expand(string text, Func<string, string?> lookUp, ICollection<string>? undefined, int depth)
    {
        if (!text.Contains('$', StringComparison.Ordinal)) return text;
        var result = new StringBuilder();
        for (var i = 0; i < text.Length;)
        {
            var (body, end) = StartsReference(text, i) ? Body(text, i) : (null, i + 1);
            result.Append(body is null ? text[i].ToString() : Resolve(text[i..end], body, lookUp, undefined, depth));
            i = body is null ? i + 1 : end;
        }

        return result.ToString();
    }

    private static string Resolve(string whole, string body, Func<string, string?> lookUp, ICollection<string>? undefined, int depth)
    {
        var name = Expand(Head(body, out var rest), lookUp, undefined, depth + 1);
        var (fallback, scoped) = Tail(rest);
        var inner = scoped.Count == 0 ? lookUp : n => scoped.TryGetValue(n, out var value) ? value : lookUp(n);
        if (depth < MaxDepth && lookUp(name) is { } found) return Expand(found, inner, undefined, depth + 1);
        if (depth < MaxDepth && fallback is not null) return Expand(fallback, inner, undefined, depth + 1);
        undefined?.Add(name);
        return whole;
    }

    // The text between the brackets and the position after the closing one; null where it is missing.
    private static (string? Body, int End) Body(string text, int start)
    {
        var closers = new Stack<char>();
        for (var i = start + 1; i < text.Length; i++)
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
}
