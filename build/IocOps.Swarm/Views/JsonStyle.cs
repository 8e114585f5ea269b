using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace IocOps.Swarm.Views;

/// <summary>How all JSON of this program looks.</summary>
internal static class JsonStyle
{
    /// <summary>Indented; quotes and non-Latin letters as they are, since no browser page takes it in.</summary>
    private static readonly JsonWriterOptions Readable = new() { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The same on one line.</summary>
    private static readonly JsonWriterOptions OneLine = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The text of one object.</summary>
    public static string Object(Action<Utf8JsonWriter> write) => Text(json =>
    {
        json.WriteStartObject();
        write(json);
        json.WriteEndObject();
    });

    /// <summary>The text of one object on one line, for what is read while it goes on.</summary>
    public static string Line(Action<Utf8JsonWriter> write)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, OneLine))
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.ToArray());
    }

    /// <summary>The text of an array of texts.</summary>
    public static string Strings(IEnumerable<string> items) => Text(json =>
    {
        json.WriteStartArray();
        foreach (var item in items) json.WriteStringValue(item);
        json.WriteEndArray();
    });

    /// <summary>The text of an array with one object for each item.</summary>
    public static string Array<T>(IEnumerable<T> items, Action<Utf8JsonWriter, T> write) => Text(json =>
    {
        json.WriteStartArray();
        foreach (var item in items)
        {
            json.WriteStartObject();
            write(json, item);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    });

    /// <summary>An array of objects that are JSON already, set out like the rest.</summary>
    public static string Raw(IEnumerable<string> objects) => Text(json =>
    {
        json.WriteStartArray();
        foreach (var text in objects)
        {
            using var parsed = JsonDocument.Parse(text);
            parsed.RootElement.WriteTo(json);
        }

        json.WriteEndArray();
    });

    /// <summary>A field that is a list of words.</summary>
    public static void Strings(Utf8JsonWriter json, string name, IEnumerable<string> values)
    {
        json.WriteStartArray(name);
        foreach (var value in values) json.WriteStringValue(value);
        json.WriteEndArray();
    }

    /// <summary>A field that is a UTC time or null.</summary>
    public static void Time(Utf8JsonWriter json, string name, DateTime? time)
    {
        if (time is { } known) json.WriteString(name, known);
        else json.WriteNull(name);
    }

    private static string Text(Action<Utf8JsonWriter> write)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, Readable)) write(json);
        return Encoding.UTF8.GetString(stream.ToArray());
    }

    /// <summary>A word of an enumeration in JSON's manner: <c>NotGenerated</c> → <c>notGenerated</c>.</summary>
    public static string Name(Enum value) => JsonNamingPolicy.CamelCase.ConvertName(value.ToString());
}
