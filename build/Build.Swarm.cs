using IocOps.Swarm.Docker;
using IocOps.Swarm.Fleets;
using IocOps.Swarm.Operations;
using IocOps.Swarm.Views;

// Making the swarm, and its nodes.
sealed partial class Build
{
    [Parameter("Address at which the other nodes reach this one, or the name of its network interface")]
    readonly string? AdvertiseAddr = null;

    [Parameter("Address and port to listen at for other managers")]
    readonly string? ListenAddr = null;

    [Parameter("Managers are locked after a start of their engine, until they get the key that is shown once")]
    readonly bool Autolock = false;

    [Parameter("Make a new token for this role first: worker or manager")]
    readonly JoinRole? Rotate = null;

    [Parameter("As what to join: worker or manager")]
    readonly JoinRole? Role = null;

    [Parameter("Address of a manager of the swarm to join")]
    readonly string? ManagerAddr = null;

    [Secret]
    [Parameter("Token to join with; better in the environment variable JOIN_TOKEN than on the command line, which others see")]
    readonly string? JoinToken = null;

    [Parameter("File that holds the token to join with")]
    readonly AbsolutePath? JoinTokenFile = null;

    [Secret]
    [Parameter("Key that unlocks a manager; better in the environment variable UNLOCK_KEY than on the command line, which others see")]
    readonly string? UnlockKey = null;

    [Parameter("File that holds the key that unlocks a manager")]
    readonly AbsolutePath? UnlockKeyFile = null;

    [Parameter("Labels to set, as key=value", Name = "add")]
    readonly string[]? AddLabels = null;

    [Parameter("Names of labels to take away", Name = "remove")]
    readonly string[]? RemoveLabels = null;

    [Parameter("Also where the target would refuse: nodes that are not down, the last manager, managers that can decide, IOCs that differ from a backup; ExportIocs: also files that are on the mount as they should be")]
    readonly bool Force = false;

    [Category("Swarm and nodes")]
    Target ShowTokens => _ => _
        .Description("Shows the whole commands with which nodes join; --rotate makes a new token first")
        .Executes(() => Run(async cancel =>
        {
            using var swarm = Swarm();
            var membership = new Membership((ISwarmAdmin)swarm, Out, Agreement);
            TokensView.Show(await membership.InvitationsAsync(swarm, Rotate, cancel), IsJson, Out);
        }));

    [Category("Swarm and nodes")]
    Target InitSwarm => _ => _
        .Description("Makes the engine the first manager of a new swarm")
        .Executes(() => Run(async cancel =>
        {
            using var swarm = Engine();
            await new Membership((ISwarmAdmin)swarm, Out, Agreement).InitAsync((AdvertiseAddr, ListenAddr), Autolock, cancel);
        }));

    [Category("Swarm and nodes")]
    Target JoinSwarm => _ => _
        .Description("Brings the engine into the swarm of --manager-addr as --role; the token comes from JOIN_TOKEN or --join-token-file")
        .Requires(() => ManagerAddr)
        .Requires(() => Role)
        .Executes(() => Run(async cancel =>
        {
            var token = Membership.Token.Read(JoinToken, JoinTokenFile);
            using var swarm = Engine();
            await new Membership((ISwarmAdmin)swarm, Out, Agreement).JoinAsync(Role!.Value, ManagerAddr!, token, (AdvertiseAddr, ListenAddr), cancel);
        }));

    [Parameter("Node label that says what fails together, for CheckSwarm")]
    readonly string FailureDomainLabel = "zone";

    [Category("Swarm and nodes")]
    Target CheckSwarm => _ => _
        .Description("Looks for what is wrong with the swarm or will be: managers, nodes, versions, certificates, disk, clocks, placement, mounts; exits 3 where it finds something")
        .Executes(() => Run(async cancel =>
        {
            using var swarm = Swarm();
            await IocOps.Swarm.Backup.LocalEngine.FinishKilledAsync(swarm, Out);
            if (SwarmCheckView.Show(await SwarmCheck.RunAsync(swarm, (ISwarmAdmin)swarm, new SwarmCheckScope(FleetSwarm.WantedServices(Files), FailureDomainLabel), cancel), IsJson, Out)) ExitCode = 3;
        }));

    [Category("Swarm and nodes")]
    Target UnlockSwarm => _ => _
        .Description("Unlocks a manager whose engine was started; the key comes from UNLOCK_KEY, --unlock-key-file or the terminal")
        .Executes(() => Run(async cancel =>
        {
            using var swarm = Engine();
            var keys = new UnlockKeys((ISwarmAdmin)swarm, Out, Agreement);
            await keys.UnlockAsync(AskedUnlockKey, cancel);
        }));

