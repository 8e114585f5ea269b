using IocOps.Core.Epics;
using IocOps.Core.Model;
using IocOps.Core.Operations;

namespace IocOps.Core.Checks;

/// <summary>What a swarm lacks for IOCs, told at the setting that asks for it.</summary>
internal static class SwarmFindings
{
    // The code of the swarm's finding, the rule here, and the keys of ioc.yaml that may ask for it.
    private static readonly (string Code, CheckRule Rule, string[][] Keys)[] Known =
    [
        ("placement", CheckRule.NoNode, [["deploy", "constraints"]]),
        ("mount-missing", CheckRule.NoMount, [["save-folder"], ["delivery"]]),
        ("image-missing", CheckRule.NoImage, [["image"]]),
    ];

    /// <summary>Findings of IOCs; those about nodes and the swarm itself are none of theirs.</summary>
    /// <param name="fleet">The IOCs that are asked about.</param>
    /// <param name="findings">What the swarm says.</param>
    public static IEnumerable<(Ioc Ioc, Problem Problem)> Of(IReadOnlyList<IocContents> fleet, IReadOnlyList<Finding> findings)
    {
        foreach (var finding in findings)
        {
            var (code, rule, keys) = Known.FirstOrDefault(k => k.Code == finding.Code);
            if (code is null) continue;
            foreach (var contents in fleet.Where(c => finding.Services.Any(s => s.EndsWith($"_{c.Ioc.Service}", StringComparison.Ordinal))))
                yield return (contents.Ioc, rule.At(contents.Places.File, Place(contents, keys), $"{finding.What.TrimEnd('.')}; {Begin(finding.Advice)}"));
        }
    }

    // Names of targets keep their capitals.
    private static string Begin(string advice) =>
        (advice.Split(' ')[0].Skip(1).Any(char.IsUpper) ? advice : char.ToLowerInvariant(advice[0]) + advice[1..]).TrimEnd('.');

    private static TextPlace Place(IocContents contents, string[][] keys) =>
        keys.Select(k => contents.Places.Of([.. k])).FirstOrDefault(p => p.Line > 0);
}
