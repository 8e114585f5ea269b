using IocOps.Core.Planning;
using IocOps.Swarm.Deploy;
using IocOps.Swarm.Docker;
using IocOps.Swarm.Tests.Lab;

namespace IocOps.Swarm.Tests.Equality;

/// <summary>
/// What is sent, compared without a daemon: the docker command and IocOps deploy the same file to an engine that is played, and every body
/// is laid beside the other's. (The lab that it shares brings the docker command along.) What a real engine makes of them, <see cref="SameAsDockerOnSwarmTests"/> compares.
/// </summary>
[Collection(LabCollection.Name)]
public sealed class SamePostsAsDockerTests : IDisposable
{
    // Pointers in Go: there, zero is another thing than nothing (moby, api/types/swarm).
    private static readonly string[] WhereZeroSpeaks = [".StopGracePeriod", ".Replicas", ".RestartPolicy.Delay", ".RestartPolicy.Window", ".RestartPolicy.MaxAttempts", ".Init", ".MaxConcurrent", ".TotalCompletions"];

    private readonly TemporaryFolder _home = new();

    public static TheoryData<string, string> Corpus
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (var name in StackCorpus.Names) data.Add(name, "1.41");
            data.Add("newer/engines", "1.48");
            return data;
        }
    }

    public void Dispose() => _home.Dispose();

    [LabTheory]
    [MemberData(nameof(Corpus))]
    public async Task The_bodies_that_are_sent_say_what_those_of_docker_stack_deploy_say(string name, string api)
    {
        // Nothing to lay it beside; SameAsDockerOnSwarmTests compares such a file with what was recorded.
        if (await DockerCommand.IsTooOldForAsync(StackCorpus.PathOf(name), _home[""])) return;
        await using var docker = new PlayedEngine(api);
        await using var ours = new PlayedEngine(api);
        docker.HasWhatIsGiven();
        ours.HasWhatIsGiven();

        await DockerCommand.DeployAsync(docker.Endpoint, StackCorpus.PathOf(name), _home[""]);
        using var swarm = new SwarmClient(DockerEndpoint.Parse(ours.Endpoint, "the test"));
        var observed = await SwarmReader.ObserveAsync(swarm, default);
        var plan = Planner.Plan(new DesiredSwarm("s", [StackCorpus.Load(name)]), observed, PlanScope.Everything());
        Assert.Empty(plan.Problems);
        await new Deployer(swarm, new DeployOptions(), TimeProvider.System).ApplyAsync(plan, observed, null, default);

        Assert.Contains(ours.Sent, l => l.StartsWith("services[s_", StringComparison.Ordinal));
        SwarmState.AssertSame([.. docker.Sent.Where(Counts)], [.. ours.Sent.Where(Counts)]);
    }

    // Everywhere else the engine can't tell zero from nothing. CheckDuplicate has meant nothing since API 1.44, and always true before.
    private static bool Counts(string line)
    {
        var parts = line.Split(" = ", 2);
        var (path, value) = (parts[0], parts.ElementAtOrDefault(1));
        return (value is not ("0" or "false" or "\"\"") || WhereZeroSpeaks.Any(z => path.EndsWith(z, StringComparison.Ordinal))) && !path.EndsWith(".CheckDuplicate", StringComparison.Ordinal);
    }
}
