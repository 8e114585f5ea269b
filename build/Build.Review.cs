using IocOps.Core;
using IocOps.Core.Pipelines;
using IocOps.Core.Planning;
using IocOps.Core.Reviews;
using IocOps.Swarm.Docker;
using IocOps.Swarm.Fleets;
using IocOps.Swarm.Projects;
using IocOps.Swarm.Reviews;
using IocOps.Swarm.Views;

// From a commit to the control room: what forges run, and what reviewers see.
sealed partial class Build
{
    [Parameter("What a change is compared with: the branch that it will be merged to, a tag or a commit", Name = "base")]
    readonly string? BaseRef = null;

    [Parameter("File to write the page of a review to, as HTML that needs no other file")]
    readonly AbsolutePath? HtmlFile = null;

    [Category("Review and pipelines")]
    Target ReviewReport => _ => _
        .Description("Says what the workspace changes against where it branched off from --base: restarts, images, files, PVs, findings; Markdown to --file or the terminal, a page to --html-file; --with-swarm also what a deploy would do now")
        .Requires(() => BaseRef)
        .Executes(() => Run(ReviewAsync));

    [Category("Review and pipelines")]
    Target BumpImage => _ => _
        .Description("Replaces the image --from by --to in ioc.yaml and site.yaml, of all IOCs or those of --ioc-list and --where, and generates their files anew; asks")
        .Requires(() => From)
        .Requires(() => To)
        .Executes(() => Run(async cancel =>
        {
            var bump = ImageBump.Of(Files, (From!, To!), IocList, Conditions);
            if (bump.Warning is { } warning) Out.Note(warning);
            if (bump.Edit.Differences.Count == 0)
            {
                Out.Note($"Nothing to do: they have the image {To} already.");
                return;
            }

            if (!Agreement.Agreed(Out, bump.Edit.Differences, $"Give {Counted(bump.Iocs.Count, "IOC")} the image {To}?")) return;
            await Locked(() => Touched(Done(() => Out.Note(GenerationText.Did(bump.Edit.Write(Out, bump.Generated))))), cancel);
            Out.Note($"{Counted(bump.Iocs.Count, "IOC")} will get {To} with the next deploy: ShowPlan shows it.");
        }));

    [Category("Review and pipelines")]
    Target GenPipelines => _ => _
        .Description($"Writes the pipelines of GitHub, GitLab and Gitea from {PipelinePlan.Path}")
        .Executes(() => Write(g => g.RenderPipelines() is { Files.Count: > 0 } generated
            ? generated
            : throw new SelectionException($"There is no {PipelinePlan.Path}, which says what the pipelines do; docs/pipelines.md has one to begin with.")));

    async Task ReviewAsync(CancellationToken cancel)
    {
        using var tree = await BaseTree.ReadAsync(RootDirectory, BaseRef!, cancel);
        var before = new FleetFiles(tree.Folder);
        var (was, now) = (ReviewSide.Of(before, new Generation(before), BaseImage), ReviewSide.Of(Files, Generation, BaseImage));
        var review = Reviewer.Compare(was, now, tree.Points, WithSwarm ? await LookAsync(now.Stacks, cancel) : null);
        ReviewView.Show(review, new ReviewFiles(PictureFile, HtmlFile), IsJson, Out);
    }

    // A review without the swarm is worth more than none.
    async Task<(Plan? Plan, string? Trouble)> LookAsync(IReadOnlyList<OwnedStack> stacks, CancellationToken cancel)
    {
        try
        {
            using var swarm = Swarm();
            return ((await new FleetDeployment(swarm, Out, Options).PlanAsync(FleetSwarm.Desire(Files, stacks), PlanScope.Everything(Prune), cancel)).Plan, null);
        }
        catch (Exception e) when (e is SwarmException or ProblemException)
        {
            return (null, e.Message);
        }
    }
}
