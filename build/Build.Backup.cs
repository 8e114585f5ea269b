using IocOps.Swarm.Backup;
using IocOps.Swarm.Docker;
using IocOps.Swarm.Fleets;
using IocOps.Swarm.Operations;
using IocOps.Swarm.Views;

// The state of the swarm: saved, verified, rehearsed, put back.
sealed partial class Build
{
    [Parameter("Archive: of the swarm's state, for BackupIocs and RestoreIocs of IOCs")]
    readonly AbsolutePath? BackupFile = null;

    [Parameter("Where BackupSwarm puts archives, each with a name of its own")]
    readonly AbsolutePath? BackupFolder = null;

    [Parameter("How many archives of the same swarm stay in --backup-folder; 0 for all", Name = "keep")]
    readonly int KeepBackups = 14;

    [Parameter("File whose first line encrypts or decrypts the archive")]
    readonly AbsolutePath? PassphraseFile = null;

    [Parameter("Save services, configs, networks, nodes and settings only, without stopping the engine")]
    readonly bool Online = false;

    [Parameter("How the engine is stopped, where the service manager does not do it")]
    readonly string? EngineStopCommand = null;

    [Parameter("How the engine is started, where the service manager does not do it")]
    readonly string? EngineStartCommand = null;

    [Parameter("The other managers are lost: the restored one goes on alone", Name = "force-new-cluster")]
    readonly bool IsNewCluster = false;

    [Parameter("Deploy the services, configs and networks of the copy to the swarm that there is, instead of becoming the old swarm")]
    readonly bool Logical = false;

    [Parameter("Bring the other nodes of the copy back: those that can be reached leave their old swarm and join again as what they were")]
    readonly bool Rejoin = false;

    [Category("Backup and restore of the swarm")]
    Target BackupSwarm => _ => _
        .Description("Saves the whole state of the swarm into one verified archive; the engine of this manager is stopped for some seconds, or with --online not at all")
        .Executes(() => Run(async cancel =>
        {
            var options = new BackupOptions
            {
                File = BackupFile,
                Folder = BackupFolder ?? BackupOptions.DefaultFolder,
                Keep = KeepBackups,
                Passphrase = Passphrase.Read(PassphraseFile),
                Online = Online,
                Force = Force,
            };
            using var swarm = Engine();
            var engine = Online ? null : LocalEngine(swarm);
            if (await new SwarmBackup(swarm, engine, Out, Agreement).RunAsync(options, cancel) is { } file) Out.Lines([file]);
        }));

    [Category("Backup and restore of the swarm")]
    Target VerifyBackup => _ => _
        .Description("Reads the archive of --backup-file from beginning to end and checks all that can be checked without an engine")
        .Requires(() => BackupFile)
        .Executes(() => Run(() => BackupView.Show(BackupFile!, ArchiveFile.Verify(BackupFile!, Passphrase.Read(PassphraseFile)), IsJson, Out)));

    [Category("Backup and restore of the swarm")]
    Target RehearseRestore => _ => _
        .Description("Restores the archive of --backup-file on a lab node of its own that can start no container, compares what comes up with the copy, and takes the node down")
        .Requires(() => BackupFile)
        .Executes(() => Run(async cancel =>
        {
            var result = await new Rehearsal(Out).RunAsync(Restoring, cancel);
            BackupView.Show(result, IsJson, Out);
            if (result.Differences.Count > 0) throw new InvalidOperationException($"The restored swarm differs from the copy in {result.Differences.Count} places.");
        }));

    [Category("Backup and restore of the swarm")]
    Target RestoreSwarm => _ => _
        .Description("Puts the state of --backup-file into the engine of this machine; keeps the old state, and puts it back where the new one does not come up")
        .Requires(() => BackupFile)
        .Executes(() => Run(async cancel =>
        {
            if (Logical && Rejoin) throw new SelectionException("--rejoin goes with a swarm that is restored, --logical with one that there is: give one of them.");
            using var swarm = Logical ? Swarm() : Engine();
            if (Logical) await new LogicalRestore(swarm, Out, Agreement, Options).RunAsync(ArchiveFile.Verify(BackupFile!, Passphrase.Read(PassphraseFile)), IsJson, cancel);
            else await new SwarmRestore(LocalEngine(swarm), Out, Agreement) { Rejoining = Rejoin ? new Rejoining(EndpointsOf(swarm), Out) : null }.RunAsync(Restoring, cancel);
        }));

    RestoreOptions Restoring => new(BackupFile!, Passphrase.Read(PassphraseFile))
    {
        ForceNewCluster = IsNewCluster,
        AdvertiseAddr = AdvertiseAddr,
        UnlockKey = UnlockKey is null && UnlockKeyFile is null ? null : UnlockKeys.Key.Read(UnlockKey, UnlockKeyFile),
        Force = Force,
    };

    LocalEngine LocalEngine(ISwarm swarm) => new(swarm, Out, (EngineStopCommand, EngineStartCommand)) { LooksOnly = DryRun };
}
