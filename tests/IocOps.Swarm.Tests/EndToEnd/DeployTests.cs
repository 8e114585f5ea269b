using Docker.DotNet.Models;
using IocOps.Swarm.Tests.Lab;

namespace IocOps.Swarm.Tests.EndToEnd;

/// <summary>The main way, walked as a user walks it: the product as a process, on a real swarm.</summary>
[Collection(LabCollection.Name)]
public sealed class DeployTests(LabFixture lab) : IDisposable
{
    private readonly SmallFleet _fleet = new();

    private Product Product => new(_fleet.Path, lab.Endpoint);

    public void Dispose() => _fleet.Dispose();

    [LabFact]
    public async Task A_fleet_runs_after_one_deploy_and_a_second_one_sends_no_write()
    {
        await lab.ClearAsync();
        await using var counter = new WriteCounter(lab.Endpoint);
        var product = new Product(_fleet.Path, counter.Endpoint);

        var first = await product.RunAsync("DeployGlobal", "DeployAllIocs");
        var writes = counter.Writes.Count;
        var second = await product.RunAsync("DeployGlobal", "DeployAllIocs");

        Assert.True(first.ExitCode == 0, first.ToString());
        Assert.Contains("3 created; 3 running.", first.Notes, StringComparison.Ordinal);
        Assert.True(writes >= 4, $"{writes} writes");
        Assert.True(second.ExitCode == 0, second.ToString());
        Assert.Contains("3 unchanged; 3 running.", second.Notes, StringComparison.Ordinal);
        Assert.Equal(writes, counter.Writes.Count);
        var audit = await product.RunAsync("ShowAudit", "--grep", "service t_");
        Assert.Equal(4, audit.Data.Split('\n').Count(l => l.Contains(" done ", StringComparison.Ordinal) && l.Contains(" created", StringComparison.Ordinal)));
    }

    [LabFact]
    public async Task A_deploy_asks_the_engine_as_often_for_many_IOCs_as_for_few()
    {
        await lab.ClearAsync();
        await DeployedAsync();
        var few = await CallsAsync();
        foreach (var name in new[] { "delta", "epsilon", "zeta" }) _fleet.Add(name);
        await DeployedAsync();

        Assert.Equal(few, await CallsAsync());
    }

    [LabFact]
    public async Task Editing_one_database_updates_that_IOC_alone()
    {
        await lab.ClearAsync();
        await DeployedAsync();
        var before = await TasksAsync();
        _fleet.Write("iocs/beta/src/x.db", "record(ai, \"$(P)VALUE\") {\n}\nrecord(ai, \"$(P)MORE\") {\n}\n");

        var plan = await Product.RunAsync("ShowPlan", "--exit-code");
        var deploy = await Product.RunAsync("DeployAllIocs");
        var after = await TasksAsync();

        Assert.Equal(3, plan.ExitCode);
        Assert.Contains("t_srv-beta", plan.Data, StringComparison.Ordinal);
        Assert.Contains("$(P)MORE", plan.Data, StringComparison.Ordinal);
        Assert.True(deploy.ExitCode == 0, deploy.ToString());
        Assert.Contains("1 updated, 2 unchanged; 3 running.", deploy.Notes, StringComparison.Ordinal);
        Assert.Equal(before["t_srv-alpha"], after["t_srv-alpha"]);
        Assert.Equal(before["t_srv-gamma"], after["t_srv-gamma"]);
        Assert.NotEqual(before["t_srv-beta"], after["t_srv-beta"]);
    }

