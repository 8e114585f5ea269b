using System.Globalization;

namespace IocOps.Swarm.Workspaces;

/// <summary>What a folder holds when a person is asked, to be compared when it is done: what came meanwhile, nobody agreed to lose.</summary>
internal static class FolderLook
{
    // Also what is hidden; a link is nothing that could be lost, and may lead in a circle.
    private static readonly EnumerationOptions All = new() { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint };

    /// <summary>Files with size and time of the last write, a text that is equal where they are; null where there is no such folder.</summary>
    /// <param name="folder">Absolute.</param>
    public static string? Of(string folder)
    {
        if (!Path.Exists(folder)) return null;
        var files = Directory.Exists(folder) ? new DirectoryInfo(folder).EnumerateFiles("*", All) : [];
        return string.Join('\n', files.Select(f => string.Create(CultureInfo.InvariantCulture, $"{f.FullName} {f.Length} {f.LastWriteTimeUtc.Ticks}")).Order(StringComparer.Ordinal));
    }

    /// <summary>Looks again.</summary>
    /// <param name="folder">Absolute.</param>
    /// <param name="shown">What <see cref="Of"/> gave.</param>
    /// <param name="name">Of the folder, below the workspace.</param>
    /// <exception cref="IOException">It holds something else now.</exception>
    public static void Require(string folder, string? shown, string name)
    {
        if (Of(folder) != shown) throw new IOException($"{name} was changed by somebody since it was shown, and stays as it is. Look at it, and run this again.");
    }
}
