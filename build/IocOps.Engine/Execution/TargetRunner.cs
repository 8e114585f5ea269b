using System.Diagnostics.CodeAnalysis;
using IocOps.Engine.Output;

namespace IocOps.Engine.Execution;

/// <summary>Runs the targets of a plan, one after the other.</summary>
internal sealed class TargetRunner(TargetBuild build, IReadOnlyList<ExecutableTarget> plan, BuildLog log, Interruption interruption)
{
    /// <summary>True where a target that failed keeps the following ones from running.</summary>
    private bool _isStopped;

    /// <summary>A signal came before the target at hand started, so it runs because it is assured.</summary>
    private bool _wasInterrupted;

    public void Run()
    {
        foreach (var target in plan)
        {
            if (target.Status == ExecutionStatus.Failed)
                Fail(target, target.Failure!, null);
        }

        foreach (var target in plan)
        {
            _wasInterrupted = interruption.IsRequested;
            _isStopped |= _wasInterrupted;
            if (target.Status == ExecutionStatus.Skipped)
                TellSkipped(target);
            else if (target.Status == ExecutionStatus.Scheduled)
                RunNext(target);
        }
    }

    private void RunNext(ExecutableTarget target)
    {
        if (_isStopped && !target.IsAssured)
        {
            target.Status = ExecutionStatus.NotRun;
            return;
        }

        var unmet = Skipping.Unmet(target, target.Definition.DynamicConditions);
        if (target.Status == ExecutionStatus.Failed)
        {
            Fail(target, target.Failure!, null);
        }
        else if (unmet != null)
        {
            target.OnlyWhen = unmet;
            SkipNow(target);
        }
        else if (!target.HasActions)
        {
            target.Status = ExecutionStatus.Collective;
        }
        else
        {
            RunActions(target);
        }
    }

    // What it depends on has run already; what only it triggers is left out too.
    private void SkipNow(ExecutableTarget target)
    {
        Skipping.Mark(plan, target, null);
        TellSkipped(target);
    }

    private void TellSkipped(ExecutableTarget target)
    {
        log.Write(Tone.Detail, $"{target.Name} is skipped: {(target.OnlyWhen != null ? "OnlyWhen: " + target.OnlyWhen : target.Skipped)}");
        Try(target, () => build.OnTargetSkipped(target.Name));
    }

    private void RunActions(ExecutableTarget target)
    {
        log.Write(Tone.Header, $"== {target.Name}");
        target.Status = ExecutionStatus.Running;
        target.Start();
        var failure = ActionThread.Run(() => Act(target), _wasInterrupted ? CancellationToken.None : interruption.Token);
        target.Stop();
        if (failure is OperationCanceledException)
            interruption.AwaitSignal();
        if (interruption.IsRequested && !_wasInterrupted)
        {
            target.Status = ExecutionStatus.Aborted;
            target.Failure = failure is null or OperationCanceledException ? "interrupted" : "interrupted; " + Texts.Message(failure);
        }
        else if (failure != null)
        {
            Fail(target, Texts.Message(failure), failure);
        }
        else
        {
            target.Status = ExecutionStatus.Succeeded;
            Try(target, () => build.OnTargetSucceeded(target.Name));
        }
    }

    private void Act(ExecutableTarget target)
    {
        build.OnTargetRunning(target.Name);
        foreach (var action in target.Definition.Actions)
        {
            if (interruption.IsRequested && !_wasInterrupted)
                return;
            action()?.GetAwaiter().GetResult();
        }
    }

    private void Fail(ExecutableTarget target, string message, Exception? exception)
    {
        target.Status = ExecutionStatus.Failed;
        target.Failure = message;
        _isStopped |= !target.Definition.IsProceedAfterFailure;
        log.Fail($"{target.Name}: {message}");
        if (exception?.StackTrace is { } trace)
            log.Write(Tone.Detail, $"{exception.GetType().FullName}\n{trace}");
        Try(target, () => build.OnTargetFailed(target.Name));
    }

    // An event method that throws fails its target; one that throws about a failure adds to it.
    [SuppressMessage("Design", "CA1031:Do not catch general exception types", Justification = "Whatever it throws fails its target.")]
    private void Try(ExecutableTarget target, Action notify)
    {
        try
        {
            notify();
        }
        catch (Exception exception)
        {
            target.Status = ExecutionStatus.Failed;
            target.Failure ??= Texts.Message(exception);
            _isStopped |= !target.Definition.IsProceedAfterFailure;
            log.Fail($"{target.Name}: {Texts.Message(exception)}");
        }
    }
}