    [LabFact]
    public async Task An_image_that_does_not_exist_is_rolled_back_and_told_and_the_others_go_on()
    {
        await lab.ClearAsync();
        await DeployedAsync();
        _fleet.Write("iocs/beta/ioc.yaml", "image: iocops/nowhere:1\n" + _fleet.Read("iocs/beta/ioc.yaml"));
        _fleet.Write("iocs/gamma/src/x.db", "record(bo, \"$(P)VALUE\") {\n}\n");

        var deploy = await Product.RunAsync("DeployAllIocs");

        Assert.Equal(1, deploy.ExitCode);
        Assert.Contains("t_srv-beta: failed:", deploy.Notes, StringComparison.Ordinal);
        Assert.Contains("No such image: iocops/nowhere:1", deploy.Notes, StringComparison.Ordinal);
        Assert.Contains("2 updated, 1 unchanged; 2 running, 1 not.", deploy.Notes, StringComparison.Ordinal);
        Assert.Equal("iocops/lab-ioc:1", (await ServiceAsync("t_srv-beta")).Spec!.TaskTemplate!.ContainerSpec!.Image!.Split('@')[0]);
        var audit = (await Product.RunAsync("ShowAudit", "--tail", "3")).Data;
        Assert.Contains("service t_srv-beta updated: rolled back", audit, StringComparison.Ordinal);
        Assert.Contains("No such image", audit, StringComparison.Ordinal);
    }

    [LabFact]
    public async Task A_failing_health_check_is_rolled_back_and_told_with_the_last_log_lines()
    {
        await lab.ClearAsync();
        await DeployedAsync();
        _fleet.Write("iocs/beta/ioc.yaml", _fleet.Read("iocs/beta/ioc.yaml") + "health:\n  pv: beta:NOBODY\n");

        var deploy = await Product.RunAsync("DeployAllIocs");
        var digest = await Product.RunAsync("ShowDigest", "--ioc-list", "beta", "--output", "json");

        Assert.Equal(1, deploy.ExitCode);
        Assert.Contains("t_srv-beta: failed:", deploy.Notes, StringComparison.Ordinal);
        Assert.Contains("    | ", deploy.Notes, StringComparison.Ordinal);
        // caget gives up at about the same time as the engine.
        Assert.Matches("\"healthOutput\": \"(Channel connect timed out: 'beta:NOBODY' not found|Health check exceeded timeout)", digest.Data);
        Assert.DoesNotContain("beta:NOBODY", string.Join(' ', (await ServiceAsync("t_srv-beta")).Spec!.TaskTemplate!.ContainerSpec!.Healthcheck!.Test!), StringComparison.Ordinal);
    }

    [LabFact]
    public async Task An_IOC_on_the_mount_keeps_its_files_through_an_export_and_gets_them_back_by_a_rollback()
    {
        await lab.ClearAsync();
        _fleet.Write("iocs/site.yaml", _fleet.Read("iocs/site.yaml") + $"\nmount: {TestLab.Mount}\n");
        _fleet.Write("iocs/beta/ioc.yaml", _fleet.Read("iocs/beta/ioc.yaml") + "delivery: mount\nmodules: [autosave]\n");
        foreach (var name in new[] { "alpha", "gamma" }) _fleet.Remove(name);
        string[] at = ["--mount-folder", lab.Mount];
        var first = await Product.RunAsync(["DeployAllIocs", .. at]);
        _fleet.Write("iocs/beta/src/x.db", "record(ai, \"$(P)VALUE\") {\n}\nrecord(ai, \"$(P)MORE\") {\n}\n");

        var export = await Product.RunAsync(["ExportIocs", .. at]);
        var afterExport = await Product.RunAsync("ExecIoc", "--ioc-list", "beta", "--command", "cd /opt/EPICS/RUN/beta; cat startup/db/x.db && echo x > settings/y; test -e log/autosave/beta-automake-pass0.sav && echo saved");
        _fleet.Write("iocs/beta/src/x.db", "record(ai, \"$(P)VALUE\") {\n}\nrecord(ai, \"$(P)$(NOBODY)\") {\n}\n");
        var broken = await Product.RunAsync(["DeployAllIocs", .. at]);
        var afterRollback = await Product.RunAsync("ExecIoc", "--ioc-list", "beta", "--command", "cat /opt/EPICS/RUN/beta/startup/db/x.db");

        Assert.All([first, export], o => Assert.True(o.ExitCode == 0, o.ToString()));
        Assert.Equal("record(ai, \"$(P)VALUE\") {\n}\nsaved\n", afterExport.Data);
        Assert.Contains("Read-only file system", afterExport.Notes, StringComparison.Ordinal);
        Assert.Equal(1, broken.ExitCode);
        Assert.Contains("macro NOBODY is undefined", broken.Notes, StringComparison.Ordinal);
        Assert.Equal("record(ai, \"$(P)VALUE\") {\n}\n", afterRollback.Data);
    }

