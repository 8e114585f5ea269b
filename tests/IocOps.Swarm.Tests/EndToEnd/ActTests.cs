using System.Text.Json;
using IocOps.Swarm.Docker;
using IocOps.Swarm.Operations;
using IocOps.Swarm.Tests.Lab;
using IocOps.Swarm.Tests.Operations;

namespace IocOps.Swarm.Tests.EndToEnd;

/// <summary>Working on what runs, as a user does it.</summary>
[Collection(LabCollection.Name)]
public sealed class ActTests(LabFixture lab) : IDisposable
{
    private readonly SmallFleet _fleet = new();

    private Product Product => new(_fleet.Path, lab.Endpoint);

    public void Dispose() => _fleet.Dispose();

    [LabFact]
    public async Task Stopped_survives_a_deploy_that_brings_changed_files_in_and_a_restart_is_no_change()
    {
        await lab.ClearAsync();
        await DoneAsync("DeployAllIocs");
        await DoneAsync("StopIocs", "--ioc-list", "beta", "--yes");
        await DoneAsync("RestartIocs", "--ioc-list", "alpha", "--yes");
        _fleet.Write("iocs/beta/src/x.db", "record(ai, \"$(P)VALUE\") {\n}\nrecord(ai, \"$(P)MORE\") {\n}\n");

        var plan = await Product.RunAsync("ShowPlan");
        var deploy = await DoneAsync("DeployAllIocs");
        var stopped = await StatesAsync();
        var started = await DoneAsync("StartIocs", "--ioc-list", "b*", "--yes");
        var after = await Product.RunAsync("ShowPlan", "--exit-code", "--ioc-list", "alpha", "beta", "gamma");

        Assert.Contains("~ t_srv-beta update; stopped, stays stopped", plan.Data, StringComparison.Ordinal);
        Assert.DoesNotContain("t_srv-alpha", plan.Data, StringComparison.Ordinal);
        Assert.Contains("1 updated, 2 unchanged; 2 running, 1 stopped.", deploy.Notes, StringComparison.Ordinal);
        Assert.Equal("alpha running, beta stopped, gamma running", stopped);
        Assert.Contains("1 started; 1 running.", started.Notes, StringComparison.Ordinal);
        Assert.True(after.ExitCode == 0, after.ToString());

        await DoneAsync("StopIocs", "--ioc-list", "beta", "--yes");
        await DoneAsync("RemoveIocs", "--ioc-list", "beta", "--yes");
        Assert.Equal("alpha running, beta available, gamma running", await StatesAsync());
    }

    [LabFact]
    public async Task A_renamed_IOC_finds_the_values_of_its_save_files_in_its_new_volume_and_a_stopped_one_stays_stopped()
    {
        await lab.ClearAsync();
        foreach (var name in new[] { "beta", "gamma" }) _fleet.Remove(name);
        _fleet.Write("iocs/alpha/ioc.yaml", _fleet.Read("iocs/alpha/ioc.yaml") + "modules: [autosave]\n");
        _fleet.Write("iocs/alpha/src/x.db", "record(ai, \"$(P)VALUE\") {\n  info(autosaveFields, \"VAL\")\n}\n");
        await DoneAsync("DeployAllIocs");
        await DoneAsync("ExecIoc", "--ioc-list", "alpha", "--command", "cd /opt/EPICS/RUN/alpha/log/autosave && printf '# autosave R5.3\\nalpha:VALUE 42\\n<END>\\n' > alpha-automake-pass1.sav");

        var renamed = await DoneAsync("RenameIoc", "--from", "alpha", "--to", "omega", "--yes");
        var value = await DoneAsync("CagetPv", "--pv", "alpha:VALUE", "--ioc-list", "omega");
        var plan = await Product.RunAsync("ShowPlan", "--exit-code", "--ioc-list", "omega");
        await DoneAsync("StopIocs", "--ioc-list", "omega", "--yes");
        var again = await DoneAsync("RenameIoc", "--from", "omega", "--to", "alpha2", "--yes");
        var states = await StatesAsync();
        await DoneAsync("StartIocs", "--ioc-list", "alpha2", "--yes");
        var after = await DoneAsync("CagetPv", "--pv", "alpha:VALUE", "--ioc-list", "alpha2");

        Assert.Matches("Copied [0-9]+ save files; those in t_srv-alpha-autosave stay", renamed.Notes);
        Assert.Equal("alpha:VALUE 42\n", value.Data);
        Assert.True(plan.ExitCode == 0, plan.ToString());
        Assert.Contains("Copied", again.Notes, StringComparison.Ordinal);
        Assert.Equal("alpha2 stopped", states);
        Assert.Equal("alpha:VALUE 42\n", after.Data);
    }

