using IocOps.Swarm.Dev;
using IocOps.Swarm.Fleets;

// For those who develop IocOps itself.
sealed partial class Build
{
    [Parameter("Which tests, in the filter language of `dotnet test`; all of them where it is left out")]
    readonly string? TestFilter = null;

    // They work on the solution, not on a workspace.
    Task Develop(Func<CancellationToken, Task> work) => File.Exists(RootDirectory / "IocOps.sln")
        ? Run(work)
        : Run(() => throw new SelectionException($"This is for those who develop IocOps, and {RootDirectory} is not its repository: leave --workspace out."));

    [Category("IocOps itself")]
    Target Test => _ => _
        .Description("Runs every test, those on a real swarm included; brings up what they need and takes it down")
        .Executes(() => Develop(async cancel =>
        {
            var results = await TestRun.RunAsync(RootDirectory, TemporaryDirectory / "tests", TestFilter, cancel);
            foreach (var test in results.Skipped) Out.Note($"Not run: {test}");
            foreach (var test in results.Failed) Out.Note($"Failed: {test}");
            Out.Data(results.ToString());
            if (results.Failed.Count > 0) throw new InvalidOperationException($"{results.Failed.Count} tests failed.");
            if (results.Skipped.Count > 0 && IsServerBuild) throw new InvalidOperationException("Tests did not run, which counts as a failure on a CI server.");
        }));

    [Category("IocOps itself")]
    Target CheckFormat => _ => _
        .Description("Fails where the code is not formatted as .editorconfig says")
        .Executes(() => Develop(cancel => Tool.RequireAsync("dotnet", ["format", "IocOps.sln", "--verify-no-changes"], RootDirectory, cancel)));

    [Parameter("CheckNuke: against the real package, which is restored")]
    readonly bool RealNuke = false;

    [Category("IocOps itself")]
    Target CheckNuke => _ => _
        .Description("Compiles the tasks against a stand-in of Nuke.Common that has only the members which NUKE has; with --real-nuke against the package itself")
        .Executes(() => Develop(cancel => Tool.RequireAsync(
            "dotnet", ["build", "build/_build.csproj", "-c", "Release", "-v", "quiet", "-nodeReuse:false", "-p:TargetEngine=Nuke", $"-p:NukeSurface={(RealNuke ? "false" : "true")}"], RootDirectory, cancel)));

    [Category("IocOps itself")]
    Target Pack => _ => _
        .Description("Makes the packages for sites with a repository of their own, into artifacts/packages: the tool iocops, and IocOps.Build for their own targets")
        .Executes(() => Develop(async cancel =>
        {
            await Packages.MakeAsync(RootDirectory, cancel);
            foreach (var package in Packages.In(RootDirectory)) Out.Data(Path.GetRelativePath(RootDirectory, package));
        }));

    [Category("IocOps itself")]
    Target PackImage => _ => _
        .Description($"Makes a container image of iocops with git and ssh for this machine's architecture, without a registry: {ToolImage.ArchivePath}, for docker load")
        .Executes(() => Develop(async cancel =>
        {
            Out.Note(await ToolImage.MakeAsync(RootDirectory, cancel));
            Out.Data(ToolImage.ArchivePath);
        }));

    [Category("IocOps itself")]
    Target Bench => _ => _
        .Description("Measures start-up, generation and deployment on a lab of its own, beside `docker stack deploy` of the same files")
        .Executes(() => Develop(async cancel =>
        {
            using var bench = new IocOps.Swarm.Dev.Bench([Environment.ProcessPath!, BuildAssemblyDirectory / "_build.dll"], RootDirectory / "templates", Out);
            await bench.RunAsync(cancel);
        }));
}
