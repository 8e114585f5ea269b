using System.Runtime.Versioning;
using IocOps.Core;
using IocOps.Core.Planning;
using IocOps.Core.Stacks;
using IocOps.Swarm.Deploy;
using IocOps.Swarm.Docker;
using IocOps.Swarm.Tests.Lab;

namespace IocOps.Swarm.Tests.Deploy;

/// <summary>The whole way on a real engine: stack file, observe, plan, apply, watch.</summary>
[Collection(LabCollection.Name)]
[Trait("Needs", "Lab")]
[UnsupportedOSPlatform("windows")]
public sealed class DeployOnSwarmTests(LabFixture lab) : IDisposable
{
    private SwarmClient? _client;

    private SwarmClient Swarm => _client ??= new SwarmClient(DockerEndpoint.Parse(lab.Endpoint, "the test"));

    public void Dispose() => _client?.Dispose();

    private static string Service(string name, string shell, string more = "") => $"""
          {name}:
            image: iocops/lab-ioc:1
            entrypoint: ["/bin/sh", "-c", "trap 'exit 0' TERM; {shell}; while true; do sleep 0.1; done"]
            configs: [start]
            networks: [hostnet]
            {more}
        """;

    private const string Healthy = """healthcheck: {test: ["CMD", "test", "-e", "/healthy"], interval: 500ms, retries: 3, start_period: 5s}""";

    private static OwnedStack Owned(string name, string data, string services)
    {
        var text = $$$"""
            version: "3.8"
            configs: {start: {file: ./start.txt}}
            networks: {hostnet: {external: true, name: host}}
            services:
            {{{services}}}
            """;
        var source = new StackSource($"iocs/{name}/generated/stack.yaml", text, "dals", new Dictionary<string, string>(), _ => System.Text.Encoding.UTF8.GetBytes(data));
        var problems = new List<Problem>();
        var stack = StackLoader.Load(source, problems);
        Assert.Empty(problems);
        return new OwnedStack(new Owner(OwnerKind.Ioc, name), stack!);
    }

    private async Task<(Plan Plan, ApplyReport Report, IReadOnlyList<WatchResult> Results)> Deploy(PlanScope? scope, params OwnedStack[] stacks)
    {
        var observed = await SwarmReader.ObserveAsync(Swarm, default);
        var plan = Planner.Plan(new DesiredSwarm("dals", stacks), observed, scope ?? PlanScope.AllIocs());
        Assert.True(plan.IsApplicable);
        Assert.DoesNotContain(plan.Problems, p => p.Code != "PLN105");
        var report = await new Deployer(Swarm, new DeployOptions { WaitForRemovals = true }, TimeProvider.System).ApplyAsync(plan, observed, null, default);
        var options = new WatchOptions { Timeout = TimeSpan.FromSeconds(60) };
        return (plan, report, await new Watcher(Swarm, options, TimeProvider.System).WatchAsync(WatchItem.From(report, observed), null, default));
    }

    [LabFact]
    public async Task A_second_deploy_sends_no_write()
    {
        await lab.ClearAsync();
        var stacks = new[] { "a", "b", "c" }.Select(n => Owned(n, "1", Service($"srv-{n}", "touch /healthy", Healthy))).ToArray();
        var first = await Deploy(null, stacks);
        Assert.All(first.Results, r => Assert.Equal((WatchState.Running, ""), (r.State, r.Reason)));
        var second = await Deploy(null, stacks);
        Assert.Equal(0, second.Report.Writes);
        Assert.All(second.Results, r => Assert.Equal(WatchState.Running, r.State));
    }

