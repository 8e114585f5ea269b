using System.Text.Json;
using Docker.DotNet.Models;
using IocOps.Swarm.Tests.Lab;

namespace IocOps.Swarm.Tests.EndToEnd;

/// <summary>Saved plans, drift, history and the way back, as a user walks them.</summary>
[Collection(LabCollection.Name)]
public sealed class PlansOnLabTests(LabFixture lab) : IDisposable
{
    private readonly SmallFleet _fleet = new();

    private Product Product => new(_fleet.Path, lab.Endpoint);

    public void Dispose() => _fleet.Dispose();

    [LabFact]
    public async Task A_saved_plan_is_applied_once_and_refused_when_the_swarm_or_a_folder_moved()
    {
        await lab.ClearAsync();
        await DoneAsync("GenSwarmFile", "GenGlobalFile");
        await DoneAsync("SavePlan", "--ioc-list", "alpha", "beta", "--plan-file", "first.plan");
        await DoneAsync("ApplyPlan", "--plan-file", "first.plan");
        Assert.Contains("t_srv-alpha: it was created on the swarm since", (await RefusedAsync("ApplyPlan", "--plan-file", "first.plan")).Notes, StringComparison.Ordinal);

        _fleet.Write("iocs/beta/src/x.db", "record(ai, \"$(P)VALUE\") {\n}\nrecord(ai, \"$(P)MORE\") {\n}\n");
        var saved = await Product.RunAsync("SavePlan", "--ioc-list", "alpha", "beta", "--plan-file", "p.plan", "--exit-code");
        Assert.True(saved.ExitCode == 3, saved.ToString());
        Assert.DoesNotContain("MORE", _fleet.Read("p.plan"), StringComparison.Ordinal);

        await ByHandAsync("t_srv-beta", s => s.TaskTemplate!.ContainerSpec!.Env = ["BY=hand"]);
        var moved = await RefusedAsync("ApplyPlan", "--plan-file", "p.plan");
        Assert.Matches(@"t_srv-beta: somebody changed it on the swarm since \(version \d+ → \d+\): environment\[BY\]", moved.Notes);
        var drift = await DoneAsync("ShowPlan", "--ioc-list", "alpha", "beta");
        Assert.Matches(@"environment\[BY\]: hand \(removed\)  \(changed on the swarm, not in the folder\)", drift.Data);
        Assert.EndsWith("1 changed on the swarm by somebody else", drift.Data.TrimEnd(), StringComparison.Ordinal);
        Assert.Contains("changed in the folder, and on the swarm by somebody else", (await DoneAsync("ShowDigest")).Data, StringComparison.Ordinal);

        await DoneAsync("SavePlan", "--ioc-list", "alpha", "beta", "--plan-file", "p.plan");
        _fleet.Write("iocs/beta/src/x.db", "record(ai, \"$(P)VALUE\") {\n}\nrecord(ai, \"$(P)OTHER\") {\n}\n");
        Assert.Matches(@"t_srv-beta: its folder changed since: configs\[.*x\.db\]", (await RefusedAsync("ApplyPlan", "--plan-file", "p.plan")).Notes);
        await DoneAsync("SavePlan", "--ioc-list", "alpha", "beta", "--plan-file", "p.plan");
        Assert.Contains("1 updated, 1 unchanged; 2 running.", (await DoneAsync("ApplyPlan", "--plan-file", "p.plan")).Notes, StringComparison.Ordinal);
    }

    [LabFact]
    public async Task A_note_that_is_missing_comes_back_without_a_restart()
    {
        await lab.ClearAsync();
        await DoneAsync("DeployIocs", "--ioc-list", "alpha");
        var before = await TaskAsync();
        await ByHandAsync("t_srv-alpha", s => s.Labels.Remove("iocops.written"));

        Assert.Contains("update, restarts nothing", (await DoneAsync("ShowPlan", "--ioc-list", "alpha")).Data, StringComparison.Ordinal);
        await DoneAsync("DeployIocs", "--ioc-list", "alpha");

        Assert.Equal(before, await TaskAsync());
        Assert.Contains("1 unchanged", (await DoneAsync("ShowPlan", "--ioc-list", "alpha")).Data, StringComparison.Ordinal);
    }

