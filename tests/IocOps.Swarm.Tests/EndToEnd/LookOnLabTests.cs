using System.Text.Json;
using System.Xml.Linq;
using IocOps.Swarm.Docker;
using IocOps.Swarm.Tests.Lab;

namespace IocOps.Swarm.Tests.EndToEnd;

/// <summary>Looking at what runs and at what was saved, as a user does it.</summary>
[Collection(LabCollection.Name)]
public sealed class LookOnLabTests(LabFixture lab) : IDisposable
{
    private readonly SmallFleet _fleet = new();

    private Product Product => new(_fleet.Path, lab.Endpoint);

    public void Dispose() => _fleet.Dispose();

    [LabFact]
    public async Task Services_their_tasks_and_their_configuration_are_shown_and_what_is_secret_by_its_name_is_not()
    {
        await lab.ClearAsync();
        _fleet.Write("iocs/alpha/ioc.yaml", _fleet.Read("iocs/alpha/ioc.yaml") + "deploy:\n  labels: { GATE_PASSWORD: hunter2, GATE_NAME: west }\n");
        await DoneAsync("DeployAllIocs");
        using var client = lab.Client();
        var containers = await client.Containers.ListContainersAsync(new() { All = true });
        var node = (await client.Swarm.ListNodesAsync())[0];
        var host = node.Description!.Hostname;

        var services = await DoneAsync("ShowServices");
        var onNode = await DoneAsync("ShowServices", "--node", node.ID, "--ioc-list", "?eta", "--output", "json");
        var info = await DoneAsync("ShowInfo", "--ioc-list", "alpha", "--output", "json");
        var config = await DoneAsync("ShowConfig", "--ioc-list", "alpha");
        var raw = await DoneAsync("ShowConfig", "--ioc-list", "alpha", "--raw");

        foreach (var name in SmallFleet.Names) Assert.Matches($"(?m)^t_srv-{name} +running +1/1 +{host} .* healthy", services.Data);
        Assert.Equal(["t_srv-beta"], Names(onNode));
        using var json = JsonDocument.Parse(info.Data);
        var task = json.RootElement[0].GetProperty("tasks")[0];
        Assert.Equal(("running", host), (task.GetProperty("state").GetString(), task.GetProperty("node").GetString()));
        Assert.Equal(containers.Single(c => c.Labels["com.docker.swarm.service.name"] == "t_srv-alpha").ID, task.GetProperty("container").GetString());
        Assert.Contains("GATE_NAME]: west", config.Data, StringComparison.Ordinal);
        Assert.Contains("GATE_PASSWORD", config.Data, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", config.Data, StringComparison.Ordinal);
        Assert.Contains("\"GATE_PASSWORD\": \"hunter2\"", raw.Data, StringComparison.Ordinal);
    }

    [LabFact]
    public async Task A_node_that_is_none_is_told_by_every_target_that_chooses_by_it_and_nothing_is_done()
    {
        await lab.ClearAsync();
        await DoneAsync("DeployAllIocs");
        var before = await VersionsAsync();

        foreach (var target in new[] { "ShowServices", "ShowInfo", "ShowConfig", "ShowLogs", "ShowHistory", "ShowDigest", "ShowNodes" }) RefusedNode(await Product.RunAsync(target, "--node", "nowhere"));
        RefusedNode(await Product.RunAsync("RestartIocs", "--ioc-list", "*", "--node", "nowhere", "--yes"));
        RefusedNode(await Product.RunAsync("StopIocs", "--ioc-list", "*", "--node", "nowhere", "--yes"));
        var nothing = await DoneAsync("RestartIocs", "--ioc-list", "*", "--state", "failed", "--yes");

        Assert.Contains("no service fits --ioc-list, --node and --state", nothing.Notes, StringComparison.Ordinal);
        Assert.Equal(before, await VersionsAsync());

        static void RefusedNode(Outcome outcome)
        {
            Assert.True(outcome.ExitCode == 2, outcome.ToString());
            Assert.Contains("'nowhere': no node of the swarm is called so", outcome.Notes, StringComparison.Ordinal);
            Assert.Equal("", outcome.Data);
        }
    }

    [LabFact]
    public async Task The_picture_of_the_swarm_has_every_IOC_on_its_node_and_no_other_file_is_written()
    {
        await lab.ClearAsync();
        await DoneAsync("DeployAllIocs");
        using var client = lab.Client();
        var node = (await client.Swarm.ListNodesAsync())[0].Description!.Hostname;

        var drawn = await DoneAsync("ShowTopology", "--file", "pictures/now.svg");
        await DoneAsync("ShowTopology", "--file", "pictures/now.html", "--ioc-list", "beta");
        var refused = await Product.RunAsync("ShowTopology", "--file", "pictures/now.png");

        Assert.Contains("3 running; drawn into", drawn.Notes, StringComparison.Ordinal);
        var words = XDocument.Parse(_fleet.Read("pictures/now.svg")).DescendantNodes().OfType<XText>().Select(t => t.Value.Trim()).ToList();
        Assert.Equal([node, .. SmallFleet.Names], words.Where(w => w == node || SmallFleet.Names.Contains(w)).Distinct());
        Assert.Contains("beta", _fleet.Read("pictures/now.html"), StringComparison.Ordinal);
        Assert.DoesNotContain("alpha", _fleet.Read("pictures/now.html"), StringComparison.Ordinal);
        Assert.True(refused.ExitCode == 2 && refused.Notes.Contains("neither .html nor .svg", StringComparison.Ordinal), refused.ToString());
        Assert.Equal(2, Directory.GetFiles(Path.Combine(_fleet.Path, "pictures")).Length);
    }

    [LabFact]
    public async Task What_a_failing_health_check_printed_is_in_the_digest_line_after_line()
    {
        await lab.ClearAsync();
        _fleet.Write("iocs/beta/ioc.yaml", _fleet.Read("iocs/beta/ioc.yaml") + "health:\n  command: [/bin/sh, -c, 'echo the gauge is silent; echo since noon; exit 7']\n  start-period: 1s\n");
        await DoneAsync("DeployAllIocs", "--no-wait");

        await ThreeNodes.UntilAsync(async () => await HealthAsync() is "the gauge is silent since noon", "the digest never says it");
        await ThreeNodes.UntilAsync(
            async () => (await DoneAsync("ShowDigest", "--ioc-list", "beta")).Data.Contains("its health check said: the gauge is silent since noon", StringComparison.Ordinal), "the table never says it");

        async Task<string?> HealthAsync()
        {
            using var digest = JsonDocument.Parse((await DoneAsync("ShowDigest", "--ioc-list", "beta", "--output", "json")).Data);
            return digest.RootElement[0].GetProperty("healthOutput").GetString();
        }
    }

    [LabFact]
    public async Task A_backup_that_is_whole_is_told_from_one_that_is_cut_short_or_has_another_passphrase()
    {
        await lab.ClearAsync();
        await DoneAsync("DeployAllIocs", "--no-wait");
        _fleet.Write("right", "correct horse battery\n");
        _fleet.Write("wrong", "incorrect horse battery\n");
        await DoneAsync("BackupSwarm", "--online", "--yes", "--backup-file", "saved", "--passphrase-file", "right");
        File.Copy(Path.Combine(_fleet.Path, "saved"), Path.Combine(_fleet.Path, "cut"));
        using (var cut = File.OpenWrite(Path.Combine(_fleet.Path, "cut"))) cut.SetLength(cut.Length - 1);

        var text = await DoneAsync("VerifyBackup", "--backup-file", "saved", "--passphrase-file", "right");
        var data = await DoneAsync("VerifyBackup", "--backup-file", "saved", "--passphrase-file", "right", "--output", "json");

        Assert.Contains("3 services", $"{text}", StringComparison.Ordinal);
        Assert.Contains("is whole: every checksum is right", $"{text}", StringComparison.Ordinal);
        using var backup = JsonDocument.Parse(data.Data);
        Assert.Equal((3, false), (backup.RootElement.GetProperty("services").GetInt32(), backup.RootElement.GetProperty("hasRaft").GetBoolean()));
        await RefusedAsync("it is encrypted: say --passphrase-file", "saved");
        await RefusedAsync("the passphrase is not the one", "saved", "--passphrase-file", "wrong");
        await RefusedAsync("it was changed or cut off", "cut", "--passphrase-file", "right");

        async Task RefusedAsync(string why, params string[] arguments)
        {
            var outcome = await Product.RunAsync(["VerifyBackup", "--backup-file", .. arguments]);
            Assert.True(outcome.ExitCode == 2, outcome.ToString());
            Assert.Contains(why, outcome.Notes, StringComparison.Ordinal);
            Assert.DoesNotContain("horse", $"{outcome}", StringComparison.Ordinal);
            Assert.Equal("", outcome.Data);
        }
    }

    private static IEnumerable<string?> Names(Outcome outcome)
    {
        using var json = JsonDocument.Parse(outcome.Data);
        return [.. json.RootElement.EnumerateArray().Select(s => s.GetProperty("service").GetString())];
    }

    private async Task<IReadOnlyList<string>> VersionsAsync()
    {
        using var swarm = new SwarmClient(DockerEndpoint.Parse(lab.Endpoint, "the test"));
        return [.. (await swarm.ListServicesAsync(default)).Select(s => $"{s.ID} {s.Spec!.TaskTemplate!.ForceUpdate} {s.Spec.Mode!.Replicated!.Replicas}").Order(StringComparer.Ordinal)];
    }

    private async Task<Outcome> DoneAsync(params string[] arguments) => ThreeNodes.Done(await Product.RunAsync(arguments));
}
