using IocOps.Swarm.Backup;
using IocOps.Swarm.Fleets;

namespace IocOps.Swarm.Tests.Backup;

/// <summary>What lies on the disk when a restore is interrupted, and what the next run makes of it.</summary>
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class SwarmFolderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(true, 0)]
    [InlineData(true, 1)]
    [InlineData(true, 2)]
    [InlineData(false, 0)]
    [InlineData(false, 1)]
    public async Task Wherever_an_exchange_stops_the_old_state_comes_back_whole_and_asking_twice_does_no_harm(bool hadOld, int steps)
    {
        var journal = Prepare(hadOld);
        foreach (var step in SwarmFolder.Exchange(journal, SwarmFolder.Incoming(journal.Staging)).Take(steps)) step();
        await journal.SaveAsync(_folder["journal"]);
        var read = EngineJournal.Load(_folder["journal"])!;

        SwarmFolder.PutBack(read, null);
        if (hadOld) SwarmFolder.PutBack(read, null);

        Assert.Equal(hadOld ? "old" : null, File.Exists(_folder["docker/swarm/state"]) ? _folder.Text("docker/swarm/state") : null);
        Assert.False(Directory.Exists(journal.Aside));
    }

    [Fact]
    public void What_a_later_run_finds_in_the_place_of_the_old_state_is_kept()
    {
        var journal = Prepare(true);
        foreach (var step in SwarmFolder.Exchange(journal, SwarmFolder.Incoming(journal.Staging))) step();

        Assert.True(SwarmFolder.PutBack(journal, _folder["docker/swarm.undone"]));
        Assert.False(SwarmFolder.PutBack(journal, _folder["docker/swarm.undone"]));

        Assert.Equal("old", _folder.Text("docker/swarm/state"));
        Assert.Equal("new", _folder.Text("docker/swarm.undone/state"));
    }

    [Fact]
    public void An_exchange_leaves_the_old_state_aside()
    {
        var journal = Prepare(true);
        foreach (var step in SwarmFolder.Exchange(journal, SwarmFolder.Incoming(journal.Staging))) step();

        Assert.Equal("new", _folder.Text("docker/swarm/state"));
        Assert.Equal("old", _folder.Text("docker/swarm.before/state"));
    }

    [Fact]
    public void A_journal_that_was_not_written_whole_says_nothing()
    {
        File.WriteAllText(_folder["journal"], "{\"Work\":");
        Assert.Null(EngineJournal.Load(_folder["journal"]));
        Assert.Null(EngineJournal.Load(_folder["none"]));
    }

    [Fact]
    public void Another_address_is_that_of_the_machine_and_the_engine_listens_at_all()
    {
        _folder.With("s/docker-state.json", """{"LocalAddr":"10.0.0.1","RemoteAddr":"","ListenAddr":"10.0.0.1:2400","AdvertiseAddr":"10.0.0.1:2400","DataPathPort":4789}""");

        EngineAddresses.Change(_folder["s"], "10.9.9.9");

        Assert.Equal(new EngineAddresses("0.0.0.0:2400", "10.9.9.9:2400"), EngineAddresses.Read(_folder["s"]));
        Assert.Contains("\"DataPathPort\":4789", _folder.Text("s/docker-state.json"), StringComparison.Ordinal);
        Assert.Throws<SelectionException>(() => EngineAddresses.Change(_folder["s"], "eth0"));
    }

    [Theory]
    [InlineData("10.0.0.1:2400", "127.0.0.1:2400")]
    [InlineData("0.0.0.0:2377", "127.0.0.1:2377")]
    [InlineData("[::]:2377", "[::1]:2377")]
    public void A_secluded_engine_listens_to_its_own_machine_and_keeps_its_address(string before, string after)
    {
        _folder.With("s/docker-state.json", $$"""{"ListenAddr":"{{before}}","AdvertiseAddr":"10.0.0.1:2400"}""");

        EngineAddresses.Seclude(_folder["s"]);

        Assert.Equal(new EngineAddresses(after, "10.0.0.1:2400"), EngineAddresses.Read(_folder["s"]));
    }

    [Theory]
    [InlineData("run/systemd/system/x", "lib/systemd/system/docker.socket", "systemctl stop docker.socket docker.service", "systemctl reset-failed docker.socket docker.service; systemctl start docker.socket docker.service")]
    [InlineData("run/systemd/system/x", "x", "systemctl stop docker.service", "systemctl reset-failed docker.service; systemctl start docker.service")]
    [InlineData("run/openrc/x", "etc/init.d/docker", "rc-service docker stop", "rc-service docker start")]
    [InlineData("x", "etc/init.d/docker", "service docker stop", "service docker start")]
    public void The_service_manager_of_the_machine_stops_and_starts_the_engine(string file, string other, string stop, string start)
    {
        _folder.With(file, "").With(other, "");
        Assert.Equal(new CommandControl(stop, start), ServiceManager.Find(_folder.Path));
    }

    [Fact]
    public void The_addresses_of_a_machine_are_read_from_its_routes()
    {
        string[] routes = ["Local:", "  +-- 10.0.0.0/24 2 0 2", "     |-- 10.0.0.0", "        /24 link UNICAST", "     |-- 10.0.0.7", "        /32 host LOCAL", "     |-- 10.0.0.255", "        /32 link BROADCAST"];
        Assert.Equal(["10.0.0.7"], EngineNetwork.Locals(routes));
    }

    [Fact]
    public async Task A_command_that_fails_says_why_and_one_that_starts_something_is_not_waited_for()
    {
        var control = new CommandControl("echo no such thing >&2; exit 3", $"(sleep 30; touch {_folder["late"]}) & echo started");
        var failure = await Assert.ThrowsAnyAsync<Exception>(() => control.StopAsync(default));
        Assert.Contains("exit code 3: no such thing", failure.Message, StringComparison.Ordinal);

        await control.StartAsync(default);
        Assert.False(File.Exists(_folder["late"]));
    }

    [Fact]
    public void Without_a_service_manager_and_with_half_a_pair_of_commands_there_is_a_sentence()
    {
        Assert.Null(ServiceManager.Find(_folder.Path));
        Assert.Throws<SelectionException>(() => EngineControl.For("/run/x.sock", ("stop", null)));
        Assert.Equal(new LabControl("lab", "n2"), EngineControl.For("/run/iocops-lab/lab/n2.sock", (null, null)));
    }

    private EngineJournal Prepare(bool hadOld)
    {
        if (hadOld) _folder.With("docker/swarm/state", "old");
        _folder.With("docker/iocops/incoming/state", "new");
        return EngineJournal.For("RestoreSwarm", "unix:///x", new CommandControl("a", "b"), _folder["docker"]) with { Aside = _folder["docker/swarm.before"], HadOld = hadOld };
    }
}
