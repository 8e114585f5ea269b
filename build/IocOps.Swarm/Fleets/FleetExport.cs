using IocOps.Core;
using IocOps.Core.Model;
using IocOps.Core.Rendering;
using IocOps.Swarm.Views;

namespace IocOps.Swarm.Fleets;

/// <summary>Exports the IOCs of a fleet that are delivered by mount.</summary>
public static class FleetExport
{
    /// <summary>Exports those among the named ones; says what was written.</summary>
    /// <param name="files">The fleet.</param>
    /// <param name="names">Null for all.</param>
    /// <param name="folder">Where this machine sees the mount; null to take the path of <c>site.yaml</c>.</param>
    /// <param name="dryRun">Only tells.</param>
    /// <param name="output">Is told.</param>
    /// <exception cref="ProblemException">A template has errors; nothing was written.</exception>
    /// <returns>How many files were written.</returns>
    public static int Run(FleetFiles files, IReadOnlyCollection<string>? names, string? folder, bool dryRun, Output output)
    {
        var iocs = files.Select(names).Where(i => i.Delivery == Delivery.Mount).ToList();
        if (iocs.Count == 0) return 0;
        var mount = folder ?? files.RequireSite().Mount ?? throw new SelectionException("There are IOCs with mount delivery, and site.yaml names no 'mount'.");
        var renderer = new FleetRenderer(files.RequireSite(), files.Source.Templates);
        var export = new RunFolderExport(mount);
        var problems = new List<Problem>();
        var rendered = iocs.Select(i => (Ioc: i, Startup: renderer.RenderStartup(i, problems))).ToList();
        if (problems.Any(p => p.Severity == Severity.Error)) throw new ProblemException(problems);
        var written = rendered.SelectMany(r => Export(r.Ioc, r.Startup)).ToList();
        foreach (var file in written) output.Note($"  {file} {(dryRun ? "would be written" : "written")}");
        output.Note($"Exported {iocs.Count} {(iocs.Count == 1 ? "IOC" : "IOCs")}: {written.Count} files {(dryRun ? "would be written" : "written")}.");
        return written.Count;

        IReadOnlyList<string> Export(Ioc ioc, IReadOnlyList<RenderedFile> startup)
        {
            try
            {
                var changed = export.Export(ioc, startup, dryRun);
                if (changed.Count > 0 && !dryRun) output.Changed($"export of {ioc.Name}: {changed.Count} files written below {mount}");
                return changed;
            }
            catch (Exception e) when (!dryRun && e is IOException or UnauthorizedAccessException)
            {
                output.Changed($"export of {ioc.Name}", e.Message);
                throw;
            }
        }
    }
}
