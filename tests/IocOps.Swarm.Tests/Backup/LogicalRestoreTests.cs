using System.Text.Json.Nodes;
using Docker.DotNet.Models;
using IocOps.Core.Backup;
using IocOps.Core.Planning;
using IocOps.Swarm.Docker;
using IocOps.Swarm.Operations;
using IocOps.Swarm.Tests.EndToEnd;
using IocOps.Swarm.Tests.Lab;
using IocOps.Swarm.Tests.Operations;

namespace IocOps.Swarm.Tests.Backup;

/// <summary>What a copy says is built in another swarm.</summary>
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class LogicalRestoreTests : IDisposable
{
    private const string Stack = "t";

    private readonly SmallFleet _fleet = new();

    public void Dispose() => _fleet.Dispose();

    [LabFact]
    public async Task Another_swarm_gets_the_same_services_configs_and_networks_and_secrets_that_are_lacking_are_named()
    {
        await using var lab = await new BackupLab().UpAsync(1);
        using var swarm = lab.Client("n1");
        var product = lab.Product(_fleet, "n1");
        ThreeNodes.Done(await product.RunAsync("GenSwarmFile", "DeployAllIocs"));
        await AddGuardedAsync(swarm);
        await new NodeWork(swarm, swarm, BackupLab.Quiet, BackupLab.Yes).LabelAsync([lab.Name("n1")], ["rack=7"], [], default);
        var file = ThreeNodes.Done(await product.RunAsync("BackupSwarm", "--online", "--backup-folder", lab.Folder, "--yes")).Data.Trim();
        var before = await lab.ReadAsync("n1");
        await lab.LeaveAsync("n1");
        await new Membership(swarm, BackupLab.Quiet, BackupLab.Yes).InitAsync(("10.213.0.1", null), false, default);
        string[] restore = ["RestoreSwarm", "--logical", "--backup-file", file];

        var lacking = await product.RunAsync([.. restore, "--yes"]);
        Assert.True(lacking.ExitCode == 2, lacking.ToString());
        Assert.Contains("door-key", lacking.Notes, StringComparison.Ordinal);
        Assert.Empty(await swarm.ListServicesAsync(default));
        var impossible = await product.RunAsync("RestoreSwarm", "--backup-file", file, "--yes");
        Assert.True(impossible.ExitCode == 2, impossible.ToString());
        Assert.Contains("--logical", impossible.Notes, StringComparison.Ordinal);

        await swarm.CreateSecretAsync(new SwarmSecretSpec { Name = "door-key", Data = [9], Labels = new Dictionary<string, string>() }, default);
        var shown = ThreeNodes.Done(await product.RunAsync([.. restore, "--dry-run"]));
        Assert.Contains("4 to create", shown.Data, StringComparison.Ordinal);
        Assert.Empty(await swarm.ListServicesAsync(default));
        var done = ThreeNodes.Done(await product.RunAsync([.. restore, "--yes"]));

        Assert.Contains($"LabelNode --node {lab.Name("n1")} --add rack=7", done.Notes, StringComparison.Ordinal);
        var now = await lab.ReadAsync("n1");
        Assert.NotEqual(Id(before), Id(now));
        AssertSame(Specs(before, before.Services), Specs(now, now.Services));
        AssertSame(Specs(before, before.Configs), Specs(now, now.Configs));
        Assert.Equal(Networks(before), Networks(now));
        Assert.Contains("10.77.0.0/16", Assert.Single(Networks(now)), StringComparison.Ordinal);
        Assert.Contains("4 unchanged", ThreeNodes.Done(await product.RunAsync([.. restore, "--dry-run"])).Data, StringComparison.Ordinal);
    }

    [LabFact]
    public async Task A_copy_of_what_others_deployed_says_so_instead_of_deploying_nothing()
    {
        await using var lab = await new BackupLab().UpAsync(1);
        using var swarm = lab.Client("n1");
        var foreign = OperationsOnLabTests.Printer("foreign", null);
        foreign.Labels!.Remove(Owner.Label);
        await swarm.CreateServiceAsync(foreign, default);
        var product = lab.Product(_fleet, "n1");
        var file = ThreeNodes.Done(await product.RunAsync("BackupSwarm", "--online", "--backup-folder", lab.Folder, "--yes")).Data.Trim();

        var refused = await product.RunAsync("RestoreSwarm", "--logical", "--backup-file", file, "--yes");

        Assert.True(refused.ExitCode == 2, refused.ToString());
        Assert.Contains("nothing to deploy", refused.Notes, StringComparison.Ordinal);
    }

    // A service of no task, with a secret and with a network of its stack.
    private static async Task AddGuardedAsync(SwarmClient swarm)
    {
        var ours = new Dictionary<string, string> { ["com.docker.stack.namespace"] = Stack };
        var secret = await swarm.CreateSecretAsync(new SwarmSecretSpec { Name = "door-key", Data = [7], Labels = new Dictionary<string, string>() }, default);
        var network = await swarm.CreateNetworkAsync(
            new NetworksCreateParameters { Name = "t_inner", Driver = "overlay", Attachable = true, Labels = ours, Options = new Dictionary<string, string> { ["encrypted"] = "" }, IPAM = new IPAM { Driver = "default", Config = [new IPAMConfig { Subnet = "10.77.0.0/16", Gateway = "10.77.0.9" }] } }, default);
        var spec = OperationsOnLabTests.Printer("guarded", null, Stack);
        spec.TaskTemplate!.Placement = new Placement();
        spec.Mode = new ServiceMode { Replicated = new ReplicatedService { Replicas = 0 } };
        spec.TaskTemplate.Networks = [new NetworkAttachmentConfig { Target = network, Aliases = ["guarded"] }];
        spec.TaskTemplate.ContainerSpec!.Secrets = [new SecretReference { SecretID = secret, SecretName = "door-key", File = new SecretReferenceFileTarget { Name = "door-key", UID = "0", GID = "0", Mode = 292 } }];
        await swarm.CreateServiceAsync(spec, default);
    }

    private static void AssertSame(SortedDictionary<string, string> wanted, SortedDictionary<string, string> actual)
    {
        Assert.Equal(wanted.Keys, actual.Keys);
        Assert.All(wanted, w => Assert.Equal(w.Value, actual[w.Key]));
    }

    private static string Id(LogicalCopy copy) => copy.Swarm["ID"]!.ToString();

    /// <summary>By name, with names for ids: those are of each swarm its own.</summary>
    private static SortedDictionary<string, string> Specs(LogicalCopy copy, JsonArray list)
    {
        var names = copy.Configs.Concat(copy.Secrets).Select(o => (Id: o!["ID"]!.ToString(), Name: o["Spec"]!["Name"]!.ToString()))
            .Concat(copy.Networks.Select(n => (Id: n!["Id"]!.ToString(), Name: n["Name"]!.ToString()))).ToList();
        // What a deployment notes of itself: when it was, and what it wrote.
        foreach (var labels in list.Select(o => o!["Spec"]!["Labels"]!.AsObject()))
        {
            labels.Remove("iocops.written");
            labels.Remove("iocops.history");
        }

        return new(list.Select(o => o!["Spec"]!).ToDictionary(s => s["Name"]!.ToString(), s => names.Aggregate(s.ToJsonString(), (text, n) => text.Replace(n.Id, n.Name, StringComparison.Ordinal))), StringComparer.Ordinal);
    }

    private static IEnumerable<string> Networks(LogicalCopy copy) => copy.Networks.Where(n => n!["Name"]!.ToString() == "t_inner").Select(n =>
    {
        var options = n!["Options"]!.AsObject().Where(o => !o.Key.EndsWith("vxlanid_list", StringComparison.Ordinal)).Select(o => $"{o.Key}={o.Value}");
        return $"{n["Driver"]} {n["IPAM"]!["Config"]!.ToJsonString()} {n["Attachable"]} {n["Labels"]!.ToJsonString()} {string.Join(' ', options)}";
    });
}
