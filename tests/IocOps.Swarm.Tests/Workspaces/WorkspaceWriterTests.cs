using IocOps.Core.Model;
using IocOps.Swarm.Workspaces;

namespace IocOps.Swarm.Tests.Workspaces;

public sealed class WorkspaceWriterTests : IDisposable
{
    private static readonly string[] Owned = ["iocs/a/generated"];
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void New_files_are_written_with_their_folders_in_UTF8_without_a_mark()
    {
        var result = Write(("st.cmd", "µ\n"));

        Assert.Equal(["iocs/a/generated/st.cmd"], result.Written);
        Assert.Equal([0xC2, 0xB5, 0x0A], File.ReadAllBytes(_folder["iocs/a/generated/st.cmd"]));
    }

    [Fact]
    public void A_file_with_the_same_content_is_not_touched()
    {
        Write(("st.cmd", "x\n"));
        var longAgo = new DateTime(2001, 1, 1, 0, 0, 0, DateTimeKind.Utc);
        File.SetLastWriteTimeUtc(_folder["iocs/a/generated/st.cmd"], longAgo);

        var result = Write(("st.cmd", "x\n"));

        Assert.False(result.HasChanges);
        Assert.Equal(1, result.Unchanged);
        Assert.Equal(longAgo, File.GetLastWriteTimeUtc(_folder["iocs/a/generated/st.cmd"]));
    }

    [Fact]
    public void What_is_no_longer_generated_is_removed_from_the_owned_folder_and_from_no_other()
    {
        _folder.With("iocs/a/src/a.acf", "mine");
        Write(("st.cmd", "x\n"), ("a.acf", "y\n"));

        var result = Write(("st.cmd", "x\n"));

        Assert.Equal(["iocs/a/generated/a.acf"], result.Removed);
        Assert.Equal(["st.cmd"], Directory.GetFiles(_folder[Owned[0]]).Select(Path.GetFileName));
        Assert.Equal("mine", _folder.Text("iocs/a/src/a.acf"));
    }

    [Fact]
    public void Save_files_and_what_begins_with_a_dot_stay_among_generated_files_and_are_named()
    {
        _folder.With("iocs/a/generated/a.sav0", "1").With("iocs/a/generated/.env", "2").With("iocs/a/generated/old.acf", "3");

        var result = Write(("st.cmd", "x\n"));

        Assert.Equal(["iocs/a/generated/old.acf"], result.Removed);
        Assert.Equal(["iocs/a/generated/.env", "iocs/a/generated/a.sav0"], result.Kept);
        Assert.Equal("1", _folder.Text("iocs/a/generated/a.sav0"));
        Assert.Equal("2", _folder.Text("iocs/a/generated/.env"));
        Assert.Contains("Warning: iocs/a/generated/.env, iocs/a/generated/a.sav0 are no generated files and stay", IocOps.Swarm.Fleets.GenerationText.Did(Write(("st.cmd", "x\n"))), StringComparison.Ordinal);
    }

    [Fact]
    public void Of_the_folder_of_a_host_only_the_compose_file_goes()
    {
        _folder.With("iocs/_hosts/h/.env", "1").With("iocs/_hosts/h/compose.override.yaml", "2").With("iocs/_hosts/h/compose.yaml", "3").With("iocs/_hosts/h/compose.yaml.iocops-tmp", "half");

        var result = new WorkspaceWriter(_folder.Path).Write([], ["iocs/_hosts/h"]);

        Assert.Equal(["iocs/_hosts/h/compose.yaml"], result.Removed);
        Assert.Empty(result.Kept);
        Assert.Equal([".env", "compose.override.yaml"], Directory.GetFiles(_folder["iocs/_hosts/h"]).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void When_one_file_cannot_be_written_all_the_old_ones_stay()
    {
        Write(("a", "old\n"), ("b", "old\n"));
        Directory.CreateDirectory(_folder["iocs/a/generated/b.iocops-tmp"]);

        Assert.ThrowsAny<IOException>(() => Write(("a", "new\n"), ("b", "new\n")));

        Assert.Equal("old\n", _folder.Text("iocs/a/generated/a"));
        Assert.Equal("old\n", _folder.Text("iocs/a/generated/b"));
        Assert.Equal(["a", "b"], Directory.GetFiles(_folder[Owned[0]]).Select(Path.GetFileName).Order());
    }

    [Fact]
    public void Nothing_is_written_through_a_link()
    {
        using var outside = new TemporaryFolder();
        Directory.CreateDirectory(_folder["iocs/a"]);
        Directory.CreateSymbolicLink(_folder["iocs/a/generated"], outside.Path);

        var error = Assert.Throws<IOException>(() => Write(("st.cmd", "x\n")));

        Assert.Equal("iocs/a/generated is a link; nothing is written through it", error.Message);
        Assert.Empty(Directory.GetFileSystemEntries(outside.Path));
    }

    [Fact]
    public void A_link_planted_at_the_temporary_name_is_not_written_through()
    {
        using var outside = new TemporaryFolder();
        outside.With("precious", "mine").With("empty", "");
        Directory.CreateDirectory(_folder[Owned[0]]);
        File.CreateSymbolicLink(_folder["iocs/a/generated/st.cmd.iocops-tmp"], outside["precious"]);

        Write(("st.cmd", "x\n"));

        Assert.Equal("mine", outside.Text("precious"));
        Assert.Equal("x\n", _folder.Text("iocs/a/generated/st.cmd"));
        Assert.Null(new FileInfo(_folder["iocs/a/generated/st.cmd"]).LinkTarget);
    }

    [Fact]
    public void A_link_to_the_right_content_is_replaced_by_the_file()
    {
        using var outside = new TemporaryFolder();
        outside.With("st.cmd", "x\n");
        Directory.CreateDirectory(_folder[Owned[0]]);
        File.CreateSymbolicLink(_folder["iocs/a/generated/st.cmd"], outside["st.cmd"]);

        var result = Write(("st.cmd", "x\n"));

        Assert.Equal(["iocs/a/generated/st.cmd"], result.Written);
        Assert.Null(new FileInfo(_folder["iocs/a/generated/st.cmd"]).LinkTarget);
    }

    [Fact]
    public void A_file_that_may_not_be_written_is_said_with_its_folder()
    {
        // Nobody, not even the administrator, replaces a folder by deleting it as a file.
        Directory.CreateDirectory(_folder["iocs/a/generated/st.cmd.iocops-tmp"]);

        var error = Assert.Throws<NotWritableException>(() => Write(("st.cmd", "x\n")));

        Assert.StartsWith("iocs/a/generated can't be written by this user: make the folder", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_a_killed_run_left_is_swept_by_the_next()
    {
        _folder.With("iocs/a/generated/st.cmd.iocops-tmp", "half");

        var result = Write(("st.cmd", "x\n"));

        Assert.Empty(result.Removed);
        Assert.Equal(["st.cmd"], Directory.GetFiles(_folder[Owned[0]]).Select(Path.GetFileName));
    }

    [Fact]
    public void Comparing_writes_nothing()
    {
        var result = new WorkspaceWriter(_folder.Path).Compare([new RenderedFile("iocs/a/generated/st.cmd", "x\n")], Owned);

        Assert.True(result.HasChanges);
        Assert.False(Directory.Exists(_folder["iocs"]));
    }

    private WriteResult Write(params (string Name, string Text)[] files) =>
        new WorkspaceWriter(_folder.Path).Write([.. files.Select(f => new RenderedFile($"{Owned[0]}/{f.Name}", f.Text))], Owned);
}
