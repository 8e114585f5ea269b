namespace IocOps.Swarm.Docker;

/// <summary>What becomes of a call when the manager that was asked can't serve it and others are named.</summary>
internal enum Repeat
{
    /// <summary>Another one is asked: it only reads, or does no harm when it is done twice.</summary>
    Always,

    /// <summary>Another one is asked where the first certainly did nothing.</summary>
    WhereUndone,

    /// <summary>It is about this engine and what it runs.</summary>
    Never,
}

/// <summary>How a call to an engine is done.</summary>
/// <param name="Timeout">For the whole call, or until the headers of the answer are there where its body is read as it comes.</param>
/// <param name="Repeat">What to do where the engine can't serve it.</param>
internal sealed record CallKind(TimeSpan Timeout, Repeat Repeat)
{
    /// <summary>Looks, changes nothing.</summary>
    internal static CallKind Reading { get; } = new(TimeSpan.FromSeconds(30), Repeat.Always);

    /// <summary>A first word with an engine: the user waits for it.</summary>
    internal static CallKind FirstAnswer { get; } = new(TimeSpan.FromSeconds(4.5), Repeat.Always);

    /// <summary>Changes something, and twice is not the same as once.</summary>
    internal static CallKind Writing { get; } = new(TimeSpan.FromSeconds(30), Repeat.WhereUndone);

    /// <summary>Changes something from a version, under a name that only one can have, or takes something away: twice is as once.</summary>
    internal static CallKind Rewriting { get; } = new(TimeSpan.FromSeconds(30), Repeat.Always);

    /// <summary>To become or stop being a node takes an election, a certificate, or an answer from far away.</summary>
    internal static CallKind Membership { get; } = new(TimeSpan.FromSeconds(60), Repeat.Never);

    /// <summary>Into a container of this engine.</summary>
    internal static CallKind Inside { get; } = new(TimeSpan.FromSeconds(30), Repeat.Never);

    /// <summary>Knows better what a failure means; null where it does not.</summary>
    internal Func<Exception, SwarmException?>? Explain { get; init; }
}
