using System.Globalization;

namespace IocOps.Core.Yaml;

/// <summary>
/// Turns nodes into values of the type that a format asks for, and every node of another type into a <see cref="Problem"/> at its place.
/// A missing node (and <c>key:</c> without a value) gives null without a word: whether it must be there is for the caller to say.
/// </summary>
/// <param name="file">For messages.</param>
/// <param name="codes">Three letters that the codes begin with: STK gives STK001 (wrong type), STK002 (unknown key), STK003 (missing), STK004 (value not allowed).</param>
/// <param name="problems">Where problems go.</param>
public sealed class YamlReader(string file, string codes, ICollection<Problem> problems)
{
    /// <summary>Number of the code for a value of the wrong type.</summary>
    public const int WrongType = 1;

    /// <summary>Number of the code for a key that the mapping does not have.</summary>
    public const int UnknownKey = 2;

    /// <summary>Number of the code for a key that must be there.</summary>
    public const int Missing = 3;

    /// <summary>Number of the code for a value of the right type that is not allowed.</summary>
    public const int NotAllowed = 4;

    /// <summary>The file that is read, for messages.</summary>
    public string File => file;

    /// <summary>Adds a problem at a node.</summary>
    public void Fail(YamlNode at, int number, string message) =>
        problems.Add(new Problem(file, at.Line, at.Column, string.Create(CultureInfo.InvariantCulture, $"{codes}{number:000}"), Printable.Line(message)));

    /// <summary>A mapping with known keys. Unknown keys are reported with the nearest known one.</summary>
    /// <param name="node">What should be a mapping.</param>
    /// <param name="what">How messages call it, as a path: <c>services.srv-a.deploy</c>; empty for the whole file.</param>
    /// <param name="known">The keys that it may have.</param>
    /// <param name="advice">Says of a key what is wrong with it (own words instead of "unknown"), null where it has nothing to say.</param>
    /// <returns>Null where there is no mapping.</returns>
    public YamlFields? Fields(YamlNode? node, string what, IReadOnlyCollection<string> known, Func<string, string?>? advice = null)
    {
        if (Map(node, what) is not { } map) return null;
        foreach (var key in map.Entries.Select(e => e.Key).Where(k => !known.Contains(k.Value)))
            Fail(key, UnknownKey, advice?.Invoke(key.Value) ?? Unknown(key.Value, what, known));
        return new YamlFields(this, map, what);
    }

    /// <summary>A mapping with keys of the user's choice.</summary>
    public YamlMap? Map(YamlNode? node, string what) => Of<YamlMap>(node, what, "a mapping");

    /// <summary>A list without the entries that say nothing: those are reported.</summary>
    public YamlList? List(YamlNode? node, string what)
    {
        if (Of<YamlList>(node, what, "a list") is not { } list) return null;
        var empty = list.Items.Where(i => i is YamlScalar { IsNull: true }).ToList();
        foreach (var item in empty) Fail(item, WrongType, $"an entry of {what} is empty; fill it in or remove it");
        return empty.Count == 0 ? list : list with { Items = [.. list.Items.Except(empty)] };
    }

    /// <summary>Text, as written.</summary>
    public string? Text(YamlNode? node, string what) => Of<YamlScalar>(node, what, "text")?.Value;

    /// <summary>A list of texts; entries that are no text are reported and left out. Null where there is no list.</summary>
    public IReadOnlyList<string>? Texts(YamlNode? node, string what) =>
        List(node, what) is { } list ? [.. list.Items.Select((n, i) => Text(n, $"{what}[{i}]")).OfType<string>()] : null;

    /// <summary>A mapping of texts to texts; <c>key:</c> without a value gives an empty text. Null where there is no mapping.</summary>
    public IReadOnlyDictionary<string, string>? TextMap(YamlNode? node, string what) =>
        Map(node, what)?.Entries.ToDictionary(e => e.Key.Value, e => Text(e.Value, $"{what}.{e.Key.Value}") ?? "", StringComparer.Ordinal);

