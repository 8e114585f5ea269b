using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace IocOps.Core.Planning;

/// <summary>
/// A plan as JSON for other programs, the same for the same plan. Fields, which later versions may add to and do not change:
/// <c>version</c> (1), <c>stack</c>, <c>hasChanges</c>, <c>applicable</c>,
/// <c>changes[]</c> (<c>service</c>, <c>owner</c>, <c>action</c>: create|update|recreate|remove|unchanged, or
/// restart|stop|start|move, <c>restartsTasks</c>, <c>staysStopped</c>, <c>origin</c> of all differences,
/// <c>id</c> and <c>liveVersion</c> of the live service, <c>differences[]</c>: <c>path</c>, <c>before</c>, <c>after</c>, <c>origin</c>
/// (folder|swarm|both, or null where it is not known who changed it), and for config data
/// <c>summary</c> and <c>lines[]</c>),
/// <c>newNetworks[]</c>, <c>newConfigs[]</c>, <c>newSecrets[]</c>, <c>unusedConfigs[]</c>, <c>unusedSecrets[]</c>, <c>unusedNetworks[]</c>, <c>orphans[]</c> (names),
/// <c>canaries[]</c> (names of services that are changed first),
/// <c>problems[]</c> (<c>file</c>, <c>line</c>, <c>column</c>, <c>code</c>, <c>severity</c>: error|warning, <c>message</c>).
/// No data of configs but the differing lines, and no data of secrets, is in it.
/// </summary>
public static class PlanJson
{
    /// <summary>Indented JSON with a line end at the end.</summary>
    public static string Write(Plan plan)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            json.WriteNumber("version", 1);
            json.WriteString("stack", plan.StackName);
            json.WriteBoolean("hasChanges", plan.HasChanges);
            json.WriteBoolean("applicable", plan.IsApplicable);
            json.WriteStartArray("changes");
            foreach (var change in plan.Changes) Write(json, change);
            json.WriteEndArray();
            Names(json, "newNetworks", plan.NewNetworks.Select(n => n.Name));
            Names(json, "newConfigs", plan.NewConfigs.Select(c => c.Name));
            Names(json, "newSecrets", plan.NewSecrets.Select(s => s.Name));
            Names(json, "unusedConfigs", plan.UnusedConfigs.Select(c => c.Spec.Name!));
            Names(json, "unusedSecrets", plan.UnusedSecrets.Select(s => s.Spec.Name!));
            Names(json, "unusedNetworks", plan.UnusedNetworks.Select(n => n.Name));
            Names(json, "orphans", plan.Orphans);
            Names(json, "canaries", plan.Canaries);
            json.WriteStartArray("problems");
            foreach (var problem in plan.Problems) Write(json, problem);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.ToArray()) + "\n";
    }

    private static void Write(Utf8JsonWriter json, ServiceChange change)
    {
        json.WriteStartObject();
        json.WriteString("service", change.Service);
        json.WriteString("owner", change.Owner.ToString());
        json.WriteString("action", PlanText.Word(change));
        json.WriteBoolean("restartsTasks", change.RestartsTasks);
        json.WriteBoolean("staysStopped", change.StaysStopped);
        json.WriteString("origin", Word(change.Origin));
        json.WriteString("id", change.Id);
        json.WriteNumber("liveVersion", change.Version);
        json.WriteStartArray("differences");
        foreach (var difference in change.Differences)
        {
            json.WriteStartObject();
            json.WriteString("path", difference.Path);
            json.WriteString("before", difference.Before);
            json.WriteString("after", difference.After);
            json.WriteString("origin", Word(difference.Origin));
            if (difference.Summary.Length > 0)
            {
                json.WriteString("summary", difference.Summary);
                Names(json, "lines", difference.Lines);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static string? Word(ChangeOrigin? origin) => origin?.ToString().ToLowerInvariant();

    private static void Write(Utf8JsonWriter json, Problem problem)
    {
        json.WriteStartObject();
        json.WriteString("file", problem.File);
        json.WriteNumber("line", problem.Line);
        json.WriteNumber("column", problem.Column);
        json.WriteString("code", problem.Code);
        json.WriteString("severity", problem.Severity.ToString().ToLowerInvariant());
        json.WriteString("message", problem.Message);
        json.WriteEndObject();
    }

    private static void Names(Utf8JsonWriter json, string key, IEnumerable<string> names)
    {
        json.WriteStartArray(key);
        foreach (var name in names) json.WriteStringValue(name);
        json.WriteEndArray();
    }
}
