using Docker.DotNet.Models;
using IocOps.Core.Planning;
using IocOps.Core.Tests.Stacks;

namespace IocOps.Core.Tests.Planning;

/// <summary>What puts back what a run did.</summary>
public sealed class ReversalTests
{
    private static readonly PlanScope Scope = PlanScope.AllIocs(prune: true);

    private readonly Fleet _fleet = new Fleet().Ioc("gone").Ioc("mode").Ioc("same").Ioc("text").Deploy();
    private readonly ObservedSwarm _before;
    private readonly Plan _plan;

    // A run that creates, updates, recreates and removes.
    public ReversalTests()
    {
        _before = _fleet.Observed with { Services = [.. _fleet.Services], Configs = [.. _fleet.Configs] };
        _fleet.Without("gone").Ioc("mode", "deploy: {mode: global}").Ioc("text", "user: me", "other\n").Ioc("fresh", stCmd: "fresh\n");
        _plan = _fleet.Plan(Scope);
        _fleet.Deploy(plan: _plan with { UnusedConfigs = [] });
    }

    private Reversal Reversed() => Reversal.Of(_plan, _plan.Changes, _before, _fleet.Observed);

    [Fact]
    public void Everything_is_as_before_in_the_reverse_order()
    {
        var (plan, leftAlone) = Reversed();

        Assert.Empty(leftAlone);
        Assert.Equal(
            [("s_srv-text", ChangeKind.Update), ("s_srv-mode", ChangeKind.Recreate), ("s_srv-gone", ChangeKind.Create), ("s_srv-fresh", ChangeKind.Remove)],
            plan.Changes.Select(c => (c.Service, c.Kind)));
        foreach (var change in plan.Changes.Where(c => c.Desired is not null))
            Assert.Equivalent(_before.Services.Single(s => s.Spec!.Name == change.Service).Spec, change.Desired, strict: true);
        Assert.All(plan.Changes, c => Assert.Equal(Deed.Rollback, c.Deed));
        Assert.All(plan.Changes.Where(c => c.Kind is ChangeKind.Update or ChangeKind.Recreate), c => Assert.True(c.RestartsTasks));
        // What the new one alone used goes, what the updated one used stays for Swarm's own way back.
        Assert.Equal("fresh\n", System.Text.Encoding.UTF8.GetString(Assert.Single(plan.UnusedConfigs).Spec.Data!));
    }

    [Fact]
    public void Only_what_was_done_is_put_back() =>
        Assert.Equal(["s_srv-fresh"], Reversal.Of(_plan, _plan.Changes.Where(c => c.Service == "s_srv-fresh"), _before, _fleet.Observed).Plan.Changes.Select(c => c.Service));

    [Fact]
    public void What_swarm_put_back_gets_no_write()
    {
        _fleet.Live("s_srv-text").Spec = EngineJson.Copy(_before.Services.Single(s => s.Spec!.Name == "s_srv-text").Spec!);

        var change = Reversed().Plan.Changes.Single(c => c.Service == "s_srv-text");
        Assert.Equal((ChangeKind.Unchanged, null, false), (change.Kind, change.Deed, change.RestartsTasks));
    }

    [Fact]
    public void A_change_of_notes_alone_is_put_back_too()
    {
        var old = _before.Services.Single(s => s.Spec!.Name == "s_srv-text").Spec!;
        _fleet.Live("s_srv-text").Spec = EngineJson.Copy(old);
        _fleet.Live("s_srv-text").Spec!.Labels["iocops.history"] = "[]";
        var plan = _plan with { Changes = [_plan.Changes.Single(c => c.Service == "s_srv-text") with { Desired = _fleet.Live("s_srv-text").Spec }] };

        Assert.Equal(ChangeKind.Update, Reversal.Of(plan, plan.Changes, _before, _fleet.Observed).Plan.Changes.Single().Kind);
    }

    [Fact]
    public void What_somebody_else_changed_meanwhile_is_left_alone_and_told()
    {
        _fleet.Live("s_srv-text").Spec!.TaskTemplate!.ContainerSpec!.TTY = true;
        _fleet.Live("s_srv-fresh").Spec!.TaskTemplate!.ContainerSpec!.TTY = true;
        _fleet.Services.Remove(_fleet.Live("s_srv-mode"));
        _fleet.Services.Add(new SwarmService { ID = "x", Spec = new ServiceSpec { Name = "s_srv-gone" } });

        var (plan, leftAlone) = Reversed();

        Assert.Equal([("s_srv-mode", ChangeKind.Create)], plan.Changes.Select(c => (c.Service, c.Kind)));
        Assert.Equal(
            [
                "s_srv-text was changed by somebody else since; it stays as it is",
                "s_srv-gone was created again by somebody else; it stays as it is",
                "s_srv-fresh was changed by somebody else since; it stays as it is",
            ],
            leftAlone);
    }
}
