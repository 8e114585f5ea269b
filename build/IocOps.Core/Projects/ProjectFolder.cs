using System.Text;
using IocOps.Core.Model;

namespace IocOps.Core.Projects;

/// <summary>What a person writes of an IOC, as files.</summary>
public static class ProjectFolder
{
    private const string Source = "src/";
    private const string Templates = "templates/";

    /// <summary>Files by their path in the folder, without what is generated.</summary>
    public static IReadOnlyDictionary<string, ReadOnlyMemory<byte>> FilesOf(IocFolder folder)
    {
        ArgumentNullException.ThrowIfNull(folder);
        var files = new SortedDictionary<string, ReadOnlyMemory<byte>>(StringComparer.Ordinal);
        if (folder.IocYaml is { } yaml) files["ioc.yaml"] = Encoding.UTF8.GetBytes(yaml);
        foreach (var (name, content) in folder.Sources) files[Source + name] = content;
        foreach (var (name, text) in folder.Templates) files[Templates + name] = Encoding.UTF8.GetBytes(text);
        return files;
    }

    /// <summary>A folder that holds these files.</summary>
    public static IocFolder Of(string name, IReadOnlyDictionary<string, ReadOnlyMemory<byte>> files)
    {
        ArgumentNullException.ThrowIfNull(files);
        var yaml = files.TryGetValue("ioc.yaml", out var bytes) ? Encoding.UTF8.GetString(bytes.Span) : null;
        return new IocFolder(
            name,
            yaml,
            Below(Source).ToDictionary(f => f.Key, f => f.Value, StringComparer.Ordinal),
            Below(Templates).ToDictionary(f => f.Key, f => Encoding.UTF8.GetString(f.Value.Span), StringComparer.Ordinal),
            new Dictionary<string, string>());

        IEnumerable<KeyValuePair<string, ReadOnlyMemory<byte>>> Below(string folder) =>
            files.Where(f => f.Key.StartsWith(folder, StringComparison.Ordinal)).Select(f => KeyValuePair.Create(f.Key[folder.Length..], f.Value));
    }
}