    [LabFact]
    public async Task An_orphan_is_shown_and_kept_and_removed_with_prune()
    {
        await lab.ClearAsync();
        await DeployedAsync();
        _fleet.Remove("beta");

        var digest = await Product.RunAsync("ShowDigest");
        var kept = await Product.RunAsync("DeployAllIocs");
        var afterKept = await TasksAsync();
        var pruned = await Product.RunAsync("DeployAllIocs", "--prune");

        Assert.Matches("(?m)^beta +orphan", digest.Data);
        Assert.True(kept.ExitCode == 0, kept.ToString());
        Assert.Contains("t_srv-beta", afterKept.Keys);
        Assert.True(pruned.ExitCode == 0, pruned.ToString());
        Assert.Contains("removed t_srv-beta", pruned.Notes, StringComparison.Ordinal);
        Assert.Equal(["t_srv-alpha", "t_srv-gamma"], (await TasksAsync()).Keys.Order(StringComparer.Ordinal));
    }

    [LabFact]
    public async Task Ctrl_C_in_the_middle_and_a_second_run_leave_a_whole_fleet()
    {
        await lab.ClearAsync();

        using var run = Product.Start("DeployAllIocs");
        await run.SaysAsync("created t_srv-");
        run.Signal("INT");
        var stopped = await run.EndAsync();
        var again = await Product.RunAsync("DeployAllIocs");

        Assert.Equal(1, stopped.ExitCode);
        Assert.Contains("Run it again to go on.", stopped.Notes, StringComparison.Ordinal);
        Assert.True(again.ExitCode == 0, again.ToString());
        Assert.Equal(["t_srv-alpha", "t_srv-beta", "t_srv-gamma"], (await TasksAsync()).Keys.Order(StringComparer.Ordinal));
        Assert.DoesNotContain(await ConfigNamesAsync(), c => c.StartsWith("iocops-lock", StringComparison.Ordinal));
    }

    [LabFact]
    public async Task Of_two_deploys_at_the_same_time_from_two_clones_the_second_waits_and_both_end_well()
    {
        await lab.ClearAsync();
        using var other = new SmallFleet();

        var both = await Task.WhenAll(Product.RunAsync("DeployAllIocs"), new Product(other.Path, lab.Endpoint).RunAsync("DeployAllIocs"));

        Assert.All(both, o => Assert.True(o.ExitCode == 0, o.ToString()));
        Assert.Equal(3, (await TasksAsync()).Count);
        Assert.DoesNotContain(await ConfigNamesAsync(), c => c.StartsWith("iocops-lock", StringComparison.Ordinal));
    }

    [LabFact]
    public async Task A_deploy_waits_for_the_one_that_holds_the_lock_and_says_whose_it_is()
    {
        await lab.ClearAsync();
        using var client = lab.Client();
        var labels = new Dictionary<string, string> { ["iocops.lock.holder"] = "DeployAllIocs of someone", ["iocops.lock.host"] = "elsewhere" };
        await client.Configs.CreateConfigAsync(new SwarmCreateConfigParameters { Config = new SwarmConfigSpec { Name = "iocops-lock-t", Labels = labels, Data = [1] } });

        using var waiting = Product.Start("DeployAllIocs");
        await waiting.SaysAsync("Waiting for DeployAllIocs of someone, who changes the stack 't' now.");
        var before = await TasksAsync();
        var impatient = await Product.RunAsync("DeployAllIocs", "--lock-timeout", "0", "--skip", "GenSwarmFile", "GenStartup");
        var unasked = await Product.RunAsync("UnlockStack");
        var unlocked = await Product.RunAsync("UnlockStack", "--yes");
        var outcome = await waiting.EndAsync();

        Assert.Empty(before);
        Assert.Equal((1, 2, 0), (impatient.ExitCode, unasked.ExitCode, unlocked.ExitCode));
        Assert.Contains("The stack t is locked by DeployAllIocs of someone.", unasked.Notes, StringComparison.Ordinal);
        Assert.Contains("./build.sh UnlockStack", impatient.Notes, StringComparison.Ordinal);
        Assert.True(outcome.ExitCode == 0, outcome.ToString());
        Assert.Equal(3, (await TasksAsync()).Count);
    }

