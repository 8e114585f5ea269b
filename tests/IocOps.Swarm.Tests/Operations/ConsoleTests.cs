using System.Diagnostics;
using System.Text.Json;
using IocOps.Core.Operations;
using IocOps.Swarm.Consoles;
using IocOps.Swarm.Docker;
using IocOps.Swarm.Fleets;
using IocOps.Swarm.Lab;
using IocOps.Swarm.Tests.EndToEnd;
using IocOps.Swarm.Tests.Lab;

namespace IocOps.Swarm.Tests.Operations;

public sealed class ConsoleTests
{
    [Theory]
    [InlineData("a b")]
    [InlineData("-w")]
    [InlineData("$(touch x)`")]
    [InlineData("x;touch y")]
    [InlineData("")]
    public void What_is_no_name_of_a_PV_is_refused(string name) => Assert.Throws<SelectionException>(() => PvAccess.Require([name]));

    [Fact]
    public void Names_of_PVs_with_fields_and_all_their_letters_are_taken() => PvAccess.Require(["SR:PS-01:I.VAL", "$(P)x[1]<2>;a", "li+vac#1.DESC$"]);

    [Fact]
    public void A_node_of_a_lab_has_its_own_socket_and_no_other_engine_has_one()
    {
        Assert.Equal("unix:///run/iocops-lab/x/n2.sock", LabPaths.NodeEndpoint("unix:///run/iocops-lab/x/n1.sock", "x-n2"));
        Assert.Null(LabPaths.NodeEndpoint("unix:///var/run/docker.sock", "x-n2"));
        Assert.Null(LabPaths.NodeEndpoint("unix:///run/iocops-lab/x/n1.sock", "y-n2"));
    }

    [Fact]
    public async Task An_address_that_is_the_same_for_every_node_is_refused()
    {
        using var swarm = new SwarmClient(DockerEndpoint.Parse("unix:///nowhere/d.sock", "the test"));
        using var engines = new NodeEngines(swarm, new NodeEndpoints(swarm.Endpoint, "tcp://one:2375", DockerEnvironment.Current()), e => new SwarmClient(e));

        await Assert.ThrowsAnyAsync<Exception>(() => engines.OfAsync(new NodeRow { Id = "a", Name = "a", Role = "worker", State = "ready", Availability = "active" }, default));
    }
}

/// <summary>Consoles as a user uses them.</summary>
[Collection(LabCollection.Name)]
public sealed class ConsoleOnLabTests(LabFixture lab) : IDisposable
{
    private readonly SmallFleet _fleet = new();

    private Product Product => new(_fleet.Path, lab.Endpoint);

    public void Dispose() => _fleet.Dispose();

