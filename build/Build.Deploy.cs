using IocOps.Core;
using IocOps.Core.Model;
using IocOps.Core.Planning;
using IocOps.Swarm.Deploy;
using IocOps.Swarm.Docker;
using IocOps.Swarm.Fleets;
using IocOps.Swarm.Views;

// From reviewed files to running services, and away again.
sealed partial class Build
{
    [Parameter("Also remove services whose folder is gone")]
    readonly bool Prune = false;

    [Parameter("Do not wait until the services run")]
    readonly bool NoWait = false;

    [Parameter("When a service that a deploy changed does not run, put back all that this run changed")]
    readonly bool RollbackOnFailure = false;

    [Parameter("IOCs that a deploy changes first: how many, or which; the others follow when these run and --pause is over, or these are put back", ValueProviderMember = nameof(KnownIocs))]
    readonly string[]? Canary = null;

    [Parameter("How long canaries have to run before the others follow: 30s, 10m, 2h")]
    readonly string? Pause = null;

    [Parameter("How many seconds all services together may take to run", Name = "wait-timeout")]
    readonly int WaitSeconds = 300;

    [Parameter("When to ask registries for the digests of images: of what is new in a service, always, or never", Name = "resolve-image")]
    readonly ResolveImage ResolveImages = ResolveImage.Changed;

    [Parameter("Where this machine sees the mount of site.yaml")]
    readonly AbsolutePath? MountFolder = null;

    [Parameter("End with exit code 3 when there are changes", Name = "exit-code")]
    readonly bool ChangesExit3 = false;

    [Category("Plan and deploy")]
    Target ShowPlan => _ => _
        .Description("Shows what DeployGlobal, DeployServices and DeployAllIocs would change and why (with --ioc-list: of these IOCs); sends no write")
        .Executes(() => Run(ShowPlanAsync));

    [Category("Plan and deploy")]
    Target DeployGlobal => _ => _
        .Description("Brings the global services to their stack file")
        .After(LabUp)
        .DependsOn(GenGlobalFile)
        .Executes(() => Deploy(PlanScope.Global(Prune), () => Generation.RenderGlobal(BaseImage)));

    [Category("Plan and deploy")]
    Target DeployAllIocs => _ => _
        .Description("Brings every IOC (or those of --ioc-list) to its stack file and waits until all run; an unchanged one is not touched")
        .After(LabUp, DeployGlobal)
        .DependsOn(GenSwarmFile)
        .Executes(DeployNamedIocs);

    [Category("Plan and deploy")]
    Target DeployIocs => _ => _
        .Description("Brings the IOCs of --ioc-list to their stack files")
        .DependsOn(GenSwarmFile)
        .Requires(() => IocList)
        .Executes(DeployNamedIocs);

    [Category("Plan and deploy")]
    Target ExportIocs => _ => _
        .Description("Brings the files of IOCs with mount delivery to the folder that all nodes mount, as a new version beside the old ones; a deploy does it by itself")
        .DependsOn(GenStartup)
        .Executes(() => Run(async cancel =>
        {
            await ExportAsync(NamedIocs, cancel, Force);
            if (!Files.Select(NamedIocs).Any(i => i.Delivery == Delivery.Mount)) Out.Note("Nothing to export: none of these IOCs has mount delivery.");
        }));

    [Category("Plan and deploy")]
    Target RemoveIocs => _ => _
        .Description("Removes the services of the IOCs of --ioc-list from the swarm, also of orphans; volumes and save files stay")
        .Requires(() => IocList)
        .Executes(() => Remove(PlanScope.RemoveIocs(IocList ?? []), Files.Fleet.Members.Select(m => m.Name)));

    [Category("Plan and deploy")]
    Target RemoveAllServices => _ => _
        .Description("Removes every service of the stack from the swarm, and its networks, after a question; volumes and save files stay")
        .Executes(() => Remove(PlanScope.RemoveAll(), []));

    [Category("Plan and deploy")]
    Target UnlockStack => _ => _
        .Description("Removes the lock that a dead deployment from another machine left, after a question")
        .Executes(() => Run(async cancel =>
        {
            using var swarm = Swarm();
            await swarm.RequireManagerAsync(cancel);
            var stack = Files.RequireSite().Stack;
            if (await StackLock.HolderAsync(swarm, stack, cancel) is not { } held) Out.Note("There is no lock.");
            else if (Agreement.Agreed(Out, [$"The stack {stack} is locked by {held.Holder}. Where that run is alive, two would then write at once."], "Remove its lock?"))
                await Out.ChangeAsync($"lock of the stack {stack} removed, held by {held.Holder}", () => swarm.RemoveConfigAsync(held.Id, cancel));
        }));

    DeploymentOptions Options => new(Holder, Seconds(LockSeconds, "--lock-timeout"))
    {
        Wait = !NoWait,
        WaitTimeout = Seconds(WaitSeconds, "--wait-timeout"),
        Logins = Logins,
        // The lab has no registry; its image was imported.
        ResolveImage = Lab is null ? ResolveImages : ResolveImage.Never,
        Author = c => Author.OfAsync(RootDirectory, c),
    };

