using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using Docker.DotNet.Models;
using IocOps.Core.Backup;
using IocOps.Core.Operations;
using IocOps.Swarm.Docker;
using IocOps.Swarm.Fleets;
using IocOps.Swarm.Lab.Nodes;
using IocOps.Swarm.Operations;
using IocOps.Swarm.Views;

namespace IocOps.Swarm.Backup;

/// <summary>Where a backup goes and how it is made.</summary>
public sealed record BackupOptions
{
    /// <summary>The archive; null for a name of its own in <see cref="Folder"/>.</summary>
    public string? File { get; init; }

    /// <summary>For archives with names of their own.</summary>
    public string Folder { get; init; } = DefaultFolder;

    /// <summary>Where nobody says anything else.</summary>
    public const string DefaultFolder = "/var/backups/iocops";

    /// <summary>How many archives of this swarm stay in <see cref="Folder"/>; 0 for all.</summary>
    public int Keep { get; init; }

    /// <summary>Null for no encryption.</summary>
    public string? Passphrase { get; init; }

    /// <summary>The logical copy alone: nothing is stopped.</summary>
    public bool Online { get; init; }

    /// <summary>Also where the swarm has no quorum meanwhile.</summary>
    public bool Force { get; init; }
}

/// <summary>Saves the state of a swarm into one archive.</summary>
/// <param name="swarm">A manager; for the raft state one on this machine.</param>
/// <param name="engine">The same engine, to stop and start; null where nothing is stopped.</param>
/// <param name="output">Where to show and ask.</param>
/// <param name="consent">Whether to ask.</param>
public sealed class SwarmBackup(ISwarm swarm, LocalEngine? engine, Output output, Consent consent)
{
    private static readonly string Version = typeof(SwarmBackup).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "";

    /// <summary>Makes an archive, verifies it, and removes those that are more than shall be kept.</summary>
    /// <returns>Its file; null for a dry run.</returns>
    /// <exception cref="SelectionException">The swarm would lose its quorum, or the place is not good; nothing was touched.</exception>
    public async Task<string?> RunAsync(BackupOptions options, CancellationToken cancel)
    {
        if (options.Keep < 0) throw new SelectionException($"--keep {options.Keep} is no number of archives; 0 keeps all.");
        using var held = engine is null ? null : await engine.LockAsync();
        var info = await swarm.RequireManagerAsync(cancel);
        var nodes = await SwarmLook.NodesAsync(swarm, new Selection(), cancel);
        var me = nodes.First(n => n.Id == info.Swarm!.NodeID);
        var name = new BackupName(info.Swarm!.Cluster!.ID!, DateTime.UtcNow, options.Online, options.Passphrase is not null);
        var file = options.File ?? Path.Combine(options.Folder, name.ToString());
        if (engine is not null && !options.Force && Quorum.WhyNotStop(nodes, me) is { } why) throw new SelectionException($"{why} (--force does it all the same, --online saves without stopping anything.)");
        RequireName(file, options);
        if (!Agreed(me, nodes, IsLocking(info), file)) return null;
        RequirePlace(file, options);
        foreach (var left in ArchiveWriter.RemoveLeftovers(file, name.Cluster)) output.Note($"Removed {left}, which a killed run left.");
        var logical = await LogicalReader.ReadAsync((ISwarmAdmin)swarm, cancel);
        var manifest = ManifestOf(info, me, nodes, logical);
        var watch = Stopwatch.StartNew();
        if (engine is null) new ArchiveWriter(file, options.Passphrase).Write(manifest, logical.ToMembers(), null, cancel);
        else await WithRaftAsync(engine, file, options.Passphrase, (manifest with { HasRaft = true }, logical), cancel);
        output.Note(string.Create(CultureInfo.InvariantCulture, $"Saved and verified in {watch.Elapsed.TotalSeconds:0.0} s: {logical.Counts}; {new FileInfo(file).Length / 1e6:0.0} MB."));
        if (options.File is null && options.Keep > 0) Retire(name, options);
        return file;
    }

    private async Task WithRaftAsync(LocalEngine local, string file, string? passphrase, (BackupManifest Manifest, LogicalCopy Logical) what, CancellationToken cancel)
    {
        var info = await local.Admin.InfoAsync(cancel);
        var journal = EngineJournal.For("BackupSwarm", swarm.Endpoint, local.Control, info.DockerRootDir!);
        if (!Directory.Exists(journal.Swarm)) throw new SelectionException($"The engine says that its data is in {journal.DockerRoot}, and {journal.Swarm} is not there: is it in another container or machine than this command?");
        RequireSpace(journal, file);
        if (Directory.Exists(journal.Staging)) Directory.Delete(journal.Staging, recursive: true);
        Folders.MakePrivate(journal.Staging);
        try
        {
            var raft = Path.Combine(journal.Staging, "raft.tar");
            var down = Stopwatch.StartNew();
            output.Note("Stopping the engine…");
            await output.ChangeAsync(
                $"engine of node {what.Manifest.NodeName}: stopped for a backup to {file} and started again",
                () => local.WithoutEngineAsync(journal, c => Task.Run(() => RaftFolder.Pack(journal.Swarm, raft, c), c), cancel));
            output.Note(string.Create(CultureInfo.InvariantCulture, $"The engine was down for {down.Elapsed.TotalSeconds:0.0} s."));
            await new Readiness(swarm).WaitAsync(null, cancel);
            output.Note(string.Create(CultureInfo.InvariantCulture, $"The node is ready again, {down.Elapsed.TotalSeconds:0.0} s after the stop. Writing the archive…"));
            await Task.Run(() => new ArchiveWriter(file, passphrase).Write(what.Manifest, what.Logical.ToMembers(), raft, cancel), cancel);
        }
        finally
        {
            Directory.Delete(journal.Staging, recursive: true);
        }
    }

