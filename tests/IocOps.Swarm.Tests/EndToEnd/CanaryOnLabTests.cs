using Docker.DotNet.Models;
using IocOps.Swarm.Tests.Lab;

namespace IocOps.Swarm.Tests.EndToEnd;

/// <summary>Canaries on a real swarm, as a user walks them.</summary>
[Collection(LabCollection.Name)]
public sealed class CanaryOnLabTests(LabFixture lab) : IDisposable
{
    private readonly SmallFleet _fleet = new();

    private Product Product => new(_fleet.Path, lab.Endpoint);

    public void Dispose() => _fleet.Dispose();

    [LabFact]
    public async Task A_canary_goes_first_and_the_others_follow_after_the_pause()
    {
        await RunningAsync();
        await ChangeAllAsync("MORE");

        var plan = await DoneAsync("DeployAllIocs", "--canary", "beta", "--dry-run");
        var deploy = await DoneAsync("DeployAllIocs", "--canary", "beta", "--pause", "5s");

        Assert.Contains("~ t_srv-beta update, restarts it; first, as a canary", plan.Data, StringComparison.Ordinal);
        Assert.EndsWith("3 to update; 1 first, as a canary", plan.Data.TrimEnd(), StringComparison.Ordinal);
        InOrder(deploy.Notes, "Canaries first: t_srv-beta. Then the other 2 services.", "updated t_srv-beta", "The canaries run. When they still do in 5 s, the other 2 services follow.", "updated t_srv-alpha", "3 updated; 3 running.");
        Assert.Contains("3 unchanged", (await DoneAsync("ShowPlan")).Data, StringComparison.Ordinal);
    }

    [LabFact]
    public async Task A_canary_that_dies_in_the_pause_is_put_back_and_no_other_is_touched()
    {
        await RunningAsync();
        var before = await TasksAsync();
        await ChangeAllAsync("MORE");

        using var deploy = Product.Start("DeployAllIocs", "--canary", "1", "--pause", "10m");
        await deploy.SaysAsync("The canaries run.");
        // A change by somebody else waits for the lock, and is told why.
        var other = await Product.RunAsync("RestartIocs", "--ioc-list", "beta", "--yes", "--lock-timeout", "0");
        await KillAsync("t_srv-alpha");
        var outcome = await deploy.EndAsync();

        Assert.Equal(1, other.ExitCode);
        Assert.Contains("with canaries and a pause of 10 min 0 s", other.Notes, StringComparison.Ordinal);
        Assert.True(outcome.ExitCode == 1, outcome.ToString());
        InOrder(outcome.Notes, "t_srv-alpha: failed: it did not go on running: ", "put back t_srv-alpha", "Put back: all 1 services that this run changed are as they were before. The other 2 services were not touched.");
        Assert.Equal(before.Where(t => t.Key != "t_srv-alpha"), (await TasksAsync()).Where(t => t.Key != "t_srv-alpha"));
        Assert.Contains("3 to update", (await DoneAsync("ShowPlan")).Data, StringComparison.Ordinal);
    }

    [LabFact]
    public async Task Ctrl_C_in_the_pause_leaves_the_canary_and_the_next_run_goes_on_also_from_a_saved_plan()
    {
        await RunningAsync();
        await ChangeAllAsync("MORE");
        using var deploy = Product.Start("DeployAllIocs", "--canary", "gamma", "--pause", "10m");
        await deploy.SaysAsync("The canaries run.");
        deploy.Signal("INT");
        var outcome = await deploy.EndAsync();

        Assert.True(outcome.ExitCode == 1, outcome.ToString());
        Assert.Contains("Stopped in the pause. Deployed, and not put back: t_srv-gamma.", outcome.Notes, StringComparison.Ordinal);
        Assert.Contains("2 to update, 1 unchanged", (await DoneAsync("SavePlan", "--ioc-list", "alpha", "beta", "gamma", "--plan-file", "p.plan")).Data, StringComparison.Ordinal);
        var refused = await Product.RunAsync("ApplyPlan", "--plan-file", "p.plan", "--canary", "gamma");
        Assert.Equal(2, refused.ExitCode);
        var applied = await DoneAsync("ApplyPlan", "--plan-file", "p.plan", "--canary", "1", "--pause", "1s");
        InOrder(applied.Notes, "Canaries first: t_srv-alpha. Then the other service.", "updated t_srv-alpha", "The canaries run.", "updated t_srv-beta", "2 updated, 1 unchanged; 3 running.");
    }

    private async Task RunningAsync()
    {
        await lab.ClearAsync();
        await DoneAsync("DeployAllIocs");
    }

    private async Task ChangeAllAsync(string record)
    {
        foreach (var name in SmallFleet.Names) _fleet.Write($"iocs/{name}/src/x.db", $"record(ai, \"$(P)VALUE\") {{\n}}\nrecord(ai, \"$(P){record}\") {{\n}}\n");
        await DoneAsync("GenSwarmFile");
    }

    private async Task<Outcome> DoneAsync(params string[] arguments)
    {
        var outcome = await Product.RunAsync(arguments);
        Assert.True(outcome.ExitCode == 0, outcome.ToString());
        return outcome;
    }

    private static void InOrder(string text, params string[] parts)
    {
        var at = 0;
        foreach (var part in parts)
        {
            var next = text.IndexOf(part, at, StringComparison.Ordinal);
            Assert.True(next >= 0, $"'{part}' does not come in its turn in:\n{text}");
            at = next + part.Length;
        }
    }

    private async Task KillAsync(string service)
    {
        using var client = lab.Client();
        var container = (await client.Containers.ListContainersAsync(new ContainersListParameters())).Single(c => c.Labels["com.docker.swarm.service.name"] == service);
        await client.Containers.KillContainerAsync(container.ID, new ContainerKillParameters { Signal = "KILL" });
    }

    // The running task of each service: who was restarted has another one.
    private async Task<Dictionary<string, string>> TasksAsync()
    {
        using var client = lab.Client();
        var services = await client.Swarm.ListServicesAsync(new ServiceListParameters());
        var tasks = await client.Tasks.ListAsync(default(CancellationToken));
        return services.ToDictionary(s => s.Spec!.Name!, s => tasks.Single(t => t.ServiceID == s.ID && t.DesiredState == TaskState.Running).ID!);
    }
}
