using IocOps.Core.Model;
using IocOps.Swarm.Fleets;
using IocOps.Swarm.Views;
using IocOps.Swarm.Workspaces;

namespace IocOps.Swarm.Projects;

/// <summary>Takes folders of IOCs away; volumes, save files and the mount stay as they are.</summary>
/// <param name="files">The fleet.</param>
/// <param name="names">Whose folders.</param>
public sealed class ProjectRemoval(FleetFiles files, IReadOnlyList<string> names)
{
    private const string Ending = ".iocops-tmp";

    private readonly Dictionary<string, string?> _shown = names.ToDictionary(n => n, n => FolderLook.Of(PlaceOf(files, n)), StringComparer.Ordinal);

    /// <summary>What will be gone and what will not, before anybody is asked.</summary>
    /// <param name="services">Of these IOCs.</param>
    /// <param name="withServices">Whether they are removed too.</param>
    /// <param name="cancel">Cancels.</param>
    /// <exception cref="SelectionException">Save files that git does not have lie in a folder.</exception>
    public async Task<IReadOnlyList<string>> LinesAsync(ProjectServices services, bool withServices, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(services);
        var saves = names.SelectMany(n => SavesWithin.Of(files.Workspace.Root, $"{FleetSource.IocsFolder}/{n}")).ToList();
        if (saves.Count > 0 && await GitState.LostAsync(files.Workspace.Root, saves, cancel) is { Count: > 0 } lost)
            throw new SelectionException(SavesWithin.Refusal(lost, "deleted", "Move them away first, or commit them."));
        var lines = new List<string>();
        foreach (var name in names) lines.Add($"- {FleetSource.IocsFolder}/{name}: {await GitState.OfAsync(files.Workspace.Root, name, cancel)}");
        foreach (var row in services.Rows)
            lines.Add(withServices ? $"- service {ProjectServices.Text(row)}: ends" : $"  service {ProjectServices.Text(row)} goes on: RemoveIocs --ioc-list {row.Ioc} removes it, or DeployAllIocs --prune");
        if (services.Trouble is not null) lines.Add($"  Whether they run in the swarm is not known: {services.Trouble}");
        lines.Add("  Volumes, save files and what lies on the mount stay.");
        return lines;
    }

    /// <summary>Removes the folders; each is gone at once.</summary>
    /// <exception cref="IOException">One can't be removed, or not all that was in it, or it was changed since this was made.</exception>
    public void Remove(Output output)
    {
        ArgumentNullException.ThrowIfNull(output);
        foreach (var name in names)
        {
            var folder = PlaceOf(files, name);
            var aside = Path.Combine(files.Workspace.Root, FleetSource.IocsFolder, $".{name}{Ending}");
            NotWritableException.Guard(FleetSource.IocsFolder, () =>
            {
                if (Directory.Exists(aside)) Directory.Delete(aside, recursive: true);
                FolderLook.Require(folder, _shown[name], $"{FleetSource.IocsFolder}/{name}");
                Directory.Move(folder, aside);
            });
            output.Changed($"{FleetSource.IocsFolder}/{name} deleted");
            try
            {
                Directory.Delete(aside, recursive: true);
            }
            catch (Exception e) when (NotWritableException.IsMeantBy(e))
            {
                throw new IOException($"{FleetSource.IocsFolder}/{name} is no IOC any more, but not all of its files are this user's to delete: what is left of them lies in {FleetSource.IocsFolder}/{Path.GetFileName(aside)}. Remove that as who may.", e);
            }

            output.Note($"Deleted {FleetSource.IocsFolder}/{name}.");
        }

        if (names.Any(n => files.Fleet.Iocs.Any(i => i.Name == n && i.Host != Ioc.SwarmHost))) output.Note("Next: GenComposeFile, which takes it out of the compose file of its host.");
    }

    private static string PlaceOf(FleetFiles files, string name) => Path.Combine(files.Workspace.Root, FleetSource.IocsFolder, name);
}
