using IocOps.Core.Import;
using IocOps.Swarm.Fleets;
using IocOps.Swarm.Views;
using IocOps.Swarm.Workspaces;

// Coming from the original tool.
sealed partial class Build
{
    [Parameter("File to write the report of ImportIocs to, as Markdown")]
    readonly AbsolutePath? ReportFile = null;

    [Category("IOC projects")]
    Target ImportIocs => _ => _
        .Description("Brings IOCs of IocManager here: writes iocs/<name>/ from each ioc.ini of --from and reports what was corrected and what a person must decide; exits 1 where one was refused")
        .Requires(() => From)
        .Executes(() => Run(ImportAsync));

    async Task ImportAsync(CancellationToken cancel)
    {
        var import = new FleetImport(Files, Out);
        var iocs = import.Read(new ImportRepository(Path.GetFullPath(From!), MountFolder), IocList);
        if (!DryRun) Touched(await Locked(() => import.Write(iocs, cancel), cancel) > 0);
        ImportView.Show(iocs, IsJson, Out);
        if (ReportFile is not null) WholeFile.Write(ReportFile, ImportMarkdown.Write(iocs));
        ImportView.Summary(iocs, DryRun, Out);
        if (iocs.Any(i => i.IsRefused)) ExitCode = 1;
    }
}
