using IocOps.Core.Planning;
using IocOps.Swarm.Fleets;
using IocOps.Swarm.Views;

// Plans that are looked at now and applied later.
sealed partial class Build
{
    [Parameter("File of a saved plan", Name = "plan-file")]
    readonly AbsolutePath? PlanPath = null;

    Target SavePlan => _ => _
        .Description("Shows what a deploy would change, as ShowPlan does, and saves it to --plan-file for ApplyPlan; sends no write")
        .After(GenSwarmFile, GenGlobalFile)
        .Requires(() => PlanPath)
        .Executes(() => Run(SavePlanAsync));

    Target ApplyPlan => _ => _
        .Description("Does what the plan of --plan-file says and nothing else; refuses when the swarm or the folders are not as they were when it was saved")
        .After(LabUp)
        .Requires(() => PlanPath)
        .Executes(() => Run(ApplyPlanAsync));

    async Task SavePlanAsync(CancellationToken cancel)
    {
        var file = new PlanFile(PlanPath!);
        if (!DryRun) file.RequireFree();
        var scope = PlannedScope;
        var parts = Rendered(scope, BaseImage);
        foreach (var part in parts) Generation.RequireFresh(part);
        using var swarm = Swarm();
        var (plan, saved) = await new SavedPlans(swarm, Out, Options).MakeAsync(Desired(parts), scope, cancel);
        PlanView.Show(plan, IsJson, Out);
        if (!DryRun)
        {
            file.Write(saved with { By = (await Author.OfAsync(RootDirectory, cancel)).Name, BaseImage = BaseImage });
            Out.Note($"Saved to {PlanPath}. ./build.sh ApplyPlan --plan-file {PlanPath} does it, as long as the swarm and the folders are as now.");
        }

        if (ChangesExit3 && plan.HasChanges) ExitCode = 3;
    }

    async Task ApplyPlanAsync(CancellationToken cancel)
    {
        if (IocList is not null || Prune) throw new SelectionException("ApplyPlan does what the plan says: leave out --ioc-list and --prune, or save another plan.");
        var saved = new PlanFile(PlanPath!).Read();
        var parts = Rendered(saved.Scope, saved.BaseImage);
        foreach (var part in parts) Generation.RequireFresh(part);
        using var swarm = Swarm();
        await new SavedPlans(swarm, Out, Options).ApplyAsync(
            saved, Desired(parts), DryRun ? plan => PlanView.Show(plan, IsJson, Out) : null, c => ExportAsync(saved.Scope.Names?.ToArray(), c), cancel);
    }
}
