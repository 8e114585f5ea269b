using System.Text.RegularExpressions;

namespace IocOps.Core.Checks;

/// <summary>Values that stand for something that is still to be said.</summary>
internal static partial class Placeholders
{
    /// <summary>True for <c>xxx</c>, <c>change-me</c>, <c>&lt;port&gt;</c> and the like.</summary>
    public static bool Is(string value) => Pattern().IsMatch(value.Trim());

    [GeneratedRegex(@"\A(?:x{3,}|todo|tbd|fixme|change[-_ ]?me|fill[-_ ]?me|your[-_ ].+|\?+|<[^<>]+>)\z", RegexOptions.IgnoreCase)]
    private static partial Regex Pattern();
}
