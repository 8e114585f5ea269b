namespace IocOps.Engine;

public abstract partial class TargetBuild
{
    /// <summary>The build is created and its parameters have their values; requirements are not checked yet.</summary>
    protected internal virtual void OnBuildCreated()
    {
    }

    /// <summary>Everything is checked; the first target is about to run.</summary>
    protected internal virtual void OnBuildInitialized()
    {
    }

    /// <summary>The last target has run; the summary is about to be printed.</summary>
    protected internal virtual void OnBuildFinished()
    {
    }

    /// <summary>A target is about to run.</summary>
    protected internal virtual void OnTargetRunning(string target)
    {
    }

    /// <summary>A target is left out.</summary>
    protected internal virtual void OnTargetSkipped(string target)
    {
    }

    /// <summary>A target is done.</summary>
    protected internal virtual void OnTargetSucceeded(string target)
    {
    }

    /// <summary>A target failed.</summary>
    protected internal virtual void OnTargetFailed(string target)
    {
    }
}
