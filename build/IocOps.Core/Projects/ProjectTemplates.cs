using System.Text;
using IocOps.Core.Model;
using IocOps.Core.Rendering;
using Scriban.Runtime;

namespace IocOps.Core.Projects;

/// <summary>
/// What new IOCs begin with: a folder <c>templates/projects/&lt;kind&gt;/</c> for each kind, with what the IOC's folder shall hold. Files
/// that end in <c>.sbn</c> are rendered, and <c>NAME</c> in a file's name becomes the name of the IOC.
/// </summary>
/// <param name="files">Files below <c>templates/projects/</c> by their path there.</param>
public sealed class ProjectTemplates(IReadOnlyDictionary<string, ReadOnlyMemory<byte>> files)
{
    /// <summary>Where they lie in the workspace.</summary>
    public const string Folder = "templates/projects";

    private const string Ending = ".sbn";

    /// <summary>Names of the kinds, in ordinal order.</summary>
    public IReadOnlyList<string> Kinds => [.. files.Keys.Where(f => f.Contains('/', StringComparison.Ordinal)).Select(f => f.Split('/')[0]).Distinct().Order(StringComparer.Ordinal)];

    /// <summary>The folder of a new IOC.</summary>
    /// <param name="kind">One of <see cref="Kinds"/>.</param>
    /// <param name="name">Of the IOC.</param>
    /// <param name="site">Its defaults say what the IOC has without being told.</param>
    /// <param name="problems">Gets TPL001…TPL003.</param>
    public IocFolder Render(string kind, string name, Site site, ICollection<Problem> problems)
    {
        var prefix = $"{kind}/";
        var own = files.Where(f => f.Key.StartsWith(prefix, StringComparison.Ordinal)).OrderBy(f => f.Key, StringComparer.Ordinal).ToList();
        var templates = new TemplateSet(own.ToDictionary(f => $"projects/{f.Key}", f => Encoding.UTF8.GetString(f.Value.Span), StringComparer.Ordinal));
        var rendered = new Dictionary<string, ReadOnlyMemory<byte>>(StringComparer.Ordinal);
        foreach (var (path, content) in own)
        {
            var target = path[prefix.Length..].Replace("NAME", name, StringComparison.Ordinal);
            if (!target.EndsWith(Ending, StringComparison.Ordinal)) rendered[target] = content;
            else if (templates.Render($"projects/{path}", null, Values(name, site), problems) is { } text) rendered[target[..^Ending.Length]] = Encoding.UTF8.GetBytes(text);
        }

        return ProjectFolder.Of(name, rendered);
    }

    private static ScriptObject Values(string name, Site site) => new()
    {
        ["name"] = name,
        ["prefix"] = name.ToUpperInvariant(),
        ["is_swarm"] = site.Defaults.Host == Ioc.SwarmHost,
        ["modules"] = new ScriptObject
        {
            ["autosave"] = site.Defaults.Modules.Autosave,
            ["caputlog"] = site.Defaults.Modules.Caputlog,
            ["status_ioc"] = site.Defaults.Modules.StatusIoc,
            ["status_os"] = site.Defaults.Modules.StatusOs,
        },
    };
}
