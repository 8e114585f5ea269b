using System.IO.Enumeration;
using IocOps.Core;
using IocOps.Core.Checks;
using IocOps.Core.Model;

namespace IocOps.Swarm.Fleets;

/// <summary>Looks PVs up in the files of the fleet.</summary>
public static class PvSearch
{
    /// <summary>PVs by IOC and pattern, in ordinal order.</summary>
    /// <param name="files">The workspace.</param>
    /// <param name="generation">Renders startup scripts, which may load databases of their own.</param>
    /// <param name="names">Folder names; null for all.</param>
    /// <param name="patterns">Names of PVs, <c>*</c> and <c>?</c> allowed, a field behind '.' is left out; null for all.</param>
    /// <exception cref="ProblemException"><c>site.yaml</c> has errors.</exception>
    /// <exception cref="SelectionException">A name has no folder, or there are no patterns in the list.</exception>
    public static IReadOnlyList<PvRow> Rows(FleetFiles files, Generation generation, IReadOnlyCollection<string>? names, IReadOnlyCollection<string>? patterns)
    {
        if (patterns?.Count == 0) throw new SelectionException("The list of PVs is empty. Name at least one with --pv; * and ? stand for any letters.");
        files.RequireSite();
        if (names is not null) files.RequireFolders(names);
        var all = PvIndex.Of(generation.Contents([]).Where(c => names is null || names.Contains(c.Ioc.Name)));
        return patterns is null ? all : [.. all.Where(r => patterns.Any(p => Fits(p, r.Name)))];
    }

    /// <summary>The same, and what to say of patterns that fit nothing; null where each fits something.</summary>
    public static (IReadOnlyList<PvRow> Rows, string? Missing) Find(FleetFiles files, Generation generation, IReadOnlyCollection<string>? names, IReadOnlyCollection<string> patterns)
    {
        var all = Rows(files, generation, names, patterns.Count == 0 ? patterns : null);
        var lines = patterns.Where(p => !all.Any(r => Fits(p, r.Name)))
            .Select(p => $"No IOC here serves a PV '{p}'{Nearest.Hint(Record(p), all.Select(r => r.Name))}").ToList();
        var missing = lines.Count == 0 ? null : string.Join('\n', [.. lines, "(Records that the image loads, such as those of iocStats, are in no file here.)"]);
        return ([.. all.Where(r => patterns.Any(p => Fits(p, r.Name)))], missing);
    }

    /// <summary>PVs by the IOC in the swarm that serves them, in the order given; null for those that no file here defines, or that two IOCs serve.</summary>
    public static IReadOnlyList<(string? Ioc, IReadOnlyList<string> Pvs)> ByIoc(FleetFiles files, Generation generation, IReadOnlyCollection<string> pvs)
    {
        var servers = PvIndex.Of(generation.Contents([]).Where(c => c.Ioc.Host == Ioc.SwarmHost)).ToLookup(r => r.Name, r => r.Ioc, StringComparer.Ordinal);
        return [.. pvs.GroupBy(p => servers[Record(p)].ToList() is [var only] ? only : null).Select(g => (g.Key, (IReadOnlyList<string>)[.. g]))];
    }

    private static bool Fits(string pattern, string name) => FileSystemName.MatchesSimpleExpression(Record(pattern), name, ignoreCase: false);

    // ramper:Value.HIGH is a field of the record ramper:Value.
    private static string Record(string pattern) => pattern.Split('.')[0];
}
