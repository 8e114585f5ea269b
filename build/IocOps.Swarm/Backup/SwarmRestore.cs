using System.Diagnostics;
using System.Globalization;
using Docker.DotNet.Models;
using IocOps.Core.Backup;
using IocOps.Core.Operations;
using IocOps.Swarm.Docker;
using IocOps.Swarm.Fleets;
using IocOps.Swarm.Lab.Nodes;
using IocOps.Swarm.Operations;
using IocOps.Swarm.Views;

namespace IocOps.Swarm.Backup;

/// <summary>What is put back and how.</summary>
/// <param name="File">The archive.</param>
/// <param name="Passphrase">Null where it is not encrypted.</param>
public sealed record RestoreOptions(string File, string? Passphrase)
{
    /// <summary>The other managers are lost: this one goes on alone.</summary>
    public bool ForceNewCluster { get; init; }

    /// <summary>The address of this machine, where it is another one than that of the copy.</summary>
    public string? AdvertiseAddr { get; init; }

    /// <summary>Of a swarm that locks its managers.</summary>
    public string? UnlockKey { get; init; }

    /// <summary>Also where the swarm of the copy lives.</summary>
    public bool Force { get; init; }
}

/// <summary>Puts the state of a swarm back; the old state stays aside, and comes back where the new one does not come up.</summary>
/// <param name="engine">Of this machine.</param>
/// <param name="output">Where to show and ask.</param>
/// <param name="consent">Whether to ask.</param>
public sealed class SwarmRestore(LocalEngine engine, Output output, Consent consent)
{
    /// <summary>Brings the other nodes back; null to leave that to a person.</summary>
    public Rejoining? Rejoining { get; init; }

    /// <summary>Verifies, shows, asks, exchanges the state, and waits until the swarm answers.</summary>
    /// <returns>What was put back; null for a dry run.</returns>
    /// <exception cref="SelectionException">The archive can't be used, or must not be used here; nothing was touched.</exception>
    /// <exception cref="SwarmException">It did not come up; the state of before is back in its place.</exception>
    public async Task<BackupContent?> RunAsync(RestoreOptions options, CancellationToken cancel)
    {
        using var held = await engine.LockAsync();
        if (options.AdvertiseAddr is { } address) EngineAddresses.Parse(address);
        var info = await engine.Admin.InfoAsync(cancel);
        var journal = Journal(info);
        if (Directory.Exists(journal.Staging)) Directory.Delete(journal.Staging, recursive: true);
        var incoming = SwarmFolder.Incoming(journal.Staging);
        try
        {
            // On the disk of the engine, so that exchanging is renaming; complete and verified before anything is stopped.
            Folders.MakePrivate(journal.Staging);
            Folders.MakePrivate(incoming);
            var content = await Task.Run(() => Unpacked(options, incoming, cancel), cancel);
            RequireFit(content.Manifest, info, options);
            RequireSpace(content.Manifest, journal.DockerRoot, incoming);
            var opened = Opened(incoming, options);
            var rejoin = Rejoining is null ? null : await Rejoining.LookAsync(content.Logical, await HereAsync(content.Manifest, info, options, cancel), cancel);
            if (!Agreed(content.Manifest, info, journal, options, rejoin)) return null;
            if (options.AdvertiseAddr is { } other) EngineAddresses.Change(incoming, other);
            if (opened is not null && IsForced(content.Manifest, options)) new NodeKeyFile(incoming).Write(opened);
            var watch = Stopwatch.StartNew();
            await output.ChangeAsync(
                $"swarm {content.Manifest.ClusterId}: state of {content.Manifest.Created:yyyy-MM-dd HH:mm} UTC restored on {info.Name}{(options.ForceNewCluster ? " as a new cluster" : "")}",
                () => engine.WithoutEngineAsync(journal, c => ExchangeAsync(journal, content.Manifest, options, c), cancel));
            output.Note(string.Create(CultureInfo.InvariantCulture, $"The swarm {content.Manifest.ClusterId} is back, {watch.Elapsed.TotalSeconds:0.0} s after the engine was stopped: {content.Manifest.Counts}."));
            if (journal.HadOld) output.Note($"The state of before is in {journal.Aside}; delete it when all is well.");
            var manager = await RestoredManager.ReadAsync(engine.Swarm, cancel);
            if (rejoin is null) SayWhatIsLeft(content, manager);
            else await Rejoining!.RunAsync(rejoin, manager, cancel);
            if (content.Manifest.Counts.Nodes > 1) output.Note("RebalanceServices spreads the IOCs over the nodes.");
            return content;
        }
        finally
        {
            if (Directory.Exists(journal.Staging)) Directory.Delete(journal.Staging, recursive: true);
        }
    }

