using Docker.DotNet.Models;
using IocOps.Swarm.Docker;
using IocOps.Swarm.Operations;
using IocOps.Swarm.Tests.Lab;

namespace IocOps.Swarm.Tests.EndToEnd;

/// <summary>The leader is lost in the middle of a deploy.</summary>
[Collection(ThreeNodeLabCollection.Name)]
public sealed class LostLeaderTests(ThreeNodeLabFixture lab) : IDisposable
{
    private static readonly string[] More = [.. Enumerable.Range(1, 3).Select(i => $"more{i}")];

    private readonly ThreeNodes _nodes = new(lab);

    public void Dispose() => _nodes.Dispose();

    [LabFact]
    public async Task A_deploy_through_another_manager_waits_for_the_election_when_the_leader_loses_its_power()
    {
        var (leader, other) = await ReadyAsync();

        // What ran on the killed node is Swarm's to move; that all is written is the deploy's.
        var outcome = await InTheMiddleAsync(_nodes.On(other), other, () => lab.Controller.KillAsync(leader, default), () => lab.Controller.StartAsync(leader, default), "--no-wait");

        ThreeNodes.Done(outcome);
        await FinishAsync();
    }

    [LabFact]
    public async Task A_deploy_through_the_leader_ends_in_time_with_a_sentence_when_it_is_cut_off()
    {
        var (leader, other) = await ReadyAsync();

        var outcome = await InTheMiddleAsync(_nodes.On(leader), other, () => lab.Controller.CutOffAsync(leader, default), () => lab.Controller.ReconnectAsync(leader, default));

        Assert.True(outcome.ExitCode == 1 && outcome.Notes.Contains("leader", StringComparison.Ordinal), outcome.ToString());
        Assert.DoesNotContain("raft", outcome.Notes, StringComparison.Ordinal);
        await FinishAsync();
    }

    [LabFact]
    public async Task A_deploy_that_knows_all_managers_goes_on_when_the_leader_is_killed_under_it()
    {
        var (leader, other) = await ReadyAsync();
        var all = string.Join(',', new[] { "n1", "n2", "n3" }.OrderByDescending(n => n == leader).Select(lab.Controller.Paths.Endpoint));

        var outcome = await InTheMiddleAsync(new Product(_nodes.Fleet.Path, all), other, () => lab.Controller.KillAsync(leader, default), () => lab.Controller.StartAsync(leader, default), "--no-wait");

        ThreeNodes.Done(outcome);
        Assert.Contains("Going on with the manager ", outcome.Notes, StringComparison.Ordinal);
        await FinishAsync();
    }

    private async Task<(string Leader, string Other)> ReadyAsync()
    {
        await lab.ClearAsync();
        foreach (var name in More) _nodes.Fleet.Add(name);
        ThreeNodes.Done(await _nodes.On().RunAsync("GenSwarmFile"));
        var nodes = (await _nodes.NodesAsync()).OrderByDescending(n => n.Leader).Select(ThreeNodes.LabNode).ToList();
        return (nodes[0], nodes[1]);
    }

    // Its lock is there: it writes now.
    private async Task<Outcome> InTheMiddleAsync(Product door, string witness, Func<Task> lose, Func<Task> bringBack, params string[] more)
    {
        using var seen = ThreeNodes.Client(lab, witness);
        using var run = door.Start(["DeployAllIocs", .. more]);
        await ThreeNodes.UntilAsync(async () => (await seen.ListConfigsAsync(default)).Any(IsLock), "the deploy never begins");
        await lose();
        try
        {
            return await run.EndAsync().WaitAsync(2 * ThreeNodes.Patience);
        }
        finally
        {
            await bringBack();
            await _nodes.UntilThreeManagersAsync();
        }
    }

    private async Task FinishAsync()
    {
        var again = ThreeNodes.Done(await _nodes.On().RunAsync("DeployAllIocs"));
        Assert.Contains("6 running", again.Notes, StringComparison.Ordinal);
        ThreeNodes.Done(await _nodes.On().RunAsync(["ShowPlan", "--exit-code", "--ioc-list", .. SmallFleet.Names, .. More]));
        Assert.DoesNotContain(await _nodes.Swarm.ListConfigsAsync(default), IsLock);
        // The new leader calls nodes unknown until they have registered with it.
        await ThreeNodes.UntilAsync(async () => (await SwarmLook.ServicesAsync(_nodes.Swarm, "t", new(States: ["running"]), default)).Count == 6, "not all six run");
    }

    private static bool IsLock(SwarmConfig config) => config.Spec?.Name == "iocops-lock-t";
}
