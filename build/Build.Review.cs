using IocOps.Core.Pipelines;
using IocOps.Swarm.Fleets;
using IocOps.Swarm.Projects;

// From a commit to the control room: what forges run, and what reviewers see.
sealed partial class Build
{
    Target BumpImage => _ => _
        .Description("Replaces the image --from by --to in ioc.yaml and site.yaml, of all IOCs or those of --ioc-list and --where, and generates their files anew; asks")
        .Requires(() => From)
        .Requires(() => To)
        .Executes(() => Run(async cancel =>
        {
            var bump = ImageBump.Of(Files, (From!, To!), IocList, Where ?? []);
            if (!Agreement.Agreed(Out, bump.Edit.Differences, $"Give {Counted(bump.Iocs.Count, "IOC")} the image {To}?")) return;
            await Locked(() => Touched(Done(() => Out.Note(GenerationText.Did(bump.Edit.Write(Out, bump.Generated))))), cancel);
            Out.Note($"{Counted(bump.Iocs.Count, "IOC")} will get {To} with the next deploy: ShowPlan shows it.");
        }));

    Target GenPipelines => _ => _
        .Description($"Writes the pipelines of GitHub, GitLab and Gitea from {PipelinePlan.Path}")
        .Executes(() => Write(g => g.RenderPipelines() is { Files.Count: > 0 } generated
            ? generated
            : throw new SelectionException($"There is no {PipelinePlan.Path}, which says what the pipelines do; docs/pipelines.md has one to begin with.")));
}
