using System.Linq.Expressions;
using IocOps.Engine.Execution;
using IocOps.Engine.Graph;

namespace IocOps.Engine;

/// <summary>
/// Base of a build. The derived class declares targets and parameters as members and starts with
/// <c>static int Main() => Execute&lt;Build&gt;(x => x.Compile);</c>.
/// </summary>
/// <remarks>
/// <para><b>One run.</b> The command line is parsed; the build is created; every target's definition is read and the whole graph checked;
/// parameters get their values; the plan is made; static conditions and requirements are asked; the targets run, one after the other; the
/// summary is printed. Whatever is wrong before the first target runs ends with exit code 2, all of it in one list.</para>
/// <para><b>Exit code.</b> 0 done; 1 a target failed or was interrupted; 2 usage or configuration, nothing has run;
/// <see cref="ExitCode"/> where the build set it, whatever happened. A target that finds bad configuration sets 2 and throws.</para>
/// <para><b>Output.</b> The engine writes on standard error only (help and plan, which were asked for, on standard output). What targets
/// write is left as it is: data on standard output, progress on standard error.</para>
/// <para><b>Signals.</b> See <see cref="BuildCancellation"/>.</para>
/// <para>The members are those of NUKE 10.1's base class, so that the same build compiles against it. Do not name a member Plan, Host, Help,
/// Continue, Partition or Verbosity.</para>
/// </remarks>
public abstract partial class TargetBuild : INukeBuild
{
    /// <summary>All targets of the build, in the order of the source. NUKE does not show them to builds.</summary>
    public IReadOnlyCollection<ExecutableTarget> ExecutableTargets { get; internal set; } = [];

    /// <inheritdoc/>
    public IReadOnlyCollection<ExecutableTarget> ExecutionPlan { get; internal set; } = [];

    /// <inheritdoc/>
    public IReadOnlyCollection<ExecutableTarget> InvokedTargets => [.. ExecutionPlan.Where(t => t.Invoked)];

    /// <inheritdoc/>
    public IReadOnlyCollection<ExecutableTarget> SkippedTargets => With(ExecutionStatus.Skipped);

    /// <inheritdoc/>
    public IReadOnlyCollection<ExecutableTarget> ScheduledTargets => With(ExecutionStatus.Scheduled);

    /// <inheritdoc/>
    public IReadOnlyCollection<ExecutableTarget> RunningTargets => With(ExecutionStatus.Running);

    /// <inheritdoc/>
    public IReadOnlyCollection<ExecutableTarget> AbortedTargets => With(ExecutionStatus.Aborted);

    /// <inheritdoc/>
    public IReadOnlyCollection<ExecutableTarget> FailedTargets => With(ExecutionStatus.Failed);

    /// <inheritdoc/>
    public IReadOnlyCollection<ExecutableTarget> SucceededTargets => With(ExecutionStatus.Succeeded);

    /// <inheritdoc/>
    public IReadOnlyCollection<ExecutableTarget> FinishedTargets => [.. FailedTargets, .. SucceededTargets];

    /// <inheritdoc/>
    public bool IsSucceeding => ExecutionPlan.All(t =>
        t.Status is ExecutionStatus.Succeeded or ExecutionStatus.Skipped or ExecutionStatus.Collective);

    /// <inheritdoc/>
    public bool IsFailing => ExecutionPlan.Any(t => t.Status is ExecutionStatus.Failed or ExecutionStatus.Aborted or ExecutionStatus.NotRun);

    /// <inheritdoc/>
    public bool IsFinished => ExecutionPlan.All(t => t.Status is not (ExecutionStatus.Scheduled or ExecutionStatus.Running));

    /// <inheritdoc/>
    public int? ExitCode { get; set; }

    AbsolutePath INukeBuild.RootDirectory => RootDirectory;

    AbsolutePath INukeBuild.TemporaryDirectory => TemporaryDirectory;

    Verbosity INukeBuild.Verbosity => Verbosity;

    Host INukeBuild.Host => Host;

    bool INukeBuild.IsLocalBuild => IsLocalBuild;

    bool INukeBuild.IsServerBuild => IsServerBuild;

    /// <summary>Puts notes behind the running target's line in the summary.</summary>
    /// <param name="configurator">Adds the notes to the dictionary that it gets, and hands it back.</param>
    public void ReportSummary(Configure<IDictionary<string, string>>? configurator = null)
    {
        var target = ExecutionPlan.FirstOrDefault(t => t.Status == ExecutionStatus.Running)
            ?? throw new InvalidOperationException("ReportSummary is for a target that is running.");
        IDictionary<string, string> notes = new Dictionary<string, string>();
        notes = configurator?.Invoke(notes) ?? notes;
        target.SummaryInformation = new Dictionary<string, string>(notes);
    }

    /// <inheritdoc/>
    public T? TryGetValue<T>(Expression<Func<T>> parameterExpression)
        where T : class? => (T?)ValueOf(parameterExpression);

    /// <inheritdoc/>
    public T? TryGetValue<T>(Expression<Func<object?>> parameterExpression) =>
        ValueOf(parameterExpression) is T value ? value : default;

    /// <summary>Runs the build: <c>static int Main() => Execute&lt;Build&gt;(x => x.Compile);</c>.</summary>
    /// <param name="defaultTargetExpressions">What runs where nothing is asked for; without any, help is shown.</param>
    /// <returns>The process's exit code.</returns>
    protected static int Execute<T>(params Expression<Func<T, Target>>[] defaultTargetExpressions)
        where T : TargetBuild, new() =>
        new BuildRun(BuildSession.Current, typeof(T), static () => new T(), defaultTargetExpressions).Execute();

    private static object? ValueOf(LambdaExpression expression)
    {
        var member = Members.Of(expression) ?? throw new ArgumentException("TryGetValue takes a member, as in () => Channel.", nameof(expression));
        return BuildSession.Current.ValueOf(member);
    }

    private ExecutableTarget[] With(ExecutionStatus status) => [.. ExecutionPlan.Where(t => t.Status == status)];
}
