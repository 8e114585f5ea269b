using System.Text.Json;
using System.Text.Json.Serialization;

namespace IocOps.Swarm.Lab;

/// <summary>A node as it was set up.</summary>
internal sealed record LabNode(string Name, string Address, bool Manager)
{
    /// <summary>Its engine can start no container.</summary>
    public bool Inert { get; init; }
}

/// <summary>What a lab consists of; kept on disk so that it can be repaired or removed after a reboot.</summary>
internal sealed record LabState(string Name, IReadOnlyList<LabNode> Nodes, IReadOnlyList<string> SharedPaths)
{
    /// <summary>Every lab has this range for itself: its network is a namespace of its own that nothing else reaches.</summary>
    private const string AddressRange = "10.213.0";

    public static LabState For(string name, int nodes, LabOptions options) => new(
        name,
        [.. Enumerable.Range(1, nodes).Select(n => new LabNode(LabPaths.NodeName(n), $"{AddressRange}.{n}", n <= options.Managers) { Inert = !options.RunsContainers })],
        options.SharedPaths);

    /// <summary>The state as it was saved, or null where there is none that can be read.</summary>
    public static LabState? Load(LabPaths paths)
    {
        try
        {
            using var file = File.OpenRead(paths.StateFile);
            return JsonSerializer.Deserialize(file, LabJson.Default.LabState);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException or JsonException)
        {
            return null;
        }
    }

    /// <summary>Writes it whole or not at all.</summary>
    public void Save(LabPaths paths)
    {
        var draft = paths.StateFile + ".new";
        File.WriteAllText(draft, JsonSerializer.Serialize(this, LabJson.Default.LabState));
        File.Move(draft, paths.StateFile, overwrite: true);
    }
}

/// <summary>An engine's configuration file, keys as dockerd reads them.</summary>
internal sealed record EngineConfig
{
    public required string DataRoot { get; init; }

    public required string ExecRoot { get; init; }

    public required string Pidfile { get; init; }

    public required IReadOnlyList<string> Hosts { get; init; }

    public required string CgroupParent { get; init; }

    /// <summary>The runtime of containers; null for the engine's own.</summary>
    public string? DefaultRuntime { get; init; }

    public IReadOnlyDictionary<string, EngineRuntime>? Runtimes { get; init; }

    public IReadOnlyList<string> ExecOpts { get; } = ["native.cgroupdriver=cgroupfs"];

    public string LogDriver { get; } = "json-file";

    public IReadOnlyDictionary<string, string> LogOpts { get; } = new Dictionary<string, string> { ["max-size"] = "5m" };
}

/// <summary>A program that runs containers.</summary>
internal sealed record EngineRuntime(string Path);

[JsonSourceGenerationOptions(WriteIndented = true)]
[JsonSerializable(typeof(LabState))]
internal sealed partial class LabJson : JsonSerializerContext;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.KebabCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(EngineConfig))]
internal sealed partial class EngineJson : JsonSerializerContext;
