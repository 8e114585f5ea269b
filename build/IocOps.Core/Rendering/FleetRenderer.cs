using IocOps.Core.Model;
using IocOps.Core.Yaml;
using Scriban.Runtime;

namespace IocOps.Core.Rendering;

/// <summary>
/// Writes the files of IOCs and of the global services: pure, in ordinal order, LF, the same bytes on every machine. One instance per
/// run, so that templates are parsed once; not for several threads at a time.
/// </summary>
/// <param name="site">The site's settings.</param>
/// <param name="templates">Files of <c>templates/</c> by name.</param>
public sealed class FleetRenderer(Site site, IReadOnlyDictionary<string, string> templates)
{
    /// <summary>File name of every stack file.</summary>
    public const string StackFile = "stack.yaml";

    /// <summary>File name of the compose file of a host.</summary>
    public const string ComposeFile = "compose.yaml";

    private readonly TemplateSet _templates = new(templates);

    /// <summary>st.cmd, the substitutions (where there are databases) and the access rules (with caputlog), into <c>generated/</c>.</summary>
    /// <param name="ioc">Whose.</param>
    /// <param name="problems">Gets TPL001…TPL003; then fewer files come back.</param>
    public IReadOnlyList<RenderedFile> RenderStartup(Ioc ioc, ICollection<Problem> problems)
    {
        var values = StartupValues.Of(site, ioc);
        var files = new List<RenderedFile>();
        Add(TemplateNames.StartupScript, "st.cmd");
        if (ioc.Databases.Count > 0) Add(TemplateNames.Substitutions, $"{ioc.Name}.substitutions");
        if (ioc.Modules.Caputlog) Add(TemplateNames.Access, $"{ioc.Name}.acf");
        return [.. files.OrderBy(f => f.Path, StringComparer.Ordinal)];

        void Add(string template, string name)
        {
            if (_templates.Render(template, Overrides(ioc), values, problems) is { } text)
                files.Add(new RenderedFile($"{ioc.GeneratedPath}/{name}", text));
        }
    }

    /// <summary>The startup files and the stack file of one IOC; none where there are problems. IOCs of a plain host have no stack file.</summary>
    /// <param name="ioc">Whose.</param>
    /// <param name="problems">Gets TPL001…TPL004.</param>
    public IReadOnlyList<RenderedFile> RenderAll(Ioc ioc, ICollection<Problem> problems)
    {
        var before = problems.Count;
        var startup = RenderStartup(ioc, problems);
        if (problems.Count > before) return [];
        return ioc.Host == Ioc.SwarmHost ? [.. startup, .. RenderStack(ioc, startup, problems)] : startup;
    }

    /// <summary>The stack file of one IOC, which names its run files.</summary>
    /// <param name="ioc">Whose.</param>
    /// <param name="startup">What <see cref="RenderStartup"/> gave.</param>
    /// <param name="problems">Gets TPL001…TPL004; then nothing comes back.</param>
    public IReadOnlyList<RenderedFile> RenderStack(Ioc ioc, IReadOnlyList<RenderedFile> startup, ICollection<Problem> problems)
    {
        var values = StackValues.OfIoc(site, ioc, RunFiles.Of(ioc, startup));
        return Stack(TemplateNames.Stack, Overrides(ioc), values, $"{ioc.GeneratedPath}/{StackFile}", problems);
    }

    /// <summary>The stack file of the global services: the log server on every node.</summary>
    /// <param name="baseImage">Full name of the image; null to take the site's <c>base-image</c>.</param>
    /// <param name="problems">Gets TPL001…TPL004, and SIT004 where no image is known; then nothing comes back.</param>
    public IReadOnlyList<RenderedFile> RenderGlobal(string? baseImage, ICollection<Problem> problems)
    {
        if ((baseImage ?? site.BaseImage) is not { } image)
        {
            problems.Add(new Problem(FleetSource.SitePath, 0, 0, "SIT004", "no image is known for the global services; give --base-image, or 'base-image' in site.yaml"));
            return [];
        }

        return Stack(TemplateNames.Global, null, StackValues.OfGlobal(site, image), $"{FleetSource.GlobalPath}/{StackFile}", problems);
    }

    /// <summary>The compose file of a plain Docker host.</summary>
    /// <param name="host">As <c>host</c> in ioc.yaml.</param>
    /// <param name="iocs">Of that host, with what <see cref="RenderStartup"/> gave for each.</param>
    /// <param name="problems">Gets TPL001…TPL004; then nothing comes back.</param>
    public IReadOnlyList<RenderedFile> RenderHost(string host, IReadOnlyList<(Ioc Ioc, IReadOnlyList<RenderedFile> Startup)> iocs, ICollection<Problem> problems)
    {
        var values = StackValues.OfHost(site, host, [.. iocs.Select(i => (i.Ioc, RunFiles.Of(i.Ioc, i.Startup)))]);
        return Stack(TemplateNames.HostCompose, null, values, $"{FleetSource.HostsPath}/{host}/{ComposeFile}", problems);
    }

    private List<RenderedFile> Stack(string template, TemplateOverrides? overrides, ScriptObject values, string path, ICollection<Problem> problems)
    {
        if (_templates.Render(template, overrides, values, problems) is not { } text) return [];
        var faults = new List<Problem>();
        if (YamlText.Parse(path, text, faults) is not null) return [new RenderedFile(path, text)];
        foreach (var fault in faults)
        {
            // The reader of the message can mend the template only: its name is the file, the place is that in its output.
            var line = text.Split('\n').ElementAtOrDefault(fault.Line - 1)?.Trim();
            problems.Add(new Problem(TemplateSet.PathOf(template, overrides), 0, 0, "TPL004", $"what the template yields is no good ({path}:{fault.Line}:{fault.Column}: '{line}'): {fault.Message}"));
        }

        return [];
    }

    private static TemplateOverrides? Overrides(Ioc ioc) => ioc.Templates.Count == 0 ? null : new TemplateOverrides($"{ioc.Path}/templates", ioc.Templates);
}
