using System.Diagnostics;

namespace IocOps.Swarm.Dev;

/// <summary>Runs a program of the developer's machine and waits for it.</summary>
public static class Tool
{
    /// <summary>
    /// Runs <paramref name="program"/> with what it prints on standard error (standard output belongs to the targets). When cancelled it has
    /// 30 s to clean up.
    /// </summary>
    /// <returns>Its exit code.</returns>
    /// <exception cref="ToolMissingException">There is no such program.</exception>
    public static async Task<int> RunAsync(string program, IEnumerable<string> arguments, string folder, CancellationToken cancel)
    {
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = folder, RedirectStandardOutput = true, UseShellExecute = false };
        return await ChildProcess.RunAsync(start, PassOnAsync, cancel);
    }

    /// <summary>Runs it and throws where it does not end with 0.</summary>
    /// <exception cref="InvalidOperationException">It ended with another exit code.</exception>
    public static async Task RequireAsync(string program, IReadOnlyList<string> arguments, string folder, CancellationToken cancel)
    {
        var exit = await RunAsync(program, arguments, folder, cancel);
        if (exit != 0) throw new InvalidOperationException($"`{program} {string.Join(' ', arguments)}` ended with exit code {exit}; see above.");
    }

    private static async Task PassOnAsync(Process process, CancellationToken stop)
    {
        while (await process.StandardOutput.ReadLineAsync(stop) is { } line) await Console.Error.WriteLineAsync(line);
    }
}

/// <summary>A program that a target needs is not on this machine.</summary>
public sealed class ToolMissingException(string message, Exception inner) : Exception(message, inner);
