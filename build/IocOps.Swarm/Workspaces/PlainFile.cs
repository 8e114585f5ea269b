using System.Formats.Tar;

namespace IocOps.Swarm.Workspaces;

/// <summary>Tells files that can be opened without harm from what only looks like one.</summary>
internal static class PlainFile
{
    /// <summary>True for a regular file that is no link. Opening a pipe would wait for a writer that never comes.</summary>
    /// <param name="path">Absolute.</param>
    /// <exception cref="IOException">It can't be looked at.</exception>
    public static bool Is(string path)
    {
        var file = new FileInfo(path);
        return file.Exists && file.LinkTarget is null && (file.Length > 0 || IsRegular(path));
    }

    /// <summary>True where <paramref name="path"/> has the content and no link leads elsewhere.</summary>
    public static bool Holds(string path, ReadOnlySpan<byte> content) =>
        Is(path) && new FileInfo(path).Length == content.Length && File.ReadAllBytes(path).AsSpan().SequenceEqual(content);

    // Pipes, sockets and devices have no length. .NET tells the kind of a file without opening it nowhere but in what it writes into an
    // archive, which is nothing but a header for those and for empty files.
    private static bool IsRegular(string path)
    {
        using var archive = new MemoryStream();
        try
        {
            using var writer = new TarWriter(archive, leaveOpen: true);
            writer.WriteEntry(path, "x");
        }
        catch (IOException) when (File.Exists(path))
        {
            // A socket: archives can't hold it.
            return false;
        }

        archive.Position = 0;
        using var reader = new TarReader(archive);
        return reader.GetNextEntry()?.EntryType is TarEntryType.RegularFile or TarEntryType.V7RegularFile;
    }
}
