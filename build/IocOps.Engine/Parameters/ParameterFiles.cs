namespace IocOps.Engine.Parameters;

/// <summary>The profiles that are asked for and <c>.nuke/parameters.json</c>, the first to be asked first.</summary>
internal static class ParameterFiles
{
    private const string Directory = ".nuke";
    private const string Start = "parameters.";
    private const string End = ".json";

    /// <summary>Reads them; a profile that is not there and a file that can't be read are problems.</summary>
    public static IReadOnlyList<JsonSource> Read(string root, IReadOnlyList<string> profiles, List<string> problems)
    {
        var sources = new List<JsonSource>();
        foreach (var profile in profiles.Reverse())
        {
            if (Read(root, Start + profile + End, problems) is { } source)
                sources.Add(source);
            else
                problems.Add(NoProfile(root, profile));
        }

        if (Read(root, "parameters.json", problems) is { } common)
            sources.Add(common);
        return sources;
    }

    /// <summary>The profiles that are there.</summary>
    public static IReadOnlyList<string> Profiles(string root)
    {
        var directory = Path.Combine(root, Directory);
        return !System.IO.Directory.Exists(directory)
            ? []
            : [.. System.IO.Directory.EnumerateFiles(directory, $"{Start}*{End}").Select(f => Path.GetFileName(f)!)
                .Where(f => f.Length > Start.Length + End.Length)
                .Select(f => f[Start.Length..^End.Length]).Order(StringComparer.Ordinal)];
    }

    private static JsonSource? Read(string root, string file, List<string> problems)
    {
        var name = $"{Directory}/{file}";
        var path = Path.Combine(root, Directory, file);
        if (!Path.Exists(path))
            return null;
        try
        {
            return JsonSource.Parse(name, File.ReadAllBytes(path), root, problems);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException)
        {
            problems.Add($"{name} can't be read: {exception.Message}");
            return JsonSource.Parse(name, "{}"u8.ToArray(), root, problems);
        }
    }

    private static string NoProfile(string root, string profile)
    {
        var there = Profiles(root);
        var known = there.Count == 0 ? "there is none" : "there are: " + string.Join(", ", there);
        return $"Profile '{profile}' would be {Directory}/{Start}{profile}{End}, which is not there; {known}{Nearest.Hint(profile, there)}";
    }
}
