using IocOps.Core;
using IocOps.Core.Operations;
using IocOps.Swarm.Fleets;
using IocOps.Swarm.Projects;
using IocOps.Swarm.Tests.EndToEnd;
using IocOps.Swarm.Views;

namespace IocOps.Swarm.Tests.Projects;

/// <summary>What must not be lost on the way into an archive and back: save files, and what came while a person was asked.</summary>
public sealed class ProjectRestoreTests : IDisposable
{
    private const string Save = "mount/alpha/log/autosave/a.sav";
    private static readonly DateTime Now = new(2026, 3, 1, 8, 0, 0, DateTimeKind.Utc);

    private readonly SmallFleet _fleet = new();
    private readonly TemporaryFolder _away = new();
    private readonly StringWriter _notes = new();

    public ProjectRestoreTests()
    {
        _fleet.Write("iocs/site.yaml", _fleet.Read("iocs/site.yaml") + "\nmount: /srv/run\n");
        _fleet.Write("iocs/alpha/ioc.yaml", "delivery: mount\nmodules: [autosave]\ndatabases: [{file: x.db, macros: {P: 'alpha:'}}]\n");
        _away.With(Save, "1");
    }

    private string Archive => _away["iocs.tar.gz"];

    private Output Out => new(new StringWriter(), _notes, false, false);

    public void Dispose()
    {
        _notes.Dispose();
        _away.Dispose();
        _fleet.Dispose();
    }

    [Fact]
    public void A_save_file_that_is_replaced_is_kept_beside_it_each_time_under_a_name_of_its_own()
    {
        Backup();
        foreach (var value in new[] { "2", "3" })
        {
            _away.With(Save, value);
            using var restore = Restore(force: true);
            Assert.Contains(restore.Lines, l => l.EndsWith("a.sav is replaced; what it holds now is kept as a.sav.before-<time>", StringComparison.Ordinal));
            restore.Apply(Out, Now);
        }

        Assert.Equal("1", _away.Text(Save));
        Assert.Equal("2", _away.Text(Save + ".before-20260301T080000Z"));
        Assert.Equal("3", _away.Text(Save + ".before-20260301T080000Z-2"));
        Assert.Contains($"kept as {_away[Save]}.before-20260301T080000Z.", _notes.ToString(), StringComparison.Ordinal);
        Assert.Equal(3, Directory.GetFiles(Path.GetDirectoryName(_away[Save])!).Length);
    }

    [Fact]
    public void Save_files_of_an_IOC_that_runs_are_not_put_back_and_where_nobody_knows_that_is_said()
    {
        Backup();
        _away.With(Save, "2");
        using var restore = Restore(force: true);
        Assert.Equal(["alpha"], restore.WithSaves);

        var refused = Assert.Throws<SelectionException>(() => restore.RequireStopped(new ProjectServices([Row("alpha", 1, 1)], null)));
        Assert.Contains("First stop them: StopIocs --ioc-list alpha;", refused.Message, StringComparison.Ordinal);
        // It fails now, and Swarm will start it again.
        Assert.Throws<SelectionException>(() => restore.RequireStopped(new ProjectServices([Row("alpha", 0, 1)], null)));
        restore.RequireStopped(new ProjectServices([Row("alpha", 0, 0), Row("beta", 1, 1)], null));
        Assert.DoesNotContain(restore.Lines, l => l.Contains("Warning", StringComparison.Ordinal));
        restore.RequireStopped(new ProjectServices([], "nobody answers"));
        Assert.Contains(restore.Lines, l => l.Contains("whether these IOCs run is not known (nobody answers)", StringComparison.Ordinal));
    }

    [Fact]
    public void No_link_that_a_container_made_leads_a_restore_elsewhere()
    {
        Backup();
        File.Delete(_away[Save]);
        _away.With("precious", "mine");
        File.CreateSymbolicLink(_away[Save + ".iocops-tmp"], _away["precious"]);
        using (var restore = Restore(force: true)) restore.Apply(Out, Now);

        Assert.Equal("mine", _away.Text("precious"));
        Assert.Equal("1", _away.Text(Save));
        Assert.False(Path.Exists(_away[Save + ".iocops-tmp"]));

        Directory.Delete(_away["mount/alpha"], recursive: true);
        Directory.CreateDirectory(_away["elsewhere"]);
        Directory.CreateSymbolicLink(_away["mount/alpha"], _away["elsewhere"]);
        Assert.Contains("mount/alpha is a link, and nothing is written through it", Assert.Throws<SelectionException>(() => Restore(force: true)).Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(_away["elsewhere"]));
    }

