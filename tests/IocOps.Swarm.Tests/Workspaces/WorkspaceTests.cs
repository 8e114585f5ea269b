using System.Text;
using IocOps.Core;
using IocOps.Swarm.Dev;
using IocOps.Swarm.Workspaces;

namespace IocOps.Swarm.Tests.Workspaces;

public sealed class WorkspaceTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly List<Problem> _problems = [];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Every_folder_of_iocs_is_read_in_ordinal_order_and_those_with_an_underscore_are_not()
    {
        _folder.With("iocs/site.yaml", "stack: s").With("iocs/b/ioc.yaml", "b").With("iocs/B/ioc.yaml", "B").With("iocs/_global/x", "").With("iocs/.git/x", "");

        var source = new Workspace(_folder.Path).Read(_problems);

        Assert.Equal(["B", "b"], source.Folders.Select(f => f.Name));
        Assert.Equal("stack: s", source.SiteYaml);
        Assert.Empty(_problems);
    }

    [Fact]
    public void Sources_are_read_with_the_folders_below_and_keep_their_bytes()
    {
        _folder.With("iocs/a/src/sub/x.db", "");
        File.WriteAllBytes(_folder["iocs/a/src/sub/x.db"], [0xB5, 0x41]);

        var folder = Assert.Single(new Workspace(_folder.Path).Read(_problems).Folders);

        Assert.Equal([0xB5, 0x41], folder.Sources["sub/x.db"].ToArray());
        Assert.Null(folder.IocYaml);
    }

    [Theory]
    [InlineData("iocs/a/src/secret.db")]
    [InlineData("iocs/a/templates/st.cmd.sbn")]
    [InlineData("iocs/a/ioc.yaml")]
    public void A_link_out_of_the_workspace_is_refused(string link)
    {
        using var outside = new TemporaryFolder();
        outside.With("shadow", "root:x");
        Directory.CreateDirectory(Path.GetDirectoryName(_folder[link])!);
        File.CreateSymbolicLink(_folder[link], outside["shadow"]);

        var source = new Workspace(_folder.Path).Read(_problems);

        Assert.Equal((link, "WSP002"), (Assert.Single(_problems).File, _problems[0].Code));
        Assert.Null(new Workspace(_folder.Path).ReadFile(link));
        Assert.DoesNotContain(source.Folders, f => f.IocYaml is not null || f.Sources.Count + f.Templates.Count > 0);
    }

    [Fact]
    public void A_linked_folder_out_of_the_workspace_is_refused()
    {
        using var outside = new TemporaryFolder();
        outside.With("shadow", "root:x");
        _folder.With("iocs/a/ioc.yaml", "");
        Directory.CreateSymbolicLink(_folder["iocs/a/src"], outside.Path);

        var folder = Assert.Single(new Workspace(_folder.Path).Read(_problems).Folders);

        Assert.Empty(folder.Sources);
        Assert.Equal("WSP002", Assert.Single(_problems).Code);
    }

    [Fact]
    public void A_folder_that_is_a_link_is_refused_and_not_followed_in_a_circle()
    {
        _folder.With("iocs/a/src/x.db", "x");
        Directory.CreateSymbolicLink(_folder["iocs/a/src/loop"], ".");

        var folder = Assert.Single(new Workspace(_folder.Path).Read(_problems).Folders);

        Assert.Equal(["x.db"], folder.Sources.Keys);
        Assert.Equal(("iocs/a/src/loop", "WSP002"), (Assert.Single(_problems).File, _problems[0].Code));
    }

    [Fact]
    public async Task A_pipe_is_refused_before_it_is_opened()
    {
        _folder.With("iocs/a/src/empty.db", "");
        Assert.Equal(0, await Tool.RunAsync("mkfifo", [_folder["iocs/a/src/x.db"]], _folder.Path, default));

        var source = await Task.Run(() => new Workspace(_folder.Path).Read(_problems)).WaitAsync(TimeSpan.FromSeconds(30));

        Assert.Equal(["empty.db"], Assert.Single(source.Folders).Sources.Keys);
        Assert.Equal(("iocs/a/src/x.db", "WSP005"), (Assert.Single(_problems).File, _problems[0].Code));
    }

    [Fact]
    public void A_folder_that_cannot_be_read_is_not_taken_for_an_empty_one()
    {
        if (OperatingSystem.IsWindows()) return;
        _folder.With("iocs/a/src/sub/x.db", "x");
        File.SetUnixFileMode(_folder["iocs/a/src/sub"], UnixFileMode.None);

        var folder = Assert.Single(new Workspace(_folder.Path).Read(_problems).Folders);

        File.SetUnixFileMode(_folder["iocs/a/src/sub"], UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        // The administrator reads everything.
        if (Environment.IsPrivilegedProcess) Assert.Single(folder.Sources);
        else Assert.Equal(("iocs/a/src/sub", "WSP004"), (Assert.Single(_problems).File, _problems[0].Code));
    }

    [Fact]
    public void A_workspace_that_is_itself_reached_through_a_link_is_read()
    {
        _folder.With("real/iocs/a/src/x.db", "x");
        Directory.CreateSymbolicLink(_folder["link"], _folder["real"]);

        var folder = Assert.Single(new Workspace(_folder["link"]).Read(_problems).Folders);

        Assert.Equal("x", Encoding.UTF8.GetString(folder.Sources["x.db"].Span));
        Assert.Empty(_problems);
    }

    [Theory]
    [InlineData("../outside")]
    [InlineData("iocs/../../outside")]
    public void No_path_leads_out_of_the_workspace(string path)
    {
        _folder.With("outside", "x").With("work/iocs/a/ioc.yaml", "");

        Assert.Null(new Workspace(_folder["work"]).ReadFile(path));
    }

    [Fact]
    public void A_file_larger_than_any_IOC_reads_is_refused_with_its_size()
    {
        _folder.With("iocs/a/src/big.db", "");
        using (var big = File.OpenWrite(_folder["iocs/a/src/big.db"])) big.SetLength(Workspace.MaxFileSize + 1);

        new Workspace(_folder.Path).Read(_problems);

        Assert.Equal("WSP003", Assert.Single(_problems).Code);
    }

    [Fact]
    public void A_workspace_without_iocs_says_so()
    {
        new Workspace(_folder.Path).Read(_problems);

        Assert.Equal("iocs: error WSP001: there is no such folder; the workspace needs one folder per IOC below it", Assert.Single(_problems).ToString());
    }
}
