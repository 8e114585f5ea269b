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

    /// <summary>What will be gone and what will not, before anybody is asked.</summary>
    /// <param name="services">Of these IOCs.</param>
    /// <param name="withServices">Whether they are removed too.</param>
    /// <param name="cancel">Cancels.</param>
    public async Task<IReadOnlyList<string>> LinesAsync(ProjectServices services, bool withServices, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(services);
        var lines = new List<string>();
        foreach (var name in names) lines.Add($"- {FleetSource.IocsFolder}/{name}: {await GitState.OfAsync(files.Workspace.Root, name, cancel)}");
        foreach (var row in services.Rows)
            lines.Add(withServices ? $"- service {ProjectServices.Text(row)}: ends" : $"  service {ProjectServices.Text(row)} goes on: RemoveIocs --ioc-list {row.Ioc} removes it, or DeployAllIocs --prune");
        if (services.Trouble is not null) lines.Add($"  Whether they run in the swarm is not known: {services.Trouble}");
        lines.Add("  Volumes, save files and what lies on the mount stay.");
        return lines;
    }

    /// <summary>Removes the folders; each is gone at once.</summary>
    public void Remove(Output output)
    {
        ArgumentNullException.ThrowIfNull(output);
        foreach (var name in names)
        {
            var folder = Path.Combine(files.Workspace.Root, FleetSource.IocsFolder, name);
            var aside = Path.Combine(files.Workspace.Root, FleetSource.IocsFolder, $".{name}{Ending}");
            try
            {
                if (Directory.Exists(aside)) Directory.Delete(aside, recursive: true);
                Directory.Move(folder, aside);
                Directory.Delete(aside, recursive: true);
            }
            catch (UnauthorizedAccessException e)
            {
                throw new NotWritableException(FleetSource.IocsFolder, e);
            }

            output.Changed($"{FleetSource.IocsFolder}/{name} deleted");
            output.Note($"Deleted {FleetSource.IocsFolder}/{name}.");
        }
    }
}
