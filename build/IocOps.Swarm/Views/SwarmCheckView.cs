using System.Globalization;
using IocOps.Core.Operations;

namespace IocOps.Swarm.Views;

/// <summary>What a check found, for people and for programs.</summary>
public static class SwarmCheckView
{
    /// <summary>Shows it; true where there are warnings or errors.</summary>
    public static bool Show(IReadOnlyList<Finding> findings, bool json, Output output)
    {
        ArgumentNullException.ThrowIfNull(findings);
        ArgumentNullException.ThrowIfNull(output);
        var trouble = findings.Count(f => f.Severity != FindingSeverity.Note);
        if (json)
        {
            output.Data(JsonStyle.Array(findings, (writer, finding) =>
            {
                writer.WriteString("code", finding.Code);
                writer.WriteString("severity", JsonStyle.Name(finding.Severity));
                writer.WriteString("what", finding.What);
                writer.WriteString("advice", finding.Advice);
            }));
        }
        else
        {
            foreach (var finding in findings)
            {
                output.Data($"{JsonStyle.Name(finding.Severity)} {finding.Code}: {finding.What}");
                if (finding.Advice.Length > 0) output.Data($"    {finding.Advice}");
            }

            output.Note(trouble == 0 ? "Nothing is wrong with the swarm." : string.Create(CultureInfo.InvariantCulture, $"Findings: {trouble}."));
        }

        return trouble > 0;
    }
}
