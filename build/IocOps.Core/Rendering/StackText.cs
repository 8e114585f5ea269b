using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace IocOps.Core.Rendering;

/// <summary>Values as a stack file writes them.</summary>
internal static partial class StackText
{
    private static readonly string[] Words = ["true", "false", "yes", "no", "on", "off", "null", "y", "n"];

    /// <summary>
    /// Plain where that can only be text, else in quotes, with '$' doubled: nothing is taken for a variable, another type or the end.
    /// </summary>
    public static string Quote(string value)
    {
        if (Plain().IsMatch(value) && !Words.Contains(value, StringComparer.OrdinalIgnoreCase)) return value;
        var text = new StringBuilder("\"");
        foreach (var c in value)
        {
            text.Append(c switch
            {
                '"' => "\\\"",
                '\\' => "\\\\",
                '$' => "$$",
                _ when char.IsControl(c) || c is '\u2028' or '\u2029' => $"\\u{(int)c:x4}",
                _ => c.ToString(),
            });
        }

        return text.Append('"').ToString();
    }

    /// <summary>As Go and the compose format write a duration.</summary>
    public static string Duration(TimeSpan time) => time.Ticks % TimeSpan.TicksPerSecond == 0
        ? $"{(long)time.TotalSeconds}s"
        : $"{(long)time.TotalMilliseconds}ms";

    /// <summary>In the largest unit without a rest.</summary>
    public static string Memory(long bytes)
    {
        foreach (var (shift, unit) in new[] { (30, "G"), (20, "M"), (10, "K") })
        {
            if (bytes % (1L << shift) == 0) return $"{bytes >> shift}{unit}";
        }

        return bytes.ToString(CultureInfo.InvariantCulture);
    }

    /// <summary>With a point, without zeros at the end.</summary>
    public static string Cpus(decimal cpus) => cpus.ToString("0.###", CultureInfo.InvariantCulture);

    [GeneratedRegex(@"\A(?:\.{0,2}/)*[A-Za-z](?:[A-Za-z0-9_./=-]|:(?=[A-Za-z0-9_]))*\z")]
    private static partial Regex Plain();
}
