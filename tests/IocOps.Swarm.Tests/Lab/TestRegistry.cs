using System.Diagnostics;
using System.Net;
using System.Runtime.Versioning;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Docker.DotNet;
using Docker.DotNet.Models;
using IocOps.Swarm.Lab;
using IocOps.Swarm.Lab.Nodes;
using IocOps.Swarm.Tests.Docker;

namespace IocOps.Swarm.Tests.Lab;

/// <summary>
/// Debian's docker-registry on the first node of a lab, with a certificate of its own authority, which all nodes trust, and with a password.
/// </summary>
[UnsupportedOSPlatform("windows")]
public sealed class TestRegistry : IAsyncDisposable
{
    /// <summary>Who may read and write, another one with the same password, and its bcrypt hash.</summary>
    public const string User = "op";
    public const string OtherUser = "op2";
    public const string Password = "open sesame";
    private const string Hash = "$2y$05$abcdefghijklmnopqrstuupx2xBUC4954936wVIjyyPHmUBFu0wCW";

    private readonly TemporaryFolder _folder = new();
    private readonly LabController _lab;
    private readonly IReadOnlyList<string> _nodes;
    private readonly StringBuilder _log = new();
    private Process? _process;

    private TestRegistry(LabController lab, LabStatus status)
    {
        (_lab, _nodes) = (lab, [.. status.Nodes.Select(n => n.Name)]);
        Server = $"{status.Nodes[0].Address}:5000";
    }

    /// <summary>Host and port.</summary>
    public string Server { get; }

    /// <summary>What <c>docker login</c> would write.</summary>
    public string LoginFile(string password = Password, string user = User)
    {
        var pair = Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{password}"));
        return $$"""{ "auths": { "{{Server}}": { "auth": "{{pair}}" } } }""";
    }

    public static async Task<TestRegistry> StartAsync(LabController lab)
    {
        var registry = new TestRegistry(lab, await lab.StatusAsync(default));
        try
        {
            registry.Prepare();
            await registry.TrustAsync();
            await registry.StartAsync();
            return registry;
        }
        catch
        {
            await registry.DisposeAsync();
            throw;
        }
    }

    /// <summary>Waits until it serves.</summary>
    public async Task StartAsync()
    {
        var node = LabProcesses.Init(_lab.Paths, _nodes[0]) ?? throw new InvalidOperationException("The node does not run.");
        var start = new ProcessStartInfo("nsenter", [$"--net=/proc/{node}/ns/net", "docker-registry", "serve", _folder["config.yml"]])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        _process = Process.Start(start)!;
        _process.OutputDataReceived += Keep;
        _process.ErrorDataReceived += Keep;
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        await Wait.UntilAsync(() => Log.Contains("listening on", StringComparison.Ordinal), TimeSpan.FromSeconds(20), "the registry does not listen", default);

        void Keep(object sender, DataReceivedEventArgs line)
        {
            lock (_log) _log.AppendLine(line.Data);
        }
    }

    public async Task StopAsync()
    {
        if (_process is null) return;
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        _process = null;
        lock (_log) _log.Clear();
    }

    /// <summary>What it told since it was started.</summary>
    public string Log
    {
        get
        {
            lock (_log) return _log.ToString();
        }
    }

    /// <summary>Only the other user may do anything from now on.</summary>
    public void Dismiss() => _folder.With("htpasswd", $"{OtherUser}:{Hash}\n");

    /// <summary>How often it was asked for the digest of a tag.</summary>
    public int Asked(string repository, string tag = "1") => Log.Split($"\"HEAD /v2/{repository}/manifests/{tag} ").Length - 1;

    /// <summary>Makes an image of the lab image and a label, and pushes it.</summary>
    /// <returns>Its digest.</returns>
    public async Task<string> PushAsync(DockerClient engine, string repository, string content, string tag = "1")
    {
        var name = $"{Server}/{repository}";
        var container = await engine.Containers.CreateContainerAsync(new CreateContainerParameters { Image = LabImage.Reference });
        await engine.Images.CommitContainerChangesAsync(
            new CommitContainerChangesParameters { ContainerID = container.ID, RepositoryName = name, Tag = tag, Changes = [$"LABEL content={content}"] });
        await engine.Containers.RemoveContainerAsync(container.ID, new ContainerRemoveParameters());
        var digest = "";
        var trouble = "";
        await engine.Images.PushImageAsync(
            name,
            new ImagePushParameters { Tag = tag },
            new AuthConfig { Username = OtherUser, Password = Password, ServerAddress = Server },
            new Listener(m =>
            {
                digest = m.Status?.Split("digest: ") is [_, var rest] ? rest.Split(' ')[0] : digest;
                trouble += m.Error?.Message;
            }));
        return digest.Length > 0 ? digest : throw new InvalidOperationException($"The image can't be pushed: {trouble}");
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        foreach (var node in _nodes) await _lab.RunAsync(node, ["rm", "-rf", $"/etc/docker/certs.d/{Server}"], default);
        _folder.Dispose();
    }

    private void Prepare()
    {
        using var authority = new Authority("registry authority");
        using var certificate = authority.Issue("registry", IPAddress.Parse(Server.Split(':')[0]));
        _folder.With("ca.crt", authority.Certificate.ExportCertificatePem()).With("reg.crt", certificate.ExportCertificatePem())
            .With("reg.key", certificate.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem())
            .With("htpasswd", $"{User}:{Hash}\n{OtherUser}:{Hash}\n")
            .With("config.yml", $$$"""
                version: 0.1
                log: {level: info}
                storage: {filesystem: {rootdirectory: {{{_folder["data"]}}}}}
                http: {addr: "{{{Server}}}", tls: {certificate: {{{_folder["reg.crt"]}}}, key: {{{_folder["reg.key"]}}}}}
                auth: {htpasswd: {realm: test, path: {{{_folder["htpasswd"]}}}}}
                """);
    }

    // Each node has a layer of its own over /etc.
    private async Task TrustAsync()
    {
        var folder = $"/etc/docker/certs.d/{Server}";
        foreach (var node in _nodes) await _lab.RunAsync(node, ["sh", "-c", $"mkdir -p {folder} && cp {_folder["ca.crt"]} {folder}/ca.crt"], default);
    }

    private sealed class Listener(Action<JSONMessage> hear) : IProgress<JSONMessage>
    {
        public void Report(JSONMessage value) => hear(value);
    }
}
