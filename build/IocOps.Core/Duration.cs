using System.Globalization;
using System.Text.RegularExpressions;

namespace IocOps.Core;

/// <summary>Lengths of time as people write them: <c>90s</c>, <c>10m</c>, <c>2h</c>, <c>1d</c>, put together as <c>1h30m</c>.</summary>
public static partial class Duration
{
    /// <summary>Reads one; null where the text is something else. A length that no clock could hold is the longest that one can.</summary>
    public static TimeSpan? Parse(string text)
    {
        var match = Parts().Match(text);
        if (!match.Success || match.Length == 0) return null;
        var seconds = Part(match, "d", 86400) + Part(match, "h", 3600) + Part(match, "m", 60) + Part(match, "s", 1);
        return seconds < TimeSpan.MaxValue.TotalSeconds ? TimeSpan.FromSeconds(seconds) : TimeSpan.MaxValue;
    }

    private static double Part(Match match, string unit, double seconds) =>
        match.Groups[unit] is { Success: true } group ? double.Parse(group.ValueSpan, CultureInfo.InvariantCulture) * seconds : 0;

    [GeneratedRegex(@"\A(?:(?<d>\d{1,9})d)?(?:(?<h>\d{1,9})h)?(?:(?<m>\d{1,9})m)?(?:(?<s>\d{1,9})s)?\z", RegexOptions.CultureInvariant)]
    private static partial Regex Parts();
}