    [Fact]
    public void An_empty_list_of_IOCs_is_refused()
    {
        Backup();
        using var restore = new ProjectRestore(_fleet.Path, Archive, null, default);
        Assert.Contains("The list of IOCs is empty", Assert.Throws<SelectionException>(() => restore.Choose([], false)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_differs_and_is_kept_is_named_also_where_there_is_nothing_to_do()
    {
        Backup();
        _fleet.Write("iocs/site.yaml", _fleet.Read("iocs/site.yaml") + "# mine\n");
        using var restore = Restore(force: false);

        Assert.False(restore.HasWork);
        Assert.Contains("all else is as in the backup", restore.Nothing, StringComparison.Ordinal);
        Assert.Equal([$"  {_fleet.Path}/iocs/site.yaml differs and stays as it is"], restore.Lines);
    }

    [Fact]
    public void No_backup_is_made_without_an_IOC_that_a_killed_restore_had_set_aside()
    {
        Directory.Move(Path.Combine(_fleet.Path, "iocs/alpha"), Path.Combine(_fleet.Path, "iocs/.alpha.iocops-old"));

        Assert.Contains("WSP006: this is the IOC 'alpha'", Assert.Throws<ProblemException>(() => Backup()).Message, StringComparison.Ordinal);
        Assert.False(File.Exists(Archive));
    }

    [Fact]
    public void A_folder_that_is_a_link_out_of_the_workspace_or_on_the_mount_is_left_out_and_named()
    {
        _away.With("root/secret", "1");
        Directory.CreateSymbolicLink(Path.Combine(_fleet.Path, "iocs/delta"), _away["root"]);
        Directory.Delete(_away["mount/alpha"], recursive: true);
        Directory.CreateSymbolicLink(_away["mount/alpha"], _away["root"]);
        Backup("alpha", "delta");

        using var restore = new ProjectRestore(_fleet.Path, Archive, _away["mount"], default);
        Assert.DoesNotContain(restore.Manifest.Members, m => m.Path.Contains("secret", StringComparison.Ordinal));
        Assert.Contains($"no plain files: {_fleet.Path}/iocs/delta, {_away["mount"]}/alpha.", _notes.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_workspace_without_templates_of_its_own_leaves_nothing_out()
    {
        Directory.Delete(Path.Combine(_fleet.Path, "templates"), recursive: true);
        Backup();
        Assert.DoesNotContain("left out", _notes.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("alpha/late.sav")]
    [InlineData("alpha/.hidden")]
    [InlineData("beta/ioc.yaml")]
    public void What_came_since_a_restore_was_shown_stays(string late)
    {
        Backup();
        _fleet.Write("iocs/alpha/src/x.db", "another");
        _fleet.Remove("beta");
        using var restore = Restore(force: true);
        _fleet.Write($"iocs/{late}", "late");

        Assert.Contains("was changed by somebody since it was shown", Assert.Throws<IOException>(() => restore.Apply(Out, Now)).Message, StringComparison.Ordinal);
        Assert.Equal("late", _fleet.Read($"iocs/{late}"));
    }

    [Fact]
    public async Task What_came_since_a_deletion_was_shown_stays()
    {
        var removal = new ProjectRemoval(new FleetFiles(_fleet.Path), ["alpha"]);
        await removal.LinesAsync(new ProjectServices([], null), false, default);
        _fleet.Write("iocs/alpha/late.sav", "1");

        Assert.Contains("iocs/alpha was changed by somebody", Assert.Throws<IOException>(() => removal.Remove(Out)).Message, StringComparison.Ordinal);
        Assert.Equal("1", _fleet.Read("iocs/alpha/late.sav"));
    }

    [Fact]
    public void A_file_that_is_too_large_is_named_before_anything_is_written()
    {
        using (var log = File.Create(_away["mount/alpha/log/alpha.log"])) log.SetLength((512L << 20) + 1);

        var refused = Assert.Throws<SelectionException>(() => Backup()).Message;
        Assert.Contains("mount/alpha/log/alpha.log can't be saved", refused, StringComparison.Ordinal);
        Assert.Contains("leave --with-run-files out", refused, StringComparison.Ordinal);
    }

    private static ServiceRow Row(string ioc, int running, int wanted) =>
        new() { Id = ioc, Name = $"t_srv-{ioc}", Ioc = ioc, State = "any", Mode = "replicated", Running = running, Wanted = wanted };

    private void Backup(params string[] names) =>
        new ProjectBackup(new FleetFiles(_fleet.Path), Out).Save(Archive, names.Length == 0 ? null : names, _away["mount"], default, default);

    private ProjectRestore Restore(bool force)
    {
        var restore = new ProjectRestore(_fleet.Path, Archive, _away["mount"], default);
        try
        {
            restore.Choose(null, force);
            return restore;
        }
        catch
        {
            restore.Dispose();
            throw;
        }
    }
}
