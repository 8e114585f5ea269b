namespace IocOps.Swarm.Projects;

/// <summary>Save files in the folder of an IOC that is to go: whoever put them there, no target deletes one.</summary>
internal static class SavesWithin
{
    private const int MostNamed = 10;

    /// <summary>Whether a file is called as autosave calls its own, or was kept beside one.</summary>
    /// <param name="name">Of the file.</param>
    public static bool Is(string name) => name.Contains(".sav", StringComparison.Ordinal);

    /// <summary>Finds files that are called as autosave calls its own: <c>a.sav</c>, <c>a.savB</c>, <c>a.sav0</c>, <c>a.sav_261129</c>.</summary>
    /// <param name="root">The workspace.</param>
    /// <param name="folder">Below it.</param>
    /// <returns>Paths below the workspace, with '/', in ordinal order.</returns>
    public static IReadOnlyList<string> Of(string root, string folder) => !Directory.Exists(Path.Combine(root, folder)) ? [] :
    [
        .. Directory.EnumerateFiles(Path.Combine(root, folder), "*.sav*", SearchOption.AllDirectories)
            .Select(f => Path.GetRelativePath(root, f).Replace(Path.DirectorySeparatorChar, '/')).Order(StringComparer.Ordinal),
    ];

    /// <summary>What to say of them.</summary>
    /// <param name="saves">Which; at least one.</param>
    /// <param name="done">What would be done to them.</param>
    /// <param name="advice">What a person can do, a sentence.</param>
    public static string Refusal(IReadOnlyList<string> saves, string done, string advice) =>
        $"These are save files, and none is {done}:\n{string.Join('\n', saves.Take(MostNamed).Select(s => $"  {s}"))}{(saves.Count > MostNamed ? $"\n  and {saves.Count - MostNamed} more" : "")}\nNothing was done. {advice}";
}
