using IocOps.Swarm.Projects;

namespace IocOps.Swarm.Fleets;

/// <summary>Who deploys, and from what.</summary>
/// <param name="Name"><c>user@host</c>, the user as whom somebody logged in where sudo is used.</param>
/// <param name="Commit">Of the workspace, with <c>+</c> where it is not as committed; empty where it is not in git.</param>
public sealed record Author(string Name, string Commit)
{
    private const int LongestName = 64;

    /// <summary>Who runs this process, in a workspace.</summary>
    public static async Task<Author> OfAsync(string root, CancellationToken cancel)
    {
        var user = Environment.GetEnvironmentVariable("SUDO_USER") is { Length: > 0 } sudo ? sudo : Environment.UserName;
        var name = $"{user}@{Environment.MachineName}";
        return new Author(name.Length <= LongestName ? name : name[..LongestName], await GitState.CommitAsync(root, cancel));
    }
}
