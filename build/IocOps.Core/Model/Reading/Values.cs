using System.Globalization;
using IocOps.Core.Yaml;

namespace IocOps.Core.Model.Reading;

/// <summary>Single values: what does not fit is reported and comes back as null.</summary>
internal static class Values
{
    public static YamlScalar? Scalar(YamlNode node, string what, Report report)
    {
        if (node is YamlScalar scalar) return scalar;
        report.Add(node, Rule.WrongType, $"'{what}' must be a single value; this is a {node.Kind}");
        return null;
    }

    public static string? Text(YamlNode node, string what, Shape shape, Report report)
    {
        if (Scalar(node, what, report) is not { } scalar) return null;
        if (shape.Pattern.IsMatch(scalar.Value) && !(scalar.IsNull && shape != Shapes.Line)) return scalar.Value;
        var rule = shape == Shapes.Line ? Rule.Characters : Rule.Form;
        report.Add(scalar, rule, $"'{what}' is {Report.Show(scalar.Value)}; wanted is {shape.Wanted}");
        return null;
    }

    public static int? Whole(YamlNode node, string what, (int Least, int Most) range, Report report)
    {
        if (Scalar(node, what, report) is not { } scalar) return null;
        if (int.TryParse(scalar.Value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            && number >= range.Least && number <= range.Most) return number;
        report.Add(scalar, Rule.Number, $"'{what}' is {Report.Show(scalar.Value)}; wanted is a whole number from {range.Least} to {range.Most}");
        return null;
    }

    public static string? Choice(YamlNode node, string what, IReadOnlyList<string> allowed, Report report)
    {
        if (Scalar(node, what, report) is not { } scalar) return null;
        if (allowed.Contains(scalar.Value)) return scalar.Value;
        report.Add(scalar, Rule.NotAllowed, $"'{what}' is {Report.Show(scalar.Value)}{Section.Allowed(scalar.Value, allowed)}");
        return null;
    }

    public static TimeSpan? Duration(YamlNode node, string what, Report report)
    {
        if (Text(node, what, Shapes.Duration, report) is not { } text) return null;
        var parts = Shapes.Duration.Pattern.Match(text).Groups;
        int Part(int index) => parts[index].Success ? int.Parse(parts[index].ValueSpan, CultureInfo.InvariantCulture) : 0;
        var time = new TimeSpan(0, Part(1), Part(2), Part(3), Part(4));
        if (time >= TimeSpan.FromMilliseconds(500) && time <= TimeSpan.FromHours(24)) return time;
        report.Add(node, Rule.Number, $"'{what}' is {Report.Show(text)}; wanted is a duration from 500ms to 24h");
        return null;
    }

    public static decimal? Cpus(YamlNode node, Report report)
    {
        if (Text(node, "cpus", Shapes.Cpus, report) is not { } text) return null;
        var cpus = decimal.Parse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture);
        if (cpus > 0) return cpus;
        report.Add(node, Rule.Number, "'cpus' is 0; leave it out for no limit, or give at least 0.001");
        return null;
    }

    public static long? Memory(YamlNode node, Report report)
    {
        if (Text(node, "memory", Shapes.Memory, report) is not { } text) return null;
        var parts = Shapes.Memory.Pattern.Match(text).Groups;
        var unit = char.ToUpperInvariant(parts[2].ValueSpan[0]) switch { 'K' => 10, 'M' => 20, _ => 30 };
        var bytes = long.Parse(parts[1].ValueSpan, CultureInfo.InvariantCulture) << unit;

        // Docker refuses less than 6 MB; an IOC needs more anyway.
        if (bytes is >= 6L << 20 and <= 1L << 42) return bytes;
        report.Add(node, Rule.Number, $"'memory' is {Report.Show(text)}; wanted is at least 6M and at most 4096G");
        return null;
    }
}
