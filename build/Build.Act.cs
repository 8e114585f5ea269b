using IocOps.Swarm.Operations;

// Working on what runs.
sealed partial class Build
{
    [Parameter("How many services to work on at the same time; the next ones when these run")]
    readonly int? AtATime = null;

    Target RestartIocs => _ => _
        .Description("Restarts the IOCs of --ioc-list and waits until they run again; no other is touched")
        .Requires(() => IocList)
        .Executes(() => OnServices((work, cancel) => work.RestartAsync(Selected, cancel)));

    Target StopIocs => _ => _
        .Description("Stops the IOCs of --ioc-list until StartIocs starts them; a deploy brings changed files in and starts nothing")
        .Requires(() => IocList)
        .Executes(() => OnServices((work, cancel) => work.StopAsync(Selected, cancel)));

    Target StartIocs => _ => _
        .Description("Starts those IOCs of --ioc-list that StopIocs stopped, and waits until they run")
        .Requires(() => IocList)
        .Executes(() => OnServices((work, cancel) => work.StartAsync(Selected, cancel)));

    // The image is as it was: nobody has to be asked for its digest.
    ServiceWorkOptions ServiceOptions => new(Files.RequireSite().Stack, Agreement, IsJson, Options with { ResolveImage = IocOps.Swarm.Deploy.ResolveImage.Never })
    {
        AtATime = AtATime,
    };

    Task OnServices(Func<ServiceWork, CancellationToken, Task> act) => Run(async cancel =>
    {
        var options = ServiceOptions;
        using var swarm = Swarm();
        await act(new ServiceWork(swarm, Out, options), cancel);
    });
}
