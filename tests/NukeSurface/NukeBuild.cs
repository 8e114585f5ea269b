using System.Linq.Expressions;
using Nuke.Common.Execution;
using Nuke.Common.IO;
using Nuke.Common.Tooling;

namespace Nuke.Common;

public interface INukeBuild
{
    IReadOnlyCollection<ExecutableTarget> ExecutionPlan { get; }

    IReadOnlyCollection<ExecutableTarget> InvokedTargets { get; }

    IReadOnlyCollection<ExecutableTarget> SkippedTargets { get; }

    IReadOnlyCollection<ExecutableTarget> FailedTargets { get; }

    int? ExitCode { get; set; }

    AbsolutePath RootDirectory { get; }

    AbsolutePath TemporaryDirectory { get; }

    Verbosity Verbosity { get; }

    Host Host { get; }

    bool IsLocalBuild { get; }

    bool IsServerBuild { get; }

    void ReportSummary(Configure<IDictionary<string, string>> configurator = null);

    T TryGetValue<T>(Expression<Func<T>> parameterExpression)
        where T : class;

    T TryGetValue<T>(Expression<Func<object>> parameterExpression);
}

public class Host
{
    private protected Host()
    {
    }
}

// The members Plan, Host, Help, Continue, Partition and Verbosity are here so that a build that declares its own is warned.
public abstract class NukeBuild : INukeBuild
{
    public static AbsolutePath RootDirectory => null;

    public static AbsolutePath TemporaryDirectory => null;

    public static AbsolutePath BuildAssemblyFile => null;

    public static AbsolutePath BuildAssemblyDirectory => null;

    public static AbsolutePath BuildProjectFile => null;

    public static Verbosity Verbosity { get; set; }

    public static Host Host => null;

    public static bool IsLocalBuild => false;

    public static bool IsServerBuild => false;

    public IReadOnlyCollection<ExecutableTarget> ExecutionPlan => null;

    public IReadOnlyCollection<ExecutableTarget> InvokedTargets => null;

    public IReadOnlyCollection<ExecutableTarget> SkippedTargets => null;

    public IReadOnlyCollection<ExecutableTarget> FailedTargets => null;

    public bool IsSucceeding => false;

    public int? ExitCode { get; set; }

    public bool Plan => false;

    public bool Help => false;

    public bool Continue => false;

    public object Partition => null;

    AbsolutePath INukeBuild.RootDirectory => null;

    AbsolutePath INukeBuild.TemporaryDirectory => null;

    Verbosity INukeBuild.Verbosity => default;

    Host INukeBuild.Host => null;

    bool INukeBuild.IsLocalBuild => false;

    bool INukeBuild.IsServerBuild => false;

    public void ReportSummary(Configure<IDictionary<string, string>> configurator = null) => throw ShapeOnly();

    public T TryGetValue<T>(Expression<Func<T>> parameterExpression)
        where T : class => throw ShapeOnly();

    public T TryGetValue<T>(Expression<Func<object>> parameterExpression) => throw ShapeOnly();

    protected static int Execute<T>(params Expression<Func<T, Target>>[] defaultTargetExpressions)
        where T : NukeBuild, new() => throw ShapeOnly();

    protected internal virtual void OnBuildCreated() => throw ShapeOnly();

    protected internal virtual void OnBuildInitialized() => throw ShapeOnly();

    protected internal virtual void OnBuildFinished() => throw ShapeOnly();

    protected internal virtual void OnTargetRunning(string target) => throw ShapeOnly();

    protected internal virtual void OnTargetSkipped(string target) => throw ShapeOnly();

    protected internal virtual void OnTargetSucceeded(string target) => throw ShapeOnly();

    protected internal virtual void OnTargetFailed(string target) => throw ShapeOnly();

    private static InvalidOperationException ShapeOnly() =>
        new("This is a stand-in that a build compiles against; Nuke.Common itself runs builds.");
}
