using System.Security.Cryptography;
using System.Text;
using IocOps.Core.Operations;
using IocOps.Swarm.Docker;
using IocOps.Swarm.Fleets;

namespace IocOps.Swarm.Tests.Docker;

/// <summary>Where the engine of a node is looked for.</summary>
public sealed class NodeEndpointTests : IDisposable
{
    private static readonly NodeRow Node = new() { Id = "id7", Name = "m2", Role = "manager", State = "ready", Availability = "active", Address = "10.0.0.2" };
    private readonly TemporaryFolder _home = new();

    public void Dispose() => _home.Dispose();

    [Theory]
    [InlineData("ssh://root@{node}", "ssh://root@m2")]
    [InlineData("tcp://{address}:2376", "tcp://10.0.0.2:2376")]
    [InlineData(null, "ssh://10.0.0.2")]
    public void As_it_is_said_else_by_ssh(string? template, string expected) => Assert.Equal(expected, Of(template));

    [Theory]
    [InlineData("ssh://epics@m2")]
    [InlineData("ssh://epics@10.0.0.2")]
    public void A_docker_context_for_the_machine_is_used_where_nothing_is_said(string host)
    {
        Context("other", "ssh://elsewhere");
        Context("broken", "carrier-pigeon://m2");
        Context("mine", host);

        Assert.Equal(host, Of(null));
        Assert.Equal("ssh://root@m2", Of("ssh://root@{node}"));
    }

    [Fact]
    public void One_address_for_every_node_is_refused() => Assert.Throws<SelectionException>(() => Of("ssh://root@m1"));

    private string Of(string? template) => new NodeEndpoints("unix:///var/run/docker.sock", template, new DockerEnvironment(new Dictionary<string, string>(), _home.Path, false)).Of(Node).ToString();

    private void Context(string name, string host)
    {
        var id = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name)));
        _home.With($".docker/contexts/meta/{id}/meta.json", $$$"""{"Name":"{{{name}}}","Endpoints":{"docker":{"Host":"{{{host}}}"} } }""");
    }
}
