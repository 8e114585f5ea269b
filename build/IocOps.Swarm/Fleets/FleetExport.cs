using IocOps.Core;
using IocOps.Core.Model;
using IocOps.Core.Planning;
using IocOps.Core.Rendering;
using IocOps.Swarm.Docker;
using IocOps.Swarm.Views;

namespace IocOps.Swarm.Fleets;

/// <summary>How to export.</summary>
/// <param name="Folder">Where this machine sees the mount; null to take the path of <c>site.yaml</c>.</param>
/// <param name="DryRun">Only tells.</param>
/// <param name="Again">Also writes the files that are on the mount as they should be.</param>
public sealed record ExportOptions(string? Folder, bool DryRun = false, bool Again = false);

/// <summary>Exports the IOCs of a fleet that are delivered by mount.</summary>
public static class FleetExport
{
    // To go back by hand, whatever the swarm remembers.
    private const int VersionsKept = 3;

    /// <summary>Exports those among the named ones; says what was written.</summary>
    /// <param name="files">The fleet.</param>
    /// <param name="names">Null for all.</param>
    /// <param name="options">Where to, and how.</param>
    /// <param name="output">Is told.</param>
    /// <exception cref="ProblemException">A template has errors; nothing was written.</exception>
    /// <returns>How many files were written.</returns>
    public static int Run(FleetFiles files, IReadOnlyCollection<string>? names, ExportOptions options, Output output)
    {
        var iocs = files.Select(names).Where(i => i.Delivery == Delivery.Mount).ToList();
        if (iocs.Count == 0) return 0;
        var mount = options.Folder ?? files.RequireSite().Mount ?? throw new SelectionException("There are IOCs with mount delivery, and site.yaml names no 'mount'.");
        var renderer = new FleetRenderer(files.RequireSite(), files.Source.Templates);
        var export = new RunFolderExport(mount) { Again = options.Again };
        var problems = new List<Problem>();
        var rendered = iocs.Select(i => (Ioc: i, Startup: renderer.RenderStartup(i, problems))).ToList();
        if (problems.Any(p => p.Severity == Severity.Error)) throw new ProblemException(problems);
        var written = rendered.Select(r => Export(r.Ioc, r.Startup)).ToList();
        var fresh = written.Count(w => w.IsNew);
        var parts = new[] { (fresh, "new version"), (iocs.Count - fresh, "as before") }.Where(p => p.Item1 > 0).Select(p => $"{p.Item1} {p.Item2}");
        output.Note($"{(options.DryRun ? "Would export" : "Exported")} {iocs.Count} {(iocs.Count == 1 ? "IOC" : "IOCs")}: {string.Join(", ", parts)}.");
        return written.Sum(w => w.Written.Count);

        ExportedVersion Export(Ioc ioc, IReadOnlyList<RenderedFile> startup)
        {
            try
            {
                var version = export.Export(ioc, startup, options.DryRun);
                Tell(ioc, version);
                return version;
            }
            catch (Exception e) when (!options.DryRun && e is IOException or UnauthorizedAccessException)
            {
                output.Changed($"export of {ioc.Name}", e.Message);
                throw;
            }
        }

        void Tell(Ioc ioc, ExportedVersion version)
        {
            if (version.Written.Count == 0) return;
            var place = $"{RunFolder.Versions}/{ioc.Name}/{version.Version}";
            if (!options.DryRun) output.Changed($"export of {ioc.Name}: {version.Written.Count} files written to {mount}/{place}");
            if (version.IsNew || options.Again) output.Note($"  {place}: {version.Written.Count} {(version.Written.Count == 1 ? "file" : "files")} {(options.DryRun ? "would be written" : "written")}");
            foreach (var file in version.Changed) output.Note($"Warning: {place}/{file} was changed by somebody{(options.DryRun ? "" : ", and is as it was exported again")}");
        }
    }

    /// <summary>Removes versions that no service needs any more, of the IOCs that were deployed; keeps the newest ones in any case.</summary>
    /// <param name="of">The fleet, the names (null for all), and where this machine sees the mount (null to take the path of <c>site.yaml</c>).</param>
    /// <param name="swarm">Is asked only where there are old versions.</param>
    /// <param name="output">Is told.</param>
    /// <param name="cancel">Cancels.</param>
    public static async Task RemoveOldAsync((FleetFiles Files, IReadOnlyCollection<string>? Names, string? Folder) of, ISwarm swarm, Output output, CancellationToken cancel)
    {
        // Of a plain Docker host nobody here knows what runs there.
        if ((of.Folder ?? of.Files.RequireSite().Mount) is not { } mount || of.Files.RequireSite().Mount is not { } site) return;
        var iocs = of.Files.Select(of.Names).Where(i => i is { Delivery: Delivery.Mount, Host: Ioc.SwarmHost });
        var old = iocs.SelectMany(i => new RunFolderVersions(mount, i.Name).Old(VersionsKept).Select(v => (i.Name, Version: v))).ToList();
        if (old.Count == 0) return;
        var services = swarm.ListServicesAsync(cancel);
        var tasks = swarm.ListTasksAsync(cancel);
        var configs = swarm.ListConfigsAsync(cancel);
        await Task.WhenAll(services, tasks, configs);
        var used = UsedVersions.Of(site, await services, await tasks, await configs);
        foreach (var (name, version) in old.Where(o => !used.Contains($"{o.Name}/{o.Version}")))
        {
            new RunFolderVersions(mount, name).Remove(version);
            output.Changed($"version {version} of {name} removed from {mount}: no service needs it");
            output.Note($"removed {RunFolder.Versions}/{name}/{version}, which no service needs");
        }
    }
}