    [LabFact]
    public async Task Shells_commands_and_PVs_of_running_IOCs_are_at_hand_and_no_IOC_ends_by_them()
    {
        await lab.ClearAsync();
        var deploy = await Product.RunAsync("DeployAllIocs");
        Assert.True(deploy.ExitCode == 0, deploy.ToString());
        var before = await SinceAsync();

        var shell = await ShellAsync("AttachIoc --ioc-list alpha", "dbl\nexit\n");
        Assert.Contains("\nalpha:VALUE\n", shell.Data.Replace("\r", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Contains("`exit` was left out", shell.Notes, StringComparison.Ordinal);
        Assert.Equal(0, shell.ExitCode);

        // A terminal: Ctrl-C, Ctrl-D and Ctrl-Z first, as habits have it, then a command, then out.
        var terminal = await TerminalAsync("AttachIoc --ioc-list alpha", "\u0003\u0004\u001adbl\r", "alpha:VALUE", "\u001d");
        Assert.Contains("Not passed on to the IOC: Ctrl-C, Ctrl-D, Ctrl-Z.", terminal, StringComparison.Ordinal);
        Assert.Contains("alpha:VALUE", terminal, StringComparison.Ordinal);
        Assert.Contains("Left; alpha runs on.", terminal, StringComparison.Ordinal);

        var exec = await Product.RunAsync("ExecIoc", "--ioc-list", "*a", "--command", "echo hello; echo bad >&2");
        Assert.Equal(["alpha | hello", "beta | hello", "gamma | hello"], exec.Data.Split('\n', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal));
        Assert.Contains("alpha | bad", exec.Notes, StringComparison.Ordinal);
        var failed = await Product.RunAsync("ExecIoc", "--ioc-list", "beta", "--command", "exit 7", "--output", "json");
        Assert.Equal(1, failed.ExitCode);
        Assert.Contains("beta: the command ended with 7", failed.Notes, StringComparison.Ordinal);
        Assert.Equal(7, JsonDocument.Parse(failed.Data).RootElement[0].GetProperty("exitCode").GetInt32());

        var asked = await Product.RunAsync("CaputPv", "--ioc-list", "beta", "--pv", "beta:VALUE", "--value", "-4.5");
        var put = await Product.RunAsync("CaputPv", "--ioc-list", "beta", "--pv", "beta:VALUE", "--value", "-4.5", "--yes");
        var got = await Product.RunAsync("CagetPv", "--ioc-list", "beta", "--pv", "beta:VALUE", "--output", "json");
        var lost = await Product.RunAsync("CagetPv", "--ioc-list", "beta", "--pv", "beta:VALUE", "nobody:X");
        Assert.Equal(2, asked.ExitCode);
        Assert.True(put.ExitCode == 0, put.ToString());
        Assert.Equal("-4.5", JsonDocument.Parse(got.Data).RootElement[0].GetProperty("value").GetString());
        Assert.Equal(1, lost.ExitCode);
        Assert.Contains("nobody:X does not answer", lost.Notes, StringComparison.Ordinal);
        Assert.Contains("beta:VALUE -4.5", lost.Data, StringComparison.Ordinal);

        Assert.Equal(before, await SinceAsync());
    }

    private async Task<string> SinceAsync()
    {
        var digest = await Product.RunAsync("ShowDigest", "--output", "json");
        return string.Join(' ', JsonDocument.Parse(digest.Data).RootElement.EnumerateArray().Select(r => $"{r.GetProperty("state")} {r.GetProperty("since")}"));
    }

    private Task<Outcome> ShellAsync(string arguments, string input) => RunAsync(["bash", "-c", $"printf '%s' \"$INPUT\" | {Command(arguments)}"], input);

    // script(1) gives the run a terminal; what is typed waits until the shell is there, and until it has answered.
    private async Task<string> TerminalAsync(string arguments, string typed, string answer, string leave)
    {
        var log = Path.Combine(_fleet.Path, "terminal.log");
        var outcome = await RunAsync(["bash", "-c", $$"""
            says() { for i in $(seq 300); do grep -qs "$1" {{log}} && return; sleep 0.1; done; }
            ( says 'Press Enter'; printf '%s' "$INPUT"; says '{{answer}}'; printf '%s' "$LEAVE"; says 'Total' ) | script -qefc "{{Command(arguments)}}" {{log}}
            """], typed, leave);
        return outcome.Data;
    }

    private string Command(string arguments) => $"dotnet {Path.Combine(Product.Repository, "build", "bin", "Release", "net10.0", "_build.dll")} --workspace {_fleet.Path} --no-logo {arguments}";

    private async Task<Outcome> RunAsync(string[] command, string input, string leave = "")
    {
        var start = new ProcessStartInfo(command[0], command.Skip(1)) { WorkingDirectory = _fleet.Path, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        (start.Environment["INPUT"], start.Environment["LEAVE"], start.Environment["DOCKER_HOST"], start.Environment["TERM"]) = (input, leave, lab.Endpoint, "xterm");
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var (data, notes) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        return new Outcome(process.ExitCode, await data, await notes);
    }
}
