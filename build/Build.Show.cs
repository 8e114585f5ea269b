using IocOps.Core.Operations.Pictures;
using IocOps.Swarm.Consoles;
using IocOps.Swarm.Docker;
using IocOps.Swarm.Fleets;
using IocOps.Swarm.Operations;
using IocOps.Swarm.Views;

// What the swarm does.
sealed partial class Build
{
    [Parameter("Nodes, by host name or id; * and ? stand for any letters")]
    readonly string[]? Node = null;

    [Parameter("Show only what is in one of these states, such as running, failed; for nodes ready, down, active, drain, manager, worker; for the digest also changed, stale, orphan and its other states")]
    readonly string[]? State = null;

    [Parameter("Show more: the tasks of services with their history and errors; addresses, labels and IOCs of nodes")]
    readonly bool Detail = false;

    [Parameter("Show the specification in the engine's own JSON")]
    readonly bool Raw = false;

    [Parameter("Go on showing what is printed, until Ctrl-C")]
    readonly bool Follow = false;

    [Parameter("The last so many lines (of each IOC, where it is about logs); 0 for all")]
    readonly int Tail = 100;

    [Parameter("Only what was printed or changed since then: 30s, 10m, 2h, 1d ago, or a time such as 2026-03-01T08:00 (UTC)")]
    readonly string? Since = null;

    [Parameter("Also show when each line was printed, in UTC")]
    readonly bool Timestamps = false;

    [Parameter("Only lines in which this regular expression is found")]
    readonly string? Grep = null;

    [Parameter("How many seconds lie between two looks", Name = "interval")]
    readonly int WatchInterval = 2;

    [Parameter("End as soon as every IOC is in one of these states, such as running; --wait-timeout says how long that may take")]
    readonly string[]? Until = null;

    [Parameter("File to write to: ShowTopology and Graph draw into it, and its ending (.html or .svg; for Graph .svg or .md) says what it becomes; ReviewReport writes Markdown", Name = "file")]
    readonly AbsolutePath? PictureFile = null;

    [Category("Look")]
    Target ShowNodes => _ => _
        .Description("Shows the nodes of the swarm: role, leader, state, availability, engine, IOCs; with --detail also address, labels and more")
        .Executes(() => Run(async cancel =>
        {
            using var swarm = Swarm();
            NodesView.Show(await SwarmLook.NodesAsync(swarm, Selected, cancel), Detail, IsJson, Out);
        }));

    [Category("Look")]
    Target ShowServices => _ => _
        .Description("Shows the services of the stack; with --detail their tasks, also past ones, with errors")
        .Executes(() => Run(async cancel =>
        {
            using var swarm = Swarm();
            ServicesView.Show(await SwarmLook.ServicesAsync(swarm, Files.RequireSite().Stack, Selected, cancel), Detail, IsJson, Out);
        }));

    [Category("Look")]
    Target ShowInfo => _ => _
        .Description("Shows all there is to say of the services of --ioc-list and of their tasks")
        .Executes(() => Run(async cancel =>
        {
            using var swarm = Swarm();
            ServicesView.ShowInfo(await SwarmLook.ServicesAsync(swarm, Files.RequireSite().Stack, Selected, cancel), IsJson, Out);
        }));

    [Category("Look")]
    Target ShowConfig => _ => _
        .Description("Shows how the services of --ioc-list are configured in the swarm, in the words of a stack file; with --raw in those of the engine")
        .Executes(() => Run(ShowConfigAsync));

    [Category("Look")]
    Target ShowDigest => _ => _
        .Description("Shows every IOC in a line: what its folder holds, since when and where it runs, and what is wrong; also services without a folder")
        .After(LabUp, DeployGlobal, DeployAllIocs, DeployIocs)
        .Executes(() => Run(async cancel =>
        {
            using var swarm = Swarm();
            var look = await FleetDigest.ReadAsync(Files, swarm, cancel);
            using var engines = Engines(swarm);
            var rows = await new HealthOutputs(engines.LastHealthAsync, Out.Note).AddAsync(Selected.Of(look.Rows, look.Nodes), look.Nodes, cancel);
            DigestView.Show(rows, DateTime.UtcNow, IsJson, Out);
        }));

    [Category("Look")]
    Target Watch => _ => _
        .Description("Shows the digest again and again, what is in trouble first, until q or Ctrl-C; a line per change where there is no terminal; --until ends it")
        .Executes(() => Run(WatchAsync));

    [Category("Look")]
    Target ShowTopology => _ => _
        .Description("Draws the nodes and the IOCs on them into --file: an .html file in which one can search, or an .svg file; each needs no other file")
        .Requires(() => PictureFile)
        .Executes(() => Run(ShowTopologyAsync));

    [Category("Look")]
    Target ShowLogs => _ => _
        .Description("Shows what the IOCs of --ioc-list printed, in the order of time, also tasks that ended; --follow goes on until it is stopped")
        .Executes(() => Run(ShowLogsAsync));

    // What is shown is chosen by patterns: also services whose folder is gone have a name.
    Selection Selected => new(IocList, Node, State);

    async Task WatchAsync(CancellationToken cancel)
    {
        if (WatchInterval <= 0) throw new SelectionException($"--interval takes a number of seconds, more than 0, not {WatchInterval}.");
        using var swarm = Swarm();
        var watch = new DigestWatch(new FleetWatch(RootDirectory, swarm).LookAsync, Selected, Seconds(WatchInterval, "--interval"), TimeProvider.System);
        // To stop watching is no failure.
        if (!await WatchView.RunAsync(watch, new WatchEnd(Until, Seconds(WaitSeconds, "--wait-timeout")), (Out, IsJson, Files.RequireSite().Stack), cancel)) ExitCode = 0;
    }

    async Task ShowTopologyAsync(CancellationToken cancel)
    {
        var file = new TopologyFile(PictureFile!);
        using var swarm = Swarm();
        var look = await FleetDigest.ReadAsync(Files, swarm, cancel);
        var topology = Topology.Of($"Stack {Files.RequireSite().Stack}", DateTime.UtcNow, Selected.Of(look.Rows, look.Nodes), Selected.OnlyNodes.Of(look.Nodes));
        file.Write(topology);
        Out.Note($"{DigestView.Summary(topology.Rows)}; drawn into {PictureFile}.");
    }

    async Task ShowConfigAsync(CancellationToken cancel)
    {
        using var swarm = Swarm();
        var configs = await SwarmLook.ConfigsAsync(swarm, Files.RequireSite().Stack, Selected, cancel);
        if (Raw) ConfigView.ShowRaw(await ((ISwarmAdmin)swarm).InspectServicesAsJsonAsync([.. configs.Select(c => c.Service.Id)], cancel), Out);
        else ConfigView.Show(configs, IsJson, Out);
    }

    async Task ShowLogsAsync(CancellationToken cancel)
    {
        var query = LogArguments.Parse(Follow, Tail, Since, (Grep, DateTime.UtcNow));
        var stack = Files.RequireSite().Stack;
        using var swarm = Swarm();
        var view = new LogView(Out, Timestamps, IsJson);
        try
        {
            await new LogReader((ITaskLogs)swarm, c => SwarmLook.ServicesAsync(swarm, stack, Selected, c), view.Show, Out.Note).ReadAsync(query, cancel);
        }
        catch (OperationCanceledException) when (Follow && cancel.IsCancellationRequested)
        {
            // To stop following is no failure.
            ExitCode = 0;
        }
    }
}