    [LabFact]
    public async Task Stale_files_are_refused_when_generation_is_skipped()
    {
        await lab.ClearAsync();
        await Product.RunAsync("GenSwarmFile");
        _fleet.Write("iocs/beta/ioc.yaml", "image: iocops/other:1\n" + _fleet.Read("iocs/beta/ioc.yaml"));

        var deploy = await Product.RunAsync("DeployAllIocs", "--skip", "GenSwarmFile", "GenStartup");

        Assert.Equal(2, deploy.ExitCode);
        Assert.Contains("iocs/beta/generated/stack.yaml: error GEN001:", deploy.Notes, StringComparison.Ordinal);
        Assert.Empty(await TasksAsync());
    }

    [LabFact]
    public async Task Removing_asks_and_leaves_the_others()
    {
        await lab.ClearAsync();
        await DeployedAsync();

        var refused = await Product.RunAsync("RemoveIocs", "--ioc-list", "beta");
        var unknown = await Product.RunAsync("RemoveIocs", "--ioc-list", "betta", "--yes");
        var removed = await Product.RunAsync("RemoveIocs", "--ioc-list", "beta", "--yes");
        var left = (await TasksAsync()).Keys.Order(StringComparer.Ordinal).ToList();
        var all = await Product.RunAsync("RemoveAllServices", "--yes");

        Assert.Equal(2, refused.ExitCode);
        Assert.Contains("say --yes to do it", refused.Notes, StringComparison.Ordinal);
        Assert.Equal(2, unknown.ExitCode);
        Assert.Contains("There is no IOC 'betta', neither as a folder nor in the swarm; did you mean 'beta'?", unknown.Notes, StringComparison.Ordinal);
        Assert.True(removed.ExitCode == 0, removed.ToString());
        Assert.Equal(["t_srv-alpha", "t_srv-gamma"], left);
        Assert.True(all.ExitCode == 0, all.ToString());
        Assert.Empty(await TasksAsync());
    }

    private async Task DeployedAsync()
    {
        var deploy = await Product.RunAsync("DeployAllIocs");
        Assert.True(deploy.ExitCode == 0, deploy.ToString());
    }

    private async Task<int> CallsAsync()
    {
        await using var counter = new WriteCounter(lab.Endpoint);
        var outcome = await new Product(_fleet.Path, counter.Endpoint).RunAsync("DeployAllIocs");
        Assert.True(outcome.ExitCode == 0, outcome.ToString());
        return counter.Count;
    }

    // Running tasks by service.
    private async Task<Dictionary<string, string>> TasksAsync()
    {
        using var client = lab.Client();
        var services = (await client.Swarm.ListServicesAsync(new ServiceListParameters())).ToDictionary(s => s.ID!, s => s.Spec!.Name!);
        var tasks = await client.Tasks.ListAsync(default(CancellationToken));
        return tasks.Where(t => t.DesiredState == TaskState.Running && services.ContainsKey(t.ServiceID!)).ToDictionary(t => services[t.ServiceID!], t => t.ID!);
    }

    private async Task<SwarmService> ServiceAsync(string name)
    {
        using var client = lab.Client();
        return (await client.Swarm.ListServicesAsync(new ServiceListParameters())).Single(s => s.Spec!.Name == name);
    }

    private async Task<IReadOnlyList<string>> ConfigNamesAsync()
    {
        using var client = lab.Client();
        return [.. (await client.Configs.ListConfigsAsync()).Select(c => c.Spec!.Name!)];
    }
}
