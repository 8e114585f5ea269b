using Docker.DotNet.Models;
using IocOps.Core.Planning;
using IocOps.Swarm.Deploy;
using IocOps.Swarm.Docker;
using IocOps.Swarm.Tests.Lab;

namespace IocOps.Swarm.Tests.Equality;

/// <summary>
/// The proof: the same file, deployed by `docker stack deploy` and by IocOps to a real engine, gives the same services, networks, configs,
/// secrets and volumes.
/// </summary>
[Collection(LabCollection.Name)]
public sealed class SameAsDockerOnSwarmTests(LabFixture lab) : IDisposable
{
    private readonly TemporaryFolder _home = new();

    public static TheoryData<string> Corpus => [.. StackCorpus.Names];

    public void Dispose() => _home.Dispose();

    [LabTheory]
    [MemberData(nameof(Corpus))]
    public async Task A_stack_is_what_docker_stack_deploy_makes_of_the_same_file(string name)
    {
        var isTooOld = await DockerCommand.IsTooOldForAsync(StackCorpus.PathOf(name), _home[""]);
        var byDocker = isTooOld ? SwarmState.Recorded(StackCorpus.Recorded(name)) : await StateAsync(() => DockerCommand.DeployAsync(lab.Endpoint, StackCorpus.PathOf(name), _home[""]));
        var byUs = await StateAsync(() => DeployAsync(name));
        await lab.ClearAsync();

        Assert.Contains(byDocker, l => l.StartsWith(".services[s_", StringComparison.Ordinal));
        SwarmState.AssertSame(isTooOld ? [.. byDocker.Where(WasRecorded)] : byDocker, isTooOld ? [.. byUs.Where(WasRecorded)] : byUs);
    }

    // Ids of configs and secrets were left out.
    private static bool WasRecorded(string line) =>
        line.StartsWith(".services[", StringComparison.Ordinal) && !line.Contains(".ConfigID = ", StringComparison.Ordinal) && !line.Contains(".SecretID = ", StringComparison.Ordinal);

    private async Task<IReadOnlyList<string>> StateAsync(Func<Task> deploy)
    {
        await lab.ClearAsync();
        await ClearVolumesAsync();
        foreach (var network in StackCorpus.GivenNetworks) await DockerCommand.RunAsync(lab.Endpoint, _home[""], "network", "create", "-d", "overlay", network);
        foreach (var kind in (string[])["config", "secret"]) await DockerCommand.RunAsync(lab.Endpoint, _home[""], kind, "create", StackCorpus.GivenData, StackCorpus.PathOf("minimal"));
        await deploy();
        return await RunningStateAsync();
    }

    // Volumes are made when a task is placed, so those of the file with tasks are waited for.
    private async Task<IReadOnlyList<string>> RunningStateAsync()
    {
        using var client = lab.Client();
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (true)
        {
            var services = await client.Swarm.ListServicesAsync(new ServiceListParameters { Status = true }, patience.Token);
            if (services.All(s => s.ServiceStatus is null || s.ServiceStatus.RunningTasks >= s.ServiceStatus.DesiredTasks)) return await SwarmState.ReadAsync(lab.Endpoint);
            await Task.Delay(50, patience.Token);
        }
    }

    private async Task DeployAsync(string name)
    {
        using var swarm = new SwarmClient(DockerEndpoint.Parse(lab.Endpoint, "the test"));
        var observed = await SwarmReader.ObserveAsync(swarm, default);
        var plan = Planner.Plan(new DesiredSwarm("s", [StackCorpus.Load(name)]), observed, PlanScope.Everything());
        Assert.Empty(plan.Problems);
        var report = await new Deployer(swarm, new DeployOptions(), TimeProvider.System).ApplyAsync(plan, observed, null, default);
        Assert.All(report.Results, r => Assert.Equal((ApplyOutcome.Applied, ""), (r.Outcome, r.Message)));
        // What the engine keeps of it is what was wanted: nothing would be written again.
        var again = Planner.Plan(new DesiredSwarm("s", [StackCorpus.Load(name)]), await SwarmReader.ObserveAsync(swarm, default), PlanScope.Everything());
        Assert.Equal([], again.Changes.SelectMany(c => c.Differences).Select(d => $"{d.Path}: {d.Before} → {d.After}"));
        Assert.False(again.HasChanges);
    }

    private async Task ClearVolumesAsync()
    {
        using var client = lab.Client();
        foreach (var volume in (await client.Volumes.ListAsync(CancellationToken.None)).Volumes ?? []) await client.Volumes.RemoveAsync(volume.Name, force: true);
    }
}