    private async Task ExchangeAsync(EngineJournal journal, BackupManifest manifest, RestoreOptions options, CancellationToken cancel)
    {
        output.Note("The engine is stopped; exchanging the state…");
        var incoming = SwarmFolder.Incoming(journal.Staging);
        var addresses = EngineAddresses.Read(incoming);
        var isForced = IsForced(manifest, options);
        if (isForced) EngineAddresses.Seclude(incoming);
        foreach (var step in SwarmFolder.Exchange(journal, incoming))
        {
            cancel.ThrowIfCancellationRequested();
            step();
        }

        output.Note("Starting the engine with it…");
        await engine.Switch.StartAsync(journal);
        if (isForced)
            await engine.Admin.InitAsync(Rescue.Forced(addresses.Advertise, addresses.Listen, manifest.Autolock), cancel);

        await new Readiness(engine.Swarm).WaitAsync(options.UnlockKey, cancel);
        var now = (await engine.Admin.InfoAsync(cancel)).Swarm;
        if (now?.Cluster?.ID != manifest.ClusterId || now?.NodeID != manifest.NodeId) throw new SwarmException($"The engine came up in another swarm ({now?.Cluster?.ID}) than that of the copy");
        await engine.AcceptAsync();
        if (isForced && manifest.Autolock) await new NodeKeyFile(journal.Swarm).RelockedAsync();
    }

    // A manager that was alone decides alone.
    private static bool IsForced(BackupManifest manifest, RestoreOptions options) => options.ForceNewCluster && manifest.Managers.Count > 1;

    /// <summary>The manager's key as the unlock key opens it, so that a wrong one is told before anything is touched; null where nothing is locked.</summary>
    private static string? Opened(string folder, RestoreOptions options)
    {
        var key = new NodeKeyFile(folder);
        return key.IsLocked && options.UnlockKey is { } unlockKey ? key.Unlocked(unlockKey) : null;
    }

    private EngineJournal Journal(SystemInfoResponse info)
    {
        var journal = EngineJournal.For("RestoreSwarm", engine.Swarm.Endpoint, engine.Control, info.DockerRootDir!);
        if (!Directory.Exists(journal.DockerRoot)) throw new SelectionException($"The engine says that its data is in {journal.DockerRoot}, which is not there: is it in another container or machine than this command?");
        var aside = string.Create(CultureInfo.InvariantCulture, $"{journal.Swarm}.before-{journal.Since:yyyyMMdd'T'HHmmss'Z'}");
        return journal with { Aside = aside, HadOld = Directory.Exists(journal.Swarm) };
    }

    private static BackupContent Unpacked(RestoreOptions options, string folder, CancellationToken cancel)
    {
        using var reader = new ArchiveReader(options.File, options.Passphrase);
        try
        {
            return reader.Read(folder, cancel);
        }
        catch (IOException e)
        {
            throw new SelectionException($"The backup can't be unpacked into {folder}: {e.Message.TrimEnd('.')}. Nothing was touched.");
        }
    }

    // Space that is empty was not unpacked, and the engine takes it when it starts.
    private static void RequireSpace(BackupManifest manifest, string root, string incoming)
    {
        var needed = manifest.Members.Sum(m => m.Path.StartsWith(ArchivePath.Swarm, StringComparison.Ordinal) ? m.Size : 0) - RaftFolder.Substance(incoming);
        var free = new DriveInfo(root).AvailableFreeSpace;
        if (free < needed) throw new SelectionException(string.Create(CultureInfo.InvariantCulture, $"There is too little space in {root}: the engine would need {needed / 1e6:0.0} MB more, {free / 1e6:0.0} MB are free. Nothing was touched."));
    }