    [LabFact]
    public async Task What_this_engine_is_too_old_for_is_told_and_no_change_for_ever()
    {
        await lab.ClearAsync();
        var stack = Owned("a", "1", Service("srv-a", "touch /healthy", Healthy.Replace("retries: 3", "retries: 3, start_interval: 200ms", StringComparison.Ordinal) + "\n    oom_score_adj: 100"));
        var first = await Deploy(null, stack);
        var second = await Deploy(null, stack);
        Assert.Equal(0, second.Report.Writes);
        // Newer engines know both; whichever is installed, what is told is what is missing.
        var live = (await Swarm.ListServicesAsync(default)).Single().Spec!.TaskTemplate!.ContainerSpec!;
        Assert.Equal(live.OomScoreAdj is null or 0, first.Plan.Problems.Any(p => p.Message.StartsWith("oom_score_adj is left out", StringComparison.Ordinal)));
        Assert.Equal(live.Healthcheck!.StartInterval is null, first.Plan.Problems.Any(p => p.Message.StartsWith("healthcheck.start_interval is left out", StringComparison.Ordinal)));
    }

    [LabFact]
    public async Task New_data_updates_its_service_alone_and_its_old_config_stays_for_a_rollback_and_is_collected_later()
    {
        await lab.ClearAsync();
        var other = Owned("b", "b", Service("srv-b", "true"));
        await Deploy(null, Owned("a", "1", Service("srv-a", "true")), other);
        var second = await Deploy(null, Owned("a", "2", Service("srv-a", "true")), other);
        Assert.Equal([ChangeKind.Update, ChangeKind.Unchanged], second.Plan.Changes.Select(c => c.Kind));
        Assert.All(second.Results, r => Assert.Equal(WatchState.Running, r.State));
        Assert.Equal(3, (await Swarm.ListConfigsAsync(default)).Count);
        await Deploy(null, Owned("a", "3", Service("srv-a", "true")), other);
        await Deploy(null, Owned("a", "3", Service("srv-a", "true")), other);
        Assert.Equal(3, (await Swarm.ListConfigsAsync(default)).Count);
    }

    [LabFact]
    public async Task A_failing_health_check_is_rolled_back_and_told_with_the_log()
    {
        await lab.ClearAsync();
        const string Rollback = Healthy + "\n    deploy: {update_config: {failure_action: rollback, monitor: 1s}}\n    stop_grace_period: 1s";
        await Deploy(null, Owned("a", "1", Service("srv-a", "touch /healthy", Rollback)));
        var (_, _, results) = await Deploy(null, Owned("a", "1", Service("srv-a", "echo cannot find the PV", Rollback.Replace("5s", "0s", StringComparison.Ordinal))));
        var result = results.Single();
        Assert.Equal(WatchState.Failed, result.State);
        Assert.StartsWith("rolled back to what ran before: its process ended with exit code 0: by itself, or stopped because its health check failed", result.Reason);
        Assert.Equal(["cannot find the PV"], result.Log);
    }

    [LabFact]
    public async Task A_process_that_its_health_check_kills_is_told_as_such()
    {
        await lab.ClearAsync();
        var service = Service("srv-a", "trap '' TERM", Healthy.Replace("5s", "0s", StringComparison.Ordinal) + "\n    stop_grace_period: 100ms\n    deploy: {restart_policy: {delay: 100ms}}");
        var result = (await Deploy(null, Owned("a", "1", service))).Results.Single();
        Assert.Matches("again and again .* its health check failed .*unhealthy container.* on ", result.Reason);
    }

    [LabFact]
    public async Task A_missing_image_and_a_missing_node_fail_and_the_others_run()
    {
        await lab.ClearAsync();
        var (_, _, results) = await Deploy(
            null,
            Owned("good", "1", Service("srv-good", "true")),
            Owned("image", "1", Service("srv-image", "true").Replace("iocops/lab-ioc:1", "iocops/no-such-image:1", StringComparison.Ordinal)),
            Owned("node", "1", Service("srv-node", "true", "deploy: {placement: {constraints: [node.hostname == nowhere]}}")));
        Assert.Equal([WatchState.Running, WatchState.Failed, WatchState.Failed], results.Select(r => r.State));
        Assert.Contains("No such image: iocops/no-such-image:1", results[1].Reason);
        Assert.Contains("no suitable node", results[2].Reason);
    }

