using IocOps.Core.Yaml;

namespace IocOps.Core.Model.Reading;

/// <summary>The files below an IOC's <c>src/</c>; remembers which of them are used.</summary>
internal sealed class SourceFiles(IocFolder folder, Report report)
{
    // Swarm's limit for one config.
    private const int MaxConfig = 500 * 1024;

    private readonly SortedDictionary<string, ReadOnlyMemory<byte>> _used = new(StringComparer.Ordinal);
    private readonly SortedSet<string> _missing = new(StringComparer.Ordinal);
    private readonly Dictionary<string, YamlNode> _places = new(StringComparer.Ordinal);

    public IReadOnlyDictionary<string, ReadOnlyMemory<byte>> Used => _used;

    /// <summary>What is named and not there, in ordinal order.</summary>
    public IReadOnlyList<string> Missing => [.. _missing];

    /// <summary>The name of an existing file, or null and a report.</summary>
    public string? Use(YamlNode node, string what)
    {
        if (Values.Scalar(node, what, report) is not { } scalar) return null;
        var name = scalar.Value;
        if (name.StartsWith('/') || name.Contains('\\', StringComparison.Ordinal) || name.Split('/').Any(s => s is ".." or "."))
        {
            report.Add(node, Rule.Escapes, $"'{what}' is {Report.Show(name)}; it must be {Shapes.Source.Wanted}, without '..' and not absolute");
            return null;
        }

        if (Values.Text(node, what, Shapes.Source, report) is null) return null;
        if (folder.Sources.TryGetValue(name, out var content))
        {
            _used[name] = content;
            _places.TryAdd(name, node);
            return name;
        }

        _missing.Add(name);
        var hint = folder.Sources.Count == 0 ? "; src/ holds no files" : Nearest.Hint(name, folder.Sources.Keys.Order(StringComparer.Ordinal));
        report.Add(node, Rule.NoSource, $"there is no file src/{name}{hint}");
        return null;
    }

    /// <summary>The text of a used file. Databases may hold bytes that are not UTF-8; those do not matter for what is looked for.</summary>
    public string Text(string name) => System.Text.Encoding.UTF8.GetString(_used[name].Span);

    /// <summary>Reports files that can't be Docker configs.</summary>
    public void CheckSizes()
    {
        foreach (var (name, content) in _used.Where(u => u.Value.Length > MaxConfig))
        {
            report.Add(
                _places[name],
                Rule.TooLarge,
                $"src/{name} has {content.Length} bytes; a Docker config holds at most {MaxConfig}; use 'delivery: mount' or split the file");
        }

        foreach (var (name, _) in _used.Where(u => u.Value.Length == 0))
            report.Add(_places[name], Rule.TooLarge, $"src/{name} is empty; Docker takes no empty config; fill it or leave it out");
    }
}
