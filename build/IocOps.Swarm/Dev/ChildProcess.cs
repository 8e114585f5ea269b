using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace IocOps.Swarm.Dev;

/// <summary>A program that ends with the run that started it.</summary>
internal static class ChildProcess
{
    // As long as labs of tests take to go down.
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(30);

    /// <summary>Runs a program to its end. When cancelled it is asked to end (SIGTERM), and after 30 s killed with its children.</summary>
    /// <param name="start">What to run; its output is redirected where <paramref name="read"/> reads it.</param>
    /// <param name="read">Reads the output, to its end: goes on while the program ends.</param>
    /// <param name="cancel">Ends it.</param>
    /// <returns>Its exit code.</returns>
    /// <exception cref="ToolMissingException">There is no such program.</exception>
    public static async Task<int> RunAsync(ProcessStartInfo start, Func<Process, CancellationToken, Task> read, CancellationToken cancel)
    {
        using var process = Start(start);
        // Reading ends with the grace and not with the wish to end: a full pipe would keep the program from ending.
        using var stop = new CancellationTokenSource();
#pragma warning disable CA2025 // It is awaited below, whatever happens.
        var reading = read(process, stop.Token);
#pragma warning restore CA2025
        try
        {
            await process.WaitForExitAsync(cancel);
            await reading.WaitAsync(cancel);
            return process.ExitCode;
        }
        finally
        {
            await EndAsync(process);
            await stop.CancelAsync();
            await reading.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private static async Task EndAsync(Process process)
    {
        if (process.HasExited) return;
        using var grace = new CancellationTokenSource(Grace);
        try
        {
            if (Terminate(process)) await process.WaitForExitAsync(grace.Token);
        }
        catch (OperationCanceledException)
        {
            // Killed now.
        }

        if (!process.HasExited) process.Kill(entireProcessTree: true);
    }

    // .NET itself can only kill.
    private static bool Terminate(Process process)
    {
        if (OperatingSystem.IsWindows()) return false;
        try
        {
            using var kill = Process.Start("kill", ["-s", "TERM", process.Id.ToString(CultureInfo.InvariantCulture)]);
            return true;
        }
        catch (Win32Exception)
        {
            return false;
        }
    }

    private static Process Start(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception e)
        {
            throw new ToolMissingException($"'{start.FileName}' can't be started: {e.Message}. Install it, or look at PATH.", e);
        }
    }
}
