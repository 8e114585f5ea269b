using System.Diagnostics;
using IocOps.Core.Model;
using IocOps.Swarm.Dev;

namespace IocOps.Swarm.Projects;

/// <summary>What git knows of an IOC's folder.</summary>
internal static class GitState
{
    /// <summary>Says whether git could bring the folder back: a sentence without full stop.</summary>
    public static async Task<string> OfAsync(string root, string name, CancellationToken cancel)
    {
        var path = $"{FleetSource.IocsFolder}/{name}";
        try
        {
            var tracked = await AskAsync(root, ["ls-files", "--", path], cancel);
            if (tracked is null) return "this workspace is not in git: what is deleted is gone for good";
            var lost = await AskAsync(root, ["status", "--porcelain", "--ignored", "--", path], cancel) ?? [];
            if (tracked.Count == 0) return "git has none of its files: they are gone for good";
            return lost.Count == 0 ? "git has all of its files" : $"git does not have {string.Join(", ", lost.Take(5).Select(l => l[3..]))}{(lost.Count > 5 ? $" and {lost.Count - 5} more" : "")} as on disk: that is gone for good";
        }
        catch (ToolMissingException)
        {
            return "there is no git here to say whether it has its files";
        }
    }

    /// <summary>Which of some files git could not bring back: all of them where it is not asked.</summary>
    /// <param name="root">The workspace.</param>
    /// <param name="paths">Below it.</param>
    /// <param name="cancel">Cancels.</param>
    public static async Task<IReadOnlyList<string>> LostAsync(string root, IReadOnlyList<string> paths, CancellationToken cancel)
    {
        try
        {
            // With -z names are printed as they are.
            var tracked = await AskAsync(root, ["ls-files", "-z", "--", .. paths], cancel) ?? [];
            var changed = await AskAsync(root, ["diff", "--name-only", "--relative", "-z", "HEAD", "--", .. paths], cancel) ?? paths;
            var kept = Names(tracked).Except(Names(changed), StringComparer.Ordinal).ToHashSet(StringComparer.Ordinal);
            return [.. paths.Where(p => !kept.Contains(p))];
        }
        catch (ToolMissingException)
        {
            return paths;
        }

        static IEnumerable<string> Names(IReadOnlyList<string> lines) => string.Join('\n', lines).Split('\0', StringSplitOptions.RemoveEmptyEntries);
    }

    /// <summary>
    /// The commit that the workspace is at, twelve letters, with <c>+</c> behind it where IOCs, site or templates are not as committed;
    /// empty where it is not in git, or git can't say.
    /// </summary>
    public static async Task<string> CommitAsync(string root, CancellationToken cancel)
    {
        try
        {
            if (await AskAsync(root, ["rev-parse", "--short=12", "HEAD"], cancel) is not [{ Length: > 0 } commit]) return "";
            var changed = await AskAsync(root, ["status", "--porcelain", "--", FleetSource.IocsFolder, "templates"], cancel);
            return changed is { Count: 0 } ? commit : $"{commit}+";
        }
        catch (ToolMissingException)
        {
            return "";
        }
    }

    private static async Task<IReadOnlyList<string>?> AskAsync(string root, string[] arguments, CancellationToken cancel)
    {
        var start = new ProcessStartInfo("git", ["-C", root, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        var lines = new List<string>();
        var exit = await ChildProcess.RunAsync(start, ReadAsync, cancel);
        return exit == 0 ? lines : null;

        async Task ReadAsync(Process process, CancellationToken stop)
        {
            var errors = process.StandardError.ReadToEndAsync(stop);
            while (await process.StandardOutput.ReadLineAsync(stop) is { } line) lines.Add(line);
            await errors;
        }
    }
}
