using Docker.DotNet.Models;
using IocOps.Swarm.Tests.Lab;

namespace IocOps.Swarm.Tests.EndToEnd;

/// <summary>Services beside the IOCs, on a real swarm: each target keeps to its own, and so does each site.</summary>
[Collection(LabCollection.Name)]
public sealed class ServicesTests(LabFixture lab) : IDisposable
{
    private const string Waits = "entrypoint: [/bin/sh, -c, 'trap exit TERM; while :; do sleep 3600 & wait; done']";

    private readonly SmallFleet _fleet = new();
    private readonly SmallFleet _other = new();

    private Product Product => new(_fleet.Path, lab.Endpoint);

    public void Dispose()
    {
        _fleet.Dispose();
        _other.Dispose();
    }

    [LabFact]
    public async Task Each_target_deploys_updates_and_prunes_its_own_services_alone()
    {
        await lab.ClearAsync();
        _fleet.Write("iocs/_global/tools/stack.yaml.sbn", $"services:\n  tools:\n    image: {{{{ yaml image }}}}\n    {Waits}\n    deploy:\n      mode: global\n");
        _fleet.Write("iocs/_services/web/stack.yaml", $$"""
            services:
              web:
                image: iocops/lab-ioc:1
                {{Waits}}
                configs:
                  - source: page
                    target: /page
            configs:
              page:
                file: page.html
            """);
        _fleet.Write("iocs/_services/web/page.html", "first\n");

        await GoodAsync("DeployGlobal", "DeployServices", "DeployAllIocs");
        var all = await ServicesAsync();
        var plan = await Product.RunAsync("ShowPlan", "--exit-code");
        _fleet.Write("iocs/_services/web/page.html", "second\n");
        var dry = await Product.RunAsync("DeployServices", "--dry-run");
        await GoodAsync("DeployServices", "--service-list", "web");
        var updated = await ServicesAsync();
        Directory.Delete(Path.Combine(_fleet.Path, "iocs/_services/web"), recursive: true);
        await GoodAsync("DeployAllIocs", "--prune");
        await GoodAsync("DeployGlobal", "--prune");
        var kept = await ServicesAsync();
        var orphan = await Product.RunAsync("ShowPlan");
        await GoodAsync("DeployServices", "--prune");
        await GoodAsync("RemoveServices", "--service-list", "tools", "--yes");

        Assert.Equal(["t_srv-alpha", "t_srv-beta", "t_srv-gamma", "t_srv-log", "t_tools", "t_web"], all.Keys);
        Assert.True(plan.ExitCode == 0, plan.ToString());
        Assert.Contains("- first", dry.Data, StringComparison.Ordinal);
        Assert.Equal(["t_web"], updated.Where(s => all[s.Key] != s.Value).Select(s => s.Key));
        Assert.Equal(all.Keys, kept.Keys);
        Assert.Contains("t_web", orphan.Data, StringComparison.Ordinal);
        Assert.Equal(["t_srv-alpha", "t_srv-beta", "t_srv-gamma", "t_srv-log"], (await ServicesAsync()).Keys);
    }

    [LabFact]
    public async Task Two_sites_share_a_swarm_and_neither_touches_what_is_the_others()
    {
        await lab.ClearAsync();
        _other.Write("iocs/site.yaml", _other.Read("iocs/site.yaml").Replace("stack: t", "stack: u", StringComparison.Ordinal));
        await GoodAsync("DeployGlobal", "DeployAllIocs");
        var other = new Product(_other.Path, lab.Endpoint);
        var deployed = await other.RunAsync("DeployAllIocs", "--prune");
        var both = await ServicesAsync();
        var removed = await other.RunAsync("RemoveAllServices", "--yes");
        var plan = await Product.RunAsync("ShowPlan", "--exit-code");

        Assert.True(deployed.ExitCode == 0, deployed.ToString());
        Assert.Equal(7, both.Count);
        Assert.True(removed.ExitCode == 0, removed.ToString());
        Assert.Equal(both.Where(s => s.Key.StartsWith("t_", StringComparison.Ordinal)), await ServicesAsync());
        // Its configs are there, too.
        Assert.True(plan.ExitCode == 0, plan.ToString());
    }

    [LabFact]
    public async Task What_can_not_be_deployed_is_told_before_anything_is_done()
    {
        await lab.ClearAsync();
        _fleet.Write("iocs/_services/gateway/readme.txt", "");
        _fleet.Write("iocs/_services/web/stack.yaml", "services:\n  web:\n    image: x\n    privileged: true\n");
        _fleet.Write("iocs/_global/tools/stack.yaml", $"services: {{tools: {{image: iocops/lab-ioc:1, {Waits}}}}}");

        var all = await Product.RunAsync("DeployServices");
        var misspelt = await Product.RunAsync("DeployServices", "--service-list", "wep");
        var global = await Product.RunAsync("DeployServices", "--service-list", "tools");

        Assert.All([all, misspelt, global], o => Assert.Equal(2, o.ExitCode));
        Assert.Contains("iocs/_services/gateway: error SVC001", all.Notes, StringComparison.Ordinal);
        Assert.Contains("iocs/_services/web/stack.yaml:4:5", all.Notes, StringComparison.Ordinal);
        Assert.Contains("did you mean 'web'?", misspelt.Notes, StringComparison.Ordinal);
        Assert.Contains("'tools' is a global service; DeployGlobal deploys these", global.Notes, StringComparison.Ordinal);
        Assert.Empty(await ServicesAsync());
    }

    private async Task GoodAsync(params string[] arguments)
    {
        var outcome = await Product.RunAsync(arguments);
        Assert.True(outcome.ExitCode == 0, outcome.ToString());
    }

    private async Task<SortedDictionary<string, ulong>> ServicesAsync()
    {
        using var client = lab.Client();
        var services = await client.Swarm.ListServicesAsync(new ServiceListParameters());
        return new SortedDictionary<string, ulong>(services.ToDictionary(s => s.Spec!.Name!, s => s.Version!.Index ?? 0), StringComparer.Ordinal);
    }
}
