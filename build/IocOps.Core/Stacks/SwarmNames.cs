using System.Text.RegularExpressions;

namespace IocOps.Core.Stacks;

/// <summary>What Swarm accepts as names.</summary>
public static partial class SwarmNames
{
    /// <summary>In characters: a service's name is a DNS label.</summary>
    public const int MaxService = 63;

    /// <summary>In characters, for configs and secrets.</summary>
    public const int MaxData = 64;

    /// <summary>Why a full service name is refused; null where it is not.</summary>
    public static string? ServiceFault(string name) =>
        name.Length > MaxService ? $"the service name '{name}' has {name.Length} characters; Swarm takes at most {MaxService}"
        : Service().IsMatch(name) ? null
        : $"'{name}' is no service name: use letters, digits, '-' and '_', and begin and end with a letter or digit";

    /// <summary>Why the name of a config or secret is refused; null where it is not.</summary>
    public static string? DataFault(string name) =>
        name.Length > MaxData ? $"the name '{name}' has {name.Length} characters; Swarm takes at most {MaxData}"
        : Data().IsMatch(name) ? null
        : $"'{name}' is no name for a config or secret: use letters, digits, '-', '_' and '.', and begin and end with a letter or digit";

    [GeneratedRegex(@"\A[a-zA-Z0-9](?:[a-zA-Z0-9_-]*[a-zA-Z0-9])?\z", RegexOptions.CultureInvariant, 2000)]
    private static partial Regex Service();

    [GeneratedRegex(@"\A[a-zA-Z0-9](?:[a-zA-Z0-9_.-]*[a-zA-Z0-9])?\z", RegexOptions.CultureInvariant, 2000)]
    private static partial Regex Data();
}
