using System.Text.Json;
using System.Text.Json.Serialization;
using IocOps.Swarm.Lab.Nodes;
using IocOps.Swarm.Workspaces;

namespace IocOps.Swarm.Backup;

/// <summary>
/// What a run is about to do to an engine, on disk from before it stops it until after it runs again: so that whoever comes after a run that
/// was killed, or after a power cut, can put it right.
/// </summary>
internal sealed record EngineJournal
{
    /// <summary><c>BackupSwarm</c>, <c>RestoreSwarm</c></summary>
    public required string Work { get; init; }

    /// <summary>When, UTC.</summary>
    public required DateTime Since { get; init; }

    /// <summary>Where the engine listens.</summary>
    public required string Endpoint { get; init; }

    /// <summary>How it is stopped, where that is a command.</summary>
    public string? Stop { get; init; }

    /// <summary>How it is started, where that is a command.</summary>
    public string? Start { get; init; }

    /// <summary>The lab and its node, where the engine is one of those.</summary>
    public string? Lab { get; init; }

    /// <summary>See <see cref="Lab"/>.</summary>
    public string? Node { get; init; }

    /// <summary>The engine's data folder.</summary>
    public required string DockerRoot { get; init; }

    /// <summary>Of a restore: where the old swarm folder goes; null for a backup, which moves nothing.</summary>
    public string? Aside { get; init; }

    /// <summary>Of a restore: whether there was an old one.</summary>
    public bool HadOld { get; init; }

    /// <summary>Made for an engine.</summary>
    public static EngineJournal For(string work, string endpoint, EngineControl control, string dockerRoot) => new()
    {
        Work = work,
        Since = DateTime.UtcNow,
        Endpoint = endpoint,
        DockerRoot = dockerRoot,
        Stop = (control as CommandControl)?.Stop,
        Start = (control as CommandControl)?.Start,
        Lab = (control as LabControl)?.Lab,
        Node = (control as LabControl)?.Node,
    };

    /// <summary>What stops and starts the engine.</summary>
    [JsonIgnore]
    public EngineControl Control => Stop is not null && Start is not null ? new CommandControl(Stop, Start) : new LabControl(Lab ?? "", Node ?? "");

    /// <summary>Where a run keeps what it works on: on the disk of the engine's own secrets, and as closed as those.</summary>
    [JsonIgnore]
    public string Staging => StagingOf(DockerRoot);

    /// <summary>The engine's swarm folder.</summary>
    [JsonIgnore]
    public string Swarm => Path.Combine(DockerRoot, "swarm");

    /// <summary>See <see cref="Staging"/>.</summary>
    public static string StagingOf(string dockerRoot) => Path.Combine(dockerRoot, "iocops");

    /// <summary>Reads one; null where there is none that can be read.</summary>
    public static EngineJournal? Load(string file)
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(file), EngineJournalJson.Default.EngineJournal);
        }
        catch (Exception e) when (e is IOException or JsonException)
        {
            // It is written whole or not at all: without one nothing was begun.
            return null;
        }
    }

    /// <summary>
    /// Writes it whole, and to the disk, the folder's entry of it too: after a power cut it must be there when what it tells of has happened.
    /// </summary>
    public async Task SaveAsync(string file)
    {
        PrivateFile.Write(file, JsonSerializer.Serialize(this, EngineJournalJson.Default.EngineJournal));
        await SyncAsync(file);
    }

    /// <summary>Removes one, from the disk too: one that a power cut brings back would undo what is in use by then.</summary>
    public static async Task RemoveAsync(string file)
    {
        File.Delete(file);
        await SyncAsync(file);
    }

    // Ctrl-C reaches it, too; the file is written or gone all the same.
    private static async Task SyncAsync(string file) => await Command.TryAsync("sync", [Path.GetDirectoryName(file)!], null, CancellationToken.None);
}

[JsonSourceGenerationOptions(WriteIndented = true)]
[JsonSerializable(typeof(EngineJournal))]
internal sealed partial class EngineJournalJson : JsonSerializerContext;
