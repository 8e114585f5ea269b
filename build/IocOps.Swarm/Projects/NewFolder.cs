using IocOps.Core.Model;
using IocOps.Core.Projects;
using IocOps.Swarm.Fleets;
using IocOps.Swarm.Workspaces;

namespace IocOps.Swarm.Projects;

/// <summary>Writes the folder of an IOC that was not there: aside, and renamed when it is whole.</summary>
internal static class NewFolder
{
    private const string Ending = ".iocops-tmp";

    /// <summary>Writes it.</summary>
    /// <param name="root">The workspace.</param>
    /// <param name="folder">What it shall hold.</param>
    /// <exception cref="SelectionException">It is there already.</exception>
    /// <exception cref="IOException">The disk is full or not writable; nothing is left then.</exception>
    public static void Write(string root, IocFolder folder)
    {
        RequireFree(root, folder.Name);
        // A name that no IOC has: whoever reads the workspace now does not see it.
        var draft = Path.Combine(root, FleetSource.IocsFolder, $".{folder.Name}{Ending}");
        try
        {
            Remove(draft);
            foreach (var (path, content) in ProjectFolder.FilesOf(folder)) WriteFile(Path.Combine(draft, path), content);
            Directory.Move(draft, Path.Combine(root, folder.Path));
        }
        catch (UnauthorizedAccessException e)
        {
            throw new NotWritableException(FleetSource.IocsFolder, e);
        }
        finally
        {
            Remove(draft);
        }
    }

    /// <summary>Refuses a name that is taken.</summary>
    /// <exception cref="SelectionException">It is.</exception>
    public static void RequireFree(string root, string name)
    {
        if (Path.Exists(Path.Combine(root, FleetSource.IocsFolder, name)))
            throw new SelectionException($"{FleetSource.IocsFolder}/{name} is there already, and nothing is overwritten. Choose another name, or change that IOC with SetIoc.");
    }

    private static void WriteFile(string path, ReadOnlyMemory<byte> content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        using var stream = new FileStream(path, FileMode.CreateNew, FileAccess.Write);
        stream.Write(content.Span);
        stream.Flush(flushToDisk: true);
    }

    private static void Remove(string folder)
    {
        if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
    }
}
