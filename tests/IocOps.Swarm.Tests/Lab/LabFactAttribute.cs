using IocOps.Swarm.Lab;

namespace IocOps.Swarm.Tests.Lab;

/// <summary>
/// A test on real engines. Where this machine can't run a lab it is skipped with the reason, which the runner prints; with CI=true it
/// runs and fails, so that no pipeline is green without it.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class LabFactAttribute : FactAttribute
{
    private static readonly string? Reason = Environment.GetEnvironmentVariable("CI") == "true" ? null : LabController.WhyNot();

    /// <inheritdoc cref="LabFactAttribute"/>
    public LabFactAttribute()
    {
        if (Reason is not null) Skip = $"Did not run: {Reason}.";
    }
}
