using System.Globalization;
using IocOps.Core;
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
    private const int MostNamed = 5;

    private static readonly string[] Drafts = [".iocops-tmp", ".iocops-new", ".iocops-old"];

    private readonly List<string> _leftOut = [];

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
        var unread = files.Unreadable(patterns is null ? null : names.ToHashSet(StringComparer.Ordinal));
        // The only copy of an IOC, which would not be in the archive.
        if (unread.Where(p => p.Code == SetAside.Code).ToList() is { Count: > 0 } aside) throw new ProblemException(aside);
        var folders = patterns is null ? [FleetSource.IocsFolder, "templates"] : names.Select(n => $"{FleetSource.IocsFolder}/{n}").ToArray();
        var members = folders.SelectMany(f => From(Path.Combine(files.Workspace.Root, f), f, files.Workspace.HoldsFolder(f))).ToList();
        var run = mount is null ? [] : names.Where(MayLieOnMount).SelectMany(n => FromMount(Path.Combine(mount, n), $"{ProjectManifest.RunFolder}{n}")).ToList();
        var manifest = new ProjectManifest
        {
            Type = ProjectManifest.Mark,
            Format = ProjectManifest.CurrentFormat,
            Created = created,
            Stack = files.RequireSite().Stack,
            HasRunFiles = mount is not null,
            Members = [],
        };
        ProjectArchive.Write(file, manifest, [.. members, .. run], cancel);
        var iocs = $"{names.Count} IOC{(names.Count == 1 ? "" : "s")}";
        output.Changed($"{iocs} saved to {file}");
        output.Lines([file]);
        // What was left out is named below.
        foreach (var problem in unread.Where(p => !_leftOut.Contains(Path.Combine(files.Workspace.Root, p.File)))) output.Note($"Warning: {problem.File}: {problem.Message} ({problem.Code}).");
        if (_leftOut.Count > 0) output.Note($"Warning: left out, because they are links out of the workspace or no plain files: {string.Join(", ", _leftOut.Take(MostNamed))}{(_leftOut.Count > MostNamed ? $" and {_leftOut.Count - MostNamed} more" : "")}.");
        output.Note(string.Create(CultureInfo.InvariantCulture, $"Saved {iocs}: {members.Count} files of the workspace, {run.Count} of run folders; {(new FileInfo(file).Length + 1023) / 1024} KB, read again and found good."));
    }

    // Of one with errors it is not known how it is delivered; what it saved must not be missing for that.
    private bool MayLieOnMount(string name) => files.Fleet.Members.First(m => m.Name == name) is { Ioc: null, Draft: null } or { Draft.Delivery: Delivery.Mount };

    // Folders on the mount are made by containers too: none that is a link is followed.
    private IEnumerable<(string Path, string Disk)> FromMount(string folder, string path) => From(folder, path, new DirectoryInfo(folder).LinkTarget is null);

    private IEnumerable<(string Path, string Disk)> From(string folder, string path, bool mayFollow)
    {
        if (mayFollow || !Directory.Exists(folder)) return Below(folder, path);
        _leftOut.Add(folder);
        return [];
    }

    // A link within the workspace is read like the file that it leads to, and saved so. Pipes, other links and drafts of other writers are no part of a project.
    private IEnumerable<(string Path, string Disk)> Below(string folder, string path)
    {
        if (!Directory.Exists(folder)) yield break;
        foreach (var entry in new DirectoryInfo(folder).EnumerateFileSystemInfos().OrderBy(e => e.Name, StringComparer.Ordinal))
        {
            if (Drafts.Any(d => entry.Name.EndsWith(d, StringComparison.Ordinal))) continue;
            if (entry is DirectoryInfo && entry.LinkTarget is null)
            {
                foreach (var below in Below(entry.FullName, $"{path}/{entry.Name}")) yield return below;
            }
            else if (PlainFile.Is(entry.FullName))
            {
                yield return ($"{path}/{entry.Name}", entry.FullName);
            }
            else if (entry.LinkTarget is not null && files.Workspace.PlaceOf(entry.FullName) is { } real)
            {
                yield return ($"{path}/{entry.Name}", real);
            }
            else
            {
                _leftOut.Add(entry.FullName);
            }
        }
    }
}
