using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;
using IocOps.Core.Import;
using IocOps.Core.Model;
using IocOps.Swarm.Views;
using IocOps.Swarm.Workspaces;

namespace IocOps.Swarm.Fleets;

/// <summary>Brings the projects of the original tool into the workspace as new folders; those that are there stay as they are.</summary>
/// <param name="files">The workspace; its site.yaml gives the defaults.</param>
/// <param name="output">Is told.</param>
public sealed class FleetImport(FleetFiles files, Output output)
{
    // Each write waits for the disk; many at once share that wait.
    private const int AtOnce = 16;

    /// <summary>Reads the repository and says what would become of each IOC. Writes nothing.</summary>
    /// <param name="repository">Where they are.</param>
    /// <param name="names">Folder names there; null for all.</param>
    /// <exception cref="SelectionException">A name has no folder.</exception>
    /// <exception cref="IocOps.Core.ProblemException"><c>site.yaml</c> has errors.</exception>
    public IReadOnlyList<ImportedIoc> Read(ImportRepository repository, IReadOnlyCollection<string>? names)
    {
        var site = files.RequireSite();
        var iocs = Path.Combine(files.Workspace.Root, FleetSource.IocsFolder);
        var existing = new DirectoryInfo(iocs).EnumerateFileSystemInfos().Select(e => e.Name);
        return new Importer(files.Source.SiteYaml!, site, existing).Run(repository.Read(names));
    }

    /// <summary>Writes the folders of those that are taken, each whole or not at all; gives how many.</summary>
    /// <exception cref="IOException">One can't be written; what was written is told.</exception>
    /// <exception cref="OperationCanceledException">Ctrl-C; folders that were begun are whole.</exception>
    public int Write(IReadOnlyList<ImportedIoc> iocs, CancellationToken cancel)
    {
        var parent = Path.Combine(files.Workspace.Root, FleetSource.IocsFolder);
        var written = new ConcurrentDictionary<string, int>(StringComparer.Ordinal);
        try
        {
            Parallel.ForEach(iocs.Where(i => i.IsTaken), new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancel }, ioc =>
            {
                NewFolder.Write(parent, ioc.Name!, ioc.Files);
                written[ioc.Name!] = ioc.Files.Count;
            });
        }
        catch (AggregateException e)
        {
            ExceptionDispatchInfo.Throw(e.InnerExceptions[0]);
        }
        finally
        {
            foreach (var (name, count) in written.OrderBy(w => w.Key, StringComparer.Ordinal)) output.Note($"  iocs/{name} written ({count} {(count == 1 ? "file" : "files")})");
        }

        return written.Count;
    }
}
