using System.Globalization;
using System.Text.RegularExpressions;
using IocOps.Core.Model;
using IocOps.Core.Model.Reading;

namespace IocOps.Core.Import;

/// <summary>[DEPLOY] of the newer versions.</summary>
internal sealed partial class DeployImport(IocIni ini, IocDraft draft, ImportNotes notes)
{
    public void Read()
    {
        foreach (var item in ini.Items("DEPLOY", "labels").SelectMany(Parts)) ReadLabel(item);
        foreach (var item in ini.Items("DEPLOY", "constraints").SelectMany(Parts)) ReadConstraint(item);
        draft.CpuLimit = Cpus("cpu-limit");
        draft.CpuReservation = Cpus("cpu-reserve");
        draft.MemoryLimit = Memory("memory-limit");
        draft.MemoryReservation = Memory("memory-reserve");
        draft.CpuReservation = Within("cpu-reserve", draft.CpuReservation, draft.CpuLimit, c => decimal.Parse(c, CultureInfo.InvariantCulture));
        draft.MemoryReservation = Within("memory-reserve", draft.MemoryReservation, draft.MemoryLimit, Kilobytes);
    }

    // Docker refuses to reserve more than the limit.
    private string? Within(string key, string? reserved, string? limit, Func<string, decimal> number)
    {
        if (reserved is null || limit is null || number(reserved) <= number(limit)) return reserved;
        notes.Decide(ini.Single("DEPLOY", key)?.Line ?? 0, $"'{key}' is {reserved}, more than the limit of {limit}, and left out; give a reservation within the limit");
        return null;
    }

    private static decimal Kilobytes(string size) =>
        decimal.Parse(size[..^1], CultureInfo.InvariantCulture) * (size[^1] switch { 'G' => 1 << 20, 'M' => 1 << 10, _ => 1 });

    private static IEnumerable<IniItem> Parts(IniItem item) =>
        IniText.Split(item.Text, ',', "\"").Select(p => new IniItem(p.Trim(), item.Line)).Where(p => p.Text.Length > 0);

    private void ReadLabel(IniItem item)
    {
        var text = IniText.Unquote(item.Text);
        var at = text.IndexOf('=', StringComparison.Ordinal);
        var name = at < 0 ? text : IniText.Unquote(text[..at].Trim());
        if (!Shapes.Label.Pattern.IsMatch(name) || name.StartsWith("com.docker.", StringComparison.Ordinal) || name.StartsWith("iocops.", StringComparison.Ordinal))
        {
            notes.Decide(item.Line, $"the label '{item.Text}' is left out: its name can't be a label's of ioc.yaml");
            return;
        }

        draft.Labels.RemoveAll(l => l.Name == name);
        draft.Labels.Add(new Variable(name, at < 0 ? "" : IniText.Unquote(text[(at + 1)..].Trim())));
    }

    private void ReadConstraint(IniItem item)
    {
        var text = Operator().Replace(IniText.Unquote(item.Text), " $1 ", 1);
        var isGood = Shapes.Constraint.Pattern.IsMatch(text) && (!text.StartsWith("node.role", StringComparison.Ordinal) || text.EndsWith(" manager", StringComparison.Ordinal) || text.EndsWith(" worker", StringComparison.Ordinal));
        if (!isGood) notes.Decide(item.Line, $"the constraint '{item.Text}' is left out; wanted is {Shapes.Constraint.Wanted}");
        else if (!draft.Constraints.Contains(text)) draft.Constraints.Add(text);
    }

    private string? Cpus(string key)
    {
        if (ini.Single("DEPLOY", key) is not { } value) return null;
        var text = IniText.Unquote(value.Text);
        if (decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var cpus) && cpus is > 0 and < 10_000 && decimal.Round(cpus, 3) > 0)
            return decimal.Round(cpus, 3).ToString("0.###", CultureInfo.InvariantCulture);
        notes.Decide(value.Line, $"'{key}' is '{text}' and left out; wanted is {Shapes.Cpus.Wanted}");
        return null;
    }

    // Docker takes 1g, 1GB, 1GiB, 1.5G and bytes.
    private string? Memory(string key)
    {
        if (ini.Single("DEPLOY", key) is not { } value) return null;
        var text = IniText.Unquote(value.Text);
        if (Size().Match(text) is { Success: true } size && decimal.TryParse(size.Groups[1].ValueSpan, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) && number < 1_000_000_000)
        {
            var unit = size.Groups[2].Value.ToUpperInvariant();
            var kilobytes = number * (unit switch { "G" => 1 << 20, "M" => 1 << 10, "K" => 1, _ => 1 / 1024m });
            if (kilobytes >= 6144 && decimal.Floor(kilobytes) == kilobytes) return Rounded((long)kilobytes);
        }

        notes.Decide(value.Line, $"'{key}' is '{text}' and left out; wanted is {Shapes.Memory.Wanted}, and at least 6M");
        return null;
    }

    private static string Rounded(long kilobytes) =>
        kilobytes % (1 << 20) == 0 ? $"{kilobytes >> 20}G" : kilobytes % (1 << 10) == 0 ? $"{kilobytes >> 10}M" : $"{kilobytes}K";

    [GeneratedRegex(@"\s*([!=]=)\s*")]
    private static partial Regex Operator();

    [GeneratedRegex(@"\A([0-9]+(?:\.[0-9]+)?)\s*([kKmMgG]?)(?:i?[bB])?\z")]
    private static partial Regex Size();
}
