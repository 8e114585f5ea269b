using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace IocOps.Core.Checks;

/// <summary>Findings for code review: SARIF 2.1.0 (OASIS), which GitHub, GitLab and editors show beside the lines.</summary>
public static class Sarif
{
    private const string Schema = "https://json.schemastore.org/sarif-2.1.0.json";

    /// <summary>The same findings, the same bytes. What ioc.yaml allows is in it as suppressed, with the reason.</summary>
    /// <param name="report">What the checks found.</param>
    public static string Write(CheckReport report)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            json.WriteString("$schema", Schema);
            json.WriteString("version", "2.1.0");
            json.WriteStartArray("runs");
            json.WriteStartObject();
            Tool(json);
            json.WriteStartArray("results");
            foreach (var finding in report.Findings) Result(json, finding, null);
            foreach (var (finding, reason) in report.Allowed) Result(json, finding, reason);
            json.WriteEndArray();
            json.WriteString("columnKind", "utf16CodeUnits");
            json.WriteEndObject();
            json.WriteEndArray();
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.ToArray()) + "\n";
    }

    private static void Tool(Utf8JsonWriter json)
    {
        json.WriteStartObject("tool");
        json.WriteStartObject("driver");
        json.WriteString("name", "IocOps");
        json.WriteString("semanticVersion", typeof(Sarif).Assembly.GetName().Version!.ToString(3));
        json.WriteStartArray("rules");
        foreach (var rule in CheckRule.All)
        {
            json.WriteStartObject();
            json.WriteString("id", rule.Code);
            json.WriteStartObject("shortDescription");
            json.WriteString("text", rule.Title);
            json.WriteEndObject();
            json.WriteStartObject("defaultConfiguration");
            json.WriteString("level", Level(rule.Severity));
            json.WriteEndObject();
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void Result(Utf8JsonWriter json, Problem finding, string? reason)
    {
        json.WriteStartObject();
        json.WriteString("ruleId", finding.Code);
        json.WriteString("level", Level(finding.Severity));
        json.WriteStartObject("message");
        json.WriteString("text", finding.Message);
        json.WriteEndObject();
        json.WriteStartArray("locations");
        json.WriteStartObject();
        json.WriteStartObject("physicalLocation");
        json.WriteStartObject("artifactLocation");
        json.WriteString("uri", string.Join('/', finding.File.Split('/').Select(Uri.EscapeDataString)));
        json.WriteEndObject();
        if (finding.Line > 0) Region(json, finding);
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndArray();
        if (reason is not null) Suppression(json, reason);
        json.WriteEndObject();
    }

    private static void Region(Utf8JsonWriter json, Problem finding)
    {
        json.WriteStartObject("region");
        json.WriteNumber("startLine", finding.Line);
        if (finding.Column > 0) json.WriteNumber("startColumn", finding.Column);
        json.WriteEndObject();
    }

    private static void Suppression(Utf8JsonWriter json, string reason)
    {
        json.WriteStartArray("suppressions");
        json.WriteStartObject();
        json.WriteString("kind", "external");
        json.WriteString("justification", reason);
        json.WriteEndObject();
        json.WriteEndArray();
    }

    private static string Level(Severity severity) => severity == Severity.Error ? "error" : "warning";
}
