using IocOps.Core.Model;
using IocOps.Core.Rendering;
using IocOps.Core.Yaml;
using Scriban.Runtime;

namespace IocOps.Core.Pipelines;

/// <summary>Writes a plan in the language of each of its forges.</summary>
/// <param name="templates">Files of <c>templates/</c> by name.</param>
public sealed class PipelineRenderer(IReadOnlyDictionary<string, string> templates)
{
    private readonly TemplateSet _templates = new(templates);

    /// <summary>Where a forge looks for its file.</summary>
    public static string PathOf(Forge forge) => forge switch
    {
        Forge.GitHub => ".github/workflows/iocops.yml",
        Forge.GitLab => ".gitlab-ci.yml",
        _ => ".gitea/workflows/iocops.yml",
    };

    /// <summary>A file per forge.</summary>
    /// <param name="plan">What shall be done.</param>
    /// <param name="problems">Gets TPL001…TPL004; such a file does not come back.</param>
    public IReadOnlyList<RenderedFile> Render(PipelinePlan plan, ICollection<Problem> problems)
    {
        var files = new List<RenderedFile>();
        foreach (var forge in plan.Forges.Distinct().Order())
        {
            var template = forge == Forge.GitLab ? TemplateNames.GitLabPipeline : TemplateNames.ActionsPipeline;
            if (_templates.Render(template, null, Values(plan, forge), problems) is not { } text) continue;
            var faults = new List<Problem>();
            if (YamlText.Parse(PathOf(forge), text, faults) is not null) files.Add(new RenderedFile(PathOf(forge), text));
            foreach (var fault in faults) problems.Add(new Problem(TemplateSet.PathOf(template, null), 0, 0, "TPL004", $"what the template yields is no good ({fault.File}:{fault.Line}): {fault.Message}"));
        }

        return files;
    }

    private static ScriptObject Values(PipelinePlan plan, Forge forge) => new()
    {
        ["source"] = PipelinePlan.Path,
        ["forge"] = forge.ToString().ToLowerInvariant(),
        ["branch"] = plan.Branch,
        ["runner"] = plan.Runner,
        ["image"] = plan.Image,
        ["manager_runner"] = plan.ManagerRunner,
        ["environment"] = plan.Environment,
        ["schedule"] = plan.Schedule,
        ["occasions"] = new ScriptArray(Enum.GetValues<Occasion>().Where(o => plan.Jobs.Any(j => j.When.Contains(o))).Select(Name)),
        ["jobs"] = new ScriptArray(plan.Jobs.Select(j => Job(plan, j))),
    };

    private static ScriptObject Job(PipelinePlan plan, PipelineJob job) => new()
    {
        ["name"] = job.Name,
        ["when"] = new ScriptArray(job.When.Order().Distinct().Select(Name)),
        // A job that never runs on this occasion would keep the others from running at all.
        ["needs"] = new ScriptArray(job.Needs.Where(n => plan.Jobs.First(j => j.Name == n).When.Intersect(job.When).Count() == job.When.Distinct().Count())),
        ["deploys"] = job.Deploys,
        ["on_manager"] = job.Deploys || job.OnManager,
        ["history"] = job.History,
        ["script"] = new ScriptArray(job.Script),
        ["always"] = new ScriptArray(job.Always),
        ["report"] = job.Report,
        ["keep"] = job.Keep,
    };

    private static string Name(Occasion occasion) => occasion.ToString().ToLowerInvariant();
}
