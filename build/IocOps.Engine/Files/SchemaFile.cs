using System.Text;
using System.Text.Json;
using IocOps.Engine.CommandLine;
using IocOps.Engine.Graph;
using IocOps.Engine.Parameters;

namespace IocOps.Engine.Files;

/// <summary>Keeps <c>.nuke/build.schema.json</c> up to date, from which editors complete parameters files (JSON schema, draft 4).</summary>
internal static class SchemaFile
{
    /// <summary>Writes the file where it would change, whole or not at all. A directory that can't be written to is left as it is.</summary>
    public static void Update(AbsolutePath root, TargetGraph graph, IReadOnlyList<ParameterMember> parameters)
    {
        string directory = root / ".nuke";
        if (!Directory.Exists(directory))
            return;
        var path = Path.Combine(directory, "build.schema.json");
        var schema = Render(graph, parameters);
        try
        {
            if (File.Exists(path) && File.ReadAllBytes(path).AsSpan().SequenceEqual(schema))
                return;
            var temporary = $"{path}.{Environment.ProcessId}.tmp";
            File.WriteAllBytes(temporary, schema);
            File.Move(temporary, path, overwrite: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // The schema is a help for editors; a read-only checkout does without a new one.
        }
    }

    /// <summary>The schema's bytes; the same for the same build.</summary>
    public static byte[] Render(TargetGraph graph, IReadOnlyList<ParameterMember> parameters)
    {
        using var stream = new MemoryStream();
        var options = new JsonWriterOptions
        {
            Indented = true,
            NewLine = "\n",
            Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        };
        using (var json = new Utf8JsonWriter(stream, options))
        {
            json.WriteStartObject();
            json.WriteString("$schema", "http://json-schema.org/draft-04/schema#");
            WriteDefinitions(json, graph);
            json.WriteStartArray("allOf");
            WriteParameters(json, parameters);
            json.WriteStartObject();
            json.WriteString("$ref", "#/definitions/NukeBuild");
            json.WriteEndObject();
            json.WriteEndArray();
            json.WriteEndObject();
        }

        stream.WriteByte((byte)'\n');
        return stream.ToArray();
    }

    private static void WriteDefinitions(Utf8JsonWriter json, TargetGraph graph)
    {
        json.WriteStartObject("definitions");
        WriteEnum(json, "Host", Host.Names);
        WriteEnum(json, "ExecutableTarget", graph.Targets.Where(t => t.Listed).Select(t => t.Name).Order(StringComparer.Ordinal));
        WriteEnum(json, "Verbosity", Enum.GetNames<Verbosity>());
        json.WriteStartObject("NukeBuild");
        json.WriteStartObject("properties");
        WriteReference(json, "Host", BuiltIns.Host.Description, "Host");
        json.WriteStartObject("NoLogo");
        json.WriteString("type", "boolean");
        json.WriteString("description", BuiltIns.NoLogo.Description);
        json.WriteEndObject();
        WriteReference(json, "Verbosity", BuiltIns.Verbosity.Description, "Verbosity");
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteParameters(Utf8JsonWriter json, IReadOnlyList<ParameterMember> parameters)
    {
        json.WriteStartObject();
        json.WriteStartObject("properties");
        foreach (var parameter in parameters.Where(p => p.IsListed && !p.IsSecret).OrderBy(p => p.Name, StringComparer.Ordinal))
        {
            json.WriteStartObject(parameter.Name);
            if (parameter.Description is { } description)
                json.WriteString("description", description);
            json.WriteString("type", parameter.IsArray ? "array" : JsonType(parameter.ElementType));
            if (parameter.IsArray)
                json.WriteStartObject("items");
            if (parameter.IsArray)
                json.WriteString("type", JsonType(parameter.ElementType));
            if (parameter.ElementType.IsEnum)
                WriteNames(json, Enum.GetNames(parameter.ElementType));
            if (parameter.IsArray)
                json.WriteEndObject();
            json.WriteEndObject();
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteEnum(Utf8JsonWriter json, string name, IEnumerable<string> values)
    {
        json.WriteStartObject(name);
        json.WriteString("type", "string");
        WriteNames(json, values);
        json.WriteEndObject();
    }

    private static void WriteNames(Utf8JsonWriter json, IEnumerable<string> names)
    {
        json.WriteStartArray("enum");
        foreach (var name in names)
            json.WriteStringValue(name);
        json.WriteEndArray();
    }

    private static void WriteReference(Utf8JsonWriter json, string name, string description, string definition)
    {
        json.WriteStartObject(name);
        json.WriteString("description", description);
        json.WriteString("$ref", "#/definitions/" + definition);
        json.WriteEndObject();
    }

    private static string JsonType(Type type) =>
        type == typeof(bool) ? "boolean"
        : type == typeof(int) || type == typeof(long) ? "integer"
        : type == typeof(double) ? "number"
        : "string";
}
