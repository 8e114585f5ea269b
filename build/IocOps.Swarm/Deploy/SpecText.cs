using System.Text.Json;
using System.Text.Json.Serialization;
using Docker.DotNet.Models;

namespace IocOps.Swarm.Deploy;

/// <summary>
/// Two specs as they come from the same engine, compared as text. Not for a desired spec: the engine fills in what nobody asked for.
/// </summary>
internal static class SpecText
{
    private static readonly JsonSerializerOptions Options = new()
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        TypeInfoResolver = new System.Text.Json.Serialization.Metadata.DefaultJsonTypeInfoResolver(),
    };

    internal static string Of(ServiceSpec spec) => JsonSerializer.Serialize(spec, Options);

    internal static string Of(TaskSpec spec) => JsonSerializer.Serialize(spec, Options);
}
