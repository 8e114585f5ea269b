using IocOps.Swarm.Fleets;
using IocOps.Swarm.Lab;
using IocOps.Swarm.Views;

// A real swarm on this machine, to try, to rehearse and to test.
sealed partial class Build
{
    [Parameter("How many nodes the lab shall have; the first three are managers", Name = "nodes")]
    readonly int? LabNodes = null;

    [Parameter("Name of the lab, where several are up side by side; left out, that of this workspace, else 'lab'")]
    readonly string? LabName = null;

    string ThisLab => LabName ?? Binding.Name ?? LabPaths.DefaultName;

    [Category("Lab")]
    Target LabUp => _ => _
        .Description("Brings up a lab: a real swarm of one or more nodes on this machine, apart from any Docker that is here")
        .Executes(() => Run(BringUpLab));

    [Category("Lab")]
    Target LabDown => _ => _
        .Description("Takes the lab down, also a dead or half-made one, and leaves nothing behind")
        .Executes(() => Run(async cancel =>
        {
            var name = ThisLab;
            var removed = await new LabController(name, Out.Note).DownAsync(cancel);
            Binding.Release(name);
            Out.Note(removed.Count == 0 ? $"There was no lab '{name}'." : $"Lab '{name}' is gone.");
        }));

    [Category("Lab")]
    Target LabStatus => _ => _
        .Description("Shows the lab and its nodes")
        .Executes(() => Run(async cancel => LabView.Show(await new LabController(ThisLab, Out.Note).StatusAsync(cancel), IsJson, Out)));

    [Category("Lab")]
    Target Demo => _ => _
        .Description("Does all the set-up and the main job: a one-node lab, the sample fleet deployed on it, and the digest")
        .DependsOn(LabUp, DeployGlobal, DeployServices, DeployAllIocs, ShowDigest)
        .Executes(() => Run(() => DemoText.Next(Binding.Current()!, Out)));

    bool IsDemo => InvokedTargets.Any(t => t.Name == nameof(Demo));

    LabBinding Binding => new(TemporaryDirectory);

    async Task BringUpLab(CancellationToken cancel)
    {
        // A fleet with mistakes is told before a lab is made for it.
        if (IsDemo) Files.Select(null);
        if (IsDemo && await FleetSwarm.FindManagerAsync(Choice, cancel) is { } manager)
            Out.Note($"A swarm manager is reachable at {manager}: it is left alone, the demo has a lab of its own.");
        var mount = Files.Fleet.Site?.Mount;
        var options = new LabOptions(LabNodes) { SharedPaths = mount is null ? [] : [mount] };
        await new LabController(ThisLab, Out.Note).UpAsync(options, cancel);
        Binding.Bind(ThisLab);
        Touched(true);
    }
}
