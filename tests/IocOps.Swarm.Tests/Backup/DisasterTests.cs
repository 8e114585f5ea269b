using Docker.DotNet.Models;
using IocOps.Core.Backup;
using IocOps.Core.Operations;
using IocOps.Swarm.Backup;
using IocOps.Swarm.Fleets;
using IocOps.Swarm.Operations;
using IocOps.Swarm.Tests.EndToEnd;
using IocOps.Swarm.Tests.Lab;
using IocOps.Swarm.Tests.Operations;

namespace IocOps.Swarm.Tests.Backup;

/// <summary>Every manager is lost, and the fleet comes back from one file.</summary>
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class DisasterTests : IDisposable
{
    private const int Iocs = 30;
    private const string Stack = "t";

    private readonly SmallFleet _fleet = new();

    public void Dispose() => _fleet.Dispose();

    [LabFact]
    public async Task A_swarm_comes_back_from_one_file_on_its_own_and_on_another_address_its_nodes_join_again_and_all_iocs_run()
    {
        await using var lab = await new BackupLab().UpAsync(4);
        await FillAsync(lab);
        var before = await lab.ReadAsync("n1");
        var file = await lab.SaveAsync("n1");

        await OnItsOwnAddressAsync(lab, before, file);
        await OnAnotherAddressAsync(lab, before, file);
    }

    // The manager that was saved is lost; the others live on as the old swarm.
    private async Task OnItsOwnAddressAsync(BackupLab lab, LogicalCopy before, string file)
    {
        await lab.LeaveAsync("n1");
        await GoOnAsync(lab, "n2");
        var product = lab.Product(_fleet, "n1");
        string[] restore = ["RestoreSwarm", "--backup-file", file, "--rejoin"];
        var refused = await product.RunAsync([.. restore, "--yes"]);
        Assert.True(refused.ExitCode == 2, refused.ToString());
        Assert.Contains("--force-new-cluster", refused.Notes, StringComparison.Ordinal);
        var shown = await product.RunAsync([.. restore, "--force-new-cluster", "--dry-run"]);
        Assert.True(shown.ExitCode == 0, shown.ToString());
        Assert.Contains($"{lab.Name("n2")}: leaves its old swarm and joins as a manager, with rack=7, availability drain.", shown.Data, StringComparison.Ordinal);
        Assert.Contains($"{lab.Name("n4")}: a worker that knows this address", shown.Data, StringComparison.Ordinal);
        Assert.Equal("inactive", await lab.StateAsync("n1"));

        ThreeNodes.Done(await product.RunAsync([.. restore, "--force-new-cluster", "--yes"]));

        Assert.DoesNotContain("out of range", await lab.EngineLogAsync("n1"), StringComparison.Ordinal);
        var now = await lab.ReadAsync("n1");
        Assert.DoesNotContain(LogicalComparison.Of(before, now), d => !d.StartsWith("node ", StringComparison.Ordinal));
        Assert.Equal(before.NodeRows().Select(What), now.NodeRows().Select(What));
        Assert.Equal(Id(before, lab.Name("n4")), Id(now, lab.Name("n4")));
        await lab.UntilAsync("n1", async s => (await s.ListNodesAsync(default)).Count(n => n.ManagerStatus?.Reachability == "reachable") == 3, "not three managers again");
        await UntilAllRunAsync(lab, "n1");
        ThreeNodes.Done(await product.RunAsync("RebalanceServices", "--yes"));
        await UntilAllRunAsync(lab, "n1");
        using var swarm = lab.Client("n1");
        var spread = (await SwarmLook.NodesAsync(swarm, new Selection(States: ["active"]), default)).Select(n => n.Iocs.Count).ToList();
        Assert.True(spread.Count == 3 && spread.Max() - spread.Min() <= 1, string.Join(' ', spread));
    }

    // The old swarm is ahead of the copy when the manager that is no longer its member comes back with it.
    private static async Task GoOnAsync(BackupLab lab, string node)
    {
        using var old = lab.Client(node);
        for (var i = 0; i < 30; i++) await old.CreateConfigAsync(new SwarmConfigSpec { Name = $"later-{i}", Data = [(byte)i] }, default);
    }

    // The machine that was saved is off, and a former manager takes its place.
    private async Task OnAnotherAddressAsync(BackupLab lab, LogicalCopy before, string file)
    {
        await lab.Controller.KillAsync("n1", default);
        await lab.LeaveAsync("n3", "n2");
        var product = lab.Product(_fleet, "n3");
        string[] restore = ["RestoreSwarm", "--backup-file", file, "--rejoin", "--force-new-cluster", "--advertise-addr", "10.213.0.3", "--yes"];
        var refused = await product.RunAsync(restore);
        Assert.True(refused.ExitCode == 2, refused.ToString());
        Assert.Contains("ip address add 10.213.0.1/32", refused.Notes, StringComparison.Ordinal);

        await lab.Controller.RunAsync("n3", ["ip", "address", "add", "10.213.0.1/32", "dev", "lo"], default);
        var done = ThreeNodes.Done(await product.RunAsync(restore));
        Assert.Contains($"{lab.Name("n1")} (manager)", done.Notes, StringComparison.Ordinal);
        Assert.Contains("JoinSwarm --role manager --manager-addr 10.213.0.3:2377", done.Notes, StringComparison.Ordinal);
        await lab.Controller.RunAsync("n3", ["ip", "address", "del", "10.213.0.1/32", "dev", "lo"], default);

        // It needs the old address no more, also when its engine starts anew.
        await lab.Controller.StopAsync("n3", default);
        await lab.Controller.StartAsync("n3", default);
        await lab.UntilAsync("n3", async s => (await s.ListNodesAsync(default)).Count(n => n.Status?.State == "ready") == 3, "the nodes do not find their manager again");
        var now = await lab.ReadAsync("n3");
        Assert.DoesNotContain(LogicalComparison.Of(before, now), d => !d.StartsWith("node ", StringComparison.Ordinal));
        Assert.Equal("10.213.0.3", now.NodeRows().Single(n => n.IsRaftMember).ManagerAddress);
        Assert.Equal(before.NodeRows().Where(n => n.Name != lab.Name("n1")).Select(n => What(n)[1..]), now.NodeRows().Select(n => What(n)[1..]));
        await UntilAllRunAsync(lab, "n3");
    }

    [LabFact]
    public async Task A_swarm_that_locks_its_managers_is_saved_rehearsed_and_restored_with_its_key_alone()
    {
        await using var lab = await new BackupLab().UpAsync(1);
        await lab.LeaveAsync("n1");
        using var swarm = lab.Client("n1");
        await new Membership(swarm, BackupLab.Quiet, BackupLab.Yes).InitAsync(("10.213.0.1", null), true, default);
        await swarm.CreateServiceAsync(OperationsOnLabTests.Printer("a", null, Stack), default);
        var key = await swarm.UnlockKeyAsync(default);
        _fleet.Write("key", key);
        _fleet.Write("phrase", "correct horse battery");
        _fleet.Write("wrong", "SWMKEY-1-" + new string('A', 43));
        var product = lab.Product(_fleet, "n1");
        string[] phrase = ["--passphrase-file", Path.Combine(_fleet.Path, "phrase")], unlock = ["--unlock-key-file", Path.Combine(_fleet.Path, "key")];

        var file = ThreeNodes.Done(await product.RunAsync(["BackupSwarm", "--backup-folder", lab.Folder, "--yes", .. phrase])).Data.Trim();

        Assert.Equal("active", await lab.StateAsync("n1"));
        Assert.EndsWith(".enc", file, StringComparison.Ordinal);
        string[] rehearse = ["RehearseRestore", "--backup-file", file];
        await RefusedAsync(product, "--passphrase-file", rehearse);
        await RefusedAsync(product, "the passphrase is not the one", [.. rehearse, "--passphrase-file", Path.Combine(_fleet.Path, "wrong")]);
        await RefusedAsync(product, "UNLOCK_KEY", [.. rehearse, .. phrase]);
        var rehearsed = ThreeNodes.Done(await product.RunAsync([.. rehearse, .. phrase, .. unlock, "--output", "json"]));
        Assert.Contains("\"differences\": []", rehearsed.Data, StringComparison.Ordinal);
        Assert.DoesNotContain(key, rehearsed.ToString(), StringComparison.Ordinal);

        string[] restore = ["RestoreSwarm", "--backup-file", file, "--yes", .. phrase];
        await RefusedAsync(product, "UNLOCK_KEY", restore);
        var id = (await swarm.InfoAsync(default)).Swarm!.Cluster!.ID;
        // A wrong key: the old state comes back (and is locked, as its engine was started).
        var wrong = await product.RunAsync([.. restore, "--unlock-key-file", Path.Combine(_fleet.Path, "wrong")]);
        Assert.True(wrong.ExitCode == 1, wrong.ToString());
        Assert.Equal("locked", await lab.StateAsync("n1"));
        ThreeNodes.Done(await product.RunAsync([.. restore, .. unlock]));
        Assert.Equal(id, (await swarm.InfoAsync(default)).Swarm!.Cluster!.ID);
        Assert.Single(await swarm.ListServicesAsync(default));

        // The engine can't do this, and would leave the swarm in the attempt.
        await RefusedAsync(product, "36852", ["ForceNewCluster", "--force", "--yes"]);
        Assert.Equal("active", await lab.StateAsync("n1"));
    }

    [Fact]
    public void What_the_engine_cannot_bring_up_is_refused_before_anything_is_touched()
    {
        var options = new RestoreOptions("b.tar.gz", null) { ForceNewCluster = true, UnlockKey = "SWMKEY-1-x" };
        var info = new SystemInfoResponse { Name = "m1", Swarm = new Info { LocalNodeState = "inactive" } };
        var three = SmallBackup.Manifest with { Managers = ["10.0.0.1", "10.0.0.2", "10.0.0.3"] };

        SwarmRestore.RequireFit(three, info, options);
        Assert.Contains("36852", Refusal(three with { Autolock = true }, options), StringComparison.Ordinal);
        Assert.Contains("--force-new-cluster", Refusal(three, options with { ForceNewCluster = false }), StringComparison.Ordinal);
        Assert.Contains("UNLOCK_KEY", Refusal(three with { Autolock = true, Managers = ["10.0.0.1"] }, options with { UnlockKey = null }), StringComparison.Ordinal);
        Assert.Contains("--logical", Refusal(three with { HasRaft = false }, options), StringComparison.Ordinal);

        string Refusal(BackupManifest manifest, RestoreOptions with) => Assert.Throws<SelectionException>(() => SwarmRestore.RequireFit(manifest, info, with)).Message;
    }

    private static async Task RefusedAsync(Product product, string why, string[] arguments)
    {
        var outcome = await product.RunAsync(arguments);
        Assert.True(outcome.ExitCode == 2, outcome.ToString());
        Assert.Contains(why, outcome.Notes, StringComparison.Ordinal);
    }

    private static async Task FillAsync(BackupLab lab)
    {
        using var swarm = lab.Client("n1");
        for (var i = 0; i < 5; i++) await swarm.CreateConfigAsync(new SwarmConfigSpec { Name = $"t_c{i}", Data = [(byte)i], Labels = new Dictionary<string, string>() }, default);
        await Parallel.ForEachAsync(Enumerable.Range(0, Iocs), async (i, c) => await swarm.CreateServiceAsync(OperationsOnLabTests.Printer($"ioc{i:00}", null, Stack), c));
        var work = new NodeWork(swarm, swarm, BackupLab.Quiet, BackupLab.Yes);
        await work.LabelAsync([lab.Name("n2")], ["rack=7"], [], default);
        await work.LabelAsync([lab.Name("n3")], ["rack=3"], [], default);
        await work.DrainAsync([lab.Name("n2")], null, default);
    }

    private static string[] What(NodeRow node) => [node.Role, node.Name, node.Availability, .. node.Labels.Select(l => $"{l.Key}={l.Value}")];

    private static string Id(LogicalCopy copy, string name) => copy.NodeRows().Single(n => n.Name == name).Id;

    private static Task UntilAllRunAsync(BackupLab lab, string node) =>
        lab.UntilAsync(node, async s => (await SwarmLook.ServicesAsync(s, Stack, new Selection(States: ["running"]), default)).Count == Iocs, "not all IOCs run");
}
