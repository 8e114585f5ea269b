using System.Text.Json;
using IocOps.Swarm.Operations;
using IocOps.Swarm.Tests.Lab;

namespace IocOps.Swarm.Tests.EndToEnd;

/// <summary>Nodes that are lost and found, come and go, as an operator sees it.</summary>
[Collection(ThreeNodeLabCollection.Name)]
public sealed class NodesOnLabTests(ThreeNodeLabFixture lab) : IDisposable
{
    private readonly ThreeNodes _nodes = new(lab);

    public void Dispose() => _nodes.Dispose();

    [LabFact]
    public async Task A_node_that_is_cut_off_is_told_and_its_ioc_runs_elsewhere_until_it_is_back_and_all_is_well()
    {
        await lab.ClearAsync();
        await _nodes.PrintAsync("a", "b", "c");
        var third = _nodes.Name("n3");
        Assert.Single((await _nodes.NodesAsync()).Single(n => n.Name == third).Iocs);

        await lab.Controller.CutOffAsync("n3", default);
        try
        {
            await ThreeNodes.UntilAsync(async () => (await _nodes.NodesAsync()).Single(n => n.Name == third).State == "down", "its loss is never seen");
            await ThreeNodes.UntilAsync(
                async () => (await _nodes.NodesAsync()).Where(n => n.Name != third).Sum(n => n.Iocs.Count) == 3, "its IOC runs nowhere else");
            await _nodes.UntilRunningAsync(3);
            var shown = await _nodes.DoneAsync("ShowNodes", "--node", third, "--state", "down");

            Assert.Contains(third, shown.Data, StringComparison.Ordinal);
            await UntilFoundAsync("manager-unreachable", "node-down");
            Assert.Equal(3, (await _nodes.CheckAsync()).ExitCode);
        }
        finally
        {
            await lab.Controller.ReconnectAsync("n3", default);
            await _nodes.UntilThreeManagersAsync();
        }

        // The managers may choose a leader once more when the cable is back.
        await ThreeNodes.UntilAsync(async () => (await _nodes.CheckAsync()).ExitCode == 0, "CheckSwarm never finds all well");
        Assert.Empty((await _nodes.NodesAsync()).Single(n => n.Name == third).Iocs);
        await _nodes.DoneAsync("RebalanceServices", "--yes");
        Assert.Single((await _nodes.NodesAsync()).Single(n => n.Name == third).Iocs);
    }

    [LabFact]
    public async Task A_rotated_token_lets_nobody_in_and_the_new_one_a_worker_that_runs_an_ioc_and_leaves_again()
    {
        await lab.ClearAsync();
        var third = _nodes.Name("n3");
        ThreeNodes.Done(await _nodes.On("n3").RunAsync("LeaveSwarm", "--yes"));
        await RemoveAsync(third);
        var old = await TokensAsync();
        var made = await TokensAsync("--rotate", "worker", "--yes");
        try
        {
            var refused = await JoinAsync("worker", old["worker"]);
            Assert.True(refused.ExitCode == 1 && refused.Notes.Contains("ShowTokens on a manager there", StringComparison.Ordinal), refused.ToString());
            Assert.DoesNotContain(old["worker"], refused.Notes, StringComparison.Ordinal);

            ThreeNodes.Done(await JoinAsync("worker", made["worker"]));
            Assert.Contains(third, (await _nodes.DoneAsync("ShowNodes", "--state", "worker")).Data, StringComparison.Ordinal);
            await _nodes.PrintAsync("w");
            await _nodes.DoneAsync("MoveIocs", "--ioc-list", "w", "--to", third, "--yes");
            Assert.Equal(["w"], (await _nodes.NodesAsync()).Single(n => n.Name == third).Iocs);

            await _nodes.DoneAsync("DrainNode", "--node", third, "--yes");
            Assert.Equal(["w"], (await _nodes.NodesAsync()).Where(n => n.Name != third).SelectMany(n => n.Iocs));
            ThreeNodes.Done(await _nodes.On("n3").RunAsync("LeaveSwarm", "--yes"));
            await RemoveAsync(third);
            Assert.Equal(2, (await _nodes.NodesAsync()).Count);
        }
        finally
        {
            ThreeNodes.Done(await JoinAsync("manager", old["manager"]));
            await _nodes.UntilThreeManagersAsync();
        }
    }

    [LabFact]
    public async Task A_drained_node_an_even_number_of_managers_and_a_missing_label_are_found_and_the_advice_mends_them()
    {
        await lab.ClearAsync();
        _nodes.Fleet.Write("iocs/beta/ioc.yaml", _nodes.Fleet.Read("iocs/beta/ioc.yaml") + "deploy:\n  constraints: [node.labels.gpib==1]\n");
        var (second, third) = (_nodes.Name("n2"), _nodes.Name("n3"));
        try
        {
            await _nodes.DoneAsync("DrainNode", "--node", second, "--yes");
            await _nodes.DoneAsync("DemoteNode", "--node", third, "--yes");
            var text = await _nodes.On().RunAsync("CheckSwarm");

            Assert.True(text.ExitCode == 3, text.ToString());
            Assert.Contains("t_srv-beta (not deployed yet) asks for: node.labels.gpib == 1", text.Data, StringComparison.Ordinal);
            // One that was demoted a moment ago may be away until it has registered as a worker.
            await UntilFoundAsync("managers-even", "node-drain", "placement");
            await _nodes.DoneAsync("LabelNode", "--node", second, "--add", "gpib=1", "--yes");
        }
        finally
        {
            await _nodes.DoneAsync("ActivateNode", "--node", second, "--yes");
            await _nodes.DoneAsync("PromoteNode", "--node", third, "--yes");
            await _nodes.UntilThreeManagersAsync();
        }

        await UntilFoundAsync();
        await _nodes.DoneAsync("LabelNode", "--node", second, "--remove", "gpib", "--yes");
    }

    private Task UntilFoundAsync(params string[] codes) =>
        ThreeNodes.UntilAsync(async () => (await _nodes.CheckAsync()).Codes.Order(StringComparer.Ordinal).SequenceEqual(codes), $"CheckSwarm never finds just this: {string.Join(", ", codes)}");

    private Task<Outcome> JoinAsync(string role, string token) => _nodes.On("n3").With("JOIN_TOKEN", token)
        .RunAsync("JoinSwarm", "--role", role, "--manager-addr", "10.213.0.1", "--advertise-addr", "10.213.0.3", "--listen-addr", "10.213.0.3:2377", "--yes");

    private async Task RemoveAsync(string node)
    {
        await ThreeNodes.UntilAsync(async () => (await SwarmLook.NodesAsync(_nodes.Swarm, new(States: ["down"]), default)).Any(n => n.Name == node), "it is never down");
        await _nodes.DoneAsync("RemoveNode", "--node", node, "--yes");
    }

    private async Task<Dictionary<string, string>> TokensAsync(params string[] more)
    {
        using var json = JsonDocument.Parse((await _nodes.DoneAsync(["ShowTokens", "--output", "json", .. more])).Data);
        return json.RootElement.EnumerateArray().ToDictionary(t => t.GetProperty("role").GetString()!, t => t.GetProperty("token").GetString()!);
    }
}
