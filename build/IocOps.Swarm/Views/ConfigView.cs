using System.Text.Json;
using IocOps.Swarm.Docker;
using IocOps.Swarm.Operations;

namespace IocOps.Swarm.Views;

/// <summary>What services are configured to be, for people and for programs.</summary>
public static class ConfigView
{
    /// <summary>Shows the fields in the words of a stack file.</summary>
    public static void Show(IReadOnlyList<ServiceConfig> configs, bool json, Output output)
    {
        if (json)
        {
            output.Data(JsonStyle.Array(configs, Write));
            return;
        }

        foreach (var config in configs)
        {
            output.Data($"{config.Service.Name}");
            foreach (var (path, text) in config.Fields) output.Data($"  {path}: {LogText.Clean(text)}");
        }
    }

    /// <summary>Shows the engine's own JSON, as an array.</summary>
    /// <param name="services">One JSON object each, as the engine gave it.</param>
    /// <param name="output">Where to.</param>
    public static void ShowRaw(IReadOnlyList<string> services, Output output) => output.Data(JsonStyle.Raw(services));

    private static void Write(Utf8JsonWriter json, ServiceConfig config)
    {
        json.WriteString("service", config.Service.Name);
        json.WriteString("ioc", config.Service.Ioc);
        json.WriteStartObject("fields");
        foreach (var (path, text) in config.Fields) json.WriteString(path, text);
        json.WriteEndObject();
    }
}
