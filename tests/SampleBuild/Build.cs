using System.Runtime.InteropServices;

/// <summary>What Build.cs of the product looks like, with a target for each thing that a test wants to see happen.</summary>
sealed class Build : BuildBase, IComponent
{
    static readonly CancellationTokenSource Interrupted = new();

    [Parameter("Which IOCs", ValueProviderMember = nameof(KnownIocs))]
    readonly string[]? IocList = null;

    [Parameter("How many at a time")]
    readonly int Jobs = 8;

    [Parameter("Show what would change")]
    readonly bool DryRun = false;

    [Parameter("How results are printed")]
    readonly OutputFormat Output = OutputFormat.Text;

    [Parameter("Where results go")]
    readonly AbsolutePath? Folder = null;

    [Parameter("Needed by Login")]
    readonly string? User = null;

    [Parameter("Needed by Login")]
    [Secret]
    readonly string? Password = null;

    public static string[] KnownIocs => ["motor", "pump", "valve"];

    public static int Main() => Execute<Build>(x => x.Show);

    Target Generate => _ => _
        .Description("Renders every IOC")
        .Executes(() => Console.Error.WriteLine("generating"));

    Target Deploy => _ => _
        .Description("Brings every IOC to its rendered state")
        .DependsOn(Generate)
        .Triggers(Digest)
        .Executes(() => Console.WriteLine($"deploy {string.Join('|', IocList ?? ["all"])} jobs={Jobs} dry={DryRun}"));

    Target Digest => _ => _
        .Description("Shows what runs")
        .Executes(() => Console.WriteLine($"digest {Output}"));

    Target Show => _ => _
        .Description("Prints data")
        .Executes(() => Console.WriteLine("data"));

    Target Paths => _ => _
        .Unlisted()
        .Executes(() => Console.WriteLine($"{RootDirectory}\n{Folder}"));

    Target Fail => _ => _
        .Description("Fails")
        .Executes(() => throw new InvalidOperationException("the switch is off\nturn it on"));

    Target Check => _ => _
        .Description("Ends with 3")
        .Executes(() => ExitCode = 3);

    Target BadConfiguration => _ => _
        .Executes(() =>
        {
            ExitCode = 2;
            throw new InvalidOperationException("site.yaml:3:1: error SIT001: no");
        });

    Target CleanUp => _ => _
        .Description("Runs whatever happens")
        .AssuredAfterFailure()
        .Executes(() => Console.WriteLine("cleaned"));

    Target Login => _ => _
        .Requires(() => User)
        .Requires(() => Password)
        .Executes(() => throw new InvalidOperationException($"refused {User}:{Password}"));

    Target Wait => _ => _
        .Description("Waits for a signal, as a target that also compiles against NUKE does")
        .Executes(async () =>
        {
            using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, OnSignal);
            using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, OnSignal);
            Console.WriteLine("waiting");
            await Task.Delay(Timeout.Infinite, Interrupted.Token);
        });

    Target Stubborn => _ => _
        .Description("Does not listen to signals")
        .Executes(() =>
        {
            Console.WriteLine("waiting");
            Thread.Sleep(Timeout.Infinite);
        });

#if IOCOPS
    Target WaitForToken => _ => _
        .Description("Waits for a signal by the engine's own token, which NUKE lacks")
        .Executes(() =>
        {
            Console.WriteLine("waiting");
            BuildCancellation.Token.WaitHandle.WaitOne();
        });

#endif
    Target Environment => _ => _
        .Unlisted()
        .Executes(() => Console.WriteLine($"{IsServerBuild} {Verbosity}"));

    static void OnSignal(PosixSignalContext context)
    {
        context.Cancel = true;
        Interrupted.Cancel();
    }
}

enum OutputFormat
{
    Text,
    Json,
}

/// <summary>Targets as default members.</summary>
interface IComponent : INukeBuild
{
    [Parameter("The channel of the component")]
    string Channel => TryGetValue(() => Channel) ?? "stable";

    Target Publish => _ => _
        .Description("Publishes")
        .Executes(() => Console.WriteLine($"publish {Channel}"));
}
