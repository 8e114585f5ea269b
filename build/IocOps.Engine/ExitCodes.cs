namespace IocOps.Engine;

/// <summary>What a build's process ends with, unless the build sets <see cref="TargetBuild.ExitCode"/>.</summary>
internal static class ExitCodes
{
    public const int Done = 0;

    /// <summary>A target failed or was interrupted.</summary>
    public const int Failed = 1;

    /// <summary>Bad usage or bad configuration; nothing has run.</summary>
    public const int Usage = 2;
}
