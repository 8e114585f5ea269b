using IocOps.Swarm.Tests.Lab;
using IocOps.Swarm.Tests.Operations;

namespace IocOps.Swarm.Tests.EndToEnd;

/// <summary>IOCs that go to other nodes while somebody reads their logs, or stops the run.</summary>
[Collection(ThreeNodeLabCollection.Name)]
public sealed class MoveOnLabTests(ThreeNodeLabFixture lab) : IDisposable
{
    private readonly ThreeNodes _nodes = new(lab);

    public void Dispose() => _nodes.Dispose();

    [LabFact]
    public async Task Followed_logs_go_on_where_an_ioc_is_moved_to()
    {
        await lab.ClearAsync();
        await _nodes.PrintAsync("m");
        var from = (await _nodes.NodesAsync()).Single(n => n.Iocs.Count == 1).Name;
        var to = _nodes.Name(from == _nodes.Name("n2") ? "n3" : "n2");
        using var logs = _nodes.On().Start("ShowLogs", "--follow", "--output", "json", "--ioc-list", "m");
        await logs.PrintsAsync(from);

        await _nodes.DoneAsync("MoveIocs", "--ioc-list", "m", "--to", to, "--yes");

        await logs.PrintsAsync(to);
        logs.Signal("INT");
        ThreeNodes.Done(await logs.EndAsync());
    }

    [LabTheory]
    [InlineData("MoveIocs")]
    [InlineData("RebalanceServices")]
    public async Task Ctrl_C_in_the_middle_of_a_move_ties_no_ioc_and_says_what_was_moved(string target)
    {
        await lab.ClearAsync();
        var crowded = _nodes.Name("n1");
        await _nodes.PrintAsync("a", "b", "c");
        await _nodes.DoneAsync("MoveIocs", "--ioc-list", "*", "--to", crowded, "--yes");
        string[] what = target == "MoveIocs" ? ["--ioc-list", "*", "--to", _nodes.Name("n2")] : [];

        using var run = _nodes.On().Start([target, "--at-a-time", "1", "--yes", .. what]);
        await ThreeNodes.UntilAsync(async () => (await ConstraintsAsync()).Count > 0, "nothing is ever moved");
        run.Signal("INT");
        var outcome = await run.EndAsync();

        Assert.Equal(1, outcome.ExitCode);
        Assert.Empty(await ConstraintsAsync());
        await _nodes.UntilRunningAsync(3);
        var stayed = (await _nodes.NodesAsync()).Single(n => n.Name == crowded).Iocs;
        // What was begun goes on in the swarm; of what was not, nothing.
        Assert.True(stayed.ToHashSet().IsSupersetOf(["b", "c"]), outcome.ToString());
        Assert.Contains($"t_srv-a to {_nodes.Name("n2")}", outcome.Notes, StringComparison.Ordinal);
        Assert.DoesNotContain("Nothing was moved", outcome.Notes, StringComparison.Ordinal);
        Assert.Contains("Not begun: t_srv-b", outcome.Notes, StringComparison.Ordinal);
    }

    private async Task<List<string>> ConstraintsAsync() =>
        [.. (await _nodes.Swarm.ListServicesAsync(default)).SelectMany(s => s.Spec!.TaskTemplate!.Placement?.Constraints ?? [])];
}
