using System.Text.Json;
using IocOps.Core.Backup;
using IocOps.Swarm.Backup;

namespace IocOps.Swarm.Views;

/// <summary>What an archive holds, for people and for programs.</summary>
public static class BackupView
{
    /// <summary>Shows it.</summary>
    public static void Show(string file, BackupContent content, bool json, Output output)
    {
        if (json)
        {
            output.Data(JsonStyle.Object(j => Write(j, file, content.Manifest)));
            return;
        }

        foreach (var line in Lines(content.Manifest, DateTime.UtcNow)) output.Data(line);
        output.Note($"{file} is whole: every checksum is right.");
    }

    /// <summary>Shows what came of a rehearsal.</summary>
    public static void Show(RehearsalResult result, bool json, Output output)
    {
        ArgumentNullException.ThrowIfNull(result);
        if (json)
        {
            output.Data(JsonStyle.Object(j =>
            {
                Write(j, result.File, result.Manifest);
                j.WriteString("triedWith", result.Engine);
                JsonStyle.Strings(j, "differences", result.Differences);
            }));
            return;
        }

        foreach (var difference in result.Differences) output.Data(difference);
        if (result.Differences.Count == 0) output.Note("Services, configs, networks, nodes, labels and settings are all as in the copy.");
    }

    /// <summary>A few lines about it.</summary>
    public static IReadOnlyList<string> Lines(BackupManifest manifest, DateTime now) =>
    [
        $"Swarm {manifest.ClusterId}, saved {manifest.Created:yyyy-MM-dd HH:mm} UTC ({Age(now - manifest.Created)} ago) by IocOps {manifest.IocOps} from Docker Engine {manifest.EngineVersion}.",
        $"{(manifest.HasRaft ? "The whole state" : "A logical copy alone (--online)")}: {manifest.Counts}{(manifest.Autolock ? "; it needs the unlock key" : "")}.",
        $"Taken on {manifest.NodeName}, node {manifest.NodeId}, at {manifest.NodeAddress}; managers then: {string.Join(", ", manifest.Managers)}.",
    ];

    private static string Age(TimeSpan age) =>
        age < TimeSpan.FromHours(2) ? $"{(int)age.TotalMinutes} min" : age < TimeSpan.FromDays(2) ? $"{(int)age.TotalHours} hours" : $"{(int)age.TotalDays} days";

    private static void Write(Utf8JsonWriter json, string file, BackupManifest manifest)
    {
        json.WriteString("file", file);
        json.WriteString("cluster", manifest.ClusterId);
        json.WriteString("created", manifest.Created);
        json.WriteString("iocops", manifest.IocOps);
        json.WriteString("engine", manifest.EngineVersion);
        json.WriteBoolean("hasRaft", manifest.HasRaft);
        json.WriteBoolean("autolock", manifest.Autolock);
        json.WriteString("node", manifest.NodeName);
        json.WriteString("nodeId", manifest.NodeId);
        json.WriteString("nodeAddress", manifest.NodeAddress);
        JsonStyle.Strings(json, "managers", manifest.Managers);
        json.WriteNumber("services", manifest.Counts.Services);
        json.WriteNumber("configs", manifest.Counts.Configs);
        json.WriteNumber("networks", manifest.Counts.Networks);
        json.WriteNumber("nodes", manifest.Counts.Nodes);
        json.WriteNumber("secrets", manifest.Counts.Secrets);
        json.WriteNumber("size", new FileInfo(file).Length);
    }
}
