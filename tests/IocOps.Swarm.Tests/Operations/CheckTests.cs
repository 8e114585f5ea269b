using Docker.DotNet.Models;
using IocOps.Core.Operations;
using IocOps.Swarm.Docker;
using IocOps.Swarm.Operations;

namespace IocOps.Swarm.Tests.Operations;

public sealed class CheckTests
{
    private static readonly DateTime Now = new(2026, 3, 1, 12, 0, 0, DateTimeKind.Utc);

    [Fact]
    public void A_healthy_swarm_and_a_single_node_have_nothing_to_say_but_what_was_not_checked()
    {
        Assert.DoesNotContain(Found(Swarm("m", "m", "m")), f => f.Severity != FindingSeverity.Note);
        Assert.DoesNotContain(Found(Swarm("m")), f => f.Severity != FindingSeverity.Note);
    }

    [Theory]
    [InlineData("m m", "managers-even")]
    [InlineData("m m m m", "managers-even")]
    [InlineData("m w w", "managers-few")]
    [InlineData("m m m-down", "node-down")]
    [InlineData("m m m-down", "manager-unreachable")]
    [InlineData("m w-drain", "node-drain")]
    public void Managers_and_nodes_that_are_not_as_they_should_be_are_told(string nodes, string code) =>
        Assert.Contains(Found(Swarm(nodes.Split(' '))), f => f.Code == code && f.Advice.Length > 0);

    [Fact]
    public void Managers_that_fail_together_are_told_once_somebody_says_what_does()
    {
        var swarm = Swarm("m", "m", "m");
        Assert.Contains(Found(swarm), f => f.Code == "domains-unknown" && f.Severity == FindingSeverity.Note);
        foreach (var (node, zone) in swarm.Nodes.Zip(["a", "a", "b"])) node.Spec!.Labels!["zone"] = zone;

        Assert.Contains(Found(swarm), f => f.Code == "managers-one-domain" && f.What.Contains("zone 'a'", StringComparison.Ordinal));
        swarm.Nodes[1].Spec!.Labels!["zone"] = "c";
        Assert.DoesNotContain(Found(swarm), f => f.Code == "managers-one-domain");
    }

    [Fact]
    public void Versions_disks_clocks_and_certificates_are_told()
    {
        var swarm = Swarm("m", "m", "m") with { Disk = (2, 100), AuthorityExpires = Now.AddDays(3), CertificateExpires = Now.AddDays(-1), EngineTime = Now.AddSeconds(-60) };
        swarm.Nodes[0].Description!.Engine = new EngineDescription { EngineVersion = "20.10" };
        swarm.Nodes[1].Description!.Engine = new EngineDescription { EngineVersion = "29.0" };

        var codes = Found(swarm).ToDictionary(f => f.Code, f => f.Severity);

        Assert.Equal(FindingSeverity.Error, codes["disk-full"]);
        Assert.Equal(FindingSeverity.Warning, codes["authority-expires"]);
        Assert.Equal(FindingSeverity.Error, codes["certificate-expires"]);
        Assert.Equal(FindingSeverity.Warning, codes["clock-here"]);
        Assert.Equal(FindingSeverity.Warning, codes["engines-differ"]);
    }

    [Fact]
    public void What_iocs_ask_of_nodes_and_no_node_has_is_told()
    {
        var service = new SwarmService
        {
            ID = "s",
            UpdatedAt = Now.AddHours(-1),
            Spec = new ServiceSpec { Name = "dals_srv-a", TaskTemplate = new TaskSpec { Placement = new Placement { Constraints = ["node.labels.gpib==1"] } } },
        };
        var rejected = new TaskResponse { ID = "t", ServiceID = "s", NodeID = "n0", Status = new() { State = TaskState.Rejected, Timestamp = Now, Err = "invalid mount config for type \"bind\": bind source path does not exist: /dev/gpib" } };
        var swarm = Swarm("m") with { Services = [service], Tasks = [rejected] };

        Assert.Contains(Found(swarm), f => f.Code == "placement" && f.What.Contains("gpib==1", StringComparison.Ordinal));
        Assert.Contains(Found(swarm), f => f.Code == "mount-missing" && f.What.Contains("/dev/gpib", StringComparison.Ordinal));
        swarm.Nodes[0].Spec!.Labels!["gpib"] = "1";
        Assert.DoesNotContain(Found(swarm), f => f.Code == "placement");
    }

    [Theory]
    [InlineData("inactive", false, "", "no-swarm")]
    [InlineData("locked", false, "", "locked")]
    [InlineData("active", false, "", "worker")]
    [InlineData("active", true, "does not have a leader", "no-leader")]
    public async Task What_keeps_a_swarm_from_being_looked_at_is_told_apart(string state, bool manager, string error, string code)
    {
        using var swarm = new FakeSwarm(TimeProvider.System);
        var admin = new FakeAdmin { Info = new() { Name = "me", Swarm = new Info { LocalNodeState = state, ControlAvailable = manager, Error = error } } };

        Assert.Equal(code, Assert.Single(await SwarmCheck.RunAsync(swarm, admin, new SwarmCheckScope(null, "zone"), default)).Code);
    }

