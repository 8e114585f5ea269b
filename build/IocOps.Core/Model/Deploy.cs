namespace IocOps.Core.Model;

/// <summary>What Swarm shall know about a service besides its container.</summary>
public sealed record Deploy
{
    /// <summary>Service labels, in ordinal order.</summary>
    public IReadOnlyList<Variable> Labels { get; init; } = [];

    /// <summary>Placement constraints, all of which must hold.</summary>
    public IReadOnlyList<string> Constraints { get; init; } = [];

    /// <summary>The most that the container may use.</summary>
    public Resources Limits { get; init; } = Resources.Unlimited;

    /// <summary>What a node must have free.</summary>
    public Resources Reservations { get; init; } = Resources.Unlimited;

    /// <summary>Placed anywhere, without limits.</summary>
    public static readonly Deploy Nothing = new();
}

/// <summary>Processors and memory.</summary>
/// <param name="Cpus">In cores, three decimals at most; null for no statement.</param>
/// <param name="Memory">In bytes; null for no statement.</param>
public sealed record Resources(decimal? Cpus, long? Memory)
{
    /// <summary>No statement.</summary>
    public static readonly Resources Unlimited = new(null, null);
}

/// <summary>A health check from inside the container: it reads one PV, or runs a command. One of the two is given.</summary>
/// <param name="Pv">Name of a record of this IOC, perhaps with a field; null where a command is given.</param>
/// <param name="Command">Program and arguments, which no shell reads; healthy where it ends with 0. Null where a PV is read.</param>
/// <param name="Timing">When and how long.</param>
public sealed record Health(string? Pv, IReadOnlyList<string>? Command, HealthTiming Timing)
{
    /// <summary>In a word: the PV, or <c>command</c>.</summary>
    public string Word => Pv ?? "command";
}

/// <summary>When the health check runs and when it has failed.</summary>
/// <param name="Interval">From one check to the next.</param>
/// <param name="Timeout">Of one check.</param>
/// <param name="Retries">Failures in a row that make a container unhealthy.</param>
/// <param name="StartPeriod">After the start, while failures do not count.</param>
public sealed record HealthTiming(TimeSpan Interval, TimeSpan Timeout, int Retries, TimeSpan StartPeriod)
{
    /// <summary>A task counts as running only after its first good check, so the interval is short: it delays every deploy.</summary>
    public static readonly HealthTiming Default = new(TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(5), 3, TimeSpan.FromSeconds(30));

    /// <summary>How long Swarm must watch an updated task to see one that starts well and then stops serving.</summary>
    public TimeSpan Monitor => Interval * (Retries + 1);
}
