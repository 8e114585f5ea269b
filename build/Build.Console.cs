using IocOps.Swarm.Consoles;
using IocOps.Swarm.Docker;
using IocOps.Swarm.Fleets;
using IocOps.Swarm.Operations;
using IocOps.Swarm.Views;

// Into running IOCs: their shells, commands beside them, their PVs.
sealed partial class Build
{
    [Parameter("How the engines of other nodes are reached, with {node} or {address}: ssh://root@{node}; where it is left out, the docker context for that machine, or ssh to its address", Name = "node-host")]
    readonly string? NodeHostTemplate = null;

    [Parameter("What to run, in the words of a shell")]
    readonly string? Command = null;

    [Parameter("What to write")]
    readonly string? Value = null;

    [Category("Into running IOCs")]
    Target AttachIoc => _ => _
        .Description("Opens the shell of the running IOC of --ioc-list; Ctrl-] leaves it and ends nothing; types the lines of standard input where that is no terminal")
        .Requires(() => IocList)
        .Executes(() => Run(AttachAsync));

    [Category("Into running IOCs")]
    Target ExecIoc => _ => _
        .Description("Runs --command in the containers of the IOCs of --ioc-list, beside the IOC; fails where it ends with another code than 0")
        .Requires(() => IocList)
        .Requires(() => Command)
        .Executes(() => Run(ExecAsync));

    [Category("Into running IOCs")]
    Target CagetPv => _ => _
        .Description("Reads the PVs of --pv with the image's caget, from the IOC of --ioc-list, else the one that serves them, else any that runs")
        .Requires(() => Pv)
        .Executes(() => Run(async cancel =>
        {
            var values = new List<PvValue>();
            await WithPvs(async (access, pvs) => values.AddRange(await access.GetAsync(pvs, cancel)), cancel);
            if (IsJson) Out.Data(ExecView.Json(values));
            else foreach (var v in values.Where(v => v.Value is not null)) Out.Data($"{v.Pv} {v.Value}");
            if (values.Any(v => v.Error is not null)) throw new SwarmException(string.Join('\n', values.Select(v => v.Error).OfType<string>()));
        }));

    [Category("Into running IOCs")]
    Target CaputPv => _ => _
        .Description("Writes --value into the PV of --pv with the image's caput, after showing what it holds and a question")
        .Requires(() => Pv)
        .Requires(() => Value)
        .Executes(() => Run(cancel => WithPvs(async (access, _) =>
        {
            if (Pv!.Length != 1) throw new SelectionException("CaputPv writes one PV: name one in --pv.");
            var (before, after) = await access.PutAsync(Pv[0], Value!, (Out, Agreement), cancel);
            if (after is null) return;
            if (IsJson) Out.Data(ExecView.Json(before, after));
            else Out.Data($"{after.Pv} {after.Value}");
        }, cancel)));

    NodeEngines Engines(ISwarm swarm) => new((IContainers)swarm, EndpointsOf(swarm), e => new SwarmClient(e));

    NodeEndpoints EndpointsOf(ISwarm swarm) => new(swarm.Endpoint, NodeHostTemplate, DockerEnvironment.Current());

    async Task AttachAsync(CancellationToken cancel)
    {
        using var swarm = Swarm();
        using var engines = Engines(swarm);
        var places = await IocPlace.FindAsync(swarm, Files.RequireSite().Stack, Selected, cancel);
        if (places.Count > 1) throw new SelectionException($"--ioc-list fits {places.Count} IOCs, and a shell is that of one: {string.Join(", ", places.Take(10).Select(p => p.Name))}.");
        await new IocShell(engines, Out).AttachAsync(places[0], Force, cancel);
    }

    async Task ExecAsync(CancellationToken cancel)
    {
        using var swarm = Swarm();
        using var engines = Engines(swarm);
        var places = await IocPlace.FindAsync(swarm, Files.RequireSite().Stack, Selected, cancel);
        ExecView.Show(await new IocShell(engines, Out).RunAsync(places, Command!, (DryRun, IsJson), cancel), IsJson, Out);
    }

    async Task WithPvs(Func<PvAccess, IReadOnlyList<string>, Task> work, CancellationToken cancel)
    {
        PvAccess.Require(Pv ?? []);
        using var swarm = Swarm();
        using var engines = Engines(swarm);
        var door = new PvDoor(swarm, Files, engines);
        Files.RequireSite();
        var groups = IocList is null ? PvSearch.ByIoc(Files, Generation, Pv!) : [(null, Pv!)];
        foreach (var (ioc, pvs) in groups) await work(await door.OpenAsync(ioc is null ? Selected : Selected with { Names = [ioc] }, cancel), pvs);
    }
}