    [LabFact]
    public async Task Of_a_failed_deploy_nothing_is_left_when_it_shall_be_put_back()
    {
        await lab.ClearAsync();
        await DoneAsync("DeployIocs", "--ioc-list", "alpha", "b*");
        var before = await SpecsAsync();
        _fleet.Write("iocs/alpha/src/x.db", "record(bo, \"$(P)VALUE\") {\n}\n");
        _fleet.Write("iocs/beta/ioc.yaml", "image: iocops/nowhere:1\n" + _fleet.Read("iocs/beta/ioc.yaml"));

        var deploy = await Product.RunAsync("DeployAllIocs", "--rollback-on-failure");

        Assert.Equal(1, deploy.ExitCode);
        Assert.Contains("No such image: iocops/nowhere:1", deploy.Notes, StringComparison.Ordinal);
        foreach (var line in new[] { "put back t_srv-alpha", "removed again t_srv-gamma", "Put back: all 3 services that this run changed are as they were before." }) Assert.Contains(line, deploy.Notes, StringComparison.Ordinal);
        Assert.Equal(before, await SpecsAsync());
        Assert.Equal(2, (await Product.RunAsync("DeployAllIocs", "--rollback-on-failure", "--no-wait")).ExitCode);
    }

    [LabFact]
    public async Task Deployments_are_remembered_and_the_one_before_comes_back_with_its_files()
    {
        await lab.ClearAsync();
        await DoneAsync("DeployIocs", "--ioc-list", "alpha");
        var first = await SpecsAsync();
        foreach (var record in new[] { "TWO", "THREE" })
        {
            _fleet.Write("iocs/alpha/src/x.db", $"record(ai, \"$(P)VALUE\") {{\n}}\nrecord(ai, \"$(P){record}\") {{\n}}\n");
            await DoneAsync("DeployIocs", "--ioc-list", "alpha");
        }

        using var history = JsonDocument.Parse((await DoneAsync("ShowHistory", "--ioc-list", "alpha", "--output", "json")).Data);
        var rows = history.RootElement.EnumerateArray().ToList();
        Assert.Equal(["update", "update", "create"], rows.Select(r => r.GetProperty("action").GetString()));
        Assert.Equal([false, true, true], rows.Select(r => r.GetProperty("canGoBack").GetBoolean()));
        Assert.Equal(2, (await Product.RunAsync("RollbackIocs", "--ioc-list", "alpha")).ExitCode);
        Assert.Contains("- record(ai, \"$(P)THREE\")", (await DoneAsync("RollbackIocs", "--ioc-list", "alpha", "--dry-run")).Data, StringComparison.Ordinal);

        var back = await DoneAsync("RollbackIocs", "--ioc-list", "alpha", "--to", rows[2].GetProperty("version").GetString()!, "--yes");

        Assert.Contains("1 put back; 1 running.", back.Notes, StringComparison.Ordinal);
        Assert.Equal(first, await SpecsAsync());
        Assert.Contains("+ record(ai, \"$(P)THREE\")", (await DoneAsync("ShowPlan", "--ioc-list", "alpha")).Data, StringComparison.Ordinal);
        Assert.Contains("never was at a version 'nonsense'", (await RefusedAsync("RollbackIocs", "--ioc-list", "alpha", "--to", "nonsense", "--yes")).Notes, StringComparison.Ordinal);
    }

    private async Task<Outcome> DoneAsync(params string[] arguments)
    {
        var outcome = await Product.RunAsync(arguments);
        Assert.True(outcome.ExitCode == 0, outcome.ToString());
        return outcome;
    }

    private async Task<Outcome> RefusedAsync(params string[] arguments)
    {
        var outcome = await Product.RunAsync(arguments);
        Assert.True(outcome.ExitCode == 2, outcome.ToString());
        return outcome;
    }

    // docker service update
    private async Task ByHandAsync(string name, Action<ServiceSpec> edit)
    {
        using var client = lab.Client();
        var live = (await client.Swarm.ListServicesAsync(new ServiceListParameters())).Single(s => s.Spec!.Name == name);
        edit(live.Spec!);
        await client.Swarm.UpdateServiceAsync(live.ID!, new ServiceUpdateParameters { Service = live.Spec!, Version = (long)live.Version!.Index!.Value });
    }

    private async Task<string> TaskAsync()
    {
        using var client = lab.Client();
        return (await client.Tasks.ListAsync(default(CancellationToken))).Single(t => t.DesiredState == TaskState.Running).ID!;
    }

    // What the services are, without what IocOps notes on them.
    private async Task<string> SpecsAsync()
    {
        using var client = lab.Client();
        var services = await client.Swarm.ListServicesAsync(new ServiceListParameters());
        foreach (var service in services) service.Spec!.Labels.Remove("iocops.history");
        return JsonSerializer.Serialize(services.Select(s => s.Spec).OrderBy(s => s!.Name, StringComparer.Ordinal));
    }
}
