using Docker.DotNet.Models;
using IocOps.Core.Operations;

namespace IocOps.Core.Tests.Operations;

public sealed class PlacementConstraintTests
{
    private static readonly NodeListResponse Node = new()
    {
        ID = "n7q0",
        Spec = new NodeUpdateParameters { Role = "worker", Labels = new Dictionary<string, string> { ["zone"] = "East", ["org.site.rack"] = "3" } },
        Status = new NodeStatus { State = "ready", Addr = "10.2.3.4" },
        Description = new NodeDescription
        {
            Hostname = "ioc-host1",
            Platform = new SwarmPlatform { OS = "linux", Architecture = "x86_64" },
            Engine = new EngineDescription { Labels = new Dictionary<string, string> { ["disk"] = "ssd" } },
        },
    };

    [Theory]
    [InlineData("node.id==n7q0")]
    [InlineData("node.id != other")]
    [InlineData("node.hostname==IOC-HOST1")]
    [InlineData("Node.Role == worker")]
    [InlineData("node.role!=manager")]
    [InlineData("node.platform.os==linux")]
    [InlineData("node.platform.arch==x86_64")]
    [InlineData("node.labels.zone==east")]
    [InlineData("node.labels.org.site.rack==3")]
    [InlineData("node.labels.nothing!=x")]
    [InlineData("engine.labels.disk==ssd")]
    [InlineData("node.ip==10.2.3.4")]
    [InlineData("node.ip==10.2.0.0/16")]
    [InlineData("node.ip==10.2.200.9/16")]
    [InlineData("node.ip!=10.3.0.0/16")]
    [InlineData("node.ip==0.0.0.0/0")]
    public void A_node_meets_it(string constraint) => Assert.Empty(PlacementConstraint.NotMetBy(Node, [constraint]));

    [Theory]
    [InlineData("node.id==n7q")]
    [InlineData("node.hostname==ioc-host*")]
    [InlineData("node.role==manager")]
    [InlineData("node.labels.Zone==East")]
    [InlineData("node.labels.nothing==x")]
    [InlineData("engine.labels.zone==East")]
    [InlineData("node.ip==10.3.0.0/16")]
    [InlineData("node.ip!=10.2.3.4")]
    [InlineData("node.ip==10.2.3.4/40")]
    [InlineData("node.ip==here")]
    [InlineData("node.ip!=here")]
    [InlineData("node.colour==red")]
    [InlineData("node.colour!=red")]
    [InlineData("node.labels.!=red")]
    [InlineData("node.role=worker")]
    [InlineData("node.role==")]
    [InlineData("==worker")]
    [InlineData("node.labels.zone=={{.Node}}")]
    public void A_node_does_not_meet_it(string constraint) => Assert.Equal([constraint], PlacementConstraint.NotMetBy(Node, ["node.role==worker", constraint]));

    [Fact]
    public void Without_constraints_every_node_will_do_and_a_node_that_tells_nothing_meets_no_equality()
    {
        Assert.Empty(PlacementConstraint.NotMetBy(Node, null));
        Assert.Equal(["node.hostname==a", "node.ip==1.2.3.4"], PlacementConstraint.NotMetBy(new NodeListResponse(), ["node.hostname==a", "node.hostname!=a", "node.ip==1.2.3.4", "node.ip!=1.2.3.4"]));
    }

    [Fact]
    public void What_is_read_are_key_sense_and_value() =>
        Assert.Equal(new PlacementConstraint("node.labels.zone", false, "7"), PlacementConstraint.Parse(" node.labels.zone != 7 "));
}
