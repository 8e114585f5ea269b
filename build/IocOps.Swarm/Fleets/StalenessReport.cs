using IocOps.Core.Model;
using IocOps.Swarm.Views;
using IocOps.Swarm.Workspaces;

namespace IocOps.Swarm.Fleets;

/// <summary>Tells which generated files are not what a generation would write now.</summary>
public sealed class StalenessReport(FleetFiles files, Output output)
{
    /// <summary>Names each stale file on standard output, one per line; true where there is one.</summary>
    /// <param name="names">IOCs to look at; null for all of them and the global services.</param>
    /// <param name="baseImage">Of the global services; null to take that of <c>site.yaml</c>.</param>
    public bool Show(IReadOnlyCollection<string>? names, string? baseImage)
    {
        var generation = new Generation(files);
        var results = new List<WriteResult> { generation.Compare(generation.Render(files.Select(names), GeneratedPart.Everything)) };
        // A site without an image for them has no global services to check, unless it wrote some.
        var hasGlobal = generation.HasGlobal(baseImage) || files.Source.GlobalGenerated.Count > 0;
        if (names is null && hasGlobal) results.Add(generation.Compare(generation.RenderGlobal(baseImage)));
        if (names is null) results.AddRange([generation.Compare(generation.RenderServices(null, baseImage)), generation.Compare(generation.RenderHosts()), generation.Compare(generation.RenderPipelines())]);
        output.Lines([
            .. results.SelectMany(r => r.Written).Select(f => IsOnDisk(f) ? $"{f} is stale" : $"{f} is missing"),
            .. results.SelectMany(r => r.Removed).Select(f => $"{f} is no longer generated"),
        ]);
        foreach (var kept in results.Select(GenerationText.Kept).OfType<string>()) output.Note(kept);
        var stale = results.Any(r => r.HasChanges);
        output.Note(stale ? "Run GenSwarmFile (GenGlobalFile for the global services, GenServiceFile for the others, GenComposeFile for plain Docker hosts, GenPipelines for pipelines) and commit what it writes." : "Everything that is generated is up to date.");
        return stale;
    }

    private bool IsOnDisk(string file) => File.Exists(Path.Combine(files.Workspace.Root, file));
}
