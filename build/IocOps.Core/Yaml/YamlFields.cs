namespace IocOps.Core.Yaml;

/// <summary>
/// A mapping whose keys were checked against the known ones. Each member reads one key, reports a wrong type at its place and gives null
/// where the key is missing; the words of <see cref="YamlReader"/> apply.
/// </summary>
/// <param name="reader">Where problems go.</param>
/// <param name="map">What is read.</param>
/// <param name="what">How messages call the mapping; empty for the whole file.</param>
public sealed class YamlFields(YamlReader reader, YamlMap map, string what)
{
    /// <summary>Reads nodes that need more than one type.</summary>
    public YamlReader Reader => reader;

    /// <summary>The mapping itself: a place for messages, and its entries in the order of the file.</summary>
    public YamlMap Map => map;

    /// <summary>How messages call the mapping.</summary>
    public string What => what;

    /// <summary>The value as it stands; null where the key is missing or has no value.</summary>
    public YamlNode? this[string key] => map[key] is { } node and not YamlScalar { IsNull: true } ? node : null;

    /// <summary>How messages call a key of this mapping: <c>services.srv-a.image</c>.</summary>
    public string Path(string key) => what.Length == 0 ? key : $"{what}.{key}";

    /// <summary>The value, or a problem at the mapping where it is missing or has none.</summary>
    /// <param name="key">That must be there.</param>
    /// <param name="hint">What to write, for the message: <c>; for example "image: registry/ioc:1"</c>.</param>
    public YamlNode? Require(string key, string hint = "")
    {
        if (this[key] is { } node) return node;
        reader.Fail(map[key] ?? map, YamlReader.Missing, $"{Path(key)} is missing{hint}");
        return null;
    }

    /// <summary>Text.</summary>
    public string? Text(string key) => reader.Text(map[key], Path(key));

    /// <summary>true or false.</summary>
    public bool? Bool(string key) => reader.Bool(map[key], Path(key));

    /// <summary>A whole number.</summary>
    public long? Whole(string key, long min = long.MinValue, long max = long.MaxValue) => reader.Whole(map[key], Path(key), min, max);

    /// <summary>A decimal number.</summary>
    public double? Number(string key, double min = double.MinValue, double max = double.MaxValue) => reader.Number(map[key], Path(key), min, max);

    /// <summary>One of a few words.</summary>
    public string? Choice(string key, params IReadOnlyCollection<string> allowed) => reader.Choice(map[key], Path(key), allowed);

    /// <summary>A list of anything.</summary>
    public YamlList? List(string key) => reader.List(map[key], Path(key));

    /// <summary>A list of texts.</summary>
    public IReadOnlyList<string>? Texts(string key) => reader.Texts(map[key], Path(key));

    /// <summary>A mapping of texts to texts.</summary>
    public IReadOnlyDictionary<string, string>? TextMap(string key) => reader.TextMap(map[key], Path(key));

    /// <summary>A mapping with known keys.</summary>
    public YamlFields? Fields(string key, IReadOnlyCollection<string> known, Func<string, string?>? advice = null) =>
        reader.Fields(map[key], Path(key), known, advice);

    /// <summary>Adds a problem at the value of a key, or at the mapping where the key is missing.</summary>
    public void Fail(string key, int number, string message) => reader.Fail(map[key] ?? map, number, message);
}
