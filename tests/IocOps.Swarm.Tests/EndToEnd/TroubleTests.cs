using IocOps.Swarm.Tests.Docker;
using IocOps.Swarm.Tests.Lab;

namespace IocOps.Swarm.Tests.EndToEnd;

/// <summary>What a user is told when there is no swarm to work with, or when the workspace is wrong: one clear sentence, the exit code, nothing half done.</summary>
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class TroubleTests : IDisposable
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(10);

    private readonly SmallFleet _fleet = new();
    private readonly TemporaryFolder _folder = new();

    public void Dispose()
    {
        _fleet.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData("ShowDigest")]
    [InlineData("ShowPlan")]
    [InlineData("DeployAllIocs")]
    public async Task Without_Docker_the_sentence_names_the_socket_and_the_way_out(string target)
    {
        var outcome = await Timely(new Product(_fleet.Path, $"unix://{_folder["nobody.sock"]}").RunAsync(target));

        Assert.Equal(1, outcome.ExitCode);
        Assert.Contains($"There is no Docker socket unix://{_folder["nobody.sock"]} (from DOCKER_HOST); start Docker Engine", outcome.Notes, StringComparison.Ordinal);
        Assert.Empty(outcome.Data);
        Assert.DoesNotContain("   at ", outcome.Notes, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"LocalNodeState":"inactive"}""", "is not part of a swarm")]
    [InlineData("""{"LocalNodeState":"active","ControlAvailable":false}""", "is a worker, not a manager")]
    [InlineData("""{"LocalNodeState":"locked"}""", "is locked")]
    public async Task An_engine_that_manages_no_swarm_says_so_and_gets_no_write(string swarm, string expected)
    {
        await using var engine = EngineStandIn.OnSocket(_folder["d.sock"]);
        engine.Answer = r => r.Path.Contains("/info", StringComparison.Ordinal)
            ? new EngineStandIn.Response(200, $$"""{"ID":"x","Swarm":{{swarm}}}""")
            : new EngineStandIn.Response(503, """{"message":"This node is not a swarm manager."}""");

        var outcome = await Timely(new Product(_fleet.Path, $"unix://{_folder["d.sock"]}").RunAsync("DeployAllIocs"));

        Assert.Equal(1, outcome.ExitCode);
        Assert.Contains(expected, outcome.Notes, StringComparison.Ordinal);
        Assert.All(engine.Requests, r => Assert.True(r.Method is "GET" or "HEAD", r.Method));
    }

    [LabFact]
    public async Task A_user_who_may_not_use_the_socket_is_told_so()
    {
        await using var engine = EngineStandIn.OnSocket(_folder["d.sock"]);
        File.SetUnixFileMode(_folder["d.sock"], UnixFileMode.UserRead | UnixFileMode.UserWrite);
        foreach (var folder in new[] { _fleet.Path, _folder.Path, Path.Combine(_fleet.Path, ".nuke") })
            File.SetUnixFileMode(folder, (UnixFileMode)0x1FF);

        var outcome = await Timely(new Product(_fleet.Path, $"unix://{_folder["d.sock"]}").AsNobody().RunAsync("ShowDigest"));

        Assert.Equal(1, outcome.ExitCode);
        Assert.Contains("No permission to use", outcome.Notes, StringComparison.Ordinal);
        Assert.Empty(engine.Requests);
    }

    [Fact]
    public async Task A_mount_gets_no_file_before_the_swarm_was_reached()
    {
        _fleet.Write("iocs/site.yaml", _fleet.Read("iocs/site.yaml") + "\nmount: /srv/iocops-test\n");
        _fleet.Write("iocs/beta/ioc.yaml", _fleet.Read("iocs/beta/ioc.yaml") + "delivery: mount\n");
        var product = new Product(_fleet.Path, $"unix://{_folder["nobody.sock"]}");

        var outcome = await Timely(product.RunAsync("DeployAllIocs", "--mount-folder", _folder.Path));
        var export = await product.RunAsync("ExportIocs", "--mount-folder", _folder.Path);

        Assert.Equal(1, outcome.ExitCode);
        Assert.Equal(0, export.ExitCode);
        Assert.Matches("\\.versions/beta/[0-9a-f]{16}: 3 files written", export.Notes);
        Assert.DoesNotContain(".versions", outcome.Notes, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--docker-host", "ftp://x", "is no address of a Docker engine")]
    [InlineData("--docker-context", "nosuch", "There is no docker context 'nosuch'")]
    [InlineData("--wait-timeout", "-5", "--wait-timeout takes a number of seconds")]
    [InlineData("--ioc-list", "betta", "did you mean 'beta'?")]
    [InlineData("--outptu", "json", "did you mean")]
    public async Task Bad_usage_ends_with_2_and_a_sentence(string option, string value, string expected)
    {
        var outcome = await Timely(new Product(_fleet.Path, null).RunAsync("ShowPlan", option, value));

        Assert.Equal(2, outcome.ExitCode);
        Assert.Contains(expected, outcome.Notes, StringComparison.Ordinal);
    }

    [Fact]
    public async Task All_mistakes_of_the_fleet_are_told_in_one_run_and_nothing_is_written()
    {
        _fleet.Write("iocs/alpha/ioc.yaml", "imge: x\n");
        _fleet.Write("iocs/beta/ioc.yaml", "databases:\n  - file: nosuch.db\n");

        var outcome = await new Product(_fleet.Path, null).RunAsync("GenSwarmFile");

        Assert.Equal(2, outcome.ExitCode);
        Assert.Contains("iocs/alpha/ioc.yaml:1:1: error IOC", outcome.Notes, StringComparison.Ordinal);
        Assert.Contains("did you mean 'image'?", outcome.Notes, StringComparison.Ordinal);
        Assert.Contains("iocs/beta/ioc.yaml:2:11: error IOC", outcome.Notes, StringComparison.Ordinal);
        Assert.DoesNotContain(SmallFleet.Names, n => Directory.Exists(Path.Combine(_fleet.Path, "iocs", n, "generated")));
    }

    [Fact]
    public async Task A_mistake_in_one_IOC_does_not_stop_work_on_another()
    {
        _fleet.Write("iocs/alpha/ioc.yaml", "imge: x\n");

        var outcome = await new Product(_fleet.Path, null).RunAsync("GenSwarmFile", "--ioc-list", "beta,gamma");

        Assert.True(outcome.ExitCode == 0, outcome.ToString());
        Assert.True(File.Exists(Path.Combine(_fleet.Path, "iocs", "beta", "generated", "stack.yaml")));
        Assert.False(Directory.Exists(Path.Combine(_fleet.Path, "iocs", "alpha", "generated")));
    }

    [Fact]
    public async Task A_change_of_a_database_needs_no_new_file_and_a_change_of_ioc_yaml_makes_files_stale()
    {
        var product = new Product(_fleet.Path, null);
        await product.RunAsync("GenSwarmFile", "GenGlobalFile");
        var fresh = await product.RunAsync("CheckGenerated");
        _fleet.Write("iocs/beta/ioc.yaml", "report: false\n" + _fleet.Read("iocs/beta/ioc.yaml"));
        File.Delete(Path.Combine(_fleet.Path, "iocs", "gamma", "generated", "stack.yaml"));
        _fleet.Write("iocs/alpha/generated/left.acf", "x");

        var stale = await product.RunAsync("CheckGenerated");

        Assert.Equal(0, fresh.ExitCode);
        Assert.Equal(3, stale.ExitCode);
        Assert.Contains("iocs/beta/generated/st.cmd is stale", stale.Data, StringComparison.Ordinal);
        Assert.Contains("iocs/gamma/generated/stack.yaml is missing", stale.Data, StringComparison.Ordinal);
        Assert.Contains("iocs/alpha/generated/left.acf is no longer generated", stale.Data, StringComparison.Ordinal);
        Assert.DoesNotContain("_global", stale.Data, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_dry_run_writes_nothing()
    {
        var outcome = await new Product(_fleet.Path, null).RunAsync("GenSwarmFile", "--dry-run");

        Assert.Equal(0, outcome.ExitCode);
        Assert.Contains("iocs/beta/generated/stack.yaml would be written", outcome.Notes, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(_fleet.Path, "iocs", "beta", "generated")));
    }

    // The engine may take 5 seconds to say nothing; a busy machine gets as much again to start a process. Ends a hang, measures nothing.
    private static Task<Outcome> Timely(Task<Outcome> run) => run.WaitAsync(Soon);
}
