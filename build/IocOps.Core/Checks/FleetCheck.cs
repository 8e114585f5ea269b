using IocOps.Core.Model;
using IocOps.Core.Operations;

namespace IocOps.Core.Checks;

/// <summary>What the checks found.</summary>
/// <param name="Findings">In the order of file, line and column.</param>
/// <param name="Allowed">Findings that an ioc.yaml allows, with the reason that it gives.</param>
public sealed record CheckReport(IReadOnlyList<Problem> Findings, IReadOnlyList<(Problem Finding, string Reason)> Allowed)
{
    /// <summary>True where something is wrong, not only worth a look.</summary>
    public bool HasErrors => Findings.Any(f => f.Severity == Severity.Error);
}

/// <summary>
/// Checks everything that the IOCs of a fleet would read, without running them: pure, and fast enough for every commit. What only the
/// image knows (its database definition, records of modules) is taken as good.
/// </summary>
public static class FleetCheck
{
    /// <summary>Checks each IOC, and the IOCs against each other.</summary>
    /// <param name="fleet">All of them: a PV may be served by one that nobody asked about.</param>
    /// <param name="wanted">Names of the IOCs whose findings are reported; null for all.</param>
    /// <param name="swarm">What the swarm says of them; null where it was not asked.</param>
    public static CheckReport Run(IReadOnlyList<IocContents> fleet, IReadOnlySet<string>? wanted = null, IReadOnlyList<Finding>? swarm = null)
    {
        var chosen = fleet.Where(c => wanted is null || wanted.Contains(c.Ioc.Name)).ToList();
        var all = chosen.SelectMany(OfIoc).Select(p => (p.Ioc, p.Problem)).Concat(Between(fleet).Where(p => wanted is null || wanted.Contains(p.Ioc.Name))).Concat(SwarmFindings.Of(chosen, swarm ?? []));
        var findings = new List<Problem>();
        var allowed = new List<(Problem, string)>();
        var used = new HashSet<(string, string)>();
        foreach (var (ioc, problem) in all.Distinct())
        {
            if (!ioc.Allowed.TryGetValue(problem.Code, out var reason))
            {
                findings.Add(problem);
                continue;
            }

            allowed.Add((problem, reason));
            used.Add((ioc.Name, problem.Code));
        }

        findings.AddRange(chosen.SelectMany(c => Unneeded(c, used, swarm is not null)));
        return new CheckReport(InOrder(findings), allowed);
    }

    private static IEnumerable<(Ioc Ioc, Problem Problem)> OfIoc(IocContents contents) =>
        contents.Problems.Concat(RecordCheck.Of(contents)).Concat(AutosaveCheck.Of(contents)).Concat(DeviceCheck.Of(contents)).Concat(FolderCheck.Of(contents)).Concat(HealthCheck.Of(contents))
            .Select(p => (contents.Ioc, p));

    private static IEnumerable<(Ioc Ioc, Problem Problem)> Between(IReadOnlyList<IocContents> fleet)
    {
        var byFolder = fleet.ToDictionary(c => c.Ioc.Path + "/", c => c.Ioc, StringComparer.Ordinal);
        return PvCheck.Of(fleet).Concat(ServerPortCheck.Of(fleet)).Select(p => (byFolder[string.Join('/', p.File.Split('/').Take(2)) + "/"], p));
    }

    private static IEnumerable<Problem> Unneeded(IocContents contents, HashSet<(string Ioc, string Code)> used, bool withSwarm) =>
        contents.Ioc.Allowed.Keys.Where(code => !used.Contains((contents.Ioc.Name, code)) && (withSwarm || CheckRule.OfSwarm.All(r => r.Code != code)))
            .Select(code => CheckRule.UnusedAllow.At(contents.Places.File, contents.Places.Of("allow", code), $"'{code}' is allowed, and there is no such finding any more; take the line away"));

    private static IReadOnlyList<Problem> InOrder(IEnumerable<Problem> problems) =>
        [.. problems.OrderBy(p => p.File, StringComparer.Ordinal).ThenBy(p => p.Line).ThenBy(p => p.Column).ThenBy(p => p.Code, StringComparer.Ordinal)];
}

/// <summary>Finds PVs that two IOCs serve: clients would get either.</summary>
internal static class PvCheck
{
    public static IEnumerable<Problem> Of(IReadOnlyList<IocContents> fleet)
    {
        var first = new Dictionary<string, LoadedRecord>(StringComparer.Ordinal);
        foreach (var record in fleet.SelectMany(c => c.Records).Where(r => r.IsNameKnown && !r.IsChange))
        {
            if (first.TryAdd(record.Name, record) || first[record.Name] is not { } other || other.Ioc == record.Ioc) continue;
            yield return CheckRule.TwiceInFleet.At(record.File, record.Place, $"'{Printable.Line(record.Name)}' is served by IOC '{other.Ioc}' too ({other.File}:{other.Place.Line}); clients would get either of them");
        }
    }
}
