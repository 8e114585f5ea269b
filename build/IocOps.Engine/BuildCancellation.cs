using IocOps.Engine.Execution;

namespace IocOps.Engine;

/// <summary>Tells actions that Ctrl-C or SIGTERM came, so that they can end cleanly.</summary>
/// <remarks>
/// <para>On the first signal the engine starts no further target, cancels <see cref="Token"/>, and gives the target at work 30 seconds to
/// end, by return or by exception. That target is reported as Aborted, targets with AssuredAfterFailure that are in the plan run, the
/// summary is printed, and the exit code is 1 unless the build set one. After the 30 seconds the engine goes on without that target. A
/// second signal ends the process at once.</para>
/// <para>NUKE has no such token. A build that is to compile against NUKE too makes its own
/// <see cref="CancellationTokenSource"/> and cancels it from its own <see cref="System.Runtime.InteropServices.PosixSignalRegistration"/>
/// for SIGINT and SIGTERM, setting <c>context.Cancel = true</c>; .NET calls all handlers of a signal, so both work side by side, and
/// what is said above holds. It registers them in its constructor or in OnBuildCreated: .NET calls the handler that was registered last
/// first, and the engine, which registers its own before the first target, is then told before the target is.</para>
/// </remarks>
public static class BuildCancellation
{
    private static Interruption? _current;

    /// <summary>Cancelled by the first signal; never, where no build runs.</summary>
    public static CancellationToken Token => _current?.Token ?? CancellationToken.None;

    internal static void Use(Interruption? interruption) => _current = interruption;
}
