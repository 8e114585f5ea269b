using System.Text.Json;
using IocOps.Core;
using IocOps.Swarm.Fleets;

namespace IocOps.Swarm.Views;

/// <summary>What CheckIocs found, for people and for programs.</summary>
public static class FindingsView
{
    /// <summary>One line per finding, as compilers print them, and how many there are.</summary>
    public static void Show(FleetChecks checks, bool json, Output output)
    {
        var all = checks.All;
        if (json) output.Data(JsonStyle.Array(all.Select(f => (f, (string?)null)).Concat(checks.Report.Allowed.Select(a => (a.Finding, (string?)a.Reason))), Write));
        else foreach (var finding in all) output.Data(finding.ToString());
        output.Note(Summary(checks));
    }

    /// <summary><c>2 errors, 1 warning; 3 allowed.</c></summary>
    public static string Summary(FleetChecks checks)
    {
        var errors = checks.All.Count(f => f.Severity == Severity.Error);
        var warnings = checks.All.Count - errors;
        var allowed = checks.Report.Allowed.Count == 0 ? "" : $"; {checks.Report.Allowed.Count} allowed in ioc.yaml";
        return checks.All.Count == 0 ? $"No findings{allowed}." : $"{Count(errors, "error")}, {Count(warnings, "warning")}{allowed}.";
    }

    private static string Count(int number, string what) => $"{number} {what}{(number == 1 ? "" : "s")}";

    private static void Write(Utf8JsonWriter json, (Problem Finding, string? Reason) row)
    {
        json.WriteString("file", row.Finding.File);
        json.WriteNumber("line", row.Finding.Line);
        json.WriteNumber("column", row.Finding.Column);
        json.WriteString("code", row.Finding.Code);
        json.WriteString("severity", JsonStyle.Name(row.Finding.Severity));
        json.WriteString("message", row.Finding.Message);
        json.WriteString("allowed", row.Reason);
    }
}
