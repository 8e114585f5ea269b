using System.Globalization;
using IocOps.Core.Backup;
using IocOps.Swarm.Backup;
using IocOps.Swarm.Lab.Nodes;
using IocOps.Swarm.Tests.EndToEnd;
using IocOps.Swarm.Tests.Lab;
using IocOps.Swarm.Tests.Operations;

namespace IocOps.Swarm.Tests.Backup;

/// <summary>Whatever ends a backup or a restore: the engine runs, no half archive has a name, the state is the old or the new one.</summary>
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class InterruptionTests : IDisposable
{
    private const int Kills = 8;

    private readonly SmallFleet _fleet = new();

    public void Dispose() => _fleet.Dispose();

    [LabFact]
    public async Task Stopped_hung_up_killed_or_out_of_space_the_engine_runs_and_no_half_archive_is_left()
    {
        await using var lab = await new BackupLab().UpAsync(1);
        using var swarm = lab.Client("n1");
        var product = new Product(_fleet.Path, swarm.Endpoint);

        foreach (var signal in new[] { "INT", "HUP", "TERM" })
        {
            using var run = product.Start("BackupSwarm", "--yes", "--backup-folder", lab.Folder);
            await run.SaysAsync("Stopping the engine");
            run.Signal(signal);
            var outcome = await run.EndAsync();
            Assert.True(outcome.ExitCode == 1, outcome.ToString());
            Assert.Contains("The engine runs again", outcome.Notes, StringComparison.Ordinal);
            await KilledBackups.AssertWholeAsync(lab);
        }

        await StoppedTwiceAsync(lab, product);
        await WithoutTerminalAsync(lab, swarm.Endpoint);

        // One that was surely killed while the engine was stopped: CheckSwarm starts it, too.
        using (var run = product.Start("BackupSwarm", "--yes", "--backup-folder", lab.Folder))
        {
            await lab.UntilStoppedAsync("n1");
            run.Signal("KILL");
            await run.EndAsync();
        }

        var check = await product.RunAsync("CheckSwarm");
        Assert.Contains("was killed while it had the engine stopped", check.Notes, StringComparison.Ordinal);
        await KilledBackups.AssertWholeAsync(lab);

        // The last one finds what they left, and works.
        var last = await product.RunAsync("BackupSwarm", "--yes", "--backup-folder", lab.Folder);
        Assert.True(last.ExitCode == 0, last.ToString());
        Assert.Empty(Directory.EnumerateFiles(lab.Folder, ".*"));
        await AssertFullAsync(lab, product);
    }

    [LabFact]
    public async Task A_killed_restore_leaves_the_old_state_or_the_new_one_and_the_next_run_starts_the_engine()
    {
        await using var lab = await new BackupLab().UpAsync(1);
        using var swarm = lab.Client("n1");
        await swarm.CreateServiceAsync(OperationsOnLabTests.Printer("saved", "nowhere"), default);
        var file = await lab.SaveAsync("n1");
        await swarm.CreateServiceAsync(OperationsOnLabTests.Printer("later", "nowhere"), default);
        var (oldOne, newOne) = (await lab.ReadAsync("n1"), ArchiveFile.Verify(file, null).Logical);
        var product = new Product(_fleet.Path, swarm.Endpoint);
        foreach (var signal in new[] { "INT", "HUP" })
        {
            using var run = product.Start("RestoreSwarm", "--backup-file", file, "--yes");
            await run.SaysAsync("exchanging the state");
            run.Signal(signal);
            var outcome = await run.EndAsync();
            Assert.True(outcome.ExitCode == 1, outcome.ToString());
            await new Readiness(swarm).WaitAsync(null, default);
            Assert.Empty(LogicalComparison.Of(oldOne, await lab.ReadAsync("n1")));
        }

        var random = new Random(5);
        for (var i = 0; i < Kills; i++)
        {
            using var run = product.Start("RestoreSwarm", "--backup-file", file, "--yes");
            await run.SaysAsync(i % 2 == 0 ? "services of the copy start (" : "exchanging the state");
            await Task.Delay(random.Next(0, 1500));
            run.Signal("KILL");
            await run.EndAsync();

            var engine = BackupLab.Engine(swarm);
            (await engine.LockAsync()).Dispose();
            await new Readiness(engine.Swarm).WaitAsync(null, default);
            var now = await lab.ReadAsync("n1");
            Assert.True(LogicalComparison.Of(oldOne, now).Count == 0 || LogicalComparison.Of(newOne, now).Count == 0, string.Join('\n', LogicalComparison.Of(oldOne, now)));
        }

        Assert.Equal(0, (await product.RunAsync("RestoreSwarm", "--backup-file", file, "--yes")).ExitCode);
        Assert.Empty(LogicalComparison.Of(newOne, await lab.ReadAsync("n1")));
    }

    // The second Ctrl-C ends the process at once; the engine comes first.
    private static async Task StoppedTwiceAsync(BackupLab lab, Product product)
    {
        using var run = product.Start("BackupSwarm", "--yes", "--backup-folder", lab.Folder);
        await lab.UntilStoppedAsync("n1");
        run.Signal("INT");
        await run.SaysAsync("once more stops at once");
        run.Signal("INT");
        var outcome = await run.EndAsync();
        Assert.True(outcome.ExitCode == 1, outcome.ToString());
        Assert.Contains("The engine runs again", outcome.Notes, StringComparison.Ordinal);
        await KilledBackups.AssertWholeAsync(lab);
    }

    // The terminal goes away under the run, as when a connection breaks: it is told so, and can say nothing any more.
    private async Task WithoutTerminalAsync(BackupLab lab, string endpoint)
    {
        var (note, code) = (Path.Combine(LocalEngine.StateFolder, $"{endpoint["unix:///".Length..].Replace('/', '-')}.journal"), lab["code"]);
        var product = new Product(_fleet.Path, endpoint).Within("sh", "-c", $"exec script --quiet --flush --command \"trap '' HUP; $*; echo \\$? >{code}\" /dev/null", "sh");
        using var run = product.Start("BackupSwarm", "--yes", "--backup-folder", lab.Folder);
        await run.PrintsAsync("Stopping the engine");
        await lab.UntilStoppedAsync("n1");
        run.Signal("KILL");
        await Wait.UntilAsync(() => File.Exists(code) && File.ReadAllText(code).Length > 0, TimeSpan.FromSeconds(90), "the run does not end", default);
        // Nobody else has put it right; and it ended by itself, not by what it could not say.
        Assert.Equal("1", (await File.ReadAllTextAsync(code)).Trim());
        Assert.False(File.Exists(note));
        await KilledBackups.AssertWholeAsync(lab);
    }

    private static async Task AssertFullAsync(BackupLab lab, Product product)
    {
        Directory.CreateDirectory(lab["small"]);
        await Command.RunAsync("mount", ["-t", "tmpfs", "-o", "size=64k", "tmpfs", lab["small"]], default);
        try
        {
            var refused = await product.RunAsync("BackupSwarm", "--yes", "--backup-folder", lab["small"]);
            Assert.True(refused.ExitCode == 2, refused.ToString());
            Assert.Contains("too little space", refused.Notes, StringComparison.Ordinal);
            Assert.DoesNotContain("Stopping the engine", refused.Notes, StringComparison.Ordinal);
            // A disk that fills up only afterwards: the copy fails, the engine does not care.
            using var swarm = lab.Client("n1");
            var engine = BackupLab.Engine(swarm);
            var info = await swarm.InfoAsync(default);
            var journal = EngineJournal.For("BackupSwarm", swarm.Endpoint, engine.Control, info.DockerRootDir!);
            var raft = Path.Combine(lab["small"], string.Create(CultureInfo.InvariantCulture, $"raft-{Environment.ProcessId}.tar"));
            await Assert.ThrowsAsync<IOException>(() => engine.WithoutEngineAsync(journal, c => Task.Run(() => RaftFolder.Pack(journal.Swarm, raft, c), c), default));
            await new Readiness(engine.Swarm).WaitAsync(null, default);
            // Nor is anything stopped for a restore that finds no space.
            using var reader = new ArchiveReader(Directory.EnumerateFiles(lab.Folder, "iocops-swarm-*").First(), null);
            Directory.CreateDirectory(lab["small/incoming"]);
            Assert.Throws<IOException>(() => reader.Read(lab["small/incoming"], default));
        }
        finally
        {
            await Command.RunAsync("umount", [lab["small"]], default);
        }
    }
}
