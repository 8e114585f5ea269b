using System.Diagnostics;
using IocOps.Swarm.Docker;
using IocOps.Swarm.Fleets;
using IocOps.Swarm.Lab;

namespace IocOps.Swarm.Backup;

/// <summary>How an engine of this machine is stopped and started.</summary>
public abstract record EngineControl
{
    /// <summary>For messages.</summary>
    public abstract string Name { get; }

    /// <summary>Asks it to end; it may still be ending when this returns.</summary>
    public abstract Task StopAsync(CancellationToken cancel);

    /// <summary>Starts it; no harm where it runs already.</summary>
    public abstract Task StartAsync(CancellationToken cancel);

    /// <summary>
    /// What stops and starts the engine behind a socket: the two commands where they are given, the lab for its own nodes, else the
    /// service manager of this machine (systemd, OpenRC, or init scripts).
    /// </summary>
    /// <exception cref="SelectionException">One command alone is given, or there is no way to tell.</exception>
    public static EngineControl For(string socket, (string? Stop, string? Start) commands)
    {
        if (commands is ({ } stop, { } start)) return new CommandControl(stop, start);
        if (commands.Stop is not null || commands.Start is not null) throw new SelectionException("Give both --engine-stop-command and --engine-start-command, or none of them.");
        return LabControl.Of(socket) ?? ServiceManager.Find(Path.DirectorySeparatorChar.ToString())
            ?? throw new SelectionException("This machine has neither systemd nor OpenRC nor an init script for Docker: say how its engine is stopped and started with --engine-stop-command and --engine-start-command.");
    }
}

/// <summary>Two commands of the shell.</summary>
/// <param name="Stop">Ends the engine.</param>
/// <param name="Start">Starts it.</param>
public sealed record CommandControl(string Stop, string Start) : EngineControl
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(3);

    /// <inheritdoc/>
    public override string Name => $"`{Stop}` and `{Start}`";

    /// <inheritdoc/>
    public override Task StopAsync(CancellationToken cancel) => RunAsync(Stop, cancel);

    /// <inheritdoc/>
    public override Task StartAsync(CancellationToken cancel) => RunAsync(Start, cancel);

    // In a session of its own, so that Ctrl-C on our terminal does not end it; without our streams, which a started engine would hold open.
    private static async Task RunAsync(string command, CancellationToken cancel)
    {
        var complaint = Path.GetTempFileName();
        try
        {
            using var process = Process.Start(new ProcessStartInfo("setsid", ["--wait", "/bin/sh", "-c", $"exec </dev/null >\"$0\" 2>&1; {command}", complaint]))!;
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
            limit.CancelAfter(Limit);
            try
            {
                await process.WaitForExitAsync(limit.Token);
            }
            catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
            {
                throw new SwarmException($"`{command}` did not end within {Limit.TotalMinutes:0} minutes");
            }

            if (process.ExitCode != 0) throw new SwarmException($"`{command}` failed with exit code {process.ExitCode}: {LogText.Clean(await File.ReadAllTextAsync(complaint, cancel)).Trim()}");
        }
        finally
        {
            File.Delete(complaint);
        }
    }
}

/// <summary>The engine of a lab node.</summary>
public sealed record LabControl(string Lab, string Node) : EngineControl
{
    /// <inheritdoc/>
    public override string Name => $"node {Node} of lab '{Lab}'";

    /// <summary>The lab node that listens on a socket; null where it is none.</summary>
    public static LabControl? Of(string socket) =>
        socket.Split('/') is ["", "run", "iocops-lab", var lab, var file] && file.EndsWith(".sock", StringComparison.Ordinal) ? new LabControl(lab, file[..^".sock".Length]) : null;

    /// <inheritdoc/>
    public override Task StopAsync(CancellationToken cancel) => new LabController(Lab, _ => { }).StopAsync(Node, cancel);

    /// <inheritdoc/>
    public override Task StartAsync(CancellationToken cancel) => new LabController(Lab, _ => { }).StartAsync(Node, cancel);
}

/// <summary>The service manager of a machine.</summary>
internal static class ServiceManager
{
    private static readonly string[] UnitFolders = ["etc/systemd/system", "usr/local/lib/systemd/system", "usr/lib/systemd/system", "lib/systemd/system"];

    /// <summary>How it stops and starts Docker; null where there is none that is known.</summary>
    /// <param name="root">Of the file system; another folder only in tests.</param>
    public static EngineControl? Find(string root)
    {
        // As sd_booted(3) tells whether systemd runs.
        if (Directory.Exists(Path.Combine(root, "run/systemd/system")))
        {
            // The socket would start the engine again at the next call.
            var units = HasSocketUnit(root) ? "docker.socket docker.service" : "docker.service";
            // An engine that was started several times in a minute counts as failed, and would not be started again.
            return new CommandControl($"systemctl stop {units}", $"systemctl reset-failed {units}; systemctl start {units}");
        }

        if (!File.Exists(Path.Combine(root, "etc/init.d/docker"))) return null;
        return Directory.Exists(Path.Combine(root, "run/openrc"))
            ? new CommandControl("rc-service docker stop", "rc-service docker start")
            : new CommandControl("service docker stop", "service docker start");
    }

    private static bool HasSocketUnit(string root) =>
        UnitFolders.Any(f => File.Exists(Path.Combine(root, f, "docker.socket")));
}
