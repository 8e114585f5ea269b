using System.Runtime.Versioning;
using System.Security.Cryptography.X509Certificates;
using IocOps.Swarm.Tests.Docker;
using IocOps.Swarm.Tests.Equality;
using IocOps.Swarm.Tests.Lab;

namespace IocOps.Swarm.Tests.EndToEnd;

/// <summary>A deploy from another machine: through OpenSSH, and through TLS with a context that the docker command made.</summary>
[Collection(LabCollection.Name)]
[UnsupportedOSPlatform("windows")]
public sealed class EndpointTests(LabFixture lab) : IDisposable
{
    private readonly SmallFleet _fleet = new();

    public void Dispose() => _fleet.Dispose();

    [LabFactWith("sshd")]
    public async Task A_fleet_is_deployed_through_ssh_and_a_refused_login_is_told_in_the_words_of_ssh()
    {
        await lab.ClearAsync();
        using var ssh = await TestSsh.StartAsync();
        var product = new Product(_fleet.Path, $"ssh://root@127.0.0.1:{ssh.Port}{lab.Endpoint["unix://".Length..]}").With("PATH", ssh.SearchPath);

        var outcome = await product.RunAsync("DeployAllIocs");
        Assert.True(outcome.ExitCode == 0, $"{outcome}\n{ssh.Log}");
        Assert.Contains("3 created; 3 running.", outcome.Notes, StringComparison.Ordinal);
        // A login each, and few of them.
        Assert.InRange(ssh.Log.Split("Accepted publickey").Length - 1, 1, 4);

        ssh.ForgetKeys();
        var refused = await product.RunAsync("ShowDigest");
        Assert.True(refused.ExitCode == 1, refused.ToString());
        Assert.Contains("Permission denied (publickey", refused.Notes, StringComparison.Ordinal);
        Assert.Contains($"`ssh -p {ssh.Port} root@127.0.0.1 docker version` must work here without asking anything", refused.Notes, StringComparison.Ordinal);
    }

    [LabFact]
    public async Task A_fleet_is_deployed_through_a_context_of_the_docker_command_with_its_certificates()
    {
        await lab.ClearAsync();
        using var authority = new Authority("ours");
        using var door = new TlsDoor(authority, lab.Endpoint);
        using var client = authority.Issue("client");
        using var pems = new TemporaryFolder();
        pems.With("ca.pem", authority.Certificate.ExportCertificatePem()).With("cert.pem", client.ExportCertificatePem()).With("key.pem", client.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem());
        var context = $"host=tcp://127.0.0.1:{door.Port},ca={pems["ca.pem"]},cert={pems["cert.pem"]},key={pems["key.pem"]}";
        await DockerCommand.RunAsync(lab.Endpoint, _fleet.Path, "context", "create", "control-room", "--docker", context);

        var outcome = await new Product(_fleet.Path, null).RunAsync("DeployAllIocs", "--docker-context", "control-room");
        // What is typed wins over the environment, also where that names the same context beside another host.
        var typed = await new Product(_fleet.Path, "unix:///nowhere/else.sock").With("DOCKER_CONTEXT", "control-room").RunAsync("ShowNodes", "--docker-context", "control-room");

        Assert.True(outcome.ExitCode == 0, outcome.ToString());
        Assert.Contains("3 created; 3 running.", outcome.Notes, StringComparison.Ordinal);
        Assert.True(typed.ExitCode == 0, typed.ToString());
    }
}
