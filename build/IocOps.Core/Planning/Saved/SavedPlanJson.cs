using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace IocOps.Core.Planning.Saved;

/// <summary>A text is no saved plan that can be applied; the message says why and what to do.</summary>
public sealed class PlanFormatException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>
/// Saved plans as JSON: <c>format</c> (iocops-plan), <c>version</c> (1), <c>sha256</c> of <c>plan</c> without white space, so that a damaged
/// or edited file is not taken for a plan, and <c>plan</c>.
/// </summary>
public static class SavedPlanJson
{
    private const string Format = "iocops-plan";
    private const int Version = 1;
    private static readonly JsonWriterOptions Readable = new() { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly JsonWriterOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Indented JSON with a line end at the end.</summary>
    public static string Write(SavedPlan plan)
    {
        using var body = JsonDocument.Parse(Bytes(Compact, json => Body(json, plan)));
        return Encoding.UTF8.GetString(Bytes(Readable, json =>
        {
            json.WriteStartObject();
            json.WriteString("format", Format);
            json.WriteNumber("version", Version);
            json.WriteString("sha256", Sum(body.RootElement));
            json.WritePropertyName("plan");
            body.RootElement.WriteTo(json);
            json.WriteEndObject();
        })) + "\n";
    }

    /// <summary>Whether a text is a saved plan, of whatever version and in whatever state.</summary>
    public static bool IsPlan(string text) => text.AsSpan(0, Math.Min(text.Length, 200)).Contains($"\"{Format}\"", StringComparison.Ordinal);

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    /// <exception cref="PlanFormatException">It is something else, of a newer IocOps, damaged or edited.</exception>
    public static SavedPlan Read(string text)
    {
        if (!IsPlan(text)) throw new PlanFormatException("it is no plan that SavePlan saved");
        try
        {
            using var json = JsonDocument.Parse(text);
            var root = json.RootElement;
            if (root.GetProperty("format").GetString() != Format) throw new PlanFormatException("it is no plan that SavePlan saved");
            if (root.GetProperty("version").GetInt32() is var version and not Version)
                throw new PlanFormatException($"its form has the version {version}, and this IocOps knows {Version}: apply it with the IocOps that saved it, or save it again");
            var body = root.GetProperty("plan");
            if (root.GetProperty("sha256").GetString() != Sum(body)) throw new PlanFormatException("it is damaged or was edited: its checksum is another one; save it again");
            return Plan(body);
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException or ArgumentException or NullReferenceException)
        {
            throw new PlanFormatException("it is damaged; save it again", e);
        }
    }

    private static void Body(Utf8JsonWriter json, SavedPlan plan)
    {
        json.WriteStartObject();
        json.WriteString("cluster", plan.Cluster);
        json.WriteString("stack", plan.Stack);
        json.WriteString("time", plan.Time);
        json.WriteString("by", plan.By);
        Strings(json, "kinds", plan.Scope.Kinds.Select(k => k.ToString()));
        if (plan.Scope.Names is { } names) Strings(json, "names", names.Order(StringComparer.Ordinal));
        json.WriteBoolean("prune", plan.Scope.Prune);
        if (plan.BaseImage is not null) json.WriteString("baseImage", plan.BaseImage);
        json.WriteBoolean("allImages", plan.AllImages);
        json.WriteStartObject("images");
        foreach (var (image, found) in plan.Images.OrderBy(i => i.Key, StringComparer.Ordinal)) Strings(json, image, [found.Digest, .. found.Platforms]);
        json.WriteEndObject();
        json.WriteStartObject("configs");
        foreach (var (name, hash) in plan.Configs.OrderBy(c => c.Key, StringComparer.Ordinal)) json.WriteString(name, hash);
        json.WriteEndObject();
        json.WriteStartArray("changes");
        foreach (var change in plan.Changes) Change(json, change);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Change(Utf8JsonWriter json, SavedChange change)
    {
        json.WriteStartObject();
        json.WriteString("service", change.Service);
        json.WriteString("action", change.Kind.ToString());
        if (change.Id is not null) json.WriteString("id", change.Id);
        if (change.Id is not null) json.WriteNumber("liveVersion", change.Version);
        if (change.Live is not null) json.WriteString("live", change.Live.ToString());
        if (change.Wanted is not null) json.WriteString("wanted", change.Wanted.ToString());
        json.WriteEndObject();
    }

    private static SavedPlan Plan(JsonElement body)
    {
        var names = body.TryGetProperty("names", out var some) ? Strings(some).ToHashSet(StringComparer.Ordinal) : null;
        var scope = new PlanScope([.. Strings(body.GetProperty("kinds")).Select(Enum.Parse<OwnerKind>)], names, false, body.GetProperty("prune").GetBoolean());
        return new SavedPlan(Text(body, "cluster")!, Text(body, "stack")!, scope, [.. body.GetProperty("changes").EnumerateArray().Select(Change)])
        {
            Time = body.GetProperty("time").GetDateTime().ToUniversalTime(),
            By = Text(body, "by")!,
            BaseImage = Text(body, "baseImage"),
            AllImages = body.GetProperty("allImages").GetBoolean(),
            Images = body.GetProperty("images").EnumerateObject().ToDictionary(p => p.Name, p => Strings(p.Value) is var s ? new SavedImage(s[0], [.. s.Skip(1)]) : null!, StringComparer.Ordinal),
            Configs = body.GetProperty("configs").EnumerateObject().ToDictionary(p => p.Name, p => p.Value.GetString()!, StringComparer.Ordinal),
        };
    }

    private static SavedChange Change(JsonElement change) => new(
        Enum.Parse<ChangeKind>(Text(change, "action")!),
        Text(change, "service")!,
        Text(change, "id"),
        change.TryGetProperty("liveVersion", out var version) ? version.GetUInt64() : 0,
        Marks(change, "live"),
        Marks(change, "wanted"));

    private static SpecMarks? Marks(JsonElement change, string name) =>
        Text(change, name) is not { } text ? null : SpecMarks.Parse(text) ?? throw new FormatException($"'{name}' has marks of another form");

    private static string? Text(JsonElement o, string name) => o.TryGetProperty(name, out var value) ? value.GetString() : null;

    private static List<string> Strings(JsonElement array) => [.. array.EnumerateArray().Select(s => s.GetString()!)];

    private static void Strings(Utf8JsonWriter json, string name, IEnumerable<string> values)
    {
        json.WriteStartArray(name);
        foreach (var value in values) json.WriteStringValue(value);
        json.WriteEndArray();
    }

    private static string Sum(JsonElement body) => SavedPlan.Sha256(Bytes(Compact, body.WriteTo));

    private static byte[] Bytes(JsonWriterOptions options, Action<Utf8JsonWriter> write)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, options)) write(json);
        return stream.ToArray();
    }
}
