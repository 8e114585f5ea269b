using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using IocOps.Engine.CommandLine;
using IocOps.Engine.Files;
using IocOps.Engine.Output;
using IocOps.Engine.Parameters;

namespace IocOps.Engine.Execution;

/// <summary>From a plan and bound parameters to an exit code: last checks, the targets, the summary.</summary>
internal sealed class Conduct(
    BuildSession session, TargetBuild build, TargetRequest request, BuildLog log)
{
    private bool _hasFailedToFinish;

    public int Execute(Invocation invocation)
    {
        if (!invocation.NoLogo)
            log.Write(Tone.Header, Texts.Product(build.GetType()));
        foreach (var secret in invocation.Values.Keys.Where(p => p.IsSecret))
            log.Warn($"--{secret.Flag} is a secret, and command lines can be read by everybody on the machine; set {secret.Variable} instead.");

        build.OnBuildCreated();
        var attempt = new AttemptFile(session.RootDirectory, session.Arguments, request.Planned.Where(t => t.Invoked).Select(t => t.Name));
        if (invocation.Continue)
            attempt.SkipWhatIsDone(request.Planned);
        Skipping.ByConditions(request.Planned);
        UsageException.ThrowIfAny(Requirements.Unmet(build, request.Planned, session.Parameters));
        Run();
        attempt.Keep(request.Planned, build.IsFailing);
        WriteSummary();
        return build.ExitCode ?? (build.IsFailing || _hasFailedToFinish ? ExitCodes.Failed : ExitCodes.Done);
    }

    private void Run()
    {
        using var interruption = new Interruption(log, PosixSignal.SIGINT, PosixSignal.SIGTERM);
        BuildCancellation.Use(interruption);
        try
        {
            build.OnBuildInitialized();
            new TargetRunner(build, request.Planned, log, interruption).Run();
            Finish();
        }
        finally
        {
            BuildCancellation.Use(null);
        }
    }

    // Targets have run: what goes wrong here is a failure of the build, not of its usage.
    [SuppressMessage("Design", "CA1031:Do not catch general exception types", Justification = "Whatever it throws fails the build.")]
    private void Finish()
    {
        try
        {
            build.OnBuildFinished();
        }
        catch (Exception exception)
        {
            log.Fail($"OnBuildFinished: {Texts.Message(exception)}");
            _hasFailedToFinish = true;
        }
    }

    // All complaints once more, where a reader finds them; not a failure that has just been told.
    private void WriteSummary()
    {
        if (log.Verbosity == Verbosity.Quiet)
            return;
        var last = request.Planned.LastOrDefault(t => t.Status is ExecutionStatus.Succeeded or ExecutionStatus.Failed or ExecutionStatus.Aborted);
        log.WriteAlways(Tone.Plain, "");
        if (log.Complaints.Count > (last?.Status == ExecutionStatus.Failed ? 1 : 0))
        {
            foreach (var (tone, text) in log.Complaints)
                log.WriteAlways(tone, text);
            log.WriteAlways(Tone.Plain, "");
        }

        foreach (var (tone, text) in Summary.Lines(request.Planned))
            log.WriteAlways(tone, text);
    }
}
