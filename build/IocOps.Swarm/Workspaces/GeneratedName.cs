using IocOps.Core.Model;
using IocOps.Core.Rendering;

namespace IocOps.Swarm.Workspaces;

/// <summary>Tells by its name whether a file of a folder of generated files can be a generated one, which goes when nothing generates it any more.</summary>
internal static class GeneratedName
{
    private const string HostFolders = $"{FleetSource.HostsPath}/";

    /// <summary>Never a save file, nor what begins with '.'; of the folder of a host the compose file alone, and its draft.</summary>
    /// <param name="path">Below the workspace, with '/'.</param>
    public static bool IsOne(string path)
    {
        var name = path[(path.LastIndexOf('/') + 1)..];
        return IsOfHost(path)
            ? name is FleetRenderer.ComposeFile or $"{FleetRenderer.ComposeFile}{WorkspaceWriter.TemporarySuffix}"
            : name[0] != '.' && !name.Contains(".sav", StringComparison.Ordinal);
    }

    /// <summary>Whether a file lies in the folder of a plain Docker host, where people may keep files too.</summary>
    /// <param name="path">Below the workspace, with '/'.</param>
    public static bool IsOfHost(string path) => path.StartsWith(HostFolders, StringComparison.Ordinal);
}
