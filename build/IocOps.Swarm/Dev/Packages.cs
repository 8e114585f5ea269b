namespace IocOps.Swarm.Dev;

/// <summary>The packages by which sites use IocOps from a repository of their own.</summary>
public static class Packages
{
    private static readonly string[] Projects = ["IocOps.Tool", "IocOps.Build"];

    /// <summary>Where they are, below the repository.</summary>
    public const string Folder = "artifacts/packages";

    /// <summary>Makes them anew. The same sources of the same commit yield the same bytes, on every machine with the same SDK.</summary>
    /// <param name="root">The repository.</param>
    /// <param name="cancel">Ends it.</param>
    /// <exception cref="InvalidOperationException">They could not be made; what the SDK said is on standard error.</exception>
    public static async Task MakeAsync(string root, CancellationToken cancel)
    {
        var folder = Path.Combine(root, Folder);
        if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
        // No build node or compile server stays behind.
        foreach (var project in Projects)
            await Tool.RequireAsync("dotnet", ["pack", $"build/packages/{project}.csproj", "-c", "Release", "-v", "quiet", "-nologo", "-p:Packing=true", "-nodeReuse:false", "-p:UseSharedCompilation=false"], root, cancel);
    }

    /// <summary>Their files, by name.</summary>
    public static IReadOnlyList<string> In(string root) => [.. Directory.GetFiles(Path.Combine(root, Folder), "*.nupkg").Order(StringComparer.Ordinal)];
}
