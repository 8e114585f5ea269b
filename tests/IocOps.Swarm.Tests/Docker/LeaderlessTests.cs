using System.Diagnostics;
using IocOps.Swarm.Docker;
using IocOps.Swarm.Tests.Lab;

namespace IocOps.Swarm.Tests.Docker;

[Trait("Needs", "Lab")]
public sealed class LeaderlessTests
{
    [LabFact]
    public async Task A_swarm_that_lost_its_quorum_is_told_within_five_seconds()
    {
        await using var lab = new TestLab();
        await lab.UpAsync(3);
        using var swarm = new SwarmClient(DockerEndpoint.Parse(lab.Endpoint, "the test"));
        await swarm.RequireManagerAsync(lab.Cancel);
        await lab.Controller.KillAsync("n2", lab.Cancel);
        await lab.Controller.KillAsync("n3", lab.Cancel);

        SwarmException? trouble = null;
        var longest = TimeSpan.Zero;
        while (trouble is null)
        {
            lab.Cancel.ThrowIfCancellationRequested();
            var watch = Stopwatch.StartNew();
            trouble = await Record.ExceptionAsync(() => swarm.RequireManagerAsync(lab.Cancel)) as SwarmException;
            longest = watch.Elapsed > longest ? watch.Elapsed : longest;
        }

        Assert.InRange(longest.TotalSeconds, 0, 5);
        Assert.Contains("leader", trouble.Message);
        var writing = Stopwatch.StartNew();
        var refused = await Assert.ThrowsAsync<SwarmException>(() => SwarmReader.ObserveAsync(swarm, lab.Cancel));
        Assert.Contains("leader", refused.Message);
        Assert.InRange(writing.Elapsed.TotalSeconds, 0, 35);
    }
}
