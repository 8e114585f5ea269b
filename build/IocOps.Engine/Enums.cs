namespace IocOps.Engine;

/// <summary>What happens to the dependencies of a target that is skipped.</summary>
public enum DependencyBehavior
{
    /// <summary>They are skipped too, unless something else needs them. The default.</summary>
    Skip,

    /// <summary>They run all the same.</summary>
    Execute,
}

/// <summary>How much the engine says on standard error.</summary>
public enum Verbosity
{
    /// <summary>Everything, and the stack trace of an exception.</summary>
    Verbose,

    /// <summary>A line per target, warnings, errors and the summary.</summary>
    Normal,

    /// <summary>Warnings, errors and the summary.</summary>
    Minimal,

    /// <summary>Errors only.</summary>
    Quiet,
}

/// <summary>What became of a target.</summary>
public enum ExecutionStatus
{
    /// <summary>Not in the plan.</summary>
    None,

    /// <summary>In the plan, its turn has not come.</summary>
    Scheduled,

    /// <summary>Its turn never came, because something before it failed.</summary>
    NotRun,

    /// <summary>Left out: by <c>--skip</c>, by a condition, or because only skipped targets needed it.</summary>
    Skipped,

    /// <summary>At work.</summary>
    Running,

    /// <summary>Done.</summary>
    Succeeded,

    /// <summary>An action, a condition or an event method threw.</summary>
    Failed,

    /// <summary>Interrupted by a signal.</summary>
    Aborted,

    /// <summary>Has no action of its own, so there is nothing to report.</summary>
    Collective,
}
