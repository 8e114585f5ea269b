using IocOps.Core;
using IocOps.Core.Projects.Editing;
using IocOps.Swarm.Fleets;
using IocOps.Swarm.Projects;
using IocOps.Swarm.Tests.EndToEnd;
using IocOps.Swarm.Views;

namespace IocOps.Swarm.Tests.Projects;

/// <summary>Folders of IOCs on disk: made, edited, renamed, deleted, without Docker.</summary>
public sealed class ProjectFilesTests : IDisposable
{
    private readonly SmallFleet _fleet = new();
    private readonly StringWriter _notes = new();

    private Output Out => new(new StringWriter(), _notes, false, false);

    private FleetFiles Files => new(_fleet.Path);

    public void Dispose()
    {
        _notes.Dispose();
        _fleet.Dispose();
    }

    [Fact]
    public void A_copy_is_written_whole_and_its_pvs_that_are_served_twice_are_told()
    {
        var project = new NewProject(Files, "delta", "alpha", []);
        project.Write();
        project.Tell(Out, false);

        Assert.Equal(_fleet.Read("iocs/alpha/src/x.db"), _fleet.Read("iocs/delta/src/x.db"));
        Assert.Contains("error CHK021: 'alpha:VALUE' is served by IOC 'alpha' too", _notes.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(Directory.GetDirectories(Path.Combine(_fleet.Path, "iocs")), d => Path.GetFileName(d).StartsWith('.'));
    }

    [Fact]
    public void A_copy_with_macros_of_its_own_has_no_findings()
    {
        new NewProject(Files, "delta", "alpha", [YamlChange.ParseSet("databases[0].macros.P=delta:")]).Write();

        Assert.Empty(FleetChecks.Run(Files, new Generation(Files), ["delta"]).All);
    }

    [Theory]
    [InlineData("alpha", "alpha", "iocs/alpha is there already")]
    [InlineData("Delta", "alpha", "The name 'Delta' can't be an IOC's name")]
    [InlineData("../x", "alpha", "The name '../x' can't be an IOC's name")]
    [InlineData("delta", "alpa", "did you mean 'alpha'?")]
    public void What_can_not_be_made_is_refused_and_nothing_is_written(string name, string from, string message)
    {
        var before = _fleet.Everything();

        Assert.Contains(message, Assert.Throws<SelectionException>(() => new NewProject(Files, name, from, [])).Message, StringComparison.Ordinal);
        Assert.Equal(before, _fleet.Everything());
    }

    [Fact]
    public void A_change_that_is_bad_in_one_file_is_written_to_none()
    {
        _fleet.Write("iocs/beta/ioc.yaml", "databases: [x.db]\n");
        var before = _fleet.Everything();

        Assert.Throws<ProblemException>(() => new ProjectEdit(Files, ["alpha", "beta", "gamma"], [YamlChange.ParseSet("databases[0].macros.P=X")]));
        Assert.Throws<ProblemException>(() => new ProjectEdit(Files, ["alpha"], [YamlChange.ParseSet("image=Not An Image")]));
        Assert.Equal(before, _fleet.Everything());
    }

    [Fact]
    public void A_file_that_somebody_changed_meanwhile_is_not_written_over()
    {
        var edit = new ProjectEdit(Files, ["alpha"], [YamlChange.ParseSet("image=x:1")]);
        _fleet.Write("iocs/alpha/ioc.yaml", _fleet.Read("iocs/alpha/ioc.yaml") + "# mine\n");

        Assert.Contains("was changed by somebody", Assert.Throws<SelectionException>(() => edit.Write(Out)).Message, StringComparison.Ordinal);
        Assert.DoesNotContain("x:1", _fleet.Read("iocs/alpha/ioc.yaml"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_renamed_ioc_is_generated_under_its_new_name_alone()
    {
        var renaming = new ProjectRenaming(Files, "alpha", "omega", null);
        renaming.WriteFiles(Out);

        Assert.False(Directory.Exists(Path.Combine(_fleet.Path, "iocs/alpha")));
        var generated = new Generation(Files).Render(Files.Select(["omega"]), GeneratedPart.Everything);
        Assert.False(new Generation(Files).Compare(generated).HasChanges);
        Assert.Contains("srv-omega:", _fleet.Read("iocs/omega/generated/stack.yaml"), StringComparison.Ordinal);
    }

    [Fact]
    public void Save_files_on_the_mount_are_copied_to_the_new_name_and_none_is_deleted_or_written_over()
    {
        _fleet.Write("iocs/site.yaml", _fleet.Read("iocs/site.yaml") + "\nmount: /srv/run\n");
        _fleet.Write("iocs/alpha/ioc.yaml", "delivery: mount\nmodules: [autosave]\ndatabases: [{file: x.db, macros: {P: 'alpha:'}}]\n");
        _fleet.Write("mount/alpha/log/autosave/alpha-automake-pass0.sav", "1");
        _fleet.Write("mount/alpha/log/autosave/alpha-automake-pass1.sav_260101", "2");
        _fleet.Write("mount/omega/log/autosave/omega-automake-pass0.sav", "there before");

        new ProjectRenaming(Files, "alpha", "omega", Path.Combine(_fleet.Path, "mount")).CopySaveFiles(Out);

        Assert.Equal("1", _fleet.Read("mount/alpha/log/autosave/alpha-automake-pass0.sav"));
        Assert.Equal("there before", _fleet.Read("mount/omega/log/autosave/omega-automake-pass0.sav"));
        Assert.Equal("2", _fleet.Read("mount/omega/log/autosave/omega-automake-pass1.sav_260101"));
        Assert.Contains("omega-automake-pass0.sav is there already", _notes.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_deleted_folder_is_gone_and_the_person_was_told_that_git_does_not_have_it()
    {
        var removal = new ProjectRemoval(Files, ["alpha"]);
        var lines = await removal.LinesAsync(new ProjectServices([], null), false, default);
        removal.Remove(Out);

        Assert.Contains("gone for good", lines[0], StringComparison.Ordinal);
        Assert.Equal(["beta", "gamma"], Files.Names(null));
    }

    [Fact]
    public void A_save_file_among_generated_files_makes_them_not_stale_for_ever()
    {
        new Generation(Files).Write(new Generation(Files).Render(Files.Select(["alpha"]), GeneratedPart.Everything));
        _fleet.Write("iocs/alpha/generated/alpha.sav", "1");

        Assert.Equal("Ready", $"{new Generation(Files).StateOf(Files.Fleet.Members[0]).Status.State}");
    }

    [Fact]
    public void Sources_out_of_step_are_listed_also_where_the_ioc_has_errors()
    {
        _fleet.Write("iocs/alpha/src/new.db", "record(ai, \"N\") {}\n");
        File.Delete(Path.Combine(_fleet.Path, "iocs/alpha/src/x.db"));
        using var data = new StringWriter();

        Assert.True(SourcesView.Show(Files, Files.Names(null), false, new Output(data, _notes, false, false)));

        Assert.Equal("iocs/alpha/src/new.db: new: nothing in ioc.yaml names it\niocs/alpha/src/x.db: vanished: ioc.yaml names it\n", data.ToString());
    }
}
