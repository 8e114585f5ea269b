using Docker.DotNet.Models;
using IocOps.Swarm.Docker;
using IocOps.Swarm.Lab;
using IocOps.Swarm.Lab.Nodes;
using IocOps.Swarm.Tests.EndToEnd;

namespace IocOps.Swarm.Tests.Lab;

[Collection(ThreeNodeLabCollection.Name)]
public sealed class ThreeNodeLabTests(ThreeNodeLabFixture lab)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [LabFact]
    public async Task Three_nodes_are_three_managers_with_hosts_of_their_own()
    {
        using var client = lab.Client();

        var nodes = await client.Swarm.ListNodesAsync();

        Assert.Equal(3, nodes.Count(n => n.ManagerStatus?.Reachability == "reachable"));
        Assert.Equal(3, nodes.Select(n => n.Description?.Hostname).Distinct().Count());
        Assert.Equal(LabCondition.Up, (await lab.Controller.StatusAsync(default)).Condition);
    }

    [LabFact]
    public async Task The_swarm_outlives_one_manager_and_gets_it_back()
    {
        await lab.Controller.KillAsync("n3", default);
        try
        {
            await ConditionAsync(LabCondition.Degraded);
            await CreateConfigAsync("outlives");
        }
        finally
        {
            await lab.Controller.StartAsync("n3", default);
        }

        await ConditionAsync(LabCondition.Up);
    }

    [LabFact]
    public async Task A_node_whose_engine_was_stopped_is_started_again_with_its_swarm()
    {
        await lab.Controller.StopAsync("n2", default);
        try
        {
            await ConditionAsync(LabCondition.Degraded);
        }
        finally
        {
            await lab.Controller.StartAsync("n2", default);
        }

        await ConditionAsync(LabCondition.Up);
    }

    [LabFact]
    public async Task A_node_that_is_cut_off_runs_on_and_is_missed_until_it_is_reconnected()
    {
        await lab.Controller.CutOffAsync("n3", default);
        try
        {
            await Wait.UntilAsync(
                async c => (await lab.Controller.StatusAsync(c)).Nodes is [{ Ready: true }, { Ready: true }, { Ready: false, Answers: true }],
                Patience, "n3 is not missed", default);
        }
        finally
        {
            await lab.Controller.ReconnectAsync("n3", default);
        }

        await ConditionAsync(LabCondition.Up);
    }

    private Task ConditionAsync(LabCondition condition) => Wait.UntilAsync(
        async c => (await lab.Controller.StatusAsync(c)).Condition == condition, Patience, $"never {condition}", default);

    // The one that is gone may have been the leader: the others choose a new one first.
    private async Task CreateConfigAsync(string name)
    {
        using var swarm = new SwarmClient(DockerEndpoint.Parse(lab.Endpoint, "the test"));
        string? id = null;
        await ThreeNodes.UntilAsync(async () => (id = await swarm.CreateConfigAsync(new SwarmConfigSpec { Name = name, Data = [1] }, default)) is not null, "nothing can be written");
        await swarm.RemoveConfigAsync(id!, default);
    }
}
