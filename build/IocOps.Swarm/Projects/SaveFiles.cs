using IocOps.Core.Model;
using IocOps.Core.Stacks;
using IocOps.Swarm.Workspaces;

namespace IocOps.Swarm.Projects;

/// <summary>Where the save files of an IOC lie.</summary>
public enum SavePlace
{
    /// <summary>It has none: autosave is off.</summary>
    Nowhere,

    /// <summary>In a volume of the node where it runs.</summary>
    Volume,

    /// <summary>In its <c>save-folder</c>, which may be another one on every node.</summary>
    NodeFolder,

    /// <summary>On the mount, which all nodes share.</summary>
    Mount,
}

/// <summary>
/// The save files of an IOC that gets another name. autosave looks for files named after the IOC: they are copied to the new name, never
/// moved, never over a file that is there.
/// </summary>
/// <param name="Place">Where they lie.</param>
/// <param name="Source">Folder or volume of the old name; empty for none.</param>
/// <param name="Target">Of the new name.</param>
/// <param name="Old">The IOC under its old name.</param>
/// <param name="New">Under its new name.</param>
public sealed record SaveFiles(SavePlace Place, string Source, string Target, Ioc Old, Ioc New)
{
    private const string Ending = ".iocops-tmp";

    private static readonly string[] Restored = ["automake-pass0.sav", "automake-pass1.sav"];

    /// <summary>Finds them.</summary>
    /// <param name="from">The IOC under its old name.</param>
    /// <param name="to">Under its new name.</param>
    /// <param name="stack">Of the site.</param>
    /// <param name="mount">Where this machine sees the mount; null where the site has none.</param>
    public static SaveFiles Of(Ioc from, Ioc to, string stack, string? mount)
    {
        ArgumentNullException.ThrowIfNull(from);
        ArgumentNullException.ThrowIfNull(to);
        var (place, source, target) = !from.Modules.Autosave ? (SavePlace.Nowhere, "", "")
            : from.SaveFolder is { } folder && to.SaveFolder is { } fresh ? (SavePlace.NodeFolder, folder, fresh)
            : from.Delivery == Delivery.Mount && mount is not null ? (SavePlace.Mount, Path.Combine(mount, from.Name, RunFolder.Saves), Path.Combine(mount, to.Name, RunFolder.Saves))
            : (SavePlace.Volume, $"{stack}_{from.Service}-autosave", $"{stack}_{to.Service}-autosave");
        return new SaveFiles(place, source, target, from, to);
    }

    private bool IsFolder => Place is SavePlace.NodeFolder or SavePlace.Mount;

    /// <summary>How a person copies them: where, and the command.</summary>
    public string ByHand => IsFolder
        ? $"where {Source} is the IOC's: mkdir -p {ShellWords.Quote(Target)}; {Copies(Source, Target)}"
        : $"on the node where the IOC ran, and where {New.Name} must start then: docker run --rm --entrypoint sh -v {Source}:/from:ro -v {Target}:{Inside} {ShellWords.Quote(New.Image)} -c {ShellWords.Quote(Copies("/from", Inside))}";

    private string Inside => $"{New.Layout.RunFolder}/{RunFolder.Saves}";

    private string Copies(string from, string to) =>
        string.Join("; ", Restored.Select(r => $"cp -n {ShellWords.Quote($"{from}/{Old.Name}-{r}")} {ShellWords.Quote($"{to}/{New.Name}-{r}")}"));

    /// <summary>Why they can't be copied now; null where they can, or where there are none.</summary>
    /// <param name="isOwn">True where it is certain that the IOC wrote what this machine, or the copying service, finds there.</param>
    public string? Obstacle(bool isOwn) => Place switch
    {
        SavePlace.Nowhere => null,
        SavePlace.Volume => isOwn ? null : $"save files lie in the volume {Source} of the node where the IOC ran, and that node is not known or takes no tasks, or the service has no such volume",
        _ when !isOwn => $"save files lie in {Source} of the node where the IOC ran, and it is not certain that this machine sees the same",
        // A mount that is not mounted looks like this, too.
        _ => Directory.Exists(Source) ? null : $"save files lie in {Source}, which this machine does not see",
    };

    /// <summary>Names of files and what they will be called.</summary>
    public IReadOnlyList<(string Old, string New)> Plan() => !IsFolder || !Directory.Exists(Source) ? [] :
    [
        .. Directory.EnumerateFiles(Source, $"{Old.Name}-automake-*").Where(PlainFile.Is).Select(f => Path.GetFileName(f))
            .Where(f => !f.EndsWith(Ending, StringComparison.Ordinal)).Order(StringComparer.Ordinal).Select(f => (f, New.Name + f[Old.Name.Length..])),
    ];

    /// <summary>Copies them; gives the names of those that were there already, which stay as they are.</summary>
    /// <exception cref="IOException">A folder is a link, or can't be written; what was copied before is whole.</exception>
    public IReadOnlyList<string> Copy(IReadOnlyList<(string Old, string New)> plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        var kept = new List<string>();
        if (plan.Count == 0) return kept;
        for (var folder = new DirectoryInfo(Target); folder is not null; folder = folder.Parent)
        {
            // Containers can make links there.
            if (folder.LinkTarget is not null && folder.FullName.Length > Path.GetDirectoryName(Target)!.Length - 1) throw new IOException(WholeCopy.Refusal(folder.FullName));
        }

        Directory.CreateDirectory(Target);
        foreach (var (old, fresh) in plan)
        {
            var target = Path.Combine(Target, fresh);
            if (Path.Exists(target)) kept.Add(fresh);
            else WholeCopy.Make(Path.Combine(Source, old), target, draft => File.Move(draft, target, overwrite: false));
        }

        return kept;
    }
}
