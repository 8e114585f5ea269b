using Docker.DotNet.Models;
using IocOps.Core.Backup;
using IocOps.Core.Operations;
using IocOps.Swarm.Operations;
using IocOps.Swarm.Tests.EndToEnd;
using IocOps.Swarm.Tests.Lab;

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

    // The machine of the manager that was saved is replaced by a new one; the others live on as the old swarm.
    private async Task OnItsOwnAddressAsync(BackupLab lab, LogicalCopy before, string file)
    {
        await lab.RenewAsync("n1");
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

    // All managers are lost, and the machine that was saved is off: a new machine at another address takes its place.
    private async Task OnAnotherAddressAsync(BackupLab lab, LogicalCopy before, string file)
    {
        await lab.Controller.KillAsync("n1", default);
        await Task.WhenAll(lab.RenewAsync("n2"), lab.RenewAsync("n3"));
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

    private async Task FillAsync(BackupLab lab)
    {
        foreach (var i in Enumerable.Range(SmallFleet.Names.Count, Iocs - SmallFleet.Names.Count)) _fleet.Add(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"ioc{i:00}"));
        // Thirty health checks in every second are more than a small machine has.
        _fleet.Write("iocs/site.yaml", _fleet.Read("iocs/site.yaml").Replace("interval: 1s", "interval: 5s", StringComparison.Ordinal).Replace("timeout: 1s", "timeout: 5s", StringComparison.Ordinal));
        using var swarm = lab.Client("n1");
        var work = new NodeWork(swarm, swarm, BackupLab.Quiet, BackupLab.Yes);
        await work.LabelAsync([lab.Name("n2")], ["rack=7"], [], default);
        await work.LabelAsync([lab.Name("n3")], ["rack=3"], [], default);
        await work.DrainAsync([lab.Name("n2")], null, default);
        ThreeNodes.Done(await lab.Product(_fleet, "n1").RunAsync("GenSwarmFile", "DeployAllIocs"));
        Assert.True((await lab.ReadAsync("n1")).Counts is { Services: Iocs, Configs: > Iocs });
    }

    private static string[] What(NodeRow node) => [node.Role, node.Name, node.Availability, .. node.Labels.Select(l => $"{l.Key}={l.Value}")];

    private static string Id(LogicalCopy copy, string name) => copy.NodeRows().Single(n => n.Name == name).Id;

    private static Task UntilAllRunAsync(BackupLab lab, string node) =>
        lab.UntilAsync(node, async s => (await SwarmLook.ServicesAsync(s, Stack, new Selection(States: ["running"]), default)).Count == Iocs, "not all IOCs run");
}
