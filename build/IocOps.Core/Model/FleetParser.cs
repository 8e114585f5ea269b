using IocOps.Core.Model.Reading;

namespace IocOps.Core.Model;

/// <summary>Turns the workspace's text into the fleet. Never throws for what it reads; every mistake is a problem, all in one run.</summary>
public static class FleetParser
{
    /// <summary>Parses and checks <paramref name="source"/>. Problems: YML0xx, SIT0xx, IOC0xx.</summary>
    public static Fleet Parse(FleetSource source)
    {
        var siteProblems = new List<Problem>();
        var site = SiteReader.Read(source.SiteYaml, new Report(FleetSource.SitePath, "SIT", siteProblems));
        var siteIsGood = siteProblems.All(p => p.Severity != Severity.Error);
        var reader = new IocReader(site, siteIsGood);
        var members = source.Folders
            .OrderBy(f => f.Name, StringComparer.Ordinal)
            .Select(f => ReadMember(reader, f))
            .ToList();
        IReadOnlyList<Problem> problems = [.. InOrder(siteProblems), .. members.SelectMany(m => m.Problems)];
        return new Fleet(siteIsGood ? site : null, members, problems);
    }

    private static FleetMember ReadMember(IocReader reader, IocFolder folder)
    {
        var problems = new List<Problem>();
        var ioc = reader.Read(folder, new Report($"{folder.Path}/ioc.yaml", "IOC", problems));
        var errors = problems.Where(p => p.Severity == Severity.Error).ToList();
        var noHealthPv = $"IOC{Rule.NoHealthPv:000}";
        return new FleetMember(folder.Name, errors.Count > 0 ? null : ioc, [.. InOrder(problems)]) { Draft = errors.TrueForAll(p => p.Code == noHealthPv) ? ioc : null, Reading = ioc };
    }

    private static IOrderedEnumerable<Problem> InOrder(IEnumerable<Problem> problems) =>
        problems.OrderBy(p => p.Line).ThenBy(p => p.Column).ThenBy(p => p.Code, StringComparer.Ordinal);
}
