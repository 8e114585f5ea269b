using System.Text.Json;
using System.Text.Json.Serialization;
using Docker.DotNet.Models;

namespace IocOps.Core.Planning;

/// <summary>Specifications in the engine's own JSON: durations are nanoseconds.</summary>
internal static class SpecJson
{
    /// <summary>For reading and writing.</summary>
    public static JsonSerializerOptions Engine { get; } = new()
    {
        Converters = { new Nanoseconds() },
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    /// <summary>The bytes of a specification.</summary>
    public static byte[] Write(ServiceSpec spec) => JsonSerializer.SerializeToUtf8Bytes(spec, Engine);

    /// <summary>Reads them; null where they are none.</summary>
    public static ServiceSpec? Read(ReadOnlySpan<byte> json)
    {
        try
        {
            return JsonSerializer.Deserialize<ServiceSpec>(json, Engine);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private sealed class Nanoseconds : JsonConverter<TimeSpan>
    {
        private const int PerTick = 100;

        public override TimeSpan Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => TimeSpan.FromTicks(reader.GetInt64() / PerTick);

        public override void Write(Utf8JsonWriter writer, TimeSpan value, JsonSerializerOptions options) => writer.WriteNumberValue(value.Ticks * PerTick);
    }
}
