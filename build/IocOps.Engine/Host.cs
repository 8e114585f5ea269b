namespace IocOps.Engine;

/// <summary>Where the build runs: at somebody's terminal or on a CI server.</summary>
/// <remarks>Recognised by the variables that the servers set; <c>--host</c> overrides it.</remarks>
public sealed class Host
{
    private static readonly Host[] Servers =
    [
        new("GitHubActions", "GITHUB_ACTIONS"), new("GitLab", "GITLAB_CI"), new("Jenkins", "JENKINS_URL"),
        new("AzurePipelines", "TF_BUILD"), new("TeamCity", "TEAMCITY_VERSION"), new("Server", "CI"),
    ];

    private Host(string name, string? variable)
    {
        Name = name;
        Variable = variable;
    }

    /// <summary>At somebody's terminal.</summary>
    public static Host Terminal { get; } = new("Terminal", null);

    /// <summary>Its name, as <c>--host</c> takes it.</summary>
    public string Name { get; }

    internal bool IsServer => Variable != null;

    private string? Variable { get; }

    internal static IEnumerable<string> Names => Servers.Select(s => s.Name).Prepend(Terminal.Name);

    /// <inheritdoc/>
    public override string ToString() => Name;

    internal static Host? Named(string name) =>
        Servers.Prepend(Terminal).FirstOrDefault(h => h.Name.Equals(name, StringComparison.OrdinalIgnoreCase));

    // CI=false is a way to say that it is none; every server sets at least one of these to something else.
    internal static Host Detect(IReadOnlyDictionary<string, string> environment) =>
        Servers.FirstOrDefault(s => environment.TryGetValue(s.Variable!, out var value)
            && value.Length > 0 && !value.Equals("false", StringComparison.OrdinalIgnoreCase) && value != "0")
        ?? Terminal;
}
