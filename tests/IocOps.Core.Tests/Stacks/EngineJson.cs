using System.Text.Json;
using System.Text.Json.Serialization;
using Docker.DotNet.Models;

namespace IocOps.Core.Tests.Stacks;

/// <summary>What an engine showed after `docker stack deploy` of a file of the corpus (tests/samples/stacks/seen).</summary>
internal sealed record Seen(
    [property: JsonPropertyName("services")] IReadOnlyList<ServiceSpec> Services,
    [property: JsonPropertyName("networks")] IReadOnlyList<NetworkResponse> Networks,
    [property: JsonPropertyName("configs")] IReadOnlyList<SwarmConfigSpec> Configs,
    [property: JsonPropertyName("secrets")] IReadOnlyList<SwarmSecretSpec> Secrets,
    [property: JsonPropertyName("predefined")] IReadOnlyDictionary<string, string> Predefined)
{
    public string NetworkName(string id) =>
        Networks.FirstOrDefault(n => n.ID == id)?.Name ?? Predefined.FirstOrDefault(p => p.Value == id).Key ?? id;
}

/// <summary>The Engine API's JSON: durations are nanoseconds.</summary>
internal static class EngineJson
{
    private static readonly JsonSerializerOptions Options = new() { Converters = { new Nanoseconds() } };

    public static T Read<T>(string text) => JsonSerializer.Deserialize<T>(text, Options)!;

    public static T Copy<T>(T value) => Read<T>(JsonSerializer.Serialize(value, Options));

    public static Seen Seen(string name) => Read<Seen>(Samples.Read($"seen/{name}.json"));

    private sealed class Nanoseconds : JsonConverter<TimeSpan>
    {
        public override TimeSpan Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            TimeSpan.FromTicks(reader.GetInt64() / 100);

        public override void Write(Utf8JsonWriter writer, TimeSpan value, JsonSerializerOptions options) => writer.WriteNumberValue(value.Ticks * 100);
    }
}
