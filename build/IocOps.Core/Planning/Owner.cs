namespace IocOps.Core.Planning;

/// <summary>What a service belongs to. Every target changes and prunes only what its own kind owns.</summary>
public enum OwnerKind
{
    /// <summary>A folder <c>iocs/&lt;name&gt;/</c>.</summary>
    Ioc,

    /// <summary>The global services of the site: the log server, and folders <c>iocs/_global/&lt;name&gt;/</c>.</summary>
    Global,

    /// <summary>A folder <c>iocs/_services/&lt;name&gt;/</c>.</summary>
    Service,
}

/// <summary>Who owns a service: kept on it as the label <see cref="Label"/>, so that it survives the folder.</summary>
/// <param name="Kind">Which target looks after it.</param>
/// <param name="Name">The folder's name; of the log server <c>global</c>.</param>
public sealed record Owner(OwnerKind Kind, string Name)
{
    /// <summary>A service label, never a container label: changing it restarts nothing.</summary>
    public const string Label = "iocops.owner";

    /// <summary><c>ioc/ramper</c></summary>
    public override string ToString() => $"{Kind.ToString().ToLowerInvariant()}/{Name}";

    /// <summary>Reads <see cref="ToString"/>'s form; null where it is something else.</summary>
    public static Owner? Parse(string? label)
    {
        var parts = (label ?? "").Split('/', 2);
        return parts.Length == 2 && Enum.TryParse<OwnerKind>(parts[0], true, out var kind) ? new Owner(kind, parts[1]) : null;
    }
}
