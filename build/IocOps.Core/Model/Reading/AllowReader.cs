using IocOps.Core.Checks;

namespace IocOps.Core.Model.Reading;

/// <summary>Reads <c>allow</c>: findings of CheckIocs that are all right here, each with its reason.</summary>
internal static class AllowReader
{
    public static IReadOnlyDictionary<string, string> Read(Section ioc)
    {
        var allowed = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (key, node) in ioc.Entries("allow"))
        {
            var codes = CheckRule.All.Select(r => r.Code).ToList();
            if (!codes.Contains(key.Value))
                ioc.Report.Add(key, Rule.NotAllowed, $"there is no finding {Report.Show(key.Value)}{Nearest.Hint(key.Value, codes)}; wanted is a code that CheckIocs printed, such as CHK011");
            if (Values.Scalar(node, key.Value, ioc.Report) is not { } reason) continue;
            if (reason.Value.Trim().Length < 3) ioc.Report.Add(reason, Rule.Missing, $"say why '{key.Value}' is all right here, for whoever reads this in a year");
            else allowed[key.Value] = reason.Value;
        }

        return allowed;
    }
}
