using IocOps.Core.Model;

namespace IocOps.Swarm.Workspaces;

/// <summary>A file that somebody asked for by name, written whole or not at all.</summary>
public static class WholeFile
{
    /// <summary>Writes text; a file of the same content is not touched. Folders on the way are made.</summary>
    /// <param name="path">Absolute.</param>
    /// <param name="text">LF line ends.</param>
    /// <exception cref="IOException">It can't be written; what was there is still there.</exception>
    /// <exception cref="NotWritableException">The folder is not this user's to write.</exception>
    public static void Write(string path, string text) =>
        new WorkspaceWriter(Path.GetDirectoryName(path)!).Write([new RenderedFile(Path.GetFileName(path), text)], []);
}