    [LabFact]
    public async Task A_failing_process_is_told_with_its_exit_code_and_log()
    {
        await lab.ClearAsync();
        var (_, _, results) = await Deploy(null, Owned("a", "1", Service("srv-a", "echo ramper.db: no such file; exit 3", "deploy: {restart_policy: {delay: 100ms}}")));
        Assert.Contains("task: non-zero exit (3)", results.Single().Reason);
        Assert.Equal(["ramper.db: no such file"], results.Single().Log);
    }

    [LabFact]
    public async Task A_change_of_mode_never_runs_two_of_the_same()
    {
        await lab.ClearAsync();
        await Deploy(null, Owned("a", "1", Service("srv-a", "true")));
        var (plan, report, results) = await Deploy(null, Owned("a", "1", Service("srv-a", "true", "deploy: {mode: global}")));
        Assert.Equal(ChangeKind.Recreate, plan.Changes.Single().Kind);
        Assert.True(report.Succeeded, report.Results.Single().Message);
        Assert.Equal(WatchState.Running, results.Single().State);
        using var client = lab.Client();
        Assert.Single(await client.Containers.ListContainersAsync(new()));
    }

    [LabFact]
    public async Task An_orphan_stays_until_pruning_removes_it_with_its_tasks()
    {
        await lab.ClearAsync();
        var (a, b) = (Owned("a", "1", Service("srv-a", "true")), Owned("b", "1", Service("srv-b", "true")));
        await Deploy(null, a, b);
        Assert.Equal(["dals_srv-b"], (await Deploy(null, a)).Plan.Orphans);
        Assert.Equal(2, (await Swarm.ListServicesAsync(default)).Count);
        Assert.True((await Deploy(PlanScope.AllIocs(prune: true), a)).Report.Succeeded);
        Assert.Equal("dals_srv-a", (await Swarm.ListServicesAsync(default)).Single().Spec!.Name);
        using var client = lab.Client();
        Assert.Single(await client.Containers.ListContainersAsync(new()));
    }

    [LabFact]
    public async Task The_engine_is_reached_through_ssh()
    {
        using var folder = new TemporaryFolder();
        folder.With("ssh", $"#!/bin/sh\necho \"$@\" >> {folder["asked"]}\nexec docker -H {lab.Endpoint} system dial-stdio\n");
        File.SetUnixFileMode(folder["ssh"], UnixFileMode.UserRead | UnixFileMode.UserExecute);
        using (var swarm = new SwarmClient(DockerEndpoint.Parse("ssh://op@far:2222", "the test"), folder["ssh"]))
        {
            await swarm.RequireManagerAsync(default);
            await SwarmReader.ObserveAsync(swarm, default);
        }

        Assert.StartsWith("-o ConnectTimeout=4 -o BatchMode=yes -T -l op -p 2222 -- far docker system dial-stdio", folder.Text("asked"));
        Assert.InRange(folder.Text("asked").Count(c => c == '\n'), 1, 4);
    }

    [LabFact]
    public async Task A_login_that_ssh_refuses_is_told_in_its_words()
    {
        using var folder = new TemporaryFolder();
        folder.With("ssh", "#!/bin/sh\necho 'op@far: Permission denied (publickey).' >&2\nexit 255\n");
        File.SetUnixFileMode(folder["ssh"], UnixFileMode.UserRead | UnixFileMode.UserExecute);
        using var swarm = new SwarmClient(DockerEndpoint.Parse("ssh://op@far", "DOCKER_HOST"), folder["ssh"]);
        var error = await Assert.ThrowsAsync<SwarmException>(() => swarm.RequireManagerAsync(default));
        Assert.Contains("ssh://op@far (from DOCKER_HOST)", error.Message);
        Assert.Contains("Permission denied (publickey)", error.Message);
    }
}
