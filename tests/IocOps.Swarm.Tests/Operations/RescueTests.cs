using Docker.DotNet.Models;
using IocOps.Swarm.Docker;
using IocOps.Swarm.Fleets;
using IocOps.Swarm.Operations;
using IocOps.Swarm.Views;

namespace IocOps.Swarm.Tests.Operations;

public sealed class RescueTests : IDisposable
{
    private readonly FakeAdmin _admin = new();
    private readonly StringWriter _data = new();
    private readonly StringWriter _notes = new();

    private Output Output => new(_data, _notes, false, false);

    public void Dispose()
    {
        _data.Dispose();
        _notes.Dispose();
    }

    [Fact]
    public async Task A_locked_manager_takes_the_key_and_the_key_is_never_shown()
    {
        _admin.Info.Swarm = new Info { LocalNodeState = "locked" };

        await Keys().UnlockAsync(() => "SWMKEY-1-secret", default);

        Assert.Equal(["Unlock SWMKEY-1-secret"], _admin.Calls);
        Assert.DoesNotContain("secret", _notes.ToString() + _data, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_key_is_asked_for_only_where_something_is_locked()
    {
        _admin.Info.Swarm = new Info { LocalNodeState = "active", ControlAvailable = true };

        var refused = await Assert.ThrowsAsync<SelectionException>(() => Keys().UnlockAsync(() => throw new InvalidOperationException("asked"), default));

        Assert.Contains("not locked", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_no_key_is_refused_and_not_repeated()
    {
        _admin.Info.Swarm = new Info { LocalNodeState = "locked" };

        var refused = await Assert.ThrowsAsync<SelectionException>(() => Keys().UnlockAsync(() => "hunter2", default));

        Assert.DoesNotContain("hunter2", refused.Message, StringComparison.Ordinal);
        Assert.Empty(_admin.Calls);
    }

    [Fact]
    public void A_key_comes_from_one_place_and_a_person_is_asked_last()
    {
        Assert.Equal("a", UnlockKeys.Key.Read(" a ", null, () => "typed"));
        Assert.Equal("typed", UnlockKeys.Key.Read(null, null, () => "typed"));
        var missing = Assert.Throws<SelectionException>(() => UnlockKeys.Key.Read(null, null, () => null));
        Assert.Contains("UNLOCK_KEY", missing.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_new_key_is_another_one_and_one_that_stayed_is_a_failure()
    {
        using var swarm = WithManagers("reachable");

        Assert.Equal("SWMKEY-1-x2", await Keys().RotateAsync(swarm, default));
        _admin.RotatesNothing = true;
        await Assert.ThrowsAsync<SwarmException>(() => Keys().RotateAsync(swarm, default));
        _admin.UnlockKey = "";
        await Assert.ThrowsAsync<SelectionException>(() => Keys().RotateAsync(swarm, default));
    }

    [Fact]
    public async Task Nothing_is_forced_while_the_managers_can_decide()
    {
        using var swarm = WithManagers("reachable", "reachable", "unreachable");

        var refused = await Assert.ThrowsAsync<SelectionException>(() => Force(swarm, false));

        Assert.Contains("twice", refused.Message, StringComparison.Ordinal);
        Assert.Empty(_admin.Calls);
        await Force(swarm, true);
        Assert.Equal(["Init 10.0.0.1 forced"], _admin.Calls);
    }

    [Fact]
    public async Task A_manager_without_the_others_becomes_the_only_one_at_its_old_address()
    {
        using var swarm = WithManagers("reachable", "unreachable", "unreachable");

        await Force(swarm, false);

        Assert.Equal(["Init 10.0.0.1 forced"], _admin.Calls);
    }

    [Theory]
    [InlineData("inactive", false, "InitSwarm")]
    [InlineData("locked", false, "UnlockSwarm")]
    [InlineData("active", false, "worker")]
    public async Task Who_is_no_manager_forces_nothing(string state, bool manager, string expected)
    {
        using var swarm = WithManagers("reachable");
        _admin.Info.Swarm = new Info { LocalNodeState = state, ControlAvailable = manager };

        var refused = await Assert.ThrowsAsync<SelectionException>(() => Force(swarm, true));

        Assert.Contains(expected, refused.Message, StringComparison.Ordinal);
        Assert.Empty(_admin.Calls);
    }

    [Theory]
    [InlineData("locked", false)]
    [InlineData("active", true)]
    public async Task Who_can_not_leave_in_good_order_leaves_only_by_force(string state, bool manager)
    {
        using var swarm = WithManagers("reachable");
        _admin.Info.Swarm = new Info { LocalNodeState = state, ControlAvailable = manager, Error = manager ? "does not have a leader" : "" };
        var leaving = new Leaving(swarm, _admin, Output, new Consent(false, true));

        await Assert.ThrowsAsync<SelectionException>(() => leaving.LeaveAsync(false, null, default));
        Assert.Empty(_admin.Calls);
        await leaving.LeaveAsync(true, null, default);
        Assert.Equal(["Leave True"], _admin.Calls);
    }

    [Fact]
    public async Task A_struck_off_manager_is_removed_without_demotion_and_without_regard_to_the_quorum()
    {
        using var swarm = WithManagers("reachable", "", "");

        await new NodeWork(swarm, _admin, Output, new Consent(false, true)).RemoveAsync(["m1"], true, default);

        Assert.Equal(["Remove m1 True"], _admin.Calls);
    }

    private Task Force(FakeSwarm swarm, bool force) => new Rescue(swarm, _admin, Output, new Consent(false, true)).ForceNewClusterAsync(null, force, () => throw new InvalidOperationException("asked"), default);

    private UnlockKeys Keys() => new(_admin, Output, new Consent(false, true));

    private FakeSwarm WithManagers(params string[] reachabilities)
    {
        foreach (var (reachability, number) in reachabilities.Select((r, n) => (r, n)))
        {
            var node = LookTests.Node($"m{number}", reachability == "reachable" ? "ready" : "down", "manager");
            node.ManagerStatus = reachability.Length == 0 ? null : new ManagerStatus { Reachability = reachability, Addr = $"10.0.0.{number + 1}:2377" };
            _admin.Nodes.Add(node);
        }

        _admin.Info.Swarm = new Info { LocalNodeState = "active", ControlAvailable = true, NodeID = "m0", NodeAddr = "10.0.0.1" };
        return new FakeSwarm(TimeProvider.System) { Nodes = () => _admin.Nodes };
    }
}
