using System.Runtime.InteropServices;
using IocOps.Core;
using IocOps.Swarm.Docker;
using IocOps.Swarm.Fleets;
using IocOps.Swarm.Views;
using IocOps.Swarm.Workspaces;

/// <summary>
/// The tasks of IocOps: a table of contents. Each target says what it does and what it needs; the work is in the libraries. Compiles
/// unchanged against Nuke.Common (<c>-p:TargetEngine=Nuke</c>), so that only members that NUKE has are used here.
/// </summary>
sealed partial class Build : BuildBase
{
    [Parameter("IOCs to work on, by folder name; all of them where it is left out", ValueProviderMember = nameof(KnownIocs))]
    readonly string[]? IocList = null;

    [Parameter("How data is printed", Name = "output")]
    readonly DataFormat Format = DataFormat.Text;

    [Parameter("Only show what would be done")]
    readonly bool DryRun = false;

    [Parameter("Answer yes to every question")]
    readonly bool Yes = false;

    [Parameter("How many seconds to wait for another run that writes to the same workspace or stack", Name = "lock-timeout")]
    readonly int LockSeconds = 60;

    static TimeSpan Seconds(int value, string option) =>
        value >= 0 ? TimeSpan.FromSeconds(value) : throw new SelectionException($"{option} takes a number of seconds, 0 or more, not {value}.");

    string Holder => $"{InvokedTargets.FirstOrDefault()?.Name} of {Environment.UserName} on {Environment.MachineName} (process {Environment.ProcessId})";

    static readonly Output Out = Output.Standard;

    public static int Main() => SiteBuild.RunInstead(() => RootDirectory) ?? Execute<Build>();

    bool IsJson => Format == DataFormat.Json;

    // Read once per run, by the first target that needs it.
    FleetFiles Files => _files ??= new FleetFiles(RootDirectory);
    FleetFiles? _files;

    // Rendered once per run.
    Generation Generation => _generation ??= new Generation(Files);
    Generation? _generation;

    static IEnumerable<string> KnownIocs =>
        Directory.Exists(RootDirectory / "iocs")
            ? Directory.EnumerateDirectories(RootDirectory / "iocs").Select(d => Path.GetFileName(d)).Where(n => n[0] is not ('_' or '.')).Order(StringComparer.Ordinal)
            : [];

    async Task<T> Locked<T>(Func<T> work, CancellationToken cancel)
    {
        using var held = await WorkspaceLock.AcquireAsync(TemporaryDirectory, Holder, Seconds(LockSeconds, "--lock-timeout"), other => Out.Note($"Waiting for {other}, who writes to this workspace now."), cancel);
        return work();
    }

    // Ctrl-C, SIGTERM and a lost terminal end the work of a target cleanly; the engine does the rest.
    public Build()
    {
        _interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Cancel);
        _terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Cancel);
        _hangUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, Cancel);

        void Cancel(PosixSignalContext context)
        {
            context.Cancel = true;
            _interrupted.Cancel();
        }
    }

    readonly CancellationTokenSource _interrupted = new();
    readonly PosixSignalRegistration _interrupt;
    readonly PosixSignalRegistration _terminate;
    readonly PosixSignalRegistration _hangUp;

    // Exit code 2 promises that nothing was touched.
    bool _touched;

    bool Touched(bool now) => _touched |= now;

    /// <summary>Runs the work of a target, with exit code 2 where the input is at fault and nothing was done yet.</summary>
    async Task Run(Func<CancellationToken, Task> work)
    {
        try
        {
            Trail.Target = _runningTarget;
            Out.Trail = Trail;
            // Scripts say --yes to every target, also to one that has no question.
            Out.Asks = !Yes;
            Out.AsJson = IsJson;
            if (Format == DataFormat.Csv && _runningTarget != nameof(ListPvs)) throw new SelectionException("--output csv is for ListPvs; text and json are for all that shows data.");
            await work(_interrupted.Token);
        }
        catch (Exception e) when (e is ProblemException or SelectionException or SwarmException { IsUsage: true } && !_touched && !Out.HasChanged)
        {
            ExitCode = 2;
            throw;
        }
    }

    Task Run(Action work) => Run(_ =>
    {
        work();
        return Task.CompletedTask;
    });
}

enum DataFormat
{
    Text,
    Json,
    Csv,
}