    /// <summary>What keeps a copy from being restored on an engine.</summary>
    internal static void RequireFit(BackupManifest manifest, SystemInfoResponse info, RestoreOptions options)
    {
        if (!manifest.HasRaft) throw new SelectionException($"{options.File} is a logical copy (BackupSwarm --online): it can't become a swarm; --logical deploys what is in it to one that there is.");
        if (manifest.Autolock && options.UnlockKey is null) throw new SelectionException("The managers of this swarm are locked after a start: give the unlock key with UNLOCK_KEY or --unlock-key-file. It is not in the backup.");
        if (manifest.Managers.Count > 1 && !options.ForceNewCluster)
            throw new SelectionException($"The swarm had {manifest.Managers.Count} managers ({string.Join(", ", manifest.Managers)}), and one alone can decide nothing. Where all the others are lost, say --force-new-cluster. Where they are not, restore nothing: take this node out of the swarm (LeaveSwarm --force) and let it join again (JoinSwarm).");
        if (info.Swarm?.LocalNodeState != "active" || info.Swarm.Cluster?.ID != manifest.ClusterId || options.Force) return;
        if (info.Swarm.NodeID != manifest.NodeId)
            throw new SelectionException($"{info.Name} is another node of the same swarm, which lives: two nodes with one identity would destroy it. Take this one out first (LeaveSwarm), or restore on {manifest.NodeName}.");
        if (info.Swarm.Managers > 1 && string.IsNullOrEmpty(info.Swarm.Error))
            throw new SelectionException($"{info.Name} is a manager of this swarm now, and so are others: they would not know what happened. Where the others shall be given up, say --force.");
    }

    /// <summary>This machine, for the other nodes. They are only looked for where they can find it later.</summary>
    private async Task<RejoinHere> HereAsync(BackupManifest manifest, SystemInfoResponse info, RestoreOptions options, CancellationToken cancel)
    {
        var address = options.AdvertiseAddr ?? manifest.NodeAddress;
        if (address != manifest.NodeAddress && !EngineNetwork.Has(engine.Socket, EngineAddresses.Parse(manifest.NodeAddress)))
            throw new SelectionException($"The nodes that join learn from the saved state that their manager is at {manifest.NodeAddress}, and this machine does not have that address. Give it for as long as they join (ip address add {manifest.NodeAddress}/32 dev lo, where no other machine has it), or leave --rejoin out.");
        var known = info.Swarm?.Cluster?.ID == manifest.ClusterId && info.Swarm.ControlAvailable && string.IsNullOrEmpty(info.Swarm.Error) ? await engine.Swarm.ListNodesAsync(cancel) : [];
        return new RejoinHere(info.Name, address, manifest.NodeId, [.. known.Select(n => n.ID)]);
    }

    private bool Agreed(BackupManifest manifest, SystemInfoResponse info, EngineJournal journal, RestoreOptions options, RejoinPlan? rejoin)
    {
        var isIn = info.Swarm?.LocalNodeState is { Length: > 0 } state && state != "inactive";
        string[] lines =
        [
            .. BackupView.Lines(manifest, DateTime.UtcNow),
            isIn
                ? $"It replaces the state of {info.Name}: swarm {info.Swarm!.Cluster?.ID ?? "(unknown)"}, node {info.Swarm.NodeID} ({info.Swarm.LocalNodeState}). That one stays in {journal.Aside}."
                : $"{info.Name} is in no swarm now.",
            $"The engine is stopped for some seconds ({engine.Control.Name}); then the services of the copy start ({manifest.Counts.Services}).",
            .. manifest.Counts.Nodes > 1 ? [Twice(rejoin)] : Array.Empty<string>(),
            .. rejoin?.Lines ?? [],
            .. rejoin is { Joining.Count: > 0 } && options.AdvertiseAddr is { } now && now != manifest.NodeAddress
                ? [$"At the end {info.Name} becomes a worker and, with the help of {rejoin.Joining[0].Node.Name}, a manager again: so that the swarm knows it as {now}, not as {manifest.NodeAddress}."] : Array.Empty<string>(),
        ];
        return consent.Agreed(output, lines, "Restore?");
    }

    private static string Twice(RejoinPlan? rejoin) => rejoin is null
        ? "Where other nodes of that swarm still run, their IOCs run on there: the same IOC would run twice. Switch them off, or take them out first (there: LeaveSwarm --force)."
        : "IOCs on other nodes of that swarm run on, some of them twice, until these nodes join again; then they end there, and start where Swarm puts them.";

    private void SayWhatIsLeft(BackupContent content, RestoredManager manager)
    {
        OtherNodes.Say([.. content.Logical.NodeRows().Where(n => n.Name != manager.Name).Select(n => new LeftNode(n, ""))], (manager.NodeId, manager.Address), output);
        var now = NodeRow.Host(manager.Address);
        if (now != manager.KnownAddress) OtherNodes.SayStale(manager.Name, manager.KnownAddress, now, output);
    }
}
