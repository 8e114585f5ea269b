using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using IocOps.Core.Planning;

namespace IocOps.Core.Reviews;

/// <summary>A review as JSON for other programs; docs/schemas/review.json says what is in it. Lines of files are not.</summary>
public static class ReviewJson
{
    /// <summary>Indented JSON.</summary>
    public static string Write(Review review)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            json.WriteNumber("version", 1);
            json.WriteString("summary", ReviewText.Headline(review));
            Point(json, "base", review.Base);
            Point(json, "head", review.Head);
            json.WriteString("stack", review.Stack);
            json.WriteString("formerStack", review.FormerStack);
            json.WriteNumber("untouched", review.Untouched);
            Array(json, "changes", review.Owners, Owner);
            Array(json, "common", review.Common, File);
            Array(json, "errors", review.Errors, Problem);
            Array(json, "baseErrors", review.BaseErrors, Problem);
            Array(json, "newFindings", review.NewFindings, Problem);
            Array(json, "goneFindings", review.GoneFindings, Problem);
            Strings(json, "stale", review.Stale);
            json.WritePropertyName("live");
            if (review.Live is null) json.WriteNullValue();
            else json.WriteRawValue(PlanJson.Write(review.Live).TrimEnd());
            json.WriteString("liveTrouble", review.LiveTrouble);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.ToArray());
    }

    private static void Point(Utf8JsonWriter json, string name, ReviewPoint point)
    {
        json.WriteStartObject(name);
        json.WriteString("name", point.Name);
        json.WriteString("commit", point.Commit);
        json.WriteEndObject();
    }

    private static void Owner(Utf8JsonWriter json, OwnerChange owner)
    {
        json.WriteString("owner", owner.Owner.ToString());
        json.WriteString("folder", Word(owner.Fate));
        json.WriteString("formerly", owner.Formerly);
        json.WriteString("effect", Word(owner.Effect));
        json.WriteString("why", ReviewText.Why(owner));
        Array(json, "images", owner.Images, (j, image) =>
        {
            j.WriteString("before", image.Before);
            j.WriteString("after", image.After);
        });
        Array(json, "services", owner.Services, Service);
        Array(json, "pvs", owner.Pvs, (j, pv) =>
        {
            j.WriteString("name", pv.Name);
            j.WriteString("change", Word(pv.Fate));
            j.WriteString("type", pv.Type);
            Strings(j, "what", pv.What);
        });
        Array(json, "files", owner.Files, File);
    }

    private static void Service(Utf8JsonWriter json, ServiceChange service)
    {
        json.WriteString("service", service.Service);
        json.WriteString("action", PlanText.Word(service));
        json.WriteBoolean("restartsTasks", service.RestartsTasks);
        Array(json, "differences", service.Differences, (j, d) =>
        {
            j.WriteString("path", d.Path);
            j.WriteString("before", d.Before);
            j.WriteString("after", d.After);
        });
    }

    private static void File(Utf8JsonWriter json, FileChange file)
    {
        json.WriteString("path", file.Path);
        json.WriteString("change", Word(file.Fate));
        json.WriteNumber("added", file.Added);
        json.WriteNumber("removed", file.Removed);
        json.WriteBoolean("generated", file.IsGenerated);
        json.WriteString("note", file.Note);
    }

    private static void Problem(Utf8JsonWriter json, Problem problem)
    {
        json.WriteString("file", problem.File);
        json.WriteNumber("line", problem.Line);
        json.WriteNumber("column", problem.Column);
        json.WriteString("code", problem.Code);
        json.WriteString("severity", Word(problem.Severity));
        json.WriteString("message", problem.Message);
    }

    private static void Array<T>(Utf8JsonWriter json, string name, IEnumerable<T> items, Action<Utf8JsonWriter, T> write)
    {
        json.WriteStartArray(name);
        foreach (var item in items)
        {
            json.WriteStartObject();
            write(json, item);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void Strings(Utf8JsonWriter json, string name, IEnumerable<string> values)
    {
        json.WriteStartArray(name);
        foreach (var value in values) json.WriteStringValue(value);
        json.WriteEndArray();
    }

    private static string Word(Enum value) => value.ToString().ToLowerInvariant();
}
