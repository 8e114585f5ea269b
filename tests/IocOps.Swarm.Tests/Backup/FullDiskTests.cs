using IocOps.Core.Backup;
using IocOps.Swarm.Lab.Nodes;
using IocOps.Swarm.Operations;
using IocOps.Swarm.Tests.EndToEnd;
using IocOps.Swarm.Tests.Lab;
using IocOps.Swarm.Tests.Operations;

namespace IocOps.Swarm.Tests.Backup;

/// <summary>A manager whose disk is full: nothing is stopped, nothing is lost.</summary>
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class FullDiskTests : IDisposable
{
    private readonly SmallFleet _fleet = new();

    public void Dispose() => _fleet.Dispose();

    [LabFact]
    public async Task On_a_full_disk_neither_a_backup_nor_a_restore_stops_the_engine()
    {
        await using var lab = await new BackupLab().UpAsync(1);
        var disk = lab.Controller.Paths.NodeData("n1");
        await lab.Controller.KillAsync("n1", default);
        await Command.RunAsync("mount", ["-t", "tmpfs", "-o", "size=400m", "tmpfs", disk], default);
        try
        {
            await FilledAsync(lab, disk);
        }
        finally
        {
            await lab.Controller.KillAsync("n1", default);
            await Wait.UntilAsync(async c => (await Command.TryAsync("umount", [disk], null, c)).Succeeded, TimeSpan.FromSeconds(30), $"{disk} stays mounted", default);
        }
    }

    private async Task FilledAsync(BackupLab lab, string disk)
    {
        await lab.Controller.StartAsync("n1", default);
        using var swarm = lab.Client("n1");
        await new Membership(swarm, BackupLab.Quiet, BackupLab.Yes).InitAsync(("10.213.0.1", null), false, default);
        await swarm.CreateServiceAsync(OperationsOnLabTests.Printer("saved", "nowhere"), default);
        var file = await lab.SaveAsync("n1");
        await swarm.CreateServiceAsync(OperationsOnLabTests.Printer("later", "nowhere"), default);
        var before = await lab.ReadAsync("n1");
        var product = lab.Product(_fleet, "n1");
        string[] restore = ["RestoreSwarm", "--backup-file", file, "--yes"];

        // Enough for what is in the archive, and not for the log that the engine makes of it.
        await FillAsync(disk, 1 << 20);
        await RefusedAsync(product, "too little space", "The engine is stopped", restore);
        await RefusedAsync(product, "too little space", "Stopping the engine", "BackupSwarm", "--backup-folder", lab.Folder, "--yes");
        await FillAsync(disk, 16 << 10);
        await RefusedAsync(product, "can't be unpacked", "The engine is stopped", restore);

        Assert.Empty(LogicalComparison.Of(before, await lab.ReadAsync("n1")));
        Assert.False(Directory.Exists(Path.Combine(disk, "docker", "iocops")), "what was unpacked takes the space that is left");
    }

    private static async Task FillAsync(string disk, int left)
    {
        var rest = new DriveInfo(disk).AvailableFreeSpace - left;
        await Command.RunAsync("fallocate", ["-l", $"{rest}", Path.Combine(disk, $"full-{left}")], default);
    }

    private static async Task RefusedAsync(Product product, string why, string begun, params string[] arguments)
    {
        var outcome = await product.RunAsync(arguments);
        Assert.True(outcome.ExitCode == 2, outcome.ToString());
        Assert.Contains(why, outcome.Notes, StringComparison.Ordinal);
        Assert.DoesNotContain(begun, outcome.Notes, StringComparison.Ordinal);
    }
}
