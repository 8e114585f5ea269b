using System.Net;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using IocOps.Swarm.Docker;

namespace IocOps.Swarm.Tests.Docker;

public sealed class TlsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly Authority _authority = new("ours");

    public void Dispose()
    {
        _folder.Dispose();
        _authority.Dispose();
    }

    private DockerEndpoint Endpoint(int port, Authority trusted, bool withClient = true)
    {
        _folder.With("ca.pem", trusted.Certificate.ExportCertificatePem());
        if (withClient)
        {
            using var client = _authority.Issue("client");
            _folder.With("cert.pem", client.ExportCertificatePem()).With("key.pem", client.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem());
        }

        return DockerEndpoint.Parse($"tcp://127.0.0.1:{port}", "DOCKER_HOST", TlsMaterial.FromFolder(_folder.Path, false));
    }

    private static async Task<string> Complaint(SwarmClient swarm) => (await Assert.ThrowsAsync<SwarmException>(() => swarm.ListNodesAsync(default))).Message;

#pragma warning disable CA5398 // The engine plays one that speaks only this version.
    [Theory]
    [InlineData(SslProtocols.Tls12)]
    [InlineData(SslProtocols.Tls13)]
#pragma warning restore CA5398
    public async Task Both_sides_know_each_other_by_certificates(SslProtocols version)
    {
        using var server = _authority.Issue("server", IPAddress.Loopback);
        await using var engine = EngineStandIn.OnTcp(out var port, server, wantsClientCertificate: true, version);
        engine.Answer = _ => new(200, "[]");
        using var swarm = new SwarmClient(Endpoint(port, _authority));
        Assert.Empty(await swarm.ListNodesAsync(default));
    }

    [Fact]
    public async Task A_certificate_of_another_authority_is_refused()
    {
        using var other = new Authority("other");
        using var server = other.Issue("server", IPAddress.Loopback);
        await using var engine = EngineStandIn.OnTcp(out var port, server);
        using var swarm = new SwarmClient(Endpoint(port, _authority));
        Assert.Contains("its certificate is not signed by the authority in ca.pem", await Complaint(swarm));
    }

    [Fact]
    public async Task A_certificate_for_another_name_is_refused()
    {
        using var server = _authority.Issue("server", IPAddress.Parse("10.9.8.7"));
        await using var engine = EngineStandIn.OnTcp(out var port, server);
        using var swarm = new SwarmClient(Endpoint(port, _authority));
        Assert.Contains("its certificate is not for the name '127.0.0.1'", await Complaint(swarm));
    }

    [Fact]
    public async Task Without_a_client_certificate_an_engine_that_wants_one_refuses()
    {
        using var server = _authority.Issue("server", IPAddress.Loopback);
        await using var engine = EngineStandIn.OnTcp(out var port, server, wantsClientCertificate: true);
        using var swarm = new SwarmClient(Endpoint(port, _authority, withClient: false));
        Assert.Contains($"tcp://127.0.0.1:{port}", await Complaint(swarm));
    }

    [Fact]
    public async Task Plain_text_to_a_tls_port_says_what_to_set()
    {
        await using var engine = EngineStandIn.OnTcp(out var port);
        engine.ApiVersion = "";
        engine.Answer = _ => new(400, "Client sent an HTTP request to an HTTPS server.\n");
        engine.PingAnswers = false;
        using var swarm = new SwarmClient(DockerEndpoint.Parse($"tcp://127.0.0.1:{port}", "DOCKER_HOST"));
        Assert.Contains("speaks TLS only; set DOCKER_TLS_VERIFY=1", await Complaint(swarm));
    }

    [Fact]
    public async Task A_broken_file_is_named()
    {
        _folder.With("ca.pem", "-----BEGIN CERTIFICATE-----\nbm9uc2Vuc2U=\n-----END CERTIFICATE-----\n");
        var endpoint = DockerEndpoint.Parse("tcp://127.0.0.1:1", "x", TlsMaterial.FromFolder(_folder.Path, false));
        var error = await Assert.ThrowsAsync<SwarmException>(async () =>
        {
            using var swarm = new SwarmClient(endpoint);
            await swarm.ListNodesAsync(default);
        });
        Assert.Contains("ca.pem", error.Message);
    }
}