    // Of deploys: what removes, restarts or moves is not undone.
    DeploymentOptions DeployingOptions => NoWait && (RollbackOnFailure || Canary is not null)
        ? throw new SelectionException($"{(RollbackOnFailure ? "--rollback-on-failure" : "--canary")} has to wait for the services: it does not go with --no-wait.")
        : Options with { RollbackOnFailure = RollbackOnFailure, Canary = CanaryOptions.Parse(Canary, Pause) };

    // Of services that are no IOCs there is one of a kind.
    DeploymentOptions OptionsWithoutCanary()
    {
        var options = DeployingOptions;
        if (options.Canary is not null) Out.Note("--canary is for IOCs: these services are changed together.");
        return options with { Canary = null };
    }

    Task DeployNamedIocs() => Run(async cancel =>
    {
        var names = NamedIocs;
        var options = DeployingOptions;
        using var swarm = Swarm();
        var deployment = new FleetDeployment(swarm, Out, options) { Prepare = c => ExportAsync(names, c) };
        await DeployAsync(deployment, IocScope, Generation.Render(Files.Select(names), GeneratedPart.Everything), cancel);
        if (!DryRun) await FleetExport.RemoveOldAsync((Files, names, MountHere), swarm, Out, cancel);
    });

    Task Deploy(PlanScope scope, Func<Generated> render) => Run(async cancel =>
    {
        var generated = render();
        var options = OptionsWithoutCanary();
        using var swarm = Swarm();
        await DeployAsync(new FleetDeployment(swarm, Out, options), scope, generated, cancel);
    });

    async Task DeployAsync(FleetDeployment deployment, PlanScope scope, Generated generated, CancellationToken cancel)
    {
        if (!DryRun) Generation.RequireFresh(generated);
        var desired = FleetSwarm.Desire(Files, generated.Stacks);
        if (DryRun) PlanView.Show((await deployment.PlanAsync(desired, scope, cancel)).Plan, IsJson, Out);
        else await deployment.RunAsync(desired, scope, cancel);
    }

    PlanScope IocScope => NamedIocs is { } names ? PlanScope.Iocs(names, Prune) : PlanScope.AllIocs(Prune);

    Task<bool> ExportAsync(IReadOnlyCollection<string>? names, CancellationToken cancel, bool again = false) =>
        Locked(() => Touched(FleetExport.Run(Files, names, new ExportOptions(MountHere, DryRun, again), Out) > 0), cancel);

    // Where this machine sees the mount; null for the path of site.yaml.
    string? MountHere => MountFolder?.ToString() ?? Lab?.SharedFolder(Files.RequireSite().Mount ?? "");

    async Task ShowPlanAsync(CancellationToken cancel)
    {
        var scope = PlannedScope;
        var desired = Desired(Rendered(scope, BaseImage));
        using var swarm = Swarm();
        var options = Options with { Canary = CanaryOptions.Parse(Canary, Pause) };
        var (plan, _) = await new FleetDeployment(swarm, Out, options).PlanAsync(desired, scope, cancel);
        PlanView.Show(plan, IsJson, Out);
        if (ChangesExit3 && plan.HasChanges) ExitCode = 3;
    }

    // What ShowPlan and SavePlan are about.
    PlanScope PlannedScope =>
        IocList is not null ? IocScope
        : Generation.HasGlobal(BaseImage) ? PlanScope.Everything(Prune)
        : PlanScope.AllButGlobal(Prune);

    IReadOnlyList<Generated> Rendered(PlanScope scope, string? baseImage) =>
    [
        Generation.Render(Files.Select(scope.Names), GeneratedPart.Everything),
        .. scope.Kinds.Contains(OwnerKind.Global) ? [Generation.RenderGlobal(baseImage)] : Array.Empty<Generated>(),
        .. scope.Kinds.Contains(OwnerKind.Service) ? [Generation.RenderServices(null, baseImage)] : Array.Empty<Generated>(),
    ];

    DesiredSwarm Desired(IReadOnlyList<Generated> parts) => FleetSwarm.Desire(Files, [.. parts.SelectMany(p => p.Stacks)]);

    Task Remove(PlanScope scope, IEnumerable<string> folders) => Run(async cancel =>
    {
        using var swarm = Swarm();
        var deployment = new FleetDeployment(swarm, Out, Options) { Confirm = AskToRemove };
        var desired = FleetSwarm.Desire(Files, []);
        var (plan, _) = await deployment.PlanAsync(desired, scope, cancel);
        RemovalScope.RequireKnown(plan, scope, folders);
        if (DryRun) PlanView.Show(plan, IsJson, Out);
        else await deployment.RunAsync(desired, scope, cancel);
    });

    void AskToRemove(Plan plan)
    {
        var removed = plan.Changes.Where(c => c.Kind == ChangeKind.Remove).ToList();
        foreach (var change in removed) Out.Note($"  {change.Service}");
        foreach (var network in plan.UnusedNetworks) Out.Note($"  network {network.Name}");
        var services = removed.Count switch { 0 => "No service is on these networks", 1 => "This service ends", _ => $"These {removed.Count} services end" };
        Question.Ask(Out, $"{services}; volumes and save files stay. Remove?", yes: false);
    }
}
