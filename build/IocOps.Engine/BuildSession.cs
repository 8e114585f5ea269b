using System.Collections;
using System.Reflection;
using IocOps.Engine.CommandLine;
using IocOps.Engine.Output;
using IocOps.Engine.Parameters;

namespace IocOps.Engine;

/// <summary>One run of a build and all that it takes from the process: arguments, environment, directory, streams.</summary>
internal sealed class BuildSession
{
    private static readonly AsyncLocal<BuildSession?> Ambient = new();
    private static readonly Lazy<BuildSession> OfProcess = new(FromProcess);

    private AbsolutePath? _root;

    /// <summary>The one of the process, unless a test put another in its place.</summary>
    public static BuildSession Current
    {
        get => Ambient.Value ?? OfProcess.Value;
        set => Ambient.Value = value;
    }

    public required IReadOnlyList<string> Arguments { get; init; }

    public required IReadOnlyDictionary<string, string> Environment { get; init; }

    public required string WorkingDirectory { get; init; }

    public required TextWriter Out { get; init; }

    public required TextWriter Error { get; init; }

    /// <summary>Standard error is a terminal that shows colours, and nobody asked for none.</summary>
    public bool HasColor { get; init; }

    /// <summary>How people call this build; the entry assembly's metadata <c>Command</c>.</summary>
    public string Command { get; init; } = "./build.sh";

    /// <summary>What a workspace has, below it; beside <c>.nuke</c> the entry assembly's metadata <c>Workspace</c>.</summary>
    public IReadOnlyList<string> Markers { get; init; } = [".nuke"];

    /// <summary>How to make a workspace where there is none; the entry assembly's metadata <c>NewWorkspace</c>.</summary>
    public string? NewWorkspace { get; init; }

    public Secrets Secrets { get; } = new();

    public Verbosity Verbosity { get; set; } = Verbosity.Normal;

    public Host Host { get; set; } = Host.Terminal;

    /// <summary>Parameter values that came from outside, by key.</summary>
    public IReadOnlyDictionary<string, object?> Values { get; set; } = new Dictionary<string, object?>();

    /// <summary>All parameters of the build.</summary>
    public IReadOnlyList<ParameterMember> Parameters { get; set; } = [];

    /// <summary>Found when it is first asked for. Throws <see cref="UsageException"/> where there is none.</summary>
    public AbsolutePath RootDirectory => _root ??= RootLocator.Locate(this);

    /// <summary>What came from outside for a member; the name of a component's parameter may carry its prefix.</summary>
    public object? ValueOf(MemberInfo member) =>
        Parameters.FirstOrDefault(p => p.Member.Name == member.Name && p.Member.DeclaringType == member.DeclaringType) is { } parameter
            ? Values.GetValueOrDefault(parameter.Key)
            : Values.GetValueOrDefault(Names.Key(member.Name));

    private static BuildSession FromProcess()
    {
        var environment = new Dictionary<string, string>(
            OperatingSystem.IsWindows() ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal);
        foreach (DictionaryEntry entry in System.Environment.GetEnvironmentVariables())
            environment[(string)entry.Key] = (string?)entry.Value ?? "";
        System.Console.SetError(new PatientWriter(System.Console.Error));
        var facts = (Assembly.GetEntryAssembly()?.GetCustomAttributes<AssemblyMetadataAttribute>() ?? []).ToLookup(a => a.Key, a => a.Value ?? "");
        return new BuildSession
        {
            Command = facts["Command"].FirstOrDefault() ?? "./build.sh",
            Markers = [.. facts["Workspace"], ".nuke"],
            NewWorkspace = facts["NewWorkspace"].FirstOrDefault(),
            Arguments = System.Environment.GetCommandLineArgs()[1..],
            Environment = environment,
            WorkingDirectory = System.Environment.CurrentDirectory,
            Out = Console.Out,
            Error = Console.Error,
            HasColor = !Console.IsErrorRedirected && string.IsNullOrEmpty(environment.GetValueOrDefault("NO_COLOR"))
                && environment.GetValueOrDefault("TERM") != "dumb",
        };
    }
}
