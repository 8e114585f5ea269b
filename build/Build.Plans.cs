using IocOps.Core.Planning;
using IocOps.Swarm.Fleets;
using IocOps.Swarm.Operations;
using IocOps.Swarm.Views;

// Plans that are looked at now and applied later, and what was deployed before.
sealed partial class Build
{
    [Parameter("File of a saved plan", Name = "plan-file")]
    readonly AbsolutePath? PlanPath = null;

    [Category("Plan and deploy")]
    Target SavePlan => _ => _
        .Description("Shows what a deploy would change, as ShowPlan does, and saves it to --plan-file for ApplyPlan; sends no write")
        .After(GenSwarmFile, GenGlobalFile, GenServiceFile)
        .Requires(() => PlanPath)
        .Executes(() => Run(SavePlanAsync));

    [Category("Plan and deploy")]
    Target ApplyPlan => _ => _
        .Description("Does what the plan of --plan-file says and nothing else; refuses when the swarm or the folders are not as they were when it was saved")
        .After(LabUp)
        .Requires(() => PlanPath)
        .Executes(() => Run(ApplyPlanAsync));

    [Category("Look")]
    Target ShowHistory => _ => _
        .Description("Shows who deployed what to the services of the stack, when and from which commit, and to what RollbackIocs could bring them back")
        .Executes(() => Run(async cancel =>
        {
            var query = LogArguments.Parse(false, Tail, Since, (Grep, DateTime.UtcNow));
            using var swarm = Swarm();
            HistoryView.Show(await HistoryLook.ReadAsync(swarm, Files.RequireSite().Stack, Selected, query, cancel), IsJson, Out);
        }));

    [Category("Plan and deploy")]
    Target RollbackIocs => _ => _
        .Description("Brings the IOCs of --ioc-list back to the deployment before the present one, or to the version --to of ShowHistory, and waits until they run")
        .Requires(() => IocList)
        .Executes(() => OnServices((work, cancel) => work.RollbackAsync(Selected, To, cancel)));

    async Task SavePlanAsync(CancellationToken cancel)
    {
        if (Canary is not null || Pause is not null) throw new SelectionException("A plan says what is done, not in which steps: leave out --canary and --pause here, and give them to ApplyPlan.");
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
            Out.Note($"Saved to {PlanPath}. {CommandName.Value} ApplyPlan --plan-file {PlanPath} does it, as long as the swarm and the folders are as now.");
        }

        if (ChangesExit3 && plan.HasChanges) ExitCode = 3;
    }

    async Task ApplyPlanAsync(CancellationToken cancel)
    {
        if (IocList is not null || Prune) throw new SelectionException("ApplyPlan does what the plan says: leave out --ioc-list and --prune, or save another plan.");
        var saved = new PlanFile(PlanPath!).Read();
        var parts = Rendered(saved.Scope, saved.BaseImage);
        foreach (var part in parts) Generation.RequireFresh(part);
        var options = DeployingOptions;
        using var swarm = Swarm();
        var names = saved.Scope.Names?.ToArray();
        await new SavedPlans(swarm, Out, options).ApplyAsync(saved, Desired(parts), DryRun ? plan => PlanView.Show(plan, IsJson, Out) : null, c => ExportAsync(names, c), cancel);
        if (!DryRun) await FleetExport.RemoveOldAsync((Files, names, MountHere), swarm, Out, cancel);
    }
}
