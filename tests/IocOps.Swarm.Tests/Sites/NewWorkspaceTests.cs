using IocOps.Core;
using IocOps.Swarm.Fleets;
using IocOps.Swarm.Tests.EndToEnd;
using IocOps.Swarm.Workspaces;

namespace IocOps.Swarm.Tests.Sites;

public sealed class NewWorkspaceTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void An_empty_folder_becomes_a_workspace_in_which_IOCs_are_made_from_templates_that_it_does_not_have()
    {
        Assert.True(new NewWorkspace(_folder.Path, "linac").Write());
        var files = new FleetFiles(_folder.Path);
        Assert.Equal("linac", files.RequireSite().Stack);
        Assert.False(File.Exists(_folder["templates/st.cmd.sbn"]));
        Assert.NotEmpty(new Generation(files).RenderPipelines().Files);
        Assert.False(new NewWorkspace(_folder.Path, null).Write());
    }

    [Fact]
    public void What_is_there_is_left_as_it_is_and_only_the_schemas_are_renewed()
    {
        _folder.With(".gitignore", "mine\n").With("iocs/site.yaml", "stack: mine\n").With("templates/ioc.schema.json", "{}").With("templates/st.cmd.sbn", "mine");
        new NewWorkspace(_folder.Path, "mine").Write();
        Assert.Equal("mine\n", _folder.Text(".gitignore"));
        Assert.Equal("stack: mine\n", _folder.Text("iocs/site.yaml"));
        Assert.Equal("mine", _folder.Text("templates/st.cmd.sbn"));
        Assert.Equal(File.ReadAllText(Path.Combine(Product.Repository, "templates", "ioc.schema.json")), _folder.Text("templates/ioc.schema.json"));
    }

    [Fact]
    public void A_name_that_no_stack_can_have_is_refused_before_anything_is_written()
    {
        Assert.Throws<SelectionException>(() => new NewWorkspace(_folder.Path, "Two words"));
        Assert.Empty(Directory.GetFileSystemEntries(_folder.Path));
    }

    [Fact]
    public void A_template_of_the_workspace_wins_over_the_one_that_comes_along()
    {
        _folder.With("iocs/site.yaml", "stack: t\n").With("templates/st.cmd.sbn", "mine").With("templates/projects/plain/only.txt", "mine");
        var workspace = new Workspace(_folder.Path);
        var templates = workspace.Read([]).Templates;
        Assert.Equal("mine", templates["st.cmd.sbn"]);
        Assert.Equal(File.ReadAllText(Path.Combine(Product.Repository, "templates", "ioc-stack.yaml.sbn")), templates["ioc-stack.yaml.sbn"]);
        var kinds = workspace.ReadProjectTemplates([]);
        Assert.Equal(["plain/only.txt"], kinds.Keys.Where(k => k.StartsWith("plain/", StringComparison.Ordinal)));
        Assert.Contains("stream-tcp/ioc.yaml.sbn", kinds.Keys);
    }

    [Fact]
    public async Task Outside_of_a_workspace_everything_says_how_to_get_into_one()
    {
        var outcome = await new Product(_folder.Path, null).RunAsync("ShowPlan", "--workspace", _folder["none"]);
        Assert.Equal(2, outcome.ExitCode);
        var test = await new Product(_folder.Path, null).RunAsync("Test");
        Assert.Equal(2, test.ExitCode);
        Assert.Contains("for those who develop IocOps", test.Notes);
    }
}
