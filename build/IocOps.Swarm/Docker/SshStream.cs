using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace IocOps.Swarm.Docker;

/// <summary>ssh, or the docker command at its other end, gave up; the message is in their words.</summary>
internal sealed class SshException(string message) : IOException(message);

/// <summary>
/// A connection to an engine through the system's ssh: what is written goes to <c>docker system dial-stdio</c> on the other machine, what
/// is read comes from it (the docker command's connhelper). ssh uses its own configuration, keys and agent; it never asks for a password.
/// </summary>
internal sealed class SshStream : ForwardStream
{
    private readonly Process _ssh;
    private readonly StringBuilder _complaint = new();

    private SshStream(Process ssh)
    {
        _ssh = ssh;
        _ssh.ErrorDataReceived += (_, line) =>
        {
            lock (_complaint)
                if (_complaint.Length < 2000 && line.Data is { Length: > 0 } text) _complaint.Append(_complaint.Length > 0 ? "; " : "").Append(text.Trim());
        };
        _ssh.BeginErrorReadLine();
    }

    /// <summary>What ssh said on its standard error so far.</summary>
    private string Complaint
    {
        get
        {
            lock (_complaint) return _complaint.ToString();
        }
    }

    internal static SshStream Open(DockerEndpoint endpoint, string program)
    {
        var start = new ProcessStartInfo(program)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        foreach (var argument in Arguments(endpoint)) start.ArgumentList.Add(argument);
        try
        {
            return new SshStream(Process.Start(start)!);
        }
        catch (Win32Exception e)
        {
            throw new SwarmException($"{endpoint} needs the program ssh, which can't be started: {e.Message}; install an OpenSSH client", e);
        }
    }

    internal static IReadOnlyList<string> Arguments(DockerEndpoint endpoint)
    {
        List<string> arguments = ["-o", "ConnectTimeout=4", "-o", "BatchMode=yes", "-T"];
        if (endpoint.User is not null) arguments.AddRange(["-l", endpoint.User]);
        if (endpoint.Port > 0) arguments.AddRange(["-p", endpoint.Port.ToString(CultureInfo.InvariantCulture)]);
        arguments.AddRange(["--", endpoint.Host, "docker"]);
        // The other machine's shell splits what it is given.
        if (endpoint.Path.Length > 0) arguments.AddRange(["-H", "'unix://" + endpoint.Path.Replace("'", "'\\''", StringComparison.Ordinal) + "'"]);
        arguments.AddRange(["system", "dial-stdio"]);
        return arguments;
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var count = await _ssh.StandardOutput.BaseStream.ReadAsync(buffer, cancellationToken);
        return count > 0 || buffer.Length == 0 ? count : await EndAsync(cancellationToken);
    }

    /// <summary>At its end: an error with ssh's own words where ssh failed (it exits with 255), the plain end else.</summary>
    private async Task<int> EndAsync(CancellationToken cancel)
    {
        await _ssh.WaitForExitAsync(cancel);
        return _ssh.ExitCode == 0 ? 0 : throw new SshException(Complaint is { Length: > 0 } text ? text : $"ssh ended with {_ssh.ExitCode}");
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        try
        {
            await _ssh.StandardInput.BaseStream.WriteAsync(buffer, cancellationToken);
            await _ssh.StandardInput.BaseStream.FlushAsync(cancellationToken);
        }
        catch (IOException)
        {
            // The pipe broke because ssh ended; why stands on its standard error.
            await EndAsync(cancellationToken);
            throw;
        }
    }

    public override Task FlushAsync(CancellationToken cancellationToken) => _ssh.StandardInput.BaseStream.FlushAsync(cancellationToken);

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            try
            {
                if (!_ssh.HasExited) _ssh.Kill(entireProcessTree: true);
            }
            catch (Exception e) when (e is InvalidOperationException or Win32Exception)
            {
                // It ended by itself in this moment.
            }

            _ssh.Dispose();
        }

        base.Dispose(disposing);
    }

    public override bool CanRead => true;

    public override bool CanWrite => true;

    public override void Flush() => _ssh.StandardInput.BaseStream.Flush();

    public override int Read(byte[] buffer, int offset, int count) =>
        throw new NotSupportedException("The HTTP handler reads asynchronously.");

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override void Write(byte[] buffer, int offset, int count) =>
        throw new NotSupportedException("The HTTP handler writes asynchronously.");

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();
}
