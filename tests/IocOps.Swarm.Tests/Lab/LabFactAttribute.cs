using IocOps.Swarm.Lab;

namespace IocOps.Swarm.Tests.Lab;

/// <summary>
/// A test on real engines. Where this machine can't run a lab it is skipped with the reason, which the runner prints; with CI=true it
/// runs and fails, so that no pipeline is green without it.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class LabFactAttribute : FactAttribute
{
    /// <inheritdoc cref="LabFactAttribute"/>
    public LabFactAttribute() => Skip = Reason;

    /// <summary>Why tests on real engines are skipped here, or null where they run.</summary>
    internal static string? Reason { get; } =
        Environment.GetEnvironmentVariable("CI") != "true" && LabController.WhyNot() is { } why ? $"Did not run: {why}." : null;
}

/// <summary>Like <see cref="LabFactAttribute"/>, for several values.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class LabTheoryAttribute : TheoryAttribute
{
    /// <inheritdoc cref="LabTheoryAttribute"/>
    public LabTheoryAttribute() => Skip = LabFactAttribute.Reason;
}
