using IocOps.Core.Yaml;

namespace IocOps.Core.Model.Reading;

/// <summary>Takes typed values out of one mapping. What does not fit is reported and comes back as null, so that reading goes on.</summary>
internal sealed class Section
{
    private readonly YamlMap _map;
    private readonly KeySet _keys;

    private Section(YamlMap map, KeySet keys, Report report)
    {
        _map = map;
        _keys = keys;
        Report = report;
        foreach (var key in map.Entries.Select(e => e.Key).Where(k => !keys.All.Contains(k.Value)))
        {
            report.Add(
                key,
                Rule.UnknownKey,
                $"there is no key {Report.Show(key.Value)} in {keys.Name}{Allowed(key.Value, keys.All)}");
        }
    }

    public Report Report { get; }

    /// <summary>The mapping itself, for messages about it as a whole.</summary>
    public YamlNode Node => _map;

    /// <summary>Reads <paramref name="node"/> as a mapping with these keys; null and a report where it is something else.</summary>
    public static Section? From(YamlNode node, KeySet keys, Report report)
    {
        if (node is YamlMap map) return new Section(map, keys, report);
        if (node is YamlScalar { IsNull: true }) return new Section(new YamlMap([], node.Line, node.Column), keys, report);
        report.Add(node, Rule.WrongType, $"{keys.Name}: a mapping (key: value) is wanted here, this is a {node.Kind}");
        return null;
    }

    /// <summary>The value of a key; null where it is missing or empty.</summary>
    public YamlNode? this[string key] =>
        !_keys.All.Contains(key) ? throw new ArgumentException($"'{key}' is not declared in {_keys.Name}", nameof(key))
        : _map[key] is YamlScalar { IsNull: true } ? null
        : _map[key];

    /// <summary>Adds a problem at a key's value, or at the mapping where the key is missing.</summary>
    public void Add(string key, int rule, string message) => Report.Add(this[key] ?? Node, rule, message);

    public string? Text(string key, Shape shape) => this[key] is { } node ? Values.Text(node, key, shape, Report) : null;

    public string? Required(string key, Shape shape)
    {
        if (this[key] is not null) return Text(key, shape);
        Report.Add(Node, Rule.Missing, $"'{key}' is missing; wanted is {shape.Wanted}");
        return null;
    }

    public bool? Flag(string key) => this[key] is { } node && Values.Scalar(node, key, Report) is { } text
        ? text.Value switch
        {
            "true" when text.IsPlain => true,
            "false" when text.IsPlain => false,
            "true" or "false" => Refuse<bool>(text, Rule.NotAllowed, $"'{key}' is the text {Report.Show(text.Value)}; write {text.Value} without quotes"),
            _ => Refuse<bool>(text, Rule.NotAllowed, $"'{key}' is {Report.Show(text.Value)}; write true or false"),
        }
        : null;

    public int? Whole(string key, int least, int most) => this[key] is { } node ? Values.Whole(node, key, (least, most), Report) : null;

    public string? Choice(string key, params IReadOnlyList<string> allowed) => this[key] is { } node ? Values.Choice(node, key, allowed, Report) : null;

    public TimeSpan? Duration(string key) => this[key] is { } node ? Values.Duration(node, key, Report) : null;

    /// <summary>The items of a list; a single value counts as a list of one where <paramref name="orOne"/> says so.</summary>
    public IReadOnlyList<YamlNode> Items(string key, bool orOne = false)
    {
        switch (this[key])
        {
            case null: return [];
            case YamlList list: return list.Items;
            case YamlScalar scalar when orOne: return [scalar];
            case var other:
                Report.Add(other, Rule.WrongType, $"'{key}' must be a list (lines that begin with '- '); this is a {other.Kind}");
                return [];
        }
    }

    /// <summary>The entries of a mapping with free keys.</summary>
    public IReadOnlyList<YamlEntry> Entries(string key)
    {
        if (this[key] is not { } node) return [];
        if (node is YamlMap map) return map.Entries;
        Report.Add(node, Rule.WrongType, $"'{key}' must be a mapping (NAME: value); this is a {node.Kind}");
        return [];
    }

    /// <summary>A mapping below a key.</summary>
    public Section? Below(string key, KeySet keys) => this[key] is { } node ? From(node, keys, Report) : null;

    private T? Refuse<T>(YamlNode node, int rule, string message)
        where T : struct
    {
        Report.Add(node, rule, message);
        return null;
    }

    /// <summary>The end of a message about a word that is not known: the nearest match, and all that are allowed.</summary>
    public static string Allowed(string word, IReadOnlyList<string> allowed)
    {
        var all = string.Join(", ", allowed);
        return Nearest.To(word, allowed) is { } near ? $"; did you mean '{near}'? Allowed: {all}" : $"; allowed: {all}";
    }
}
