using Docker.DotNet.Models;
using IocOps.Core.Backup;
using IocOps.Core.Operations;
using IocOps.Swarm.Backup;
using IocOps.Swarm.Docker;
using IocOps.Swarm.Fleets;
using IocOps.Swarm.Lab.Nodes;
using IocOps.Swarm.Operations;
using IocOps.Swarm.Tests.EndToEnd;
using IocOps.Swarm.Tests.Lab;
using IocOps.Swarm.Tests.Operations;

namespace IocOps.Swarm.Tests.Backup;

/// <summary>A swarm whose managers lock after a start comes back with its unlock key alone, and locks as before.</summary>
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class LockedSwarmTests : IDisposable
{
    private const string Stack = "t";

    private readonly SmallFleet _fleet = new();

    public void Dispose() => _fleet.Dispose();

    [LabFact]
    public async Task One_manager_is_saved_rehearsed_and_restored_with_its_key_alone()
    {
        await using var lab = await new BackupLab().UpAsync(1);
        using var swarm = lab.Client("n1");
        var key = await LockAsync(lab, swarm);
        _fleet.Write("phrase", "correct horse battery");
        var product = lab.Product(_fleet, "n1");
        string[] phrase = ["--passphrase-file", File("phrase")];

        var file = ThreeNodes.Done(await product.RunAsync(["BackupSwarm", "--backup-folder", lab.Folder, "--yes", .. phrase])).Data.Trim();

        Assert.Equal("active", await lab.StateAsync("n1"));
        await StoppedAsync(lab, product);
        Assert.EndsWith(".enc", file, StringComparison.Ordinal);
        string[] rehearse = ["RehearseRestore", "--backup-file", file];
        await RefusedAsync(product, "--passphrase-file", rehearse);
        await RefusedAsync(product, "the passphrase is not the one", [.. rehearse, "--passphrase-file", File("wrong")]);
        await RefusedAsync(product, "UNLOCK_KEY", [.. rehearse, .. phrase]);
        await RefusedAsync(product, "the unlock key is not the one", [.. rehearse, .. phrase, .. Key("wrong")]);
        var rehearsed = ThreeNodes.Done(await product.RunAsync([.. rehearse, .. phrase, .. Key("key"), "--output", "json"]));
        Assert.Contains("\"differences\": []", rehearsed.Data, StringComparison.Ordinal);
        Assert.DoesNotContain(key, rehearsed.ToString(), StringComparison.Ordinal);

        string[] restore = ["RestoreSwarm", "--backup-file", file, "--yes", .. phrase];
        await RefusedAsync(product, "UNLOCK_KEY", restore);
        await RefusedAsync(product, "the unlock key is not the one", [.. restore, .. Key("wrong")]);
        // The engine was not even stopped: it would be locked now.
        Assert.Equal("active", await lab.StateAsync("n1"));
        var id = (await swarm.InfoAsync(default)).Swarm!.Cluster!.ID;
        ThreeNodes.Done(await product.RunAsync([.. restore, .. Key("key")]));
        Assert.Equal(id, (await swarm.InfoAsync(default)).Swarm!.Cluster!.ID);
        Assert.Single(await swarm.ListServicesAsync(default));
        await AssertLocksAsync(lab, swarm, key);
    }

    [LabFact]
    public async Task Of_three_managers_one_goes_on_alone_with_the_key_out_of_an_archive_and_after_the_loss_of_the_others()
    {
        await using var lab = await new BackupLab().UpAsync(3);
        using var swarm = lab.Client("n1");
        var key = await LockAsync(lab, swarm);
        var product = lab.Product(_fleet, "n1");
        var file = ThreeNodes.Done(await product.RunAsync("BackupSwarm", "--backup-folder", lab.Folder, "--yes")).Data.Trim();
        var before = await lab.ReadAsync("n1");
        Assert.Contains("\"differences\": []", ThreeNodes.Done(await product.RunAsync(["RehearseRestore", "--backup-file", file, "--output", "json", .. Key("key")])).Data, StringComparison.Ordinal);

        // All are lost.
        await Task.WhenAll(lab.RenewAsync("n1"), lab.RenewAsync("n2"), lab.RenewAsync("n3"));
        string[] restore = ["RestoreSwarm", "--backup-file", file, "--force-new-cluster", "--rejoin", "--yes"];
        await RefusedAsync(product, "the unlock key is not the one", [.. restore, .. Key("wrong")]);
        Assert.Equal("inactive", await lab.StateAsync("n1"));
        ThreeNodes.Done(await product.RunAsync([.. restore, .. Key("key")]));
        Assert.DoesNotContain(LogicalComparison.Of(before, await lab.ReadAsync("n1")), d => !d.StartsWith("node ", StringComparison.Ordinal));
        await UntilThreeAsync(lab);
        await AssertLocksAsync(lab, swarm, key);

        // Two are lost, and the third goes on.
        await Task.WhenAll(lab.Controller.KillAsync("n2", default), lab.Controller.KillAsync("n3", default));
        await Wait.UntilAsync(async _ => (await product.RunAsync("CheckSwarm")).Data.Contains("no-leader", StringComparison.Ordinal), TimeSpan.FromSeconds(90), "the loss is never told", default);
        ThreeNodes.Done(await product.RunAsync(["ForceNewCluster", "--yes", .. Key("key")]));
        await AssertLocksAsync(lab, swarm, key);
        await ThreeAgainAsync(lab, product);

        // Two are lost, and the third was started anew: it is locked, and would find no leader when it was unlocked.
        await Task.WhenAll(lab.Controller.KillAsync("n1", default), lab.Controller.KillAsync("n2", default), lab.Controller.KillAsync("n3", default));
        await lab.Controller.StartAsync("n1", default);
        await RefusedAsync(product, "UnlockSwarm first", ["ForceNewCluster", "--yes", .. Key("key")]);
        await RefusedAsync(product, "UNLOCK_KEY", ["ForceNewCluster", "--force", "--yes"]);
        await RefusedAsync(product, "the unlock key is not the one", ["ForceNewCluster", "--force", "--yes", .. Key("wrong")]);
        ThreeNodes.Done(await product.RunAsync(["ForceNewCluster", "--force", "--yes", .. Key("key")]));
        Assert.Single(await swarm.ListServicesAsync(default));
        await AssertLocksAsync(lab, swarm, key);
        await lab.Controller.StopAsync("n1", default);
        await lab.Controller.StartAsync("n1", default);
        Assert.Equal("locked", await lab.StateAsync("n1"));
    }

    [Fact]
    public void What_the_engine_cannot_bring_up_is_refused_before_anything_is_touched()
    {
        var options = new RestoreOptions("b.tar.gz", null) { ForceNewCluster = true, UnlockKey = "SWMKEY-1-x" };
        var info = new SystemInfoResponse { Name = "m1", Swarm = new Info { LocalNodeState = "inactive" } };
        var three = SmallBackup.Manifest with { Managers = ["10.0.0.1", "10.0.0.2", "10.0.0.3"] };

        SwarmRestore.RequireFit(three, info, options);
        SwarmRestore.RequireFit(three with { Autolock = true }, info, options);
        Assert.Contains("--force-new-cluster", Refusal(three, options with { ForceNewCluster = false }), StringComparison.Ordinal);
        Assert.Contains("UNLOCK_KEY", Refusal(three with { Autolock = true }, options with { UnlockKey = null }), StringComparison.Ordinal);
        Assert.Contains("--logical", Refusal(three with { HasRaft = false }, options), StringComparison.Ordinal);

        string Refusal(BackupManifest manifest, RestoreOptions with) => Assert.Throws<SelectionException>(() => SwarmRestore.RequireFit(manifest, info, with)).Message;
    }

    // The engine runs again and was started for that; its manager must not stay locked.
    private static async Task StoppedAsync(BackupLab lab, Product product)
    {
        using var run = product.Start("BackupSwarm", "--backup-folder", lab.Folder, "--yes");
        await lab.UntilStoppedAsync("n1");
        run.Signal("INT");
        var outcome = await run.EndAsync();
        Assert.True(outcome.ExitCode == 1, outcome.ToString());
        Assert.Contains("Its manager is unlocked again.", outcome.Notes, StringComparison.Ordinal);
        Assert.Equal("active", await lab.StateAsync("n1"));
    }

    private string File(string name) => Path.Combine(_fleet.Path, name);

    private string[] Key(string name) => ["--unlock-key-file", File(name)];

    /// <summary>Makes a swarm of all nodes whose managers lock, with one service; gives its key.</summary>
    private async Task<string> LockAsync(BackupLab lab, SwarmClient swarm)
    {
        var others = (await swarm.ListNodesAsync(default)).Count == 3 ? new[] { "n3", "n2" } : [];
        await lab.LeaveAsync([.. others, "n1"]);
        await new Membership(swarm, BackupLab.Quiet, BackupLab.Yes).InitAsync(("10.213.0.1", null), true, default);
        foreach (var other in others)
        {
            using var joining = lab.Client(other);
            await new Membership(joining, BackupLab.Quiet, BackupLab.Yes).JoinAsync(JoinRole.Manager, "10.213.0.1", await TokenAsync(lab), (null, null), default);
        }

        await swarm.CreateServiceAsync(OperationsOnLabTests.Printer("a", null, Stack), default);
        var key = await swarm.UnlockKeyAsync(default);
        _fleet.Write("key", key);
        _fleet.Write("wrong", "SWMKEY-1-" + new string('A', 43));
        return key;
    }

    private static Task UntilThreeAsync(BackupLab lab) =>
        lab.UntilAsync("n1", async s => (await s.ListNodesAsync(default)).Count(n => n.ManagerStatus?.Reachability == "reachable") == 3, "not three managers again");

    /// <summary>Brings the lost two back as the document says.</summary>
    private async Task ThreeAgainAsync(BackupLab lab, Product product)
    {
        foreach (var node in new[] { "n2", "n3" })
        {
            await lab.Controller.StartAsync(node, default);
            var there = lab.Product(_fleet, node).With("JOIN_TOKEN", await TokenAsync(lab));
            ThreeNodes.Done(await there.RunAsync("LeaveSwarm", "--force", "--yes"));
            ThreeNodes.Done(await product.RunAsync("RemoveNode", "--node", lab.Name(node), "--force", "--yes"));
            ThreeNodes.Done(await there.RunAsync("JoinSwarm", "--role", "manager", "--manager-addr", "10.213.0.1", "--yes"));
        }

        await UntilThreeAsync(lab);
    }

    private static async Task<string> TokenAsync(BackupLab lab)
    {
        using var swarm = lab.Client("n1");
        return (await swarm.InspectSwarmAsync(default)).JoinTokens!.Manager!;
    }

    private static async Task AssertLocksAsync(BackupLab lab, SwarmClient swarm, string key)
    {
        Assert.Equal(key, await swarm.UnlockKeyAsync(default));
        Assert.True((await swarm.InspectSwarmAsync(default)).Spec!.EncryptionConfig!.AutoLockManagers);
        Assert.True(new NodeKeyFile(Path.Combine(lab.Controller.Paths.NodeData("n1"), "docker", "swarm")).IsLocked);
    }

    private static async Task RefusedAsync(Product product, string why, string[] arguments)
    {
        var outcome = await product.RunAsync(arguments);
        Assert.True(outcome.ExitCode == 2, outcome.ToString());
        Assert.Contains(why, outcome.Notes, StringComparison.Ordinal);
    }
}