    [Fact]
    public async Task A_leader_that_was_just_lost_is_a_finding_although_the_engine_still_says_it_is_a_manager()
    {
        using var swarm = new FakeSwarm(TimeProvider.System)
        {
            Before = (verb, _) => verb == "ListNodes" ? throw new SwarmException("The swarm has no leader") { IsLeaderless = true } : Task.CompletedTask,
        };
        var admin = new FakeAdmin { Info = new() { Name = "me", Swarm = new Info { LocalNodeState = "active", ControlAvailable = true } } };

        Assert.Equal("no-leader", Assert.Single(await SwarmCheck.RunAsync(swarm, admin, new SwarmCheckScope(null, "zone"), default)).Code);
    }

    [Fact]
    public void What_the_fleet_wants_is_checked_before_it_is_deployed()
    {
        var spec = new ServiceSpec
        {
            Name = "dals_srv-new",
            TaskTemplate = new TaskSpec
            {
                Placement = new Placement { Constraints = ["node.labels.gpib==1"] },
                ContainerSpec = new ContainerSpec { Mounts = [new Mount { Type = "bind", Source = "/dev/gpib" }, new Mount { Type = "volume", Source = "v" }] },
            },
        };
        var swarm = Swarm("m") with { Fleet = [spec], OwnNode = "n0" };

        Assert.Contains(Found(swarm), f => f.Code == "placement" && f.What.Contains("dals_srv-new (not deployed yet)", StringComparison.Ordinal));
        // Where it may not run, nothing has to be.
        Assert.Empty(HostMount.On(swarm, "n0"));
        Assert.Contains(Found(swarm with { Fleet = null }), f => f is { Code: "fleet-unchecked", Severity: FindingSeverity.Note });

        swarm.Nodes[0].Spec!.Labels!["gpib"] = "1";
        Assert.Equal([new HostMount("dals_srv-new", "/dev/gpib")], HostMount.On(swarm, "n0"));
        Assert.Contains(Found(swarm), f => f is { Code: "mounts-unchecked", Severity: FindingSeverity.Note });
        Assert.Contains(Found(swarm with { MissingFolders = new HashSet<string> { "/dev/gpib" } }), f => f is { Code: "mount-missing", Severity: FindingSeverity.Error });
        Assert.DoesNotContain(Found(swarm with { MissingFolders = new HashSet<string>() }), f => f.Code.StartsWith("mount", StringComparison.Ordinal));
    }

    [Fact]
    public void Of_what_a_deploy_brings_to_the_mount_a_node_must_have_the_mount_alone()
    {
        Mount[] mounts = [new() { Type = "bind", Source = "/srv/run/a" }, new() { Type = "bind", Source = "/srv/run/.versions/a/0123/startup" }, new() { Type = "bind", Source = "/srv/save/a" }];
        var swarm = Swarm("m") with { Fleet = [new ServiceSpec { Name = "dals_srv-a", TaskTemplate = new TaskSpec { ContainerSpec = new ContainerSpec { Mounts = mounts } } }] };

        Assert.Equal(["/srv/run", "/srv/save/a"], HostMount.On(swarm, "n0").Select(m => m.Source));
    }

    [Fact]
    public void An_image_that_a_node_lacks_is_told_where_a_service_may_want_it()
    {
        var spec = new ServiceSpec { Name = "dals_srv-new", Labels = new Dictionary<string, string> { ["com.docker.stack.image"] = "ioc/x" }, TaskTemplate = new TaskSpec { ContainerSpec = new ContainerSpec { Image = "ioc/x:latest@sha256:1" } } };
        var swarm = Swarm("m", "w") with { Fleet = [spec] };
        var images = new Dictionary<string, IReadOnlySet<string>> { ["n0"] = new HashSet<string> { "ioc/x:latest" }, ["n1"] = new HashSet<string> { "ioc/x:2" } };

        var missing = MissingImage.Of(swarm, images);

        Assert.Equal(("ioc/x", "n1", "dals_srv-new"), (Assert.Single(missing).Image, missing[0].Node, Assert.Single(missing[0].Services)));
        var finding = Found(swarm with { MissingImages = missing, NodesUnasked = ["n9"] }).Where(f => f.Code.StartsWith("image", StringComparison.Ordinal)).Select(f => f.Code);
        Assert.Equal(["image-missing", "images-unchecked"], finding);
        spec.TaskTemplate.Placement = new Placement { Constraints = ["node.role==manager"] };
        Assert.Empty(MissingImage.Of(swarm, images));
    }

    private static IReadOnlyList<Finding> Found(CheckedSwarm swarm) => SwarmChecks.Of(swarm);

    private static CheckedSwarm Swarm(params string[] nodes) => new(
        [.. nodes.Select((n, i) => LookTests.Node($"n{i}", n.EndsWith("down", StringComparison.Ordinal) ? "down" : "ready", n[0] == 'm' ? "manager" : "worker", n.EndsWith("drain", StringComparison.Ordinal) ? "drain" : "active"))],
        [], [], Now, Now);
}
