using IocOps.Engine.Parameters;

namespace IocOps.Engine.CommandLine;

/// <summary>What the command line asks for.</summary>
internal sealed class Invocation
{
    /// <summary>Names as typed, in order.</summary>
    public IReadOnlyList<string> Targets { get; init; } = [];

    /// <summary>Names as typed; empty: all that were not asked for; null: nothing.</summary>
    public IReadOnlyList<string>? Skip { get; init; }

    public IReadOnlyList<string> Profiles { get; init; } = [];

    public bool Help { get; init; }

    public bool Plan { get; init; }

    public bool Continue { get; init; }

    public bool Version { get; init; }

    public bool NoLogo { get; init; }

    public string? Host { get; init; }

    public string? Verbosity { get; init; }

    public string? Completion { get; init; }

    public IReadOnlyDictionary<ParameterMember, RawValue> Values { get; init; } = new Dictionary<ParameterMember, RawValue>();
}
