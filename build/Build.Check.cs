using IocOps.Core;
using IocOps.Core.Checks;
using IocOps.Core.Operations;
using IocOps.Swarm.Docker;
using IocOps.Swarm.Fleets;
using IocOps.Swarm.Operations;
using IocOps.Swarm.Views;
using IocOps.Swarm.Workspaces;

// What can be known of IOCs before they run.
sealed partial class Build
{
    [Parameter("PVs; for FindPv * and ? stand for any letters")]
    readonly string[]? Pv = null;

    [Parameter("File to write the findings to as SARIF, for code review")]
    readonly AbsolutePath? SarifFile = null;

    [Parameter("From which findings on CheckIocs ends with exit code 3: warning or error")]
    readonly Severity FailOn = Severity.Warning;

    [Parameter("Also ask the swarm: CheckIocs for placement that no node meets, folders and images that nodes lack; ReviewReport for what a deploy would do", Name = "with-swarm")]
    readonly bool WithSwarm = false;

    [Category("Check")]
    Target CheckIocs => _ => _
        .Description("Checks what IOCs would read: databases, macros, records, PVs of the whole fleet, protocols, ports; --with-swarm also what its nodes lack; exits 3 on findings")
        .Executes(() => Run(async cancel =>
        {
            var checks = FleetChecks.Run(Files, Generation, NamedIocs, WithSwarm ? await AskSwarmAsync(cancel) : null);
            FindingsView.Show(checks, IsJson, Out);
            if (SarifFile is not null) WholeFile.Write(SarifFile, Sarif.Write(checks.Report with { Findings = checks.All }));
            if (checks.Configuration.Any(p => p.Severity == Severity.Error)) ExitCode = 2;
            else if (checks.All.Any(p => p.Severity <= FailOn)) ExitCode = 3;
        }));

    [Category("Check")]
    Target FindPv => _ => _
        .Description("Says which IOC serves the PVs of --pv, where they are defined, and on which node they run")
        .Requires(() => Pv)
        .Executes(() => Run(FindPvAsync));

    [Category("Check")]
    Target ListPvs => _ => _
        .Description("Lists all PVs that the files of the fleet define, with their IOC, type and place; also as --output csv")
        .Executes(() => Run(() =>
        {
            var rows = PvSearch.Rows(Files, Generation, NamedIocs, Pv);
            if (Format == DataFormat.Csv) Out.Data(PvIndex.Csv(rows).TrimEnd('\n'));
            else PvView.List(rows, IsJson, Out);
        }));

    async Task<IReadOnlyList<Finding>> AskSwarmAsync(CancellationToken cancel)
    {
        Files.RequireSite();
        using var swarm = Swarm();
        using var engines = Engines(swarm);
        await swarm.RequireManagerAsync(cancel);
        var findings = await SwarmCheck.RunAsync(swarm, (ISwarmAdmin)swarm, new SwarmCheckScope(FleetSwarm.WantedServices(Files), FailureDomainLabel) { ImagesOf = engines.ImagesAsync }, cancel);
        foreach (var note in findings.Where(f => f.Code is "mounts-unchecked" or "images-unchecked")) Out.Note($"{note.What} {note.Advice}");
        return findings;
    }

    async Task FindPvAsync(CancellationToken cancel)
    {
        var (rows, missing) = PvSearch.Find(Files, Generation, NamedIocs, Pv!);
        if (rows.Count > 0) PvView.Found(rows, await WhereAsync(cancel), IsJson, Out);
        if (missing is not null) throw new SelectionException(missing);
    }

    async Task<IReadOnlyList<IocOps.Core.Operations.ServiceRow>?> WhereAsync(CancellationToken cancel)
    {
        try
        {
            using var swarm = Swarm();
            return await SwarmLook.ServicesAsync(swarm, Files.RequireSite().Stack, new Selection(), cancel);
        }
        catch (SwarmException e)
        {
            Out.Note($"Where they run is not known: {e.Message}");
            return null;
        }
    }
}
