using System.Text;
using System.Text.Json;

namespace IocOps.Engine.Parameters;

/// <summary>Values from one parameters file. Keys count with their case; comments and trailing commas are allowed.</summary>
internal sealed class JsonSource
{
    private readonly Dictionary<string, RawValue> _values = new(StringComparer.Ordinal);

    private JsonSource(string name) => Name = name;

    /// <summary>The file's path below the root, for messages.</summary>
    public string Name { get; }

    public IEnumerable<(string Key, string Place)> Keys => _values.Select(v => (v.Key, v.Value.Origin));

    /// <summary>Reads a file's text; what is wrong with it is added to <paramref name="problems"/> with line and column.</summary>
    public static JsonSource Parse(string name, byte[] text, string root, List<string> problems)
    {
        var source = new JsonSource(name);
        var start = text.AsSpan().StartsWith(Encoding.UTF8.Preamble) ? Encoding.UTF8.Preamble.Length : 0;
        var options = new JsonReaderOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };
        var reader = new Utf8JsonReader(text.AsSpan(start), options);
        try
        {
            source.ReadObject(ref reader, text.AsSpan(start), root, problems);
        }
        catch (JsonException exception)
        {
            var line = (exception.LineNumber ?? 0) + 1;
            var column = (exception.BytePositionInLine ?? 0) + 1;
            problems.Add($"{name}:{line}:{column}: is not valid JSON: {Reason(exception)}");
        }

        return source;
    }

    public RawValue? Find(string key) => _values.GetValueOrDefault(key);

    private void ReadObject(ref Utf8JsonReader reader, ReadOnlySpan<byte> text, string root, List<string> problems)
    {
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
        {
            problems.Add($"{Name}:1:1: must be a JSON object: {{ \"Name\": value }}.");
            return;
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var key = reader.GetString()!;
            var place = Place(text, reader.TokenStartIndex);
            reader.Read();
            var values = new List<string>();
            var (isKnown, isArray) = ReadValue(ref reader, values);
            if (!isKnown)
                problems.Add($"{place}: '{key}' must be a text, a number, true, false or an array of these.");
            else if (!_values.TryAdd(key, new RawValue(values, place, root, isArray ? Splitting.None : Splitting.CommasAndSpaces)))
                problems.Add($"{place}: '{key}' is there twice.");
            else if (reader.TokenType == JsonTokenType.Null)
                _values.Remove(key);
        }

        while (reader.Read())
        {
            // To the end: what follows the object is checked too.
        }
    }

    private static (bool IsKnown, bool IsArray) ReadValue(ref Utf8JsonReader reader, List<string> values)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
            return (reader.TokenType == JsonTokenType.Null || ReadScalar(ref reader, values), false);
        var isKnown = true;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            isKnown &= ReadScalar(ref reader, values);
        return (isKnown, true);
    }

    private static bool ReadScalar(ref Utf8JsonReader reader, List<string> values)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.String:
                values.Add(reader.GetString()!);
                return true;
            case JsonTokenType.Number:
                values.Add(Encoding.UTF8.GetString(reader.ValueSpan));
                return true;
            case JsonTokenType.True or JsonTokenType.False:
                values.Add(reader.TokenType == JsonTokenType.True ? "true" : "false");
                return true;
            default:
                reader.Skip();
                return false;
        }
    }

    private string Place(ReadOnlySpan<byte> text, long index)
    {
        var before = text[..(int)index];
        return $"{Name}:{before.Count((byte)'\n') + 1}:{index - (before.LastIndexOf((byte)'\n') + 1) + 1}";
    }

    // The position is said before; the reader says it once more at the end of its sentence, counted from zero.
    private static string Reason(JsonException exception)
    {
        var end = exception.Message.IndexOf(" LineNumber:", StringComparison.Ordinal);
        return end < 0 ? exception.Message : exception.Message[..end];
    }
}
