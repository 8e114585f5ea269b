using System.Linq.Expressions;

namespace IocOps.Engine;

/// <summary>
/// What components (interfaces with targets as default members) build on. It carries NUKE's name, so that the same
/// component compiles against NUKE.
/// </summary>
public interface INukeBuild
{
    /// <summary>All targets that would run or have run, in order.</summary>
    IReadOnlyCollection<ExecutableTarget> ExecutionPlan { get; }

    /// <summary>Those that were asked for, or the default.</summary>
    IReadOnlyCollection<ExecutableTarget> InvokedTargets { get; }

    /// <summary>Those that were left out.</summary>
    IReadOnlyCollection<ExecutableTarget> SkippedTargets { get; }

    /// <summary>Those whose turn has not come.</summary>
    IReadOnlyCollection<ExecutableTarget> ScheduledTargets { get; }

    /// <summary>The one at work.</summary>
    IReadOnlyCollection<ExecutableTarget> RunningTargets { get; }

    /// <summary>Those that a signal interrupted.</summary>
    IReadOnlyCollection<ExecutableTarget> AbortedTargets { get; }

    /// <summary>Those that failed.</summary>
    IReadOnlyCollection<ExecutableTarget> FailedTargets { get; }

    /// <summary>Those that are done.</summary>
    IReadOnlyCollection<ExecutableTarget> SucceededTargets { get; }

    /// <summary>Those that are done or failed.</summary>
    IReadOnlyCollection<ExecutableTarget> FinishedTargets { get; }

    /// <summary>Every target of the plan is done, skipped or without action.</summary>
    bool IsSucceeding { get; }

    /// <summary>A target failed or was interrupted.</summary>
    bool IsFailing { get; }

    /// <summary>No target is at work and none waits for its turn.</summary>
    bool IsFinished { get; }

    /// <summary>Where set, what the process ends with, whatever happened.</summary>
    int? ExitCode { get; set; }

    /// <inheritdoc cref="TargetBuild.RootDirectory"/>
    AbsolutePath RootDirectory { get; }

    /// <inheritdoc cref="TargetBuild.TemporaryDirectory"/>
    AbsolutePath TemporaryDirectory { get; }

    /// <inheritdoc cref="TargetBuild.Verbosity"/>
    Verbosity Verbosity { get; }

    /// <inheritdoc cref="TargetBuild.Host"/>
    Host Host { get; }

    /// <inheritdoc cref="TargetBuild.IsLocalBuild"/>
    bool IsLocalBuild { get; }

    /// <inheritdoc cref="TargetBuild.IsServerBuild"/>
    bool IsServerBuild { get; }

    /// <inheritdoc cref="TargetBuild.ReportSummary"/>
    void ReportSummary(Configure<IDictionary<string, string>>? configurator = null);

    /// <summary>The value of a component's parameter: <c>[Parameter] string Channel => TryGetValue(() => Channel) ?? "beta";</c>.</summary>
    T? TryGetValue<T>(Expression<Func<T>> parameterExpression)
        where T : class?;

    /// <summary>The value of a component's parameter of a value type: <c>[Parameter] int? Jobs => TryGetValue&lt;int?&gt;(() => Jobs);</c>.</summary>
    T? TryGetValue<T>(Expression<Func<object?>> parameterExpression);
}