    /// <summary>true or false, unquoted; the yes/no/on/off of old YAML is refused because parsers differ on it.</summary>
    public bool? Bool(YamlNode? node, string what)
    {
        if (Of<YamlScalar>(node, what, "true or false") is not { } scalar) return null;
        if (IsTyped(scalar) && scalar.Value is "true" or "True" or "TRUE") return true;
        if (IsTyped(scalar) && scalar.Value is "false" or "False" or "FALSE") return false;
        Fail(scalar, WrongType, $"{what} must be true or false{Unquoted(scalar)}; this is '{scalar.Value}'");
        return null;
    }

    /// <summary>A whole number in decimal digits, unquoted, within bounds (inclusive).</summary>
    public long? Whole(YamlNode? node, string what, long min = long.MinValue, long max = long.MaxValue)
    {
        if (Of<YamlScalar>(node, what, "a whole number") is not { } scalar) return null;
        if (!IsTyped(scalar) || !long.TryParse(scalar.Value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value))
            Fail(scalar, WrongType, $"{what} must be a whole number{Unquoted(scalar)}; this is '{scalar.Value}'");
        else if (scalar.Value.TrimStart('-', '+') is ['0', _, ..])
            Fail(scalar, WrongType, $"{what} is '{scalar.Value}', which some read as octal; write it without the leading 0");
        else if (value < min || value > max)
            Fail(scalar, NotAllowed, $"{what} must be {Range(min, max)}; this is {scalar.Value}");
        else return value;
        return null;
    }

    /// <summary>A decimal number, unquoted, within bounds (inclusive).</summary>
    public double? Number(YamlNode? node, string what, double min = double.MinValue, double max = double.MaxValue)
    {
        if (Of<YamlScalar>(node, what, "a number") is not { } scalar) return null;
        if (!IsTyped(scalar) || !double.TryParse(scalar.Value, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) || !double.IsFinite(value))
            Fail(scalar, WrongType, $"{what} must be a number{Unquoted(scalar)}; this is '{scalar.Value}'");
        else if (value < min || value > max)
            Fail(scalar, NotAllowed, string.Create(CultureInfo.InvariantCulture, $"{what} must be from {min} to {max}; this is {scalar.Value}"));
        else return value;
        return null;
    }

    /// <summary>One of a few words.</summary>
    public string? Choice(YamlNode? node, string what, params IReadOnlyCollection<string> allowed)
    {
        if (Of<YamlScalar>(node, what, "text") is not { } scalar) return null;
        if (allowed.Contains(scalar.Value)) return scalar.Value;
        Fail(scalar, NotAllowed, $"{what} must be {string.Join(" or ", allowed)}; this is '{scalar.Value}'{Nearest.Hint(scalar.Value, allowed)}");
        return null;
    }

    private T? Of<T>(YamlNode? node, string what, string wanted)
        where T : YamlNode
    {
        if (node is null or YamlScalar { IsNull: true }) return null;
        if (node is T right) return right;
        Fail(node, WrongType, $"{(what.Length == 0 ? "the file" : what)} must be {wanted}; this is a {node.Kind}");
        return null;
    }

    private static bool IsTyped(YamlScalar scalar) => scalar.IsPlain || scalar.IsSubstituted;

    private static string Unquoted(YamlScalar scalar) => IsTyped(scalar) ? "" : " (without quotes)";

    private static string Unknown(string key, string what, IReadOnlyCollection<string> known)
    {
        var place = what.Length == 0 ? "the file" : what;
        var hint = Nearest.Hint(key, known);
        return hint.Length > 0
            ? $"{place} has no key '{key}'{hint}"
            : $"{place} has no key '{key}'; known are {string.Join(", ", known.Order(StringComparer.Ordinal))}";
    }

    private static string Range(long min, long max) =>
        max == long.MaxValue ? $"at least {min}" : min == long.MinValue ? $"at most {max}" : $"from {min} to {max}";
}
