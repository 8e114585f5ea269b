using System.Globalization;
using System.Text.RegularExpressions;
using IocOps.Core.Yaml;

namespace IocOps.Core.Stacks;

/// <summary>One <c>key: value</c> or <c>key=value</c> of a stack file.</summary>
/// <param name="Key">Before the separator.</param>
/// <param name="Value">After it; null where there is neither separator nor value.</param>
/// <param name="At">Where it stands.</param>
internal sealed record Pair(string Key, string? Value, YamlNode At);

/// <summary>The kinds of values that stack files have beyond plain YAML.</summary>
internal static partial class FieldExtensions
{
    private static readonly string[] OldTruths = ["y", "yes", "on", "true", "n", "no", "off", "false"];

    /// <summary>Keys with the extension fields (<c>x-…</c>) of the mapping, which mean nothing to Docker, added to the known ones.</summary>
    public static IReadOnlyCollection<string> WithExtensions(this IReadOnlyCollection<string> known, YamlNode? node) => node is YamlMap map
        ? [.. known, .. map.Entries.Select(e => e.Key.Value).Where(k => k.StartsWith("x-", StringComparison.Ordinal))]
        : known;

    /// <summary>A text, or a list of texts.</summary>
    public static IReadOnlyList<string>? TextOrTexts(this YamlFields fields, string key) =>
        fields[key] is YamlScalar scalar ? [scalar.Value] : fields.Texts(key);

    /// <summary>A command as a list of words, or as a text that is split as a shell would.</summary>
    public static IReadOnlyList<string>? Command(this YamlFields fields, string key)
    {
        if (fields[key] is not YamlScalar scalar) return fields.Texts(key);
        if (ShellWords.Split(scalar.Value) is { } words) return words;
        fields.Fail(key, StackCodes.Syntax, $"{fields.Path(key)} has a quote that is not closed, or ends in a backslash");
        return null;
    }

    /// <summary>A mapping, or a list of <c>key=value</c>. A key that occurs twice in a list is a problem.</summary>
    public static IReadOnlyList<Pair> Pairs(this YamlFields fields, string key, char separator = '=')
    {
        var pairs = new List<Pair>();
        if (fields[key] is YamlMap map)
        {
            pairs.AddRange(map.Entries.Select(e => new Pair(e.Key.Value, PairValue(fields, key, e), e.Value)));
        }
        else if (fields.List(key) is { } list)
        {
            foreach (var item in list.Items)
            {
                if (fields.Reader.Text(item, $"an entry of {fields.Path(key)}") is not { } text) continue;
                var parts = text.Split(separator, 2);
                pairs.Add(new Pair(parts[0], parts.Length == 2 ? parts[1] : null, item));
            }
        }

        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var pair in pairs.Where(p => p.Key.Length == 0 || !seen.Add(p.Key)))
        {
            fields.Reader.Fail(pair.At, StackCodes.Twice, pair.Key.Length == 0 ? $"an entry of {fields.Path(key)} has no name" : $"{fields.Path(key)} has '{pair.Key}' twice; keep one");
        }

        return pairs;
    }

    /// <summary>As <see cref="Pairs"/>, as a dictionary in which no value is empty text.</summary>
    public static Dictionary<string, string> Dictionary(this YamlFields fields, string key)
    {
        var result = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var pair in fields.Pairs(key)) result[pair.Key] = pair.Value ?? "";
        return result;
    }

    /// <summary>A duration as Go writes it.</summary>
    public static TimeSpan? Duration(this YamlFields fields, string key)
    {
        if (fields.Text(key) is not { } text) return null;
        if (GoDuration.TryParse(text, out var value)) return value;
        fields.Fail(key, StackCodes.Syntax, $"{fields.Path(key)} must be a duration such as 10s, 1m30s or 500ms; this is '{text}'");
        return null;
    }

    /// <summary>A size in bytes with an optional unit.</summary>
    public static long? Bytes(this YamlFields fields, string key)
    {
        if (fields.Text(key) is not { } text) return null;
        if (Quantities.TryParseBytes(text, out var value)) return value;
        fields.Fail(key, StackCodes.Syntax, $"{fields.Path(key)} must be a size such as 64M or 1.5G; this is '{text}'");
        return null;
    }

    /// <summary>A count of processors, in billionths.</summary>
    public static long? Cpus(this YamlFields fields, string key)
    {
        if (fields.Text(key) is not { } text) return null;
        if (Quantities.TryParseCpus(text, out var value)) return value;
        fields.Fail(key, StackCodes.Syntax, $"{fields.Path(key)} must be a number of processors such as '0.5' with at most nine digits after the point; this is '{text}'");
        return null;
    }

    /// <summary>True or false; where variables were replaced, also the yes and no of old YAML, as the docker CLI reads them.</summary>
    public static bool? Truth(this YamlFields fields, string key)
    {
        if (fields[key] is not YamlScalar { IsSubstituted: true } scalar) return fields.Bool(key);
        var at = Array.FindIndex(OldTruths, t => t.Equals(scalar.Value, StringComparison.OrdinalIgnoreCase));
        return at < 0 ? fields.Bool(key) : at < 4;
    }

    /// <summary>
    /// Why an unquoted value is not the text that it looks like: YAML parsers make numbers and truth values of it, and Docker writes those
    /// in its own way (1.0 → 1, 010 → 8), and refuses as a key. Null where it stays as written.
    /// </summary>
    public static string? Ambiguity(YamlScalar scalar, bool isKey = false)
    {
        if (!scalar.IsPlain || scalar.Value.Length == 0) return null;
        var odd = OldTruths.Contains(scalar.Value, StringComparer.OrdinalIgnoreCase)
            || (NumberLike().IsMatch(scalar.Value) && (isKey || !Canonical().IsMatch(scalar.Value)))
            || (isKey && scalar.IsNull);
        return odd ? $"'{scalar.Value}' without quotes is not text to every YAML parser; write \"{scalar.Value}\"" : null;
    }

    private static string? PairValue(YamlFields fields, string key, YamlEntry entry)
    {
        if (fields.Reader.Text(entry.Value, string.Create(CultureInfo.InvariantCulture, $"{fields.Path(key)}.{entry.Key.Value}")) is not { } text) return null;
        if (Ambiguity((YamlScalar)entry.Value) is { } fault) fields.Reader.Fail(entry.Value, StackCodes.Ambiguous, $"{fields.Path(key)}.{entry.Key.Value}: {fault}");
        return text;
    }

    [GeneratedRegex(@"\A[-+]?(0[xX][0-9a-fA-F_]+|0[oO]?[0-7_]+|0[bB][01_]+|[0-9][0-9_]*|(\.[0-9_]+|[0-9][0-9_]*(\.[0-9_]*)?)([eE][-+]?[0-9]+)?|\.(inf|Inf|INF|nan|NaN|NAN))\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 2000)]
    private static partial Regex NumberLike();

    [GeneratedRegex(@"\A(0|-?[1-9][0-9]{0,17}|-?(0|[1-9][0-9]{0,6})\.[0-9]{0,6}[1-9](?<!\A-?0\.0000[0-9]*))\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 2000)]
    private static partial Regex Canonical();
}
