using IocOps.Swarm.Fleets;

// From ioc.yaml to the files that are reviewed and deployed.
sealed partial class Build
{
    [Parameter("Image of the log server, and of services that want it; base-image of site.yaml where it is left out")]
    readonly string? BaseImage = null;

    [Category("Generate")]
    Target GenStartup => _ => _
        .Description("Writes st.cmd, substitutions and access rules of IOCs")
        .Executes(() => Generate(GeneratedPart.Startup));

    [Category("Generate")]
    Target GenSwarmFile => _ => _
        .Description("Writes the stack files of IOCs, and what GenStartup writes")
        .DependsOn(GenStartup)
        .Executes(() => Generate(GeneratedPart.Everything));

    [Category("Generate")]
    Target GenGlobalFile => _ => _
        .Description("Writes the stack files of the global services: iocLogServer on every node, and those of iocs/_global/")
        .Executes(() => Write(g => g.RenderGlobal(BaseImage)));

    [Category("Generate")]
    Target GenServiceFile => _ => _
        .Description("Writes the stack files of services that are neither IOCs nor global (iocs/_services/), of those of --service-list or of all")
        .Executes(() => Write(g => g.RenderServices(ServiceList, BaseImage)));

    [Category("Generate")]
    Target GenComposeFile => _ => _
        .Description("Writes a compose file for each plain Docker host that IOCs name as 'host', into iocs/_hosts/<host>/")
        .DependsOn(GenStartup)
        .Executes(() => Run(async cancel =>
        {
            var generated = Generation.RenderHosts();
            if (DryRun) Out.Note(GenerationText.Would(Generation.Compare(generated)));
            else await Locked(() => WriteNow(generated), cancel);
            if (generated.Files.Count == 0) Out.Note("No IOC names a host of its own: all are for the swarm.");
            else if (!DryRun && await ComposeCheck.RunAsync(RootDirectory, generated.Files, cancel)) Out.Note("The compose plugin of docker takes them.");
        }));

    [Category("Generate")]
    Target CheckGenerated => _ => _
        .Description("Exits 3 and names the files where what is generated is not what ioc.yaml, site.yaml and the templates say")
        .Executes(() => Run(() =>
        {
            if (new StalenessReport(Files, Out).Show(NamedIocs, BaseImage)) ExitCode = 3;
        }));

    // What only looks at files, or makes them, takes patterns; what acts on services takes names.
    IReadOnlyList<string>? NamedIocs => IocList is null ? null : Files.Names(IocList);

    Task Generate(GeneratedPart part) => Write(g => g.Render(Files.Select(NamedIocs), part));

    bool WriteNow(Generated generated)
    {
        var result = Generation.Write(generated);
        Out.Note(GenerationText.Did(result));
        return Touched(result.HasChanges);
    }

    Task Write(Func<Generation, Generated> render) => Run(async cancel =>
    {
        var generated = render(Generation);
        if (DryRun) Out.Note(GenerationText.Would(Generation.Compare(generated)));
        else await Locked(() => WriteNow(generated), cancel);
    });
}
