namespace IocOps.Swarm.Tests.EndToEnd;

/// <summary>A workspace with the product's templates and three small IOCs whose health shows within seconds.</summary>
public sealed class SmallFleet : IDisposable
{
    private const string Site = """
        stack: t
        base-image: iocops/lab-ioc:1
        defaults:
          image: iocops/lab-ioc:1
          health:
            interval: 1s
            timeout: 1s
            retries: 2
            start-period: 3s
        """;

    private readonly TemporaryFolder _folder = new();

    public SmallFleet()
    {
        _folder.With("iocs/site.yaml", Site).With(".nuke/parameters.json", "{}");
        foreach (var template in Directory.GetFiles(System.IO.Path.Combine(Product.Repository, "templates")))
            _folder.With($"templates/{System.IO.Path.GetFileName(template)}", File.ReadAllText(template));
        foreach (var name in Names) Add(name);
    }

    public static IReadOnlyList<string> Names { get; } = ["alpha", "beta", "gamma"];

    public string Path => _folder.Path;

    public void Add(string name) => _folder
        .With($"iocs/{name}/ioc.yaml", $"databases:\n  - file: x.db\n    macros: {{ P: \"{name}:\" }}\n")
        .With($"iocs/{name}/src/x.db", "record(ai, \"$(P)VALUE\") {\n}\n");

    public void Write(string file, string text) => _folder.With(file, text);

    public string Read(string file) => _folder.Text(file);

    /// <summary>All files and what is in them, but for what the tool keeps for itself.</summary>
    public Dictionary<string, string> Everything() =>
        Directory.GetFiles(Path, "*", SearchOption.AllDirectories)
            .Where(f => !f.StartsWith(_folder[".nuke"], StringComparison.Ordinal))
            .Order(StringComparer.Ordinal).ToDictionary(f => f, File.ReadAllText);

    public void Remove(string name) => Directory.Delete(_folder[$"iocs/{name}"], recursive: true);

    public void Dispose() => _folder.Dispose();
}
