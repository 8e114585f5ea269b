using IocOps.Swarm.Backup;
using IocOps.Swarm.Lab.Nodes;
using IocOps.Swarm.Tests.EndToEnd;
using IocOps.Swarm.Tests.Lab;

namespace IocOps.Swarm.Tests.Backup;

/// <summary>A backup that is killed at fifty random points, in two labs side by side: whoever comes next finds an engine that runs and no half archive.</summary>
internal static class KilledBackups
{
    private const int Kills = 25;

    /// <summary>A whole backup takes about as long where nothing else runs.</summary>
    private const int LongestMilliseconds = 4000;

    public static async Task KillAsync(int seed)
    {
        using var fleet = new SmallFleet();
        await using var lab = await new BackupLab().UpAsync(1);
        using var swarm = lab.Client("n1");
        var product = lab.Product(fleet, "n1");
        var random = new Random(seed);
        for (var i = 0; i < Kills; i++)
        {
            using var run = product.Start("BackupSwarm", "--yes", "--backup-folder", lab.Folder);
            await run.SaysAsync("is saved to");
            await Task.Delay(random.Next(0, LongestMilliseconds));
            run.Signal("KILL");
            await run.EndAsync();
            var engine = BackupLab.Engine(swarm);
            (await engine.LockAsync()).Dispose();
            await new Readiness(engine.Swarm).WaitAsync(null, default);
            await AssertWholeAsync(lab);
        }

        ThreeNodes.Done(await product.RunAsync("BackupSwarm", "--yes", "--backup-folder", lab.Folder));
        Assert.Empty(Directory.EnumerateFiles(lab.Folder, ".*"));
    }

    /// <summary>The engine runs, and what has the name of an archive is one.</summary>
    public static async Task AssertWholeAsync(BackupLab lab)
    {
        using var swarm = lab.Client("n1");
        Assert.True(await LabEngine.AnswersAsync(swarm.Endpoint, default));
        foreach (var file in Directory.EnumerateFiles(lab.Folder, "iocops-swarm-*")) ArchiveFile.Verify(file, null);
    }
}

/// <summary>Half of the fifty; classes run side by side.</summary>
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class KilledBackupTests
{
    [LabFact]
    public Task However_a_backup_is_killed_the_engine_runs_and_no_half_archive_is_left() => KilledBackups.KillAsync(11);
}

/// <summary>The other half.</summary>
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class KilledBackupAgainTests
{
    [LabFact]
    public Task However_a_backup_is_killed_the_engine_runs_and_no_half_archive_is_left() => KilledBackups.KillAsync(23);
}