    [LabFact]
    public async Task A_renamed_IOC_stays_stopped_where_its_save_files_could_not_be_copied_and_the_exit_code_says_so()
    {
        await lab.ClearAsync();
        foreach (var name in new[] { "beta", "gamma" }) _fleet.Remove(name);
        await DoneAsync("DeployAllIocs");
        // Not deployed: the service has no volume for save files.
        _fleet.Write("iocs/alpha/ioc.yaml", _fleet.Read("iocs/alpha/ioc.yaml") + "modules: [autosave]\n");

        var renamed = await Product.RunAsync("RenameIoc", "--from", "alpha", "--to", "omega", "--yes");
        var states = await StatesAsync();
        await DoneAsync("StartIocs", "--ioc-list", "omega", "--yes");

        Assert.True(renamed.ExitCode == 1, renamed.ToString());
        Assert.Contains("Save files were not copied: ", renamed.Notes, StringComparison.Ordinal);
        Assert.Equal("omega stopped", states);
        Assert.Equal("omega running", await StatesAsync());
    }

    [LabFact]
    public async Task Removing_all_services_takes_the_networks_of_the_stack_with_them_and_no_other()
    {
        await lab.ClearAsync();
        using var swarm = new SwarmClient(DockerEndpoint.Parse(lab.Endpoint, "the test"));
        foreach (var stack in new[] { "t", "other" })
            await swarm.CreateNetworkAsync(new() { Name = $"{stack}_back", Driver = "overlay", Labels = new Dictionary<string, string> { ["com.docker.stack.namespace"] = stack } }, default);
        var service = OperationsOnLabTests.Printer("a", null, "t");
        service.TaskTemplate!.Networks = [new() { Target = "t_back" }];
        await swarm.CreateServiceAsync(service, default);
        await ThreeNodes.UntilAsync(async () => (await SwarmLook.ServicesAsync(swarm, "t", new(States: ["running"]), default)).Count == 1, "it never runs");

        var dry = await DoneAsync("RemoveAllServices", "--dry-run");
        var removed = await DoneAsync("RemoveAllServices", "--yes");

        Assert.Contains("- network t_back (unused)", dry.Data, StringComparison.Ordinal);
        Assert.Contains("removed network t_back", removed.Notes, StringComparison.Ordinal);
        Assert.Equal(["other_back"], (await swarm.ListNetworksAsync(default)).Select(n => n.Name).Where(n => n.EndsWith("_back", StringComparison.Ordinal)));
        Assert.Contains("othing", (await DoneAsync("RemoveAllServices", "--yes")).Notes, StringComparison.Ordinal);
    }

    [LabFact]
    public async Task Ctrl_C_ends_followed_logs_and_is_no_failure()
    {
        await lab.ClearAsync();
        await DoneAsync("DeployAllIocs");

        using var run = Product.Start("ShowLogs", "--follow", "--ioc-list", "alpha");
        await run.SaysAsync("== ShowLogs");
        run.Signal("INT");
        var outcome = await run.EndAsync();

        Assert.True(outcome.ExitCode == 0, outcome.ToString());
    }

    private async Task<Outcome> DoneAsync(params string[] arguments)
    {
        var outcome = await Product.RunAsync(arguments);
        Assert.True(outcome.ExitCode == 0, outcome.ToString());
        return outcome;
    }

    private async Task<string> StatesAsync()
    {
        using var digest = JsonDocument.Parse((await DoneAsync("ShowDigest", "--output", "json")).Data);
        return string.Join(", ", digest.RootElement.EnumerateArray().Select(r => $"{r.GetProperty("name")} {r.GetProperty("state")}"));
    }
}
