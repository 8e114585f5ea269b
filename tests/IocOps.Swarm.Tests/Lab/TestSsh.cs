using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Runtime.Versioning;
using System.Text;
using IocOps.Swarm.Lab.Nodes;

namespace IocOps.Swarm.Tests.Lab;

/// <summary>OpenSSH's server on loopback with keys of its own, and a folder for PATH in which the system's <c>ssh</c> knows them.</summary>
[UnsupportedOSPlatform("windows")]
internal sealed class TestSsh : IDisposable
{
    // sshd keeps its unprivileged half here; the package's service makes the folder when it starts.
    private const string Separation = "/run/sshd";

    private readonly TemporaryFolder _folder = new();
    private readonly StringBuilder _log = new();
    private readonly bool _madeSeparation = !Directory.Exists(Separation);
    private readonly Process _server;

    private TestSsh()
    {
        Port = FreePort();
        Directory.CreateDirectory(Separation);
        _server = Process.Start(new ProcessStartInfo(LabPackages.Find("sshd")!, ["-D", "-e", "-f", Configured()]) { RedirectStandardError = true })!;
        _server.ErrorDataReceived += (_, line) =>
        {
            lock (_log) _log.AppendLine(line.Data);
        };
        _server.BeginErrorReadLine();
    }

    public int Port { get; }

    /// <summary>The environment's PATH with this ssh in front.</summary>
    public string SearchPath => $"{_folder["bin"]}:{Environment.GetEnvironmentVariable("PATH")}";

    /// <summary>What the server says about itself and its visitors.</summary>
    public string Log
    {
        get
        {
            lock (_log) return _log.ToString();
        }
    }

    public static async Task<TestSsh> StartAsync()
    {
        var ssh = new TestSsh();
        await Wait.UntilAsync(() => ssh.Log.Contains("Server listening", StringComparison.Ordinal), TimeSpan.FromSeconds(20), "sshd does not listen", default);
        return ssh;
    }

    /// <summary>From now on nobody's key is known.</summary>
    public void ForgetKeys() => _folder.With("authorized", "");

    public void Dispose()
    {
        _server.Kill(entireProcessTree: true);
        _server.WaitForExit();
        _server.Dispose();
        if (_madeSeparation) Directory.Delete(Separation, recursive: true);
        _folder.Dispose();
    }

    private string Configured()
    {
        Generate("host");
        Generate("user");
        _folder.With("authorized", _folder.Text("user.pub"));
        _folder.With("known", $"[127.0.0.1]:{Port} {_folder.Text("host.pub")}");
        _folder.With("client", $"IdentityFile {_folder["user"]}\nIdentitiesOnly yes\nUserKnownHostsFile {_folder["known"]}\nGlobalKnownHostsFile /dev/null\n");
        _folder.With("bin/ssh", $"#!/bin/sh\nexec {LabPackages.Find("ssh")} -F {_folder["client"]} \"$@\"\n");
        File.SetUnixFileMode(_folder["bin/ssh"], UnixFileMode.UserRead | UnixFileMode.UserExecute);
        _folder.With("server", $"ListenAddress 127.0.0.1:{Port}\nHostKey {_folder["host"]}\nAuthorizedKeysFile {_folder["authorized"]}\nPidFile none\nStrictModes no\nUsePAM no\nPasswordAuthentication no\nPermitRootLogin yes\n");
        return _folder["server"];
    }

    private void Generate(string name)
    {
        using var made = Process.Start(new ProcessStartInfo("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-C", "", "-f", _folder[name]]))!;
        made.WaitForExit();
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