    string AskedUnlockKey() => UnlockKeys.Key.Read(UnlockKey, UnlockKeyFile, () => Question.Secret(Out, "Unlock key"));

    [Category("Swarm and nodes")]
    Target ShowUnlockKey => _ => _
        .Description("Shows the key that unlocks managers after a start of their engine")
        .Executes(() => Run(async cancel =>
        {
            using var swarm = Swarm();
            TokensView.ShowKey(await new UnlockKeys((ISwarmAdmin)swarm, Out, Agreement).ReadAsync(swarm, cancel), IsJson, Out);
        }));

    [Category("Swarm and nodes")]
    Target RotateUnlockKey => _ => _
        .Description("Makes a new key that unlocks managers, and shows it")
        .Executes(() => Run(async cancel =>
        {
            using var swarm = Swarm();
            if (await new UnlockKeys((ISwarmAdmin)swarm, Out, Agreement).RotateAsync(swarm, cancel) is { } key) TokensView.ShowKey(key, IsJson, Out);
        }));

    [Category("Swarm and nodes")]
    Target ForceNewCluster => _ => _
        .Description("Makes the engine, a manager that is left, the only manager of its swarm, which lost its quorum; services stay; asks")
        .Executes(() => Run(async cancel =>
        {
            using var swarm = Engine();
            var rescue = new Rescue(swarm, (ISwarmAdmin)swarm, Out, Agreement)
            {
                WhileStopped = swarm.Endpoint.StartsWith("unix://", StringComparison.Ordinal) ? work => LocalEngine(swarm).WhileStoppedAsync(nameof(ForceNewCluster), work) : null,
            };
            await rescue.ForceNewClusterAsync(AdvertiseAddr, Force, AskedUnlockKey, cancel);
        }));

    [Category("Swarm and nodes")]
    Target LabelNode => _ => _
        .Description("Sets (--add key=value) and takes away (--remove key) labels of the nodes of --node")
        .Requires(() => Node)
        .Executes(() => OnNodes((work, cancel) => work.LabelAsync(Node!, AddLabels ?? [], RemoveLabels ?? [], cancel)));

    [Category("Swarm and nodes")]
    Target DrainNode => _ => _
        .Description("Moves everything off the nodes of --node and waits until it runs elsewhere")
        .Requires(() => Node)
        .Executes(() => OnNodes((work, cancel) => work.DrainAsync(Node!, NoWait ? null : TimeSpan.FromSeconds(WaitSeconds), cancel)));

    [Category("Swarm and nodes")]
    Target ActivateNode => _ => _
        .Description("Lets the nodes of --node take tasks again")
        .Requires(() => Node)
        .Executes(() => OnNodes((work, cancel) => work.ActivateAsync(Node!, cancel)));

    [Category("Swarm and nodes")]
    Target PromoteNode => _ => _
        .Description("Makes the workers of --node managers")
        .Requires(() => Node)
        .Executes(() => OnNodes((work, cancel) => work.PromoteAsync(Node!, cancel)));

    [Category("Swarm and nodes")]
    Target DemoteNode => _ => _
        .Description("Makes the managers of --node workers; refuses when the swarm would lose its quorum")
        .Requires(() => Node)
        .Executes(() => OnNodes((work, cancel) => work.DemoteAsync(Node!, cancel)));

    [Category("Swarm and nodes")]
    Target RemoveNode => _ => _
        .Description("Strikes the nodes of --node off the swarm's list; they must be down, or --force; refuses when the swarm would lose its quorum")
        .Requires(() => Node)
        .Executes(() => OnNodes((work, cancel) => work.RemoveAsync(Node!, Force, cancel)));

    [Category("Swarm and nodes")]
    Target LeaveSwarm => _ => _
        .Description("Takes the engine out of its swarm; a manager is drained and demoted first; refuses when the swarm would lose its quorum")
        .Executes(() => Run(async cancel =>
        {
            using var swarm = Engine();
            await new Leaving(swarm, (ISwarmAdmin)swarm, Out, Agreement).LeaveAsync(Force, NoWait ? null : TimeSpan.FromSeconds(WaitSeconds), cancel);
        }));

    Consent Agreement => new(DryRun, Yes: false);

    Task OnNodes(Func<NodeWork, CancellationToken, Task> act) => Run(async cancel =>
    {
        using var swarm = Swarm();
        await act(new NodeWork(swarm, (ISwarmAdmin)swarm, Out, Agreement), cancel);
    });
}
