using Docker.DotNet.Models;
using IocOps.Core.Planning;
using IocOps.Core.Stacks;

namespace IocOps.Core.Tests.Planning;

public sealed class CanariesTests
{
    [Fact]
    public void Those_that_run_come_before_new_ones_and_each_image_before_one_comes_again()
    {
        var plan = Plan(
            Change("new", ChangeKind.Create, "y:1"), Change("a", ChangeKind.Update, "x:1"), Change("b", ChangeKind.Update, "x:1"), Change("c", ChangeKind.Update, "y:1"),
            Change("mode", ChangeKind.Recreate, "x:1"));

        Assert.Equal(["a", "c", "b", "mode", "new"], Canaries.Candidates(plan));
    }

    [Fact]
    public void What_starts_nothing_says_nothing()
    {
        var stopped = Change("stopped", ChangeKind.Update, "x:1");
        stopped.Desired!.Mode = new ServiceMode { Replicated = new ReplicatedService { Replicas = 0 } };
        stopped.Desired.Labels = new Dictionary<string, string> { ["iocops.stopped"] = "1" };
        var plan = Plan(
            Change("label", ChangeKind.Update, "x:1") with { RestartsTasks = false }, Change("same", ChangeKind.Unchanged, "x:1"), stopped,
            Change("gone", ChangeKind.Remove, "x:1") with { Desired = null }, Change("log", ChangeKind.Update, "x:1") with { Owner = new Owner(OwnerKind.Global, "global") });

        Assert.Empty(Canaries.Candidates(plan));
        Assert.True(stopped.StaysStopped);
    }

    [Fact]
    public void A_plan_is_taken_apart_with_what_each_part_needs()
    {
        var (a, b) = (Change("a", ChangeKind.Update, "x:1"), Change("b", ChangeKind.Update, "x:1"));
        a.Desired!.TaskTemplate!.ContainerSpec!.Configs = [new SwarmConfigReference { ConfigName = "a.db-1" }, new SwarmConfigReference { ConfigName = "shared-1" }];
        b.Desired!.TaskTemplate!.ContainerSpec!.Configs = [new SwarmConfigReference { ConfigName = "b.db-1" }, new SwarmConfigReference { ConfigName = "shared-1" }];
        a.Desired.Labels = new Dictionary<string, string> { ["iocops.history"] = """[{"did":"update","version":"2"},{"did":"create","version":"1","kept":"iocops-spec-a"}]""" };
        a.Desired.TaskTemplate.Networks = [new NetworkAttachmentConfig { Target = "t_default" }];
        var (gone, old) = (Change("gone", ChangeKind.Remove, "x:1"), new SwarmConfig { Spec = new SwarmConfigSpec { Name = "old" } });
        var plan = Canaries.Marked(
            Plan(a, b, gone) with
            {
                NewConfigs = [Data("a.db-1"), Data("b.db-1"), Data("iocops-spec-a"), Data("iocops-spec-b"), Data("shared-1")],
                NewNetworks = [new StackNetwork("t_default", new NetworksCreateParameters { Name = "t_default" }, "f", 1), new StackNetwork("t_other", new NetworksCreateParameters { Name = "t_other" }, "f", 1)],
                UnusedConfigs = [old],
                Orphans = ["o"],
            },
            ["a", "gone"]);

        var (first, others) = Canaries.Split(plan);

        Assert.Equal(["srv-a"], plan.Canaries);
        Assert.Equal(["srv-a"], first.Changes.Select(c => c.Service));
        Assert.Equal(["a.db-1", "iocops-spec-a", "shared-1"], first.NewConfigs.Select(c => c.Name));
        Assert.Equal(["t_default"], first.NewNetworks.Select(n => n.Name));
        Assert.Empty(first.UnusedConfigs);
        Assert.Equal(["srv-b", "srv-gone"], others.Changes.Select(c => c.Service));
        Assert.Equal(["b.db-1", "iocops-spec-b"], others.NewConfigs.Select(c => c.Name));
        Assert.Equal(["t_other"], others.NewNetworks.Select(n => n.Name));
        Assert.Equal([old], others.UnusedConfigs);
        Assert.Empty(others.Canaries);
    }

    [Theory]
    [InlineData("30s", 30)]
    [InlineData("1h30m", 5400)]
    [InlineData("1d", 86400)]
    [InlineData("0s", 0)]
    [InlineData("", null)]
    [InlineData("10", null)]
    [InlineData("30m1h", null)]
    [InlineData("-5m", null)]
    [InlineData("5m\n", null)]
    public void A_length_of_time_is_numbers_with_units(string text, int? seconds) =>
        Assert.Equal(seconds is null ? null : TimeSpan.FromSeconds(seconds.Value), Duration.Parse(text));

    private static Plan Plan(params ServiceChange[] changes) => new("t", changes, [], [], [], [], [], []);

    private static StackData Data(string name) => new(name, new byte[] { 1 }, new Dictionary<string, string>(), "f", 1);

    private static ServiceChange Change(string name, ChangeKind kind, string image) => new(
        kind, $"srv-{name}", new Owner(OwnerKind.Ioc, name), null, 0, new ServiceSpec { Name = $"srv-{name}", TaskTemplate = new TaskSpec { ContainerSpec = new ContainerSpec { Image = image } } }, [], true);
}
