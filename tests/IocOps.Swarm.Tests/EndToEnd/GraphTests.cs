namespace IocOps.Swarm.Tests.EndToEnd;

public sealed class GraphTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_picture_in_the_documents_is_that_of_the_targets()
    {
        var file = Path.Combine(_folder.Path, "targets.svg");
        var outcome = await new Product(_folder.Path, null).RunAsync("Graph", "--file", file);
        Assert.True(outcome.ExitCode == 0, $"{outcome}");
        var documented = await File.ReadAllTextAsync(Path.Combine(Product.Repository, "docs", "targets.svg"));
        Assert.True(await File.ReadAllTextAsync(file) == documented, "Run ./build.sh Graph --file docs/targets.svg and commit it.");
    }

    [Theory]
    [InlineData("x.txt", "neither .svg nor .md", null)]
    [InlineData("x.svg", "did you mean 'DeployAllIocs'?", "DeployAllIoc")]
    public async Task What_cannot_be_drawn_is_told(string file, string complaint, string? of)
    {
        var outcome = await new Product(_folder.Path, null).RunAsync(["Graph", "--file", Path.Combine(_folder.Path, file), .. of is null ? Array.Empty<string>() : ["--of", of]]);
        Assert.Equal(2, outcome.ExitCode);
        Assert.Contains(complaint, outcome.Notes);
        Assert.False(File.Exists(Path.Combine(_folder.Path, file)));
    }
}
