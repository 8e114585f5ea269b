using IocOps.Core.Backup;
using IocOps.Swarm.Backup;
using IocOps.Swarm.Docker;
using IocOps.Swarm.Lab.Nodes;
using IocOps.Swarm.Tests.EndToEnd;
using IocOps.Swarm.Tests.Lab;
using IocOps.Swarm.Tests.Operations;

namespace IocOps.Swarm.Tests.Backup;

/// <summary>
/// A restore that is killed (kill -9) just before each thing that it does to the disk, and so just after the one before: strace kills it in
/// the call itself. Whoever comes next finds the old state or the new one, whole, and an engine that runs.
/// </summary>
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class RestoreStepTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    private readonly SmallFleet _fleet = new();
    private readonly TemporaryFolder _folder = new();
    private int _runs;

    public void Dispose()
    {
        _fleet.Dispose();
        _folder.Dispose();
    }

    [LabFactWith("strace")]
    public async Task Killed_before_any_of_its_steps_a_restore_leaves_the_old_state_or_the_new_one_and_never_neither()
    {
        await using var lab = await new BackupLab().UpAsync(1);
        using var swarm = lab.Client("n1");
        await swarm.CreateServiceAsync(OperationsOnLabTests.Printer("saved", "nowhere"), default);
        var file = await lab.SaveAsync("n1");
        await swarm.CreateServiceAsync(OperationsOnLabTests.Printer("later", "nowhere"), default);
        var oldOne = await lab.ReadAsync("n1");
        var product = lab.Product(_fleet, "n1");
        string[] restore = ["RestoreSwarm", "--backup-file", file, "--yes"];
        var folder = Path.Combine((await swarm.InfoAsync(default)).DockerRootDir!, "swarm");
        var journal = Path.Combine(LocalEngine.StateFolder, $"{swarm.Endpoint["unix:///".Length..].Replace('/', '-')}.journal");

        // What is to come is not noted yet; the old state goes; it is gone, and the new one comes.
        foreach (var (call, path) in new[] { ("rename", $"{journal}.iocops-tmp"), ("rename", folder), ("rename", SwarmFolder.Incoming(EngineJournal.StagingOf(Path.GetDirectoryName(folder)!))) })
        {
            await KilledInAsync(lab, call, path, restore);
            // Putting it right is killed, too, with nothing in the place of the state.
            if (Aside(folder) is [var aside]) await KilledInAsync(lab, "rename", aside, ["CheckSwarm"]);
            await product.RunAsync("CheckSwarm");
            await AssertAsync(lab, oldOne);
            Assert.Empty(Aside(folder));
        }

        // The new one is there and works, and the note goes: who comes later finds it in use, and takes nothing away.
        await KilledInAsync(lab, "unlink", journal, restore);
        var told = await product.RunAsync("BackupSwarm", "--dry-run", "--backup-folder", lab.Folder);
        Assert.Contains("the engine works with the new one, which stays", told.Notes, StringComparison.Ordinal);
        Assert.True(File.Exists(journal));
        await product.RunAsync("CheckSwarm");
        Assert.False(File.Exists(journal));
        await AssertAsync(lab, ArchiveFile.Verify(file, null).Logical);
        Assert.Single(Aside(folder));

        // Accepted: nothing goes back any more.
        using (var run = product.Start(restore))
        {
            await run.SaysAsync("is back, ");
            run.Signal("KILL");
            await run.EndAsync();
        }

        await product.RunAsync("CheckSwarm");
        await AssertAsync(lab, ArchiveFile.Verify(file, null).Logical);
        Assert.Equal(2, Aside(folder).Length);
    }

    private static string[] Aside(string folder) => Directory.GetDirectories(Path.GetDirectoryName(folder)!, "swarm.before-*");

    /// <summary>Runs the product, and kills it in the first call of a kind whose first argument is a path.</summary>
    private async Task KilledInAsync(BackupLab lab, string call, string path, string[] arguments)
    {
        var log = _folder[$"strace-{++_runs}"];
        var product = lab.Product(_fleet, "n1").Within("strace", "-f", "-o", log, "-P", path, "-e", $"trace={call}", "-e", $"inject={call}:signal=KILL");
        using var run = product.Start(arguments);
        await Wait.UntilAsync(() => File.Exists(log) && File.ReadAllText(log).Contains("killed by SIGKILL", StringComparison.Ordinal), Patience, $"{string.Join(' ', arguments)} does not come to {call} {path}", default);
        // It follows what the run started, the engine among it, which must live.
        run.Signal("KILL");
        await run.EndAsync();
        Assert.Contains($"{call}(\"{path}\"", await File.ReadAllTextAsync(log), StringComparison.Ordinal);
    }

    private static async Task AssertAsync(BackupLab lab, LogicalCopy wanted)
    {
        using var swarm = lab.Client("n1");
        Assert.True(await LabEngine.AnswersAsync(swarm.Endpoint, default));
        await new Readiness(swarm).WaitAsync(null, default);
        Assert.Empty(LogicalComparison.Of(wanted, await lab.ReadAsync("n1")));
    }
}
