using System.Text.RegularExpressions;
using IocOps.Core.Model.Reading;

namespace IocOps.Core.Import;

/// <summary>Names of IOCs: what the original tool never checked.</summary>
internal static partial class ImportName
{
    /// <summary>The name itself where it can be an IOC's, else the nearest that can; null where nothing is left of it.</summary>
    public static string? Propose(string name)
    {
        if (IsGood(name)) return name;
        var plain = Others().Replace(name.ToLowerInvariant(), "-").Trim('-');
        return plain == "log" ? "log-ioc" : IsGood(plain) ? plain : null;
    }

    /// <summary>True for small letters, digits and '-', and not the log server's.</summary>
    public static bool IsGood(string name) => Shapes.IocName.Pattern.IsMatch(name) && name != "log";

    [GeneratedRegex("[^a-z0-9]+")]
    private static partial Regex Others();
}
