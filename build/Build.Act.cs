using IocOps.Swarm.Operations;

// Working on what runs.
sealed partial class Build
{
    [Parameter("How many services to work on at the same time; the next ones when these run")]
    readonly int? AtATime = null;

    [Parameter("MoveIocs: node to move to, by host name or id; RenameIoc: the new name; BumpImage: the new image; RollbackIocs: version of ShowHistory")]
    readonly string? To = null;

    [Category("Restart, stop, move")]
    Target RestartIocs => _ => _
        .Description("Restarts the IOCs of --ioc-list and waits until they run again; no other is touched")
        .Requires(() => IocList)
        .Executes(() => OnServices((work, cancel) => work.RestartAsync(Selected, cancel)));

    [Category("Restart, stop, move")]
    Target StopIocs => _ => _
        .Description("Stops the IOCs of --ioc-list until StartIocs starts them; a deploy brings changed files in and starts nothing")
        .Requires(() => IocList)
        .Executes(() => OnServices((work, cancel) => work.StopAsync(Selected, cancel)));

    [Category("Restart, stop, move")]
    Target StartIocs => _ => _
        .Description("Starts those IOCs of --ioc-list that StopIocs stopped, and waits until they run")
        .Requires(() => IocList)
        .Executes(() => OnServices((work, cancel) => work.StartAsync(Selected, cancel)));

    [Category("Restart, stop, move")]
    Target MoveIocs => _ => _
        .Description("Moves the IOCs of --ioc-list to the node --to and waits until they run there; the place holds until their next update")
        .Requires(() => IocList)
        .Requires(() => To)
        .Executes(() => OnMoves((work, cancel) => work.MoveAsync(Selected, To!, cancel)));

    [Category("Restart, stop, move")]
    Target RebalanceServices => _ => _
        .Description("Spreads the IOCs over the nodes again, after nodes came back: moves as few as can be, two at a time")
        .Executes(() => OnMoves((work, cancel) => work.RebalanceAsync(cancel)));

    // The image is as it was: nobody has to be asked for its digest.
    ServiceWorkOptions ServiceOptions => new(Files.RequireSite().Stack, Agreement, IsJson, Options with { ResolveImage = IocOps.Swarm.Deploy.ResolveImage.Never })
    {
        AtATime = AtATime,
    };

    Task OnMoves(Func<MoveWork, CancellationToken, Task> act) => Run(async cancel =>
    {
        var options = ServiceOptions;
        using var swarm = Swarm();
        await act(new MoveWork(swarm, Out, options), cancel);
    });

    Task OnServices(Func<ServiceWork, CancellationToken, Task> act) => Run(async cancel =>
    {
        var options = ServiceOptions;
        using var swarm = Swarm();
        await act(new ServiceWork(swarm, Out, options), cancel);
    });
}
