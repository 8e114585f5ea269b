using System.Diagnostics;
using System.Text;
using IocOps.Swarm.Dev;
using IocOps.Swarm.Fleets;

namespace IocOps.Swarm.Reviews;

/// <summary>Asks the system's git about a folder; changes nothing in it.</summary>
/// <param name="root">A folder of a repository.</param>
internal sealed class Git(string root)
{
    /// <summary>Runs a command that answers with text.</summary>
    /// <returns>Its exit code, what it printed without line ends around it, and its complaint in one line.</returns>
    /// <exception cref="SelectionException">There is no git.</exception>
    public async Task<(int Exit, string Said, string Complaint)> AskAsync(CancellationToken cancel, params string[] arguments)
    {
        var (said, complaint) = ("", "");
        var exit = await RunAsync(
            arguments,
            async (process, stop) =>
            {
                process.StandardInput.Close();
                var errors = process.StandardError.ReadToEndAsync(stop);
                said = await process.StandardOutput.ReadToEndAsync(stop);
                complaint = (await errors).Split('\n', StringSplitOptions.RemoveEmptyEntries).FirstOrDefault() ?? "";
            },
            cancel);
        return (exit, said.Trim('\n'), complaint);
    }

    /// <summary>Runs a command that is talked with.</summary>
    /// <exception cref="SelectionException">There is no git.</exception>
    public async Task<int> RunAsync(string[] arguments, Func<Process, CancellationToken, Task> talk, CancellationToken cancel)
    {
        var start = new ProcessStartInfo("git", ["-C", root, .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = new UTF8Encoding(false),
        };
        // Complaints are looked at for what they say.
        start.Environment["LC_ALL"] = "C";
        try
        {
            return await ChildProcess.RunAsync(start, talk, cancel);
        }
        catch (ToolMissingException)
        {
            throw new SelectionException("There is no git here, which knows what to compare with. Install it.");
        }
    }
}
