using System.Text;

namespace IocOps.Swarm.Workspaces;

/// <summary>The templates that IocOps brings along, for workspaces that have none of their own. What a workspace has wins.</summary>
internal static class OwnTemplates
{
    private const string Folder = "templates/";
    private const string Projects = "projects/";

    private static readonly Lazy<Dictionary<string, ReadOnlyMemory<byte>>> All = new(Read);

    /// <summary>The schemas by which editors complete YAML, by their names in <c>templates/</c>.</summary>
    public static IEnumerable<(string Name, string Text)> Schemas =>
        All.Value.Where(t => t.Key.EndsWith(".schema.json", StringComparison.Ordinal)).OrderBy(t => t.Key, StringComparer.Ordinal).Select(t => (t.Key, Text(t.Value)));

    /// <summary>Templates by name: those of a workspace, and ours for the names that it does not have.</summary>
    public static IReadOnlyDictionary<string, string> Below(IReadOnlyDictionary<string, string> workspace)
    {
        var all = new Dictionary<string, string>(workspace, StringComparer.Ordinal);
        foreach (var (name, bytes) in All.Value.Where(t => !t.Key.Contains('/', StringComparison.Ordinal) && !all.ContainsKey(t.Key))) all[name] = Text(bytes);
        return all;
    }

    /// <summary>Files of new IOCs by their path below <c>templates/projects/</c>; a kind of the workspace replaces ours of that name as a whole.</summary>
    public static IReadOnlyDictionary<string, ReadOnlyMemory<byte>> ProjectsBelow(IReadOnlyDictionary<string, ReadOnlyMemory<byte>> workspace)
    {
        var kinds = workspace.Keys.Select(Kind).ToHashSet(StringComparer.Ordinal);
        var ours = All.Value.Where(t => t.Key.StartsWith(Projects, StringComparison.Ordinal)).Select(t => KeyValuePair.Create(t.Key[Projects.Length..], t.Value));
        return ours.Where(t => !kinds.Contains(Kind(t.Key))).Concat(workspace).ToDictionary(StringComparer.Ordinal);
    }

    private static string Kind(string path) => path.Split('/')[0];

    private static string Text(ReadOnlyMemory<byte> bytes) => Encoding.UTF8.GetString(bytes.Span);

    private static Dictionary<string, ReadOnlyMemory<byte>> Read()
    {
        var assembly = typeof(OwnTemplates).Assembly;
        var found = new Dictionary<string, ReadOnlyMemory<byte>>(StringComparer.Ordinal);
        foreach (var name in assembly.GetManifestResourceNames().Where(n => n.StartsWith(Folder, StringComparison.Ordinal)))
        {
            using var stream = assembly.GetManifestResourceStream(name)!;
            var bytes = new byte[stream.Length];
            stream.ReadExactly(bytes);
            found[name[Folder.Length..].Replace('\\', '/')] = bytes;
        }

        return found;
    }
}
