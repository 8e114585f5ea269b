using Docker.DotNet.Models;

namespace IocOps.Core.Planning;

/// <summary>Who made a field differ.</summary>
public enum ChangeOrigin
{
    /// <summary>The folder: on the swarm it is as IocOps wrote it.</summary>
    Folder,

    /// <summary>Somebody else, on the swarm (<c>docker service update</c>): the folder is as it was deployed.</summary>
    Swarm,

    /// <summary>Both are not as they were.</summary>
    Both,
}

/// <summary>Tells what somebody else did to a service from what changed in its folder, by the note of what IocOps wrote.</summary>
internal static class Drift
{
    private const string StoppedPath = $"deploy.labels[{Stopped.Label}]";
    private const string ReplicasPath = "deploy.replicas";

    /// <summary>The differences with their origins; as they are where the live service carries no note.</summary>
    /// <param name="differences">Between the two specifications.</param>
    /// <param name="live">As seen.</param>
    /// <param name="wanted">By the folder.</param>
    /// <param name="networkName">Turns a network's id into its name.</param>
    public static IReadOnlyList<FieldDifference> Told(IReadOnlyList<FieldDifference> differences, ServiceSpec live, ServiceSpec wanted, Func<string, string> networkName)
    {
        if (differences.Count == 0 || Written(live) is not { } written) return differences;
        var before = SpecMarks.WrittenFields(live, networkName);
        var after = SpecMarks.WrittenFields(wanted, networkName);
        return [.. differences.Select(d => d with { Origin = Of(d.Path == StoppedPath ? ReplicasPath : d.Path) })];

        ChangeOrigin Of(string path)
        {
            var (was, will) = (Text(before, path), Text(after, path));
            // Somebody scaled what was stopped: nothing that a folder says.
            if (was == will) return ChangeOrigin.Swarm;
            return written.Holds(path, was) ? ChangeOrigin.Folder : written.Holds(path, will) ? ChangeOrigin.Swarm : ChangeOrigin.Both;
        }
    }

    /// <summary>The one origin of all differences; null where it is not known, or there are none.</summary>
    public static ChangeOrigin? Of(IReadOnlyList<FieldDifference> differences)
    {
        var origins = differences.Select(d => d.Origin).Distinct().ToList();
        return origins.Contains(null) || origins.Count == 0 ? null : origins.Count == 1 ? origins[0] : ChangeOrigin.Both;
    }

    /// <summary>The note of what IocOps wrote last; null where there is none that can be read.</summary>
    public static SpecMarks? Written(ServiceSpec live) => live.Labels?.TryGetValue(SpecMarks.Label, out var text) == true ? SpecMarks.Parse(text) : null;

    private static string? Text(IReadOnlyDictionary<string, SpecField> fields, string path) => fields.TryGetValue(path, out var field) ? field.Text : null;
}
