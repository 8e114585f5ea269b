using System.ComponentModel;
using System.Diagnostics;

namespace IocOps.Swarm.Dev;

/// <summary>Runs a program of the developer's machine and waits for it.</summary>
public static class Tool
{
    /// <summary>Runs <paramref name="program"/> with what it prints on standard error (standard output belongs to the targets).</summary>
    /// <returns>Its exit code.</returns>
    /// <exception cref="ToolMissingException">There is no such program.</exception>
    public static async Task<int> RunAsync(string program, IEnumerable<string> arguments, string folder, CancellationToken cancel)
    {
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = folder, RedirectStandardOutput = true, UseShellExecute = false };
        using var process = Start(start);
        try
        {
            while (await process.StandardOutput.ReadLineAsync(cancel) is { } line) await Console.Error.WriteLineAsync(line);
            await process.WaitForExitAsync(cancel);
            return process.ExitCode;
        }
        finally
        {
            if (!process.HasExited) process.Kill(entireProcessTree: true);
        }
    }

    /// <summary>Runs it and throws where it does not end with 0.</summary>
    /// <exception cref="InvalidOperationException">It ended with another exit code.</exception>
    public static async Task RequireAsync(string program, IReadOnlyList<string> arguments, string folder, CancellationToken cancel)
    {
        var exit = await RunAsync(program, arguments, folder, cancel);
        if (exit != 0) throw new InvalidOperationException($"`{program} {string.Join(' ', arguments)}` ended with exit code {exit}; see above.");
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

/// <summary>A program that a target needs is not on this machine.</summary>
public sealed class ToolMissingException(string message, Exception inner) : Exception(message, inner);
