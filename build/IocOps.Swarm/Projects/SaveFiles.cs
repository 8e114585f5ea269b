using IocOps.Core.Model;
using IocOps.Swarm.Workspaces;

namespace IocOps.Swarm.Projects;

/// <summary>
/// The save files of an IOC that gets another name. autosave looks for files named after the IOC: they are copied to the new name, never
/// moved, never over a file that is there.
/// </summary>
/// <param name="Source">Folder of the old name on this machine; null where this machine does not see it.</param>
/// <param name="Target">Folder of the new name.</param>
/// <param name="Advice">What a person must do where they can't be copied; null for nothing.</param>
public sealed record SaveFiles(string? Source, string? Target, string? Advice)
{
    /// <summary>True where they lie in a volume of a node; then <see cref="Advice"/> says how a person brings them along.</summary>
    public bool AreInVolume { get; init; }

    private const string Ending = ".iocops-tmp";

    /// <summary>Finds them.</summary>
    /// <param name="from">The IOC under its old name.</param>
    /// <param name="to">Under its new name.</param>
    /// <param name="stack">Of the site.</param>
    /// <param name="mount">Where this machine sees the mount; null where the site has none.</param>
    public static SaveFiles Of(Ioc from, Ioc to, string stack, string? mount)
    {
        ArgumentNullException.ThrowIfNull(from);
        ArgumentNullException.ThrowIfNull(to);
        if (!from.Modules.Autosave) return new SaveFiles(null, null, null);
        if (from.SaveFolder is { } folder && to.SaveFolder is { } fresh) return Below(folder, fresh);
        if (from.Delivery == Delivery.Mount && mount is not null) return Below(Path.Combine(mount, from.Name, RunFolder.Saves), Path.Combine(mount, to.Name, RunFolder.Saves));
        var (old, wanted) = ($"{stack}_{from.Service}-autosave", $"{stack}_{to.Service}-autosave");
        return new SaveFiles(null, null, $"save files lie in the volume {old} of the node where the IOC ran; to keep the values, before {to.Name} starts, copy {from.Name}-automake-pass0.sav and -pass1.sav on that node from there into the volume {wanted}, as {to.Name}-automake-pass0.sav and -pass1.sav") { AreInVolume = true };
    }

    /// <summary>Names of files and what they will be called.</summary>
    /// <param name="from">The old name of the IOC.</param>
    /// <param name="to">The new one.</param>
    public IReadOnlyList<(string Old, string New)> Plan(string from, string to) => Source is null || !Directory.Exists(Source) ? [] :
    [
        .. Directory.EnumerateFiles(Source, $"{from}-automake-*").Where(PlainFile.Is).Select(f => Path.GetFileName(f))
            .Where(f => !f.EndsWith(Ending, StringComparison.Ordinal)).Order(StringComparer.Ordinal).Select(f => (f, to + f[from.Length..])),
    ];

    /// <summary>Copies them; gives the names of those that were there already, which stay as they are.</summary>
    /// <exception cref="IOException">A folder is a link, or can't be written; what was copied before is whole.</exception>
    public IReadOnlyList<string> Copy(IReadOnlyList<(string Old, string New)> plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        var kept = new List<string>();
        if (plan.Count == 0) return kept;
        for (var folder = new DirectoryInfo(Target!); folder is not null; folder = folder.Parent)
        {
            // Containers can make links there.
            if (folder.LinkTarget is not null && folder.FullName.Length > Path.GetDirectoryName(Target!)!.Length - 1) throw new IOException(WholeCopy.Refusal(folder.FullName));
        }

        Directory.CreateDirectory(Target!);
        foreach (var (old, fresh) in plan)
        {
            var target = Path.Combine(Target!, fresh);
            if (Path.Exists(target)) kept.Add(fresh);
            else WholeCopy.Make(Path.Combine(Source!, old), target, draft => File.Move(draft, target, overwrite: false));
        }

        return kept;
    }

    private static SaveFiles Below(string source, string target) => Directory.Exists(source)
        ? new SaveFiles(source, target, null)
        : new SaveFiles(null, null, Directory.Exists(Path.GetDirectoryName(source)) ? null : $"save files lie in {source}, which this machine does not see; where it is seen, copy them to {target} under the new name");
}
