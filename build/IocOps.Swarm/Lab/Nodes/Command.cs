using System.ComponentModel;
using System.Diagnostics;

namespace IocOps.Swarm.Lab.Nodes;

/// <summary>How a program ended.</summary>
internal sealed record CommandResult(int ExitCode, string Output, string Error)
{
    public bool Succeeded => ExitCode == 0;
}

/// <summary>Runs programs with argument lists; no shell ever reads a value.</summary>
internal static class Command
{
    /// <summary>Runs a program to its end; it is killed when <paramref name="cancel"/> says so.</summary>
    /// <exception cref="LabException">The program is not there.</exception>
    public static async Task<CommandResult> TryAsync(
        string program, IReadOnlyList<string> arguments, string? input, CancellationToken cancel, string? folder = null)
    {
        using var process = Start(program, arguments, folder: folder);
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(cancel);
            var error = process.StandardError.ReadToEndAsync(cancel);
            await FeedAsync(process, input);
            await process.WaitForExitAsync(cancel);
            return new CommandResult(process.ExitCode, await output, await error);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
    }

    /// <summary>Like <see cref="TryAsync"/>; anything but exit code 0 is an error that carries what the program complained.</summary>
    public static async Task<string> RunAsync(
        string program, IReadOnlyList<string> arguments, CancellationToken cancel, string? input = null, string? folder = null)
    {
        var result = await TryAsync(program, arguments, input, cancel, folder);
        if (result.Succeeded) return result.Output;
        var said = result.Error.Trim().Length > 0 ? result.Error.Trim() : result.Output.Trim();
        throw new LabException($"`{program} {string.Join(' ', arguments)}` failed with exit code {result.ExitCode}: {said}");
    }

    /// <summary>Starts a program with all its streams in our hands.</summary>
    public static Process Start(
        string program, IReadOnlyList<string> arguments, IReadOnlyDictionary<string, string>? environment = null, string? folder = null)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = folder ?? "",
        };
        foreach (var (key, value) in environment ?? new Dictionary<string, string>()) start.Environment[key] = value;
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception missing)
        {
            throw new LabException($"The program '{program}' can't be started: {missing.Message}.", missing);
        }
    }

    private static async Task FeedAsync(Process process, string? input)
    {
        try
        {
            await process.StandardInput.WriteAsync(input ?? "");
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // The program ended without reading; its exit code says more.
        }
    }
}
