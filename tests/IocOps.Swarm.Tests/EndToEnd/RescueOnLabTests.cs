using IocOps.Swarm.Docker;
using IocOps.Swarm.Lab;
using IocOps.Swarm.Lab.Nodes;
using IocOps.Swarm.Operations;
using IocOps.Swarm.Tests.Lab;
using IocOps.Swarm.Tests.Operations;

namespace IocOps.Swarm.Tests.EndToEnd;

/// <summary>A swarm from nothing to locked and back, and one that lost its managers: as an operator lives through it.</summary>
[Trait("Needs", "Lab")]
public sealed class RescueOnLabTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    private readonly SmallFleet _fleet = new();

    public void Dispose() => _fleet.Dispose();

    [LabFact]
    public async Task A_swarm_is_made_where_addresses_are_many_and_its_manager_locks_and_is_unlocked()
    {
        await using var lab = new TestLab();
        await lab.UpAsync();
        var product = new Product(_fleet.Path, lab.Endpoint);
        await lab.Controller.RunAsync("n1", ["ip", "address", "add", "10.99.0.1/24", "dev", "eth0"], lab.Cancel);
        await lab.Controller.RunAsync("n1", ["ip", "address", "add", "10.98.0.1/24", "dev", "eth0"], lab.Cancel);
        Assert.Equal(2, (await product.RunAsync("LeaveSwarm", "--yes")).ExitCode);
        Assert.Equal(0, (await product.RunAsync("LeaveSwarm", "--yes", "--force")).ExitCode);

        // On the node itself, where its addresses can be seen.
        var many = await Assert.ThrowsAsync<LabException>(() => lab.Controller.RunAsync(
            "n1", ["dotnet", Product.Assembly, "--workspace", _fleet.Path, "InitSwarm", "--yes", "--docker-host", lab.Endpoint], lab.Cancel));
        Assert.Contains("exit code 2", many.Message, StringComparison.Ordinal);
        foreach (var address in new[] { "10.213.0.1", "10.99.0.1", "10.98.0.1" }) Assert.Contains($"--advertise-addr {address} (eth0)", many.Message, StringComparison.Ordinal);

        var dry = await product.RunAsync("InitSwarm", "--advertise-addr", "10.213.0.1", "--autolock", "--dry-run");
        Assert.Contains("becomes the first manager", dry.Data, StringComparison.Ordinal);
        var made = await product.RunAsync("InitSwarm", "--advertise-addr", "10.213.0.1", "--autolock", "--yes");
        Assert.True(made.ExitCode == 0, made.ToString());
        Assert.StartsWith("SWMKEY-1-", made.Data, StringComparison.Ordinal);
        var rotated = await product.RunAsync("RotateUnlockKey", "--yes");
        Assert.NotEqual(made.Data, rotated.Data);
        Assert.Equal(rotated.Data, (await product.RunAsync("ShowUnlockKey")).Data);

        await lab.Controller.StopAsync("n1", lab.Cancel);
        await lab.Controller.StartAsync("n1", lab.Cancel);
        var locked = await product.RunAsync("ShowNodes");
        Assert.Equal(1, locked.ExitCode);
        Assert.Contains("UnlockSwarm", locked.Notes, StringComparison.Ordinal);
        Assert.Equal(2, (await product.RunAsync("UnlockSwarm", "--yes")).ExitCode);
        _fleet.Write("old", made.Data);
        var wrong = await product.RunAsync("UnlockSwarm", "--yes", "--unlock-key-file", Path.Combine(_fleet.Path, "old"));
        Assert.Equal(1, wrong.ExitCode);
        Assert.DoesNotContain(made.Data.Trim(), wrong.Notes, StringComparison.Ordinal);
        _fleet.Write("key", rotated.Data);
        var unlocked = await product.RunAsync("UnlockSwarm", "--yes", "--unlock-key-file", Path.Combine(_fleet.Path, "key"));
        Assert.True(unlocked.ExitCode == 0, unlocked.ToString());
        Assert.Equal(0, (await product.RunAsync("ShowNodes")).ExitCode);
        Assert.DoesNotContain("SWMKEY-1-", _fleet.Read(".nuke/audit/audit.jsonl"), StringComparison.Ordinal);
    }

    [LabFact]
    public async Task A_swarm_that_lost_its_quorum_is_told_and_brought_back_with_its_services()
    {
        await using var lab = new TestLab();
        await lab.UpAsync(3);
        var product = new Product(_fleet.Path, lab.Endpoint);
        using var swarm = new SwarmClient(DockerEndpoint.Parse(lab.Endpoint, "the test"));
        await swarm.CreateServiceAsync(OperationsOnLabTests.Printer("a", null), lab.Cancel);
        var alive = await product.RunAsync("ForceNewCluster", "--yes");
        Assert.Equal(2, alive.ExitCode);
        Assert.Contains("can decide", alive.Notes, StringComparison.Ordinal);

        await Task.WhenAll(lab.Controller.StopAsync("n2", lab.Cancel), lab.Controller.StopAsync("n3", lab.Cancel));
        await Wait.UntilAsync(async _ => (await product.RunAsync("ShowNodes")).ExitCode == 1, Patience, "the loss is never told", lab.Cancel);
        foreach (var target in new[] { "ShowDigest", "DeployAllIocs", "ShowTokens", "RemoveAllServices" })
        {
            var lost = await product.RunAsync(target, "--yes");
            Assert.Equal(1, lost.ExitCode);
            Assert.Contains("leader", lost.Notes, StringComparison.Ordinal);
        }

        var forced = await product.RunAsync("ForceNewCluster", "--yes");
        Assert.True(forced.ExitCode == 0, forced.ToString());
        Assert.Contains("services: 1, nodes: 3", forced.Notes, StringComparison.Ordinal);
        foreach (var node in new[] { "n2", "n3" }) await ReturnsAsync(lab, swarm, node);
        Assert.Equal("running", (await SwarmLook.ServicesAsync(swarm, "dals", new Selection(), lab.Cancel)).Single().State);
    }

    private static async Task ReturnsAsync(TestLab lab, SwarmClient swarm, string node)
    {
        await lab.Controller.StartAsync(node, lab.Cancel);
        await Wait.UntilAsync(
            async c => (await SwarmLook.NodesAsync(swarm, new Selection(), c)).Any(n => n.Name.EndsWith(node, StringComparison.Ordinal) && n.IsReachableManager),
            Patience, $"{node} is no manager again", lab.Cancel);
    }
}
