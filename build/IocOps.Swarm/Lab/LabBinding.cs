namespace IocOps.Swarm.Lab;

/// <summary>
/// Which lab the commands of a workspace use: LabUp from a workspace binds it to that lab until LabDown, so that what one tries next needs
/// no option. Whoever names an engine (option, DOCKER_HOST, context) gets that engine.
/// </summary>
/// <param name="folder">Temporary folder of the workspace, not in git.</param>
public sealed class LabBinding(string folder)
{
    private string File => Path.Combine(folder, "lab");

    /// <summary>Binds the workspace to a lab.</summary>
    public void Bind(string name)
    {
        Directory.CreateDirectory(folder);
        System.IO.File.WriteAllText(File, name);
    }

    /// <summary>Ends the binding to this lab.</summary>
    public void Release(string name)
    {
        if (Bound() == name) System.IO.File.Delete(File);
    }

    /// <summary>Name of the lab that was brought up from this workspace last, also where it is gone; null where there is none.</summary>
    public string? Name => Bound() is { Length: > 0 } name ? name : null;

    /// <summary>The lab that commands of this workspace use; null where there is none, or where it is gone.</summary>
    public LabPaths? Current()
    {
        try
        {
            return Bound() is { Length: > 0 } name && Directory.Exists(new LabPaths(name).Run) ? new LabPaths(name) : null;
        }
        catch (LabException)
        {
            // The file was written by hand and names no lab.
            return null;
        }
    }

    /// <summary>Where this machine sees a folder that the nodes of the bound lab share; null where no lab is bound.</summary>
    public string? SharedFolder(string? path) => path is null ? null : Current()?.SharedFolder(path);

    private string? Bound() => System.IO.File.Exists(File) ? System.IO.File.ReadAllText(File).Trim() : null;
}
