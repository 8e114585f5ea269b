using IocOps.Core;
using IocOps.Core.Checks;
using IocOps.Core.Operations;

namespace IocOps.Swarm.Fleets;

/// <summary>What is wrong with the fleet in the workspace, found without running anything.</summary>
/// <param name="Report">What the checks found.</param>
/// <param name="Configuration">What is wrong with site.yaml, ioc.yaml and templates: such an IOC can't be checked any further.</param>
public sealed record FleetChecks(CheckReport Report, IReadOnlyList<Problem> Configuration)
{
    /// <summary>Everything, in the order of files, lines and columns.</summary>
    public IReadOnlyList<Problem> All =>
        [.. Configuration.Concat(Report.Findings).OrderBy(p => p.File, StringComparer.Ordinal).ThenBy(p => p.Line).ThenBy(p => p.Column).ThenBy(p => p.Code, StringComparer.Ordinal)];

    /// <summary>Checks the fleet.</summary>
    /// <param name="files">The workspace.</param>
    /// <param name="generation">Renders the startup scripts, which are part of what is checked.</param>
    /// <param name="names">Folder names of the IOCs whose findings are wanted; null for all.</param>
    /// <param name="swarm">What the swarm says of them; null where it was not asked.</param>
    /// <exception cref="SelectionException">A name has no folder.</exception>
    public static FleetChecks Run(FleetFiles files, Generation generation, IReadOnlyCollection<string>? names, IReadOnlyList<Finding>? swarm = null)
    {
        if (names is not null) files.RequireFolders(names);
        var wanted = (names ?? files.Fleet.Members.Select(m => m.Name)).ToHashSet(StringComparer.Ordinal);
        var templates = new List<Problem>();
        var report = FleetCheck.Run(generation.Contents(templates), wanted, swarm);
        return new FleetChecks(report, [.. files.ProblemsOf(wanted), .. templates.Distinct()]);
    }
}
