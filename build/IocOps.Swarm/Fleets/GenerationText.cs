using IocOps.Swarm.Workspaces;

namespace IocOps.Swarm.Fleets;

/// <summary>What generation did, for people.</summary>
public static class GenerationText
{
    /// <summary>After a write.</summary>
    public static string Did(WriteResult result) => Text(result, "written", "removed");

    /// <summary>Instead of a write.</summary>
    public static string Would(WriteResult result) => Text(result, "would be written", "would be removed");

    /// <summary>Names what is no generated file and stays; null where there is none.</summary>
    public static string? Kept(WriteResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        return result.Kept.Count == 0 ? null
            : $"Warning: {string.Join(", ", result.Kept)} {(result.Kept.Count == 1 ? "is no generated file and stays" : "are no generated files and stay")}. Keep such files elsewhere: these folders are for what is generated.";
    }

    private static string Text(WriteResult result, string written, string removed) =>
        Kept(result) is { } kept ? $"{Counts(result, written, removed)}\n{kept}" : Counts(result, written, removed);

    private static string Counts(WriteResult result, string written, string removed)
    {
        if (!result.HasChanges) return result.Unchanged == 0 ? "Nothing is generated here." : $"Generated files: all {result.Unchanged} as they were.";
        var lines = result.Written.Select(f => $"  {f} {written}").Concat(result.Removed.Select(f => $"  {f} {removed}"));
        var counts = $"{result.Written.Count} {written}, {result.Removed.Count} {removed}, {result.Unchanged} as they were";
        return $"{string.Join('\n', lines)}\nGenerated files: {counts}.";
    }
}
