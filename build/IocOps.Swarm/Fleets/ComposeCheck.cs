using IocOps.Core.Model;
using IocOps.Swarm.Dev;

namespace IocOps.Swarm.Fleets;

/// <summary>Lets the compose plugin of the docker command, where there is one, read compose files.</summary>
public static class ComposeCheck
{
    /// <summary>Reads them.</summary>
    /// <param name="root">The workspace.</param>
    /// <param name="files">Compose files, below it; they were written.</param>
    /// <param name="cancel">Cancels.</param>
    /// <returns>False where there is no plugin.</returns>
    /// <exception cref="InvalidOperationException">It refuses one; what it says is on standard error.</exception>
    public static async Task<bool> RunAsync(string root, IReadOnlyList<RenderedFile> files, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(files);
        try
        {
            if (files.Count == 0 || await Tool.RunAsync("/bin/sh", ["-c", "docker compose version >/dev/null 2>&1"], root, cancel) != 0) return false;
            foreach (var file in files) await Tool.RequireAsync("docker", ["compose", "-f", file.Path, "config", "--quiet"], root, cancel);
            return true;
        }
        catch (ToolMissingException)
        {
            return false;
        }
    }
}
