using IocOps.Core.Epics;
using IocOps.Core.Yaml;

namespace IocOps.Core.Model.Reading;

/// <summary>Reads <c>health</c>, and finds the PV where none is given.</summary>
internal static class HealthReader
{
    /// <summary>The site's timing.</summary>
    public static HealthTiming ReadTiming(Section? section, HealthTiming defaults) => section is null
        ? defaults
        : new HealthTiming(
            section.Duration("interval") ?? defaults.Interval,
            section.Duration("timeout") ?? defaults.Timeout,
            section.Whole("retries", 1, 100) ?? defaults.Retries,
            section.Duration("start-period") ?? defaults.StartPeriod);

    /// <summary>The health check of an IOC; null for <c>health: none</c>.</summary>
    public static Health? Read(Section ioc, Ioc parsed, SourceFiles sources, HealthTiming defaults)
    {
        if (ioc["health"] is YamlScalar { IsNull: false } word)
        {
            if (word.Value != "none")
                ioc.Report.Add(word, Rule.NotAllowed, $"'health' is {Report.Show(word.Value)}; write 'none' or a mapping with: {string.Join(", ", Keys.Health.All)}");
            return null;
        }

        var section = ioc.Below("health", Keys.Health);
        var timing = ReadTiming(section, defaults);
        if (section?["pv"] is not null) return section.Text("pv", Shapes.RecordName) is { } given ? new Health(given, timing) : null;
        if (FindPv(parsed, sources) is { } pv && Shapes.RecordName.Pattern.IsMatch(pv)) return new Health(pv, timing);
        ioc.Add(
            "health",
            Rule.NoHealthPv,
            "no PV was found for the health check; switch on the module status-ioc, or give 'health: {pv: NAME}' with a PV of this IOC, or 'health: none'");
        return null;
    }

    private static string? FindPv(Ioc ioc, SourceFiles sources)
    {
        if (ioc.Modules.StatusIoc) return $"{ioc.Name}:HEARTBEAT";
        var environment = ioc.Environment.ToDictionary(v => v.Name, v => v.Value, StringComparer.Ordinal);
        foreach (var database in ioc.Databases)
        {
            var macros = new Dictionary<string, string>(environment, StringComparer.Ordinal);
            foreach (var macro in database.Macros) macros[macro.Name] = macro.Value;
            if (DbText.FirstName(sources.Text(database.File), macros.GetValueOrDefault) is { } name) return name;
        }

        return null;
    }
}
