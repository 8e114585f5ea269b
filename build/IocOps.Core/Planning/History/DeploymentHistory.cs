using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Docker.DotNet.Models;
using IocOps.Core.Stacks;

namespace IocOps.Core.Planning.History;

/// <summary>
/// The last deployments of a service, newest first, on the service itself: a service label, never a container label, so that it restarts
/// nothing, and that goes with the service. Specifications that were replaced are kept in configs, the last few of each service.
/// </summary>
public static class DeploymentHistory
{
    /// <summary>The service label.</summary>
    public const string Label = "iocops.history";

    /// <summary>How many deployments of a service are remembered.</summary>
    public const int MostRecords = 10;

    /// <summary>How many of its former specifications are kept: those of the deployments before the present one.</summary>
    public const int MostKept = 3;

    private static readonly JsonWriterOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>What a specification says of itself; empty where it says nothing that can be read.</summary>
    public static IReadOnlyList<DeploymentRecord> Of(ServiceSpec? spec)
    {
        if (spec?.Labels?.TryGetValue(Label, out var text) != true) return [];
        try
        {
            using var json = JsonDocument.Parse(text!);
            return [.. json.RootElement.EnumerateArray().Select(Read)];
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            return [];
        }
    }

    /// <summary>
    /// The same for a live service, the first one always being what it has now: where that is not what IocOps deployed last, somebody else
    /// changed it.
    /// </summary>
    /// <param name="live">As seen.</param>
    /// <param name="networkName">Turns a network's id into its name.</param>
    public static IReadOnlyList<DeploymentRecord> Of(SwarmService live, Func<string, string> networkName)
    {
        ArgumentNullException.ThrowIfNull(live);
        var records = Of(live.Spec);
        return records.Count > 0 && IsOf(records[0], live.Spec, networkName)
            ? records
            : [new DeploymentRecord(live.UpdatedAt, DeploymentRecord.Other, SpecMarks.OfVersion(live.Spec!, networkName).Hash()), .. records];
    }

    /// <summary>Whether a record is of a specification. A digest that the engine found by itself is nobody's change.</summary>
    internal static bool IsOf(DeploymentRecord record, ServiceSpec? spec, Func<string, string> networkName) =>
        spec is not null && (record.Version == SpecMarks.OfVersion(spec, networkName).Hash() || record.Version == SpecMarks.OfWritten(spec, networkName).Hash());

    /// <summary>
    /// The plan with a record of itself in every specification that it brings, and with configs that keep the specifications that it
    /// replaces. Restarts, stops, starts and moves are no deployments.
    /// </summary>
    /// <param name="plan">As it will be applied, digests of images included.</param>
    /// <param name="observed">What it was made from.</param>
    /// <param name="now">Time, author and commit of the deployment.</param>
    public static Plan Noted(Plan plan, ObservedSwarm observed, DeploymentRecord now)
    {
        var view = new SwarmView(new DesiredSwarm(plan.StackName, []), observed);
        var kept = new List<StackData>();
        foreach (var change in plan.Changes.Where(IsDeployment))
        {
            var version = SpecMarks.OfVersion(change.Desired!, view.NetworkName).Hash();
            var action = change.Deed == Deed.Rollback ? "rollback" : change.Kind.ToString().ToLowerInvariant();
            IReadOnlyList<DeploymentRecord> before = view.Live.TryGetValue(change.Service, out var live) && live.Spec is not null ? Replaced(plan.StackName, live, view, kept) : [];
            change.Desired!.Labels[Label] = Write([now with { Action = action, Version = version }, .. before]);
        }

        return kept.Count == 0 ? plan : plan with { NewConfigs = [.. plan.NewConfigs, .. kept.DistinctBy(k => k.Name).Where(k => observed.Configs.All(c => c.Spec?.Name != k.Name))] };
    }

    private static bool IsDeployment(ServiceChange change) =>
        change is { Kind: ChangeKind.Create or ChangeKind.Update or ChangeKind.Recreate, Deed: null or Deed.Rollback, IsNoteAlone: false, Desired: not null };

    private static List<DeploymentRecord> Replaced(string stack, SwarmService live, SwarmView view, List<StackData> kept)
    {
        var records = Of(live, view.NetworkName).Take(MostRecords - 1).ToList();
        Keep(0, live.Spec!);
        // What somebody changed by hand since, only Swarm itself has.
        if (records.Count > 1 && records[1].Kept is null && records[0].Action == DeploymentRecord.Other && IsOf(records[1], live.PreviousSpec, view.NetworkName)) Keep(1, live.PreviousSpec!);

        return [.. records.Select((r, i) => i < MostKept ? r : r with { Kept = null })];

        void Keep(int index, ServiceSpec spec)
        {
            if (KeptSpec.Of(stack, spec) is not { } data) return;
            kept.Add(data);
            records[index] = records[index] with { Kept = data.Name };
        }
    }

    private static DeploymentRecord Read(JsonElement record) => new(
        record.TryGetProperty("time", out var time) ? time.GetDateTime().ToUniversalTime() : null, Text(record, "did"), Text(record, "version"))
    {
        By = Text(record, "by"),
        Commit = Text(record, "git"),
        Kept = Text(record, "kept") is { Length: > 0 } kept ? kept : null,
    };

    private static string Text(JsonElement o, string name) => o.TryGetProperty(name, out var value) ? value.GetString() ?? "" : "";

    private static string Write(IEnumerable<DeploymentRecord> records)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, Compact))
        {
            json.WriteStartArray();
            foreach (var record in records) Write(json, record);
            json.WriteEndArray();
        }

        return Encoding.UTF8.GetString(stream.ToArray());
    }

    private static void Write(Utf8JsonWriter json, DeploymentRecord record)
    {
        json.WriteStartObject();
        // To the second: a label is short.
        if (record.Time is { } time) json.WriteString("time", new DateTime(time.Ticks - (time.Ticks % TimeSpan.TicksPerSecond), DateTimeKind.Utc));
        json.WriteString("did", record.Action);
        json.WriteString("version", record.Version);
        if (record.By.Length > 0) json.WriteString("by", record.By);
        if (record.Commit.Length > 0) json.WriteString("git", record.Commit);
        if (record.Kept is not null) json.WriteString("kept", record.Kept);
        json.WriteEndObject();
    }
}
