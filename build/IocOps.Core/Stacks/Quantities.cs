using System.Globalization;
using System.Text.RegularExpressions;

namespace IocOps.Core.Stacks;

/// <summary>Sizes and counts in the forms that the docker CLI reads.</summary>
public static partial class Quantities
{
    /// <summary>Bytes: <c>64m</c>, <c>1.5 GiB</c>, <c>.5g</c>, <c>1024</c>; k, m, g, t, p are powers of 1024 in any case, <c>b</c> and <c>ib</c> may follow.</summary>
    public static bool TryParseBytes(string text, out long bytes)
    {
        bytes = 0;
        var match = Size().Match(text);
        if (!match.Success || !double.TryParse(match.Groups["number"].Value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)) return false;
        var power = "kmgtp".IndexOf(match.Groups["unit"].Value, StringComparison.OrdinalIgnoreCase) + 1;
        if (match.Groups["unit"].Length == 0) power = 0;
        var value = number * Math.Pow(1024, power);
        if (value >= long.MaxValue) return false;
        bytes = (long)value;
        return true;
    }

    /// <summary>Billionths of a processor: <c>0.5</c> is 500000000. At most nine digits after the point.</summary>
    public static bool TryParseCpus(string text, out long nanoCpus)
    {
        nanoCpus = 0;
        if (text.Length > 20 || !decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value)) return false;
        value *= 1_000_000_000;
        if (value != decimal.Truncate(value) || value > long.MaxValue) return false;
        nanoCpus = (long)value;
        return true;
    }

    /// <summary>Bytes as people write them: <c>64M</c>, or the plain number where that would round.</summary>
    public static string FormatBytes(long bytes)
    {
        var unit = 0;
        while (bytes != 0 && bytes % 1024 == 0 && unit < 5)
        {
            bytes /= 1024;
            unit++;
        }

        return bytes.ToString(CultureInfo.InvariantCulture) + (unit == 0 ? "" : "KMGTP"[(unit - 1)..unit]);
    }

    /// <summary>Processors: <c>0.5</c>.</summary>
    public static string FormatCpus(long nanoCpus) => (nanoCpus / 1_000_000_000m).ToString("0.#########", CultureInfo.InvariantCulture);

    [GeneratedRegex(@"\A(?<number>[0-9]{1,18}(\.[0-9]{0,18})?|\.[0-9]{1,18}) ?(?<unit>[kmgtp]?)i?b?\z", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, 2000)]
    private static partial Regex Size();
}
