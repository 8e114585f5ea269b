namespace IocOps.Swarm.Workspaces;

/// <summary>A folder that was not there before, made whole or not at all: its files are written beside it first.</summary>
public static class NewFolder
{
    private const string TemporarySuffix = ".iocops-new";

    /// <summary>Writes the files and gives the folder its name.</summary>
    /// <param name="parent">Absolute; made where it is missing.</param>
    /// <param name="name">Of the new folder.</param>
    /// <param name="files">By path in it, with '/'.</param>
    /// <exception cref="IOException">Something of that name is there, the parent is a link, or the disk is full; nothing is left behind.</exception>
    /// <exception cref="NotWritableException">The parent is not this user's to write.</exception>
    public static void Write(string parent, string name, IReadOnlyDictionary<string, ReadOnlyMemory<byte>> files)
    {
        // A name that begins with '.' is no IOC to whoever reads the workspace meanwhile.
        var temporary = Path.Combine(parent, $".{name}{TemporarySuffix}");
        if (new DirectoryInfo(parent).LinkTarget is not null) throw new IOException($"{parent} is a link; nothing is written through it");
        try
        {
            Directory.CreateDirectory(parent);
            Remove(temporary);
            foreach (var (path, content) in files) WriteFile(Path.Combine(temporary, path), content.Span);
            Directory.Move(temporary, Path.Combine(parent, name));
        }
        catch (UnauthorizedAccessException e)
        {
            throw new NotWritableException(parent, e);
        }
        finally
        {
            Remove(temporary);
        }
    }

    private static void WriteFile(string path, ReadOnlySpan<byte> content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        using var stream = new FileStream(path, FileMode.CreateNew, FileAccess.Write);
        stream.Write(content);
        stream.Flush(flushToDisk: true);
    }

    // Left by a run that was killed; a link there is removed and not followed.
    private static void Remove(string folder)
    {
        var left = new DirectoryInfo(folder);
        if (left.LinkTarget is not null) left.Delete();
        else if (left.Exists) left.Delete(recursive: true);
    }
}
