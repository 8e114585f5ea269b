using Docker.DotNet.Models;
using IocOps.Core.Backup;
using IocOps.Swarm.Backup;
using IocOps.Swarm.Fleets;
using IocOps.Swarm.Operations;
using IocOps.Swarm.Tests.Lab;
using IocOps.Swarm.Tests.Operations;

namespace IocOps.Swarm.Tests.Backup;

/// <summary>Every manager is lost, and the fleet comes back from one file.</summary>
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class DisasterTests
{
    private const int Iocs = 30;

    [LabFact]
    public async Task A_swarm_of_three_managers_comes_back_on_one_node_others_join_and_all_iocs_run()
    {
        await using var lab = await new BackupLab().UpAsync(3);
        await FillAsync(lab);
        var before = await lab.ReadAsync("n1");
        var file = await lab.SaveAsync("n1");
        await lab.LeaveAsync("n3", "n2", "n1");

        var refused = await Assert.ThrowsAsync<SelectionException>(() => lab.RestoreAsync("n1", new RestoreOptions(file, null)));
        await lab.RestoreAsync("n1", new RestoreOptions(file, null) { ForceNewCluster = true });

        Assert.Contains("--force-new-cluster", refused.Message, StringComparison.Ordinal);
        Assert.Empty(LogicalComparison.Of(before, await lab.ReadAsync("n1")));
        await lab.JoinAsync("n2", "n1");
        await lab.JoinAsync("n3", "n1");
        await RemoveLostAsync(lab);
        await lab.UntilAsync("n1", async s => (await s.ListNodesAsync(default)).Count(n => n.ManagerStatus?.Reachability == "reachable") == 3, "not three managers again");
        await lab.UntilAsync("n1", async s => (await SwarmLook.ServicesAsync(s, "dals", new Selection(States: ["running"]), default)).Count == Iocs, "not all IOCs run");

        // Once more, on a machine with another address.
        await lab.LeaveAsync("n3", "n2", "n1");
        await lab.RestoreAsync("n3", new RestoreOptions(file, null) { ForceNewCluster = true, AdvertiseAddr = "10.213.0.3" });
        Assert.Empty(LogicalComparison.Of(before, await lab.ReadAsync("n3")));
        await lab.UntilAsync("n3", async s => (await s.ListNodesAsync(default)).Any(n => n.Status?.Addr == "10.213.0.3" && n.Status.State == "ready"), "the node is not ready at its address");
    }

    [LabFact]
    public async Task A_swarm_that_locks_its_managers_is_saved_unlocked_again_and_restored_with_its_key_alone()
    {
        await using var lab = await new BackupLab().UpAsync(1);
        await lab.LeaveAsync("n1");
        using var swarm = lab.Client("n1");
        await new Membership(swarm, BackupLab.Quiet, BackupLab.Yes).InitAsync(("10.213.0.1", null), true, default);
        var key = await swarm.UnlockKeyAsync(default);

        var file = await lab.SaveAsync("n1");

        Assert.Equal("active", (await swarm.InfoAsync(default)).Swarm!.LocalNodeState);
        Assert.True(ArchiveFile.Verify(file, null).Manifest.Autolock);
        Assert.Contains("UNLOCK_KEY", (await Assert.ThrowsAsync<SelectionException>(() => lab.RestoreAsync("n1", new RestoreOptions(file, null)))).Message, StringComparison.Ordinal);
        var id = (await swarm.InfoAsync(default)).Swarm!.Cluster!.ID;
        // A wrong key: the old state comes back (and is locked, as its engine was started).
        await Assert.ThrowsAnyAsync<Exception>(() => lab.RestoreAsync("n1", new RestoreOptions(file, null) { UnlockKey = "SWMKEY-1-" + new string('A', 43) }));
        await lab.RestoreAsync("n1", new RestoreOptions(file, null) { UnlockKey = key });
        Assert.Equal(id, (await swarm.InfoAsync(default)).Swarm!.Cluster!.ID);
    }

    private static async Task FillAsync(BackupLab lab)
    {
        using var swarm = lab.Client("n1");
        for (var i = 0; i < 5; i++) await swarm.CreateConfigAsync(new SwarmConfigSpec { Name = $"dals_c{i}", Data = [(byte)i], Labels = new Dictionary<string, string>() }, default);
        await Parallel.ForEachAsync(Enumerable.Range(0, Iocs), async (i, c) => await swarm.CreateServiceAsync(OperationsOnLabTests.Printer($"ioc{i:00}", null), c));
        var work = new NodeWork(swarm, swarm, BackupLab.Quiet, BackupLab.Yes);
        await work.LabelAsync([$"{lab.Controller.Paths.Name}-n2"], ["rack=7"], [], default);
    }

    private static async Task RemoveLostAsync(BackupLab lab)
    {
        using var swarm = lab.Client("n1");
        await lab.UntilAsync("n1", async s => (await s.ListNodesAsync(default)).Count(n => n.ManagerStatus?.Reachability == "reachable") == 3, "the others do not join");
        foreach (var lost in (await swarm.ListNodesAsync(default)).Where(n => n.ManagerStatus is null)) await swarm.RemoveNodeAsync(lost.ID, true, default);
    }
}
