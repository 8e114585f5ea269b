using System.Globalization;
using System.Text;

namespace IocOps.Swarm.Dev;

/// <summary>A made-up fleet of any size for the benchmark; services get 0 replicas, so that only the way there is measured.</summary>
internal static class BenchFleet
{
    private const string Site = """
        stack: bench
        defaults:
          image: iocops/lab-ioc:1
          modules: [autosave, caputlog, status-ioc]
        """;

    /// <summary>Writes a workspace with <paramref name="count"/> IOCs.</summary>
    public static void Write(string folder, string templates, int count)
    {
        Directory.CreateDirectory(Path.Combine(folder, ".nuke"));
        foreach (var template in Directory.GetFiles(templates))
            Put(Path.Combine(folder, "templates", Path.GetFileName(template)), File.ReadAllText(template).Replace("replicas: 1", "replicas: 0", StringComparison.Ordinal));
        Put(Path.Combine(folder, "iocs", "site.yaml"), Site);
        foreach (var name in Enumerable.Range(1, count).Select(n => string.Create(CultureInfo.InvariantCulture, $"ioc-{n:0000}")))
        {
            Put(Path.Combine(folder, "iocs", name, "ioc.yaml"), $"databases:\n  - file: x.db\n    macros: {{ P: \"{name}:\", DESC: \"a, b = c\" }}\n");
            Put(Path.Combine(folder, "iocs", name, "src", "x.db"), "record(ai, \"$(P)VALUE\") {\n  field(DESC, \"$(DESC)\")\n}\n");
        }
    }

    /// <summary>
    /// One stack file that says what all generated ones say, for a command that takes one file. Keys carry the IOC's name already, so
    /// sections can be put one behind the other.
    /// </summary>
    public static string Merge(string folder)
    {
        var sections = new SortedDictionary<string, List<string>>(StringComparer.Ordinal);
        foreach (var ioc in Directory.GetDirectories(Path.Combine(folder, "iocs")).Order(StringComparer.Ordinal))
            Collect(Path.Combine(ioc, "generated", "stack.yaml"), $"./iocs/{Path.GetFileName(ioc)}", sections);
        var text = new StringBuilder("version: \"3.8\"\n");
        foreach (var (section, lines) in sections) text.Append(section).Append('\n').AppendJoin('\n', lines).Append('\n');
        var merged = Path.Combine(folder, "merged.yaml");
        File.WriteAllText(merged, text.ToString());
        return merged;
    }

    private static void Collect(string file, string ioc, SortedDictionary<string, List<string>> sections)
    {
        var section = new List<string>();
        foreach (var line in File.ReadLines(file).Where(l => l.Length > 0 && l[0] != '#' && !l.StartsWith("version", StringComparison.Ordinal)))
        {
            if (line[0] != ' ')
            {
                if (!sections.TryGetValue(line, out section!)) sections[line] = section = [];
                continue;
            }

            // Networks and shared volumes stand in every file, and once in the merged one.
            var isShared = line.StartsWith("  hostnet:", StringComparison.Ordinal) || line.StartsWith("    external:", StringComparison.Ordinal) || line.StartsWith("    name: host", StringComparison.Ordinal) || line == "  ioclog: {}";
            if (isShared && section.Contains(line)) continue;
            section.Add(Moved(line, ioc));
        }
    }

    // Paths of files are seen from the stack file: those of the merged one begin at the workspace.
    private static string Moved(string line, string ioc) =>
        line.Contains("file: \"../", StringComparison.Ordinal) ? line.Replace("\"../", $"\"{ioc}/", StringComparison.Ordinal)
        : line.Contains("file: \"./", StringComparison.Ordinal) ? line.Replace("\"./", $"\"{ioc}/generated/", StringComparison.Ordinal)
        : line.Contains("file: ../", StringComparison.Ordinal) ? line.Replace("../", $"{ioc}/", StringComparison.Ordinal)
        : line.Contains("file: ./", StringComparison.Ordinal) ? line.Replace("./", $"{ioc}/generated/", StringComparison.Ordinal)
        : line;

    private static void Put(string file, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, text);
    }
}
