using System.Globalization;
using System.Text.RegularExpressions;

namespace IocOps.Core.Stacks;

/// <summary>Durations as Go and so Docker writes them: <c>1m30s</c>, <c>1.5h</c>, <c>300ms</c>, <c>0</c>.</summary>
public static partial class GoDuration
{
    private static readonly Dictionary<string, decimal> Ticks = new(StringComparer.Ordinal)
    {
        ["ns"] = 0.01m,
        ["us"] = 10,
        ["µs"] = 10,
        ["μs"] = 10,
        ["ms"] = TimeSpan.TicksPerMillisecond,
        ["s"] = TimeSpan.TicksPerSecond,
        ["m"] = TimeSpan.TicksPerMinute,
        ["h"] = TimeSpan.TicksPerHour,
    };

    /// <summary>Reads a duration of at least 0; false where it is none or is finer than 100 ns (what a TimeSpan holds).</summary>
    public static bool TryParse(string text, out TimeSpan value)
    {
        value = TimeSpan.Zero;
        var bare = text.StartsWith('+') ? text[1..] : text;
        if (bare == "0") return true;
        var match = Form().Match(bare);
        if (!match.Success) return false;
        var sum = 0m;
        for (var i = 0; i < match.Groups["number"].Captures.Count; i++)
        {
            var number = match.Groups["number"].Captures[i].Value;
            if (number.Length > 18) return false;
            sum += decimal.Parse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture) * Ticks[match.Groups["unit"].Captures[i].Value];
        }

        // Go holds durations in 64 bits of nanoseconds.
        if (sum != decimal.Truncate(sum) || sum > long.MaxValue / 100) return false;
        value = TimeSpan.FromTicks((long)sum);
        return true;
    }

    /// <summary>The shortest usual form: <c>1m30s</c>.</summary>
    public static string Format(TimeSpan value)
    {
        if (value == TimeSpan.Zero) return "0s";
        var text = "";
        if ((long)value.TotalHours is > 0 and var hours) text += string.Create(CultureInfo.InvariantCulture, $"{hours}h");
        if (value.Minutes > 0) text += string.Create(CultureInfo.InvariantCulture, $"{value.Minutes}m");
        var seconds = value.Ticks % TimeSpan.TicksPerMinute / (decimal)TimeSpan.TicksPerSecond;
        if (seconds > 0) text += text.Length == 0 && seconds < 1 ? Small(seconds) : string.Create(CultureInfo.InvariantCulture, $"{seconds:0.#######}s");
        return text;
    }

    private static string Small(decimal seconds) => seconds >= 0.001m
        ? string.Create(CultureInfo.InvariantCulture, $"{seconds * 1000:0.####}ms")
        : string.Create(CultureInfo.InvariantCulture, $"{seconds * 1_000_000:0.#}us");

    [GeneratedRegex(@"\A(?:(?<number>[0-9]+\.?[0-9]*|\.[0-9]+)(?<unit>ns|us|µs|μs|ms|s|m|h))+\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 2000)]
    private static partial Regex Form();
}
