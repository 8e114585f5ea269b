namespace IocOps.Engine.CommandLine;

/// <summary>An option that every build has.</summary>
/// <param name="Flag">On the command line, without the dashes before it.</param>
/// <param name="Description">One sentence for help.</param>
/// <param name="Value">What stands behind it in help; null for a switch.</param>
/// <param name="IsArray">Takes several values.</param>
internal sealed record BuiltIn(string Flag, string Description, string? Value = null, bool IsArray = false);

/// <summary>The options that every build has.</summary>
internal static class BuiltIns
{
    public static readonly BuiltIn Target = new("target", "Targets to run, in this order; the same as naming them without an option", "names", true);
    public static readonly BuiltIn Skip = new("skip", "Targets to leave out; without names, all that were not asked for", "names", true);
    public static readonly BuiltIn Help = new("help", "Shows this, or what the named targets do");
    public static readonly BuiltIn Plan = new("plan", "Shows what would run, in which order and why");
    public static readonly BuiltIn Continue = new("continue", "Goes on with the run that failed last, without what it had done");
    public static readonly BuiltIn Host = new("host", "Where it runs; recognised by itself", "name");
    public static readonly BuiltIn NoLogo = new("no-logo", "Leaves the first line out");
    public static readonly BuiltIn Profile = new("profile", "Reads .nuke/parameters.<name>.json before .nuke/parameters.json", "names", true);
    public static readonly BuiltIn Workspace = new("workspace", "The folder to work on; else the nearest one upwards that is a workspace", "directory");
    public static readonly BuiltIn Verbosity = new("verbosity", "How much is said: Verbose, Normal, Minimal, Quiet", "level");
    public static readonly BuiltIn Version = new("version", "Prints the version");
    public static readonly BuiltIn Completion = new("completion", "Prints a script that makes a shell complete: bash, zsh, fish, pwsh", "shell");

    public static IReadOnlyList<BuiltIn> All { get; } =
        [Target, Skip, Help, Plan, Continue, Host, NoLogo, Profile, Workspace, Verbosity, Version, Completion];

    /// <summary>Those that a parameters file may set.</summary>
    public static IReadOnlyList<string> JsonKeys { get; } = ["Host", "NoLogo", "Verbosity"];
}
