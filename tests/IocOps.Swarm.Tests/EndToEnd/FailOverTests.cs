using System.Globalization;
using IocOps.Swarm.Lab.Nodes;
using IocOps.Swarm.Tests.Lab;

namespace IocOps.Swarm.Tests.EndToEnd;

/// <summary>Three managers are named, and the first can't serve.</summary>
[Collection(ThreeNodeLabCollection.Name)]
public sealed class FailOverTests(ThreeNodeLabFixture lab) : IDisposable
{
    private readonly ThreeNodes _nodes = new(lab);

    public void Dispose() => _nodes.Dispose();

    private string All => string.Join(',', new[] { "n1", "n2", "n3" }.Select(lab.Controller.Paths.Endpoint));

    private Product Product => new(_nodes.Fleet.Path, All);

    [LabFact]
    public async Task A_deploy_works_while_the_first_manager_is_down()
    {
        await lab.ClearAsync();
        await lab.Controller.KillAsync("n1", default);
        try
        {
            var outcome = ThreeNodes.Done(await Product.RunAsync("DeployAllIocs"));
            Assert.Contains("Going on with the manager", outcome.Notes, StringComparison.Ordinal);
            Assert.Contains("3 created; 3 running.", outcome.Notes, StringComparison.Ordinal);
        }
        finally
        {
            await lab.Controller.StartAsync("n1", default);
            await _nodes.UntilThreeManagersAsync();
        }
    }

    [LabFact]
    public async Task A_watch_goes_on_at_another_manager_when_the_first_hangs()
    {
        await lab.ClearAsync();
        ThreeNodes.Done(await Product.RunAsync("DeployAllIocs", "--no-wait"));
        var engine = LabProcesses.Engine(lab.Controller.Paths, "n1")!.Value.ToString(CultureInfo.InvariantCulture);
        using var run = Product.Start("Watch", "--output", "json", "--interval", "1");
        await run.PrintsAsync("alpha");
        await Command.RunAsync("kill", ["-STOP", engine], default);
        try
        {
            await run.SaysAsync("Looking for another manager: ");
            await run.SaysAsync("Going on with the manager ");
        }
        finally
        {
            await Command.RunAsync("kill", ["-CONT", engine], default);
            await _nodes.UntilThreeManagersAsync();
        }

        run.Signal("INT");
        Assert.Equal(0, (await run.EndAsync()).ExitCode);
    }
}
