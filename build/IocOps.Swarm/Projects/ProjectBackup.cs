using System.Globalization;
using IocOps.Core.Model;
using IocOps.Core.Projects;
using IocOps.Swarm.Fleets;
using IocOps.Swarm.Views;
using IocOps.Swarm.Workspaces;

namespace IocOps.Swarm.Projects;

/// <summary>Saves IOC projects, and with them what lies in their run folders on the mount.</summary>
/// <param name="files">The fleet.</param>
/// <param name="output">Is told.</param>
public sealed class ProjectBackup(FleetFiles files, Output output)
{
    private static readonly string[] Drafts = [".iocops-tmp", ".iocops-new", ".iocops-old"];

    /// <summary>Writes the archive.</summary>
    /// <param name="file">Must not exist.</param>
    /// <param name="patterns">IOCs; null for all, and then site.yaml and the templates too.</param>
    /// <param name="mount">Where this machine sees the mount; null to leave run files out.</param>
    /// <param name="created">Now, UTC.</param>
    /// <param name="cancel">Cancels.</param>
    /// <exception cref="SelectionException">The file is there already, or the mount is not.</exception>
    public void Save(string file, IReadOnlyCollection<string>? patterns, string? mount, DateTime created, CancellationToken cancel)
    {
        if (Path.Exists(file)) throw new SelectionException($"{file} is there already, and nothing is overwritten. Choose another name.");
        if (!Directory.Exists(Path.GetDirectoryName(file))) throw new SelectionException($"There is no folder {Path.GetDirectoryName(file)}. Make it, or choose another place.");
        if (mount is not null && !Directory.Exists(mount)) throw new SelectionException($"The mount {mount} is not on this machine. Run this where it is mounted, or say with --mount-folder where this machine sees it.");
        var names = files.Names(patterns);
        var folders = patterns is null ? [FleetSource.IocsFolder, "templates"] : names.Select(n => $"{FleetSource.IocsFolder}/{n}").ToArray();
        var members = folders.SelectMany(f => Below(Path.Combine(files.Workspace.Root, f), f)).ToList();
        var run = mount is null ? [] : files.Fleet.Iocs.Where(i => i.Delivery == Delivery.Mount && names.Contains(i.Name)).SelectMany(i => Below(Path.Combine(mount, i.Name), $"{ProjectManifest.RunFolder}{i.Name}")).ToList();
        var manifest = new ProjectManifest
        {
            Type = ProjectManifest.Mark,
            Format = ProjectManifest.CurrentFormat,
            Created = created,
            Stack = files.RequireSite().Stack,
            HasRunFiles = mount is not null,
            Members = [],
        };
        ProjectArchive.Write(file, manifest, members.Concat(run), cancel);
        output.Changed($"{names.Count} IOCs saved to {file}");
        output.Data(file);
        output.Note(string.Create(CultureInfo.InvariantCulture, $"Saved {names.Count} IOCs: {members.Count} files of the workspace, {run.Count} of run folders; {(new FileInfo(file).Length + 1023) / 1024} KB, read again and found good."));
    }

    // Links, pipes and drafts of other writers are no part of a project.
    private static IEnumerable<(string Path, string Disk)> Below(string folder, string path)
    {
        if (!Directory.Exists(folder)) yield break;
        foreach (var entry in new DirectoryInfo(folder).EnumerateFileSystemInfos().OrderBy(e => e.Name, StringComparer.Ordinal))
        {
            if (entry.LinkTarget is not null || Drafts.Any(d => entry.Name.EndsWith(d, StringComparison.Ordinal))) continue;
            if (entry is DirectoryInfo)
            {
                foreach (var below in Below(entry.FullName, $"{path}/{entry.Name}")) yield return below;
            }
            else if (PlainFile.Is(entry.FullName))
            {
                yield return ($"{path}/{entry.Name}", entry.FullName);
            }
        }
    }
}
