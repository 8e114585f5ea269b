using IocOps.Core.Model;
using IocOps.Swarm.Fleets;

namespace IocOps.Swarm.Workspaces;

/// <summary>A file that somebody asked for by name, written whole or not at all.</summary>
public static class WholeFile
{
    /// <summary>Writes text; a file of the same content is not touched. Folders on the way are made.</summary>
    /// <param name="path">Absolute.</param>
    /// <param name="text">LF line ends.</param>
    /// <exception cref="IOException">It can't be written; what was there is still there.</exception>
    /// <exception cref="NotWritableException">The folder is not this user's to write.</exception>
    /// <exception cref="SelectionException">A folder has that name.</exception>
    public static void Write(string path, string text)
    {
        if (Directory.Exists(path) || Path.GetDirectoryName(path) is not { } folder) throw new SelectionException($"{path} is a folder: name a file in it.");
        try
        {
            new WorkspaceWriter(folder).Write([new RenderedFile(Path.GetFileName(path), text)], []);
        }
        catch (NotWritableException e)
        {
            // The writer names folders below its root, and here that is the only one.
            throw new NotWritableException(folder, e);
        }
    }
}
