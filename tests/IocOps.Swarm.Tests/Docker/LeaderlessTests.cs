using IocOps.Swarm.Docker;
using IocOps.Swarm.Tests.Lab;

namespace IocOps.Swarm.Tests.Docker;

[Trait("Needs", "Lab")]
public sealed class LeaderlessTests
{
    [LabFact]
    public async Task A_swarm_that_lost_its_quorum_is_told_and_hangs_nobody()
    {
        await using var lab = new TestLab();
        await lab.UpAsync(3);
        using var swarm = new SwarmClient(DockerEndpoint.Parse(lab.Endpoint, "the test"));
        await swarm.RequireManagerAsync(lab.Cancel);
        await lab.Controller.KillAsync("n2", lab.Cancel);
        await lab.Controller.KillAsync("n3", lab.Cancel);

        SwarmException? trouble = null;
        while (trouble is null)
        {
            lab.Cancel.ThrowIfCancellationRequested();
            trouble = await Record.ExceptionAsync(() => swarm.RequireManagerAsync(lab.Cancel)) as SwarmException;
        }

        Assert.Contains("leader", trouble.Message);
        var refused = await Assert.ThrowsAsync<SwarmException>(() => SwarmReader.ObserveAsync(swarm, lab.Cancel));
        Assert.Contains("leader", refused.Message);
    }
}