    private bool Agreed(NodeRow me, IReadOnlyList<NodeRow> nodes, bool isLocking, string file)
    {
        var managers = nodes.Count(n => n.IsRaftMember);
        string[] lines =
        [
            $"The swarm of {me.Name} ({managers} manager{(managers == 1 ? "" : "s")}, {nodes.Count} node{(nodes.Count == 1 ? "" : "s")}) is saved to {file}.",
            .. engine is null ? ["Nothing is stopped: services, configs, networks, nodes and settings are saved, not the raft state, and no secret."] : Downtime(me, managers, isLocking),
        ];
        if (consent.DryRun)
        {
            output.Lines(lines);
            return false;
        }

        foreach (var line in lines) output.Note($"  {line}");
        if (engine is not null) Question.Ask(output, "Stop the engine and save?", consent.Yes);
        return true;
    }

    private IEnumerable<string> Downtime(NodeRow me, int managers, bool isLocking)
    {
        yield return $"The engine of {me.Name} is stopped for some seconds ({engine!.Control.Name}){(me.Iocs.Count == 0 ? "; no IOC is on it." : $"; {(me.Iocs.Count == 1 ? "the IOC on it ends and starts" : $"the {me.Iocs.Count} IOCs on it end and start")} again: {string.Join(", ", me.Iocs)}")}";
        if (isLocking) yield return "Its managers lock: keep the unlock key (ShowUnlockKey) away from the archive and from the swarm; without it nothing can be restored.";
        if (managers == 1) yield return "It is the only manager: nothing can be deployed meanwhile.";
    }

    private static void RequireName(string file, BackupOptions options)
    {
        if (Path.Exists(file)) throw new SelectionException($"{file} exists already; give another name.");
        if (options.File is not null && !Directory.Exists(Path.GetDirectoryName(file))) throw new SelectionException($"There is no folder {Path.GetDirectoryName(file)}.");
    }

    private static void RequirePlace(string file, BackupOptions options)
    {
        var folder = Path.GetDirectoryName(file)!;
        try
        {
            if (options.File is null) Folders.MakePrivate(folder);
            var probe = Path.Combine(folder, $".iocops-{Environment.ProcessId}.probe");
            using (SparseFile.Private(probe)) File.Delete(probe);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new SelectionException($"Nothing can be written to {folder}: {e.Message}");
        }
    }

    // The raft log is encrypted already, so that packing saves no more than the empty space.
    private static void RequireSpace(EngineJournal journal, string file)
    {
        const long Margin = 1 << 20;
        var needed = RaftFolder.Substance(journal.Swarm) + Margin;
        foreach (var folder in new[] { journal.DockerRoot, Path.GetDirectoryName(file)! })
        {
            var free = new DriveInfo(folder).AvailableFreeSpace;
            if (free < needed) throw new SelectionException(string.Create(CultureInfo.InvariantCulture, $"There is too little space in {folder}: {needed / 1e6:0.0} MB are needed, {free / 1e6:0.0} MB are free."));
        }
    }

    private void Retire(BackupName made, BackupOptions options)
    {
        foreach (var old in BackupName.Surplus(Directory.EnumerateFiles(options.Folder).Select(f => Path.GetFileName(f)), made, options.Keep))
        {
            File.Delete(Path.Combine(options.Folder, old));
            output.Note($"Removed {old}: {options.Keep} are kept.");
        }
    }

    private static bool IsLocking(SystemInfoResponse info) => info.Swarm?.Cluster?.Spec?.EncryptionConfig?.AutoLockManagers == true;

    private static BackupManifest ManifestOf(SystemInfoResponse info, NodeRow me, IReadOnlyList<NodeRow> nodes, LogicalCopy logical) => new()
    {
        Type = BackupManifest.Mark,
        Format = BackupManifest.CurrentFormat,
        IocOps = Version,
        Created = DateTime.UtcNow,
        HasRaft = false,
        EngineVersion = info.ServerVersion ?? "",
        ClusterId = info.Swarm!.Cluster!.ID!,
        Autolock = IsLocking(info),
        NodeId = me.Id,
        NodeName = me.Name,
        NodeAddress = info.Swarm.NodeAddr ?? "",
        Managers = [.. nodes.Where(n => n.IsRaftMember).Select(n => n.Address)],
        Counts = logical.Counts,
        Members = [],
    };
}
