using IocOps.Core.Epics;
using IocOps.Core.Yaml;

namespace IocOps.Core.Model.Reading;

/// <summary>Reads <c>health</c>, and finds the PV where neither one nor a command is given.</summary>
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
        var word = ioc["health"] as YamlScalar;
        if (word is not null && word.Value != "auto")
        {
            if (word.Value != "none")
                ioc.Report.Add(word, Rule.NotAllowed, $"'health' is {Report.Show(word.Value)}; write 'auto' (read a PV that is found), 'none', or a mapping with: {string.Join(", ", Keys.Health.All)}");
            return null;
        }

        var section = word is null ? ioc.Below("health", Keys.Health) : null;
        if (section is null && word is null && ioc["health"] is not null) return null;
        var timing = ReadTiming(section, defaults);
        if (section?["command"] is not null) return ReadCommand(section) is { } command ? new Health(null, command, timing) : null;
        if (section?["pv"] is not null) return section.Text("pv", Shapes.RecordName) is { } given ? new Health(given, null, timing) : null;
        var pv = FindPv(parsed, sources);
        if (pv is not null && Shapes.RecordName.Pattern.IsMatch(pv)) return new Health(pv, null, timing);
        ioc.Add(
            "health",
            Rule.NoHealthPv,
            "no PV was found for the health check" + (pv is null ? "" : $": {Report.Show(pv)} is none, wanted is {Shapes.RecordName.Wanted}")
                + "; switch on the module status-ioc, or give 'health: {pv: NAME}' with a PV of this IOC, 'health: {command: [PROGRAM, ARGUMENT]}', or 'health: none'");
        return null;
    }

    // Null and a report where it is none.
    private static List<string>? ReadCommand(Section health)
    {
        if (health["pv"] is not null) health.Add("command", Rule.Contradiction, "'pv' and 'command' are both given; the check is one of the two");
        if (health["command"] is YamlScalar line)
        {
            health.Report.Add(line, Rule.WrongType, $"'command' must be a list of the program and its arguments, which no shell reads; for a shell write [/bin/sh, -c, {Report.Show(line.Value)}]");
            return null;
        }

        var words = health.Items("command").Select(i => Values.Text(i, "command", Shapes.Line, health.Report)).ToList();
        if (health["command"] is YamlList && string.IsNullOrWhiteSpace(words.FirstOrDefault("")))
            health.Add("command", Rule.Missing, "'command' names no program; wanted is a list of the program and its arguments, such as [/bin/sh, -c, 'test -e /ready']");
        return words is [{ Length: > 0 }, ..] && !words.Contains(null) ? [.. words.OfType<string>()] : null;
    }

    private static string? FindPv(Ioc ioc, SourceFiles sources)
    {
        if (ioc.Modules.StatusIoc) return $"{ioc.Name}:HEARTBEAT";
        foreach (var database in ioc.Databases)
        {
            var macros = database.Macros.ToDictionary(m => m.Name, m => m.Value, StringComparer.Ordinal);
            if (DbText.FirstName(sources.Text(database.File), macros.GetValueOrDefault) is { } name) return name;
        }

        return null;
    }
}
