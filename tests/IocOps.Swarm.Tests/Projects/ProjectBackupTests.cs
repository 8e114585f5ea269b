using System.Formats.Tar;
using System.IO.Compression;
using IocOps.Core;
using IocOps.Swarm.Fleets;
using IocOps.Swarm.Projects;
using IocOps.Swarm.Tests.EndToEnd;
using IocOps.Swarm.Views;

namespace IocOps.Swarm.Tests.Projects;

/// <summary>IOC projects in an archive, and back.</summary>
public sealed class ProjectBackupTests : IDisposable
{
    private readonly SmallFleet _fleet = new();
    private readonly TemporaryFolder _away = new();
    private readonly StringWriter _notes = new();

    private string File => _away["iocs.tar.gz"];

    private Output Out => new(new StringWriter(), _notes, false, false);

    public void Dispose()
    {
        _notes.Dispose();
        _away.Dispose();
        _fleet.Dispose();
    }

    [Fact]
    public void What_was_saved_comes_back_and_is_nobody_elses_to_read()
    {
        var before = _fleet.Everything();
        Save();
        _fleet.Remove("alpha");

        Restore(null, false);

        Assert.Equal(before, _fleet.Everything());
        if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, System.IO.File.GetUnixFileMode(File));
    }

    [Fact]
    public void What_differs_is_replaced_only_when_that_is_said_and_then_as_a_whole()
    {
        Save();
        var before = _fleet.Everything();
        _fleet.Write("iocs/beta/src/more.db", "record(ai, \"MORE\") {}\n");
        _fleet.Remove("alpha");
        var changed = _fleet.Everything();

        Assert.Contains("iocs/beta", Assert.Throws<SelectionException>(() => Restore(null, false)).Message, StringComparison.Ordinal);
        Assert.Equal(changed, _fleet.Everything());

        Restore(null, true);
        Assert.Equal(before, _fleet.Everything());
    }

    [Fact]
    public void Only_the_named_iocs_come_back()
    {
        Save();
        _fleet.Remove("alpha");
        _fleet.Remove("beta");

        Restore(["al*"], false);

        Assert.Equal(["alpha", "gamma"], new FleetFiles(_fleet.Path).Names(null));
        Assert.Contains("did you mean 'beta'?", Assert.Throws<SelectionException>(() => Restore(["bet"], false)).Message, StringComparison.Ordinal);
        Assert.Contains("The list of IOCs is empty", Assert.Throws<SelectionException>(() => Restore([], false)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_archive_that_was_cut_off_or_changed_is_refused_and_nothing_is_touched()
    {
        Save();
        var bytes = System.IO.File.ReadAllBytes(File);
        var before = _fleet.Everything();

        for (var length = 0; length < bytes.Length - 8; length += 97)
        {
            System.IO.File.WriteAllBytes(File, bytes[..length]);
            var refused = Record.Exception(() => Restore(null, true));
            // The last bytes are empty blocks of the tar: where only they are gone, every file is there and proven.
            Assert.True(refused is SelectionException || (refused is null && length > bytes.Length - 64), $"cut off at {length} of {bytes.Length}: {refused}");
        }

        Assert.Equal(before, _fleet.Everything());
    }

    [Fact]
    public void A_restore_that_was_killed_loses_nothing_and_every_run_sees_it_until_the_next_one_puts_it_right()
    {
        Save();
        var before = _fleet.Everything();
        var iocs = System.IO.Path.Combine(_fleet.Path, "iocs");
        // Killed while alpha was replaced, and just after beta was.
        Directory.Move(System.IO.Path.Combine(iocs, "alpha"), System.IO.Path.Combine(iocs, ".alpha.iocops-old"));
        _fleet.Write("iocs/.beta.iocops-old/ioc.yaml", "before");
        _fleet.Write("iocs/.restore.iocops-tmp/iocs/alpha/ioc.yaml", "half");

        var refused = Assert.Throws<ProblemException>(() => new FleetFiles(_fleet.Path).Select(null));
        Assert.Contains("iocs/.alpha.iocops-old: error WSP006: this is the IOC 'alpha': a RestoreIocs was stopped", refused.Problems[0].ToString(), StringComparison.Ordinal);

        ProjectRestore.Mend(_fleet.Path, Out);
        Restore(null, false);

        Assert.Equal(before, _fleet.Everything());
        Assert.Contains("iocs/alpha is back: a run that was stopped had set it aside.", _notes.ToString(), StringComparison.Ordinal);
        Assert.Contains("3 IOCs were as in the backup", _notes.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("iocs/../../evil")]
    [InlineData("/etc/evil")]
    [InlineData("other/evil")]
    public void A_path_that_leads_elsewhere_is_refused(string path)
    {
        using (var file = System.IO.File.Create(File))
        using (var packed = new GZipStream(file, CompressionLevel.Fastest))
        using (var tar = new TarWriter(packed)) tar.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, path) { DataStream = new MemoryStream([1]) });

        Assert.Contains("evil", Assert.Throws<SelectionException>(() => Restore(null, true)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_files_come_back_and_a_save_file_that_differs_only_when_that_is_said()
    {
        _fleet.Write("iocs/site.yaml", _fleet.Read("iocs/site.yaml") + "\nmount: /srv/run\n");
        _fleet.Write("iocs/alpha/ioc.yaml", "delivery: mount\nmodules: [autosave]\ndatabases: [{file: x.db, macros: {P: 'alpha:'}}]\n");
        _away.With("mount/alpha/log/autosave/a.sav", "1").With("mount/other/x", "not of an IOC");
        new ProjectBackup(new FleetFiles(_fleet.Path), Out).Save(File, null, _away["mount"], default, default);
        _away.With("mount/alpha/log/autosave/a.sav", "2");

        Assert.Throws<SelectionException>(() => Restore(null, false, _away["mount"]));
        Assert.Equal("2", _away.Text("mount/alpha/log/autosave/a.sav"));
        Restore(null, true, _away["mount"]);
        Assert.Equal("1", _away.Text("mount/alpha/log/autosave/a.sav"));
    }

    [Fact]
    public void Iocs_of_plain_hosts_get_a_compose_file_and_a_host_without_iocs_loses_its_own()
    {
        _fleet.Write("iocs/alpha/ioc.yaml", _fleet.Read("iocs/alpha/ioc.yaml") + "host: plain1\nports: [{name: P, type: serial, device: /dev/ttyS1}]\n");
        var files = new FleetFiles(_fleet.Path);
        new Generation(files).Write(new Generation(files).RenderHosts());

        var compose = _fleet.Read("iocs/_hosts/plain1/compose.yaml");
        Assert.Contains("source: ../../alpha/src/x.db", compose, StringComparison.Ordinal);
        Assert.Contains("- \"/dev/ttyS1:/dev/ttyS1\"", compose, StringComparison.Ordinal);
        Assert.False(new Generation(files).Compare(new Generation(files).RenderHosts()).HasChanges);

        _fleet.Remove("alpha");
        files = new FleetFiles(_fleet.Path);
        Assert.Equal(["iocs/_hosts/plain1/compose.yaml"], new Generation(files).Write(new Generation(files).RenderHosts()).Removed);
    }

    private void Save() => new ProjectBackup(new FleetFiles(_fleet.Path), Out).Save(File, null, null, default, default);

    private void Restore(IReadOnlyCollection<string>? patterns, bool force, string? mount = null)
    {
        using var restore = new ProjectRestore(_fleet.Path, File, mount, default);
        restore.Choose(patterns, force);
        restore.Apply(Out, new DateTime(2026, 3, 1, 8, 0, 0, DateTimeKind.Utc));
    }
}
