namespace IocOps.Engine.Tests;

public sealed class CompletionTests : IDisposable
{
    private readonly Sandbox _sandbox = new();

    public void Dispose() => _sandbox.Dispose();

    [Theory]
    [InlineData("", "Deploy Digest Generate")]
    [InlineData("d", "Deploy Digest")]
    [InlineData("Generate+De", "Generate+Deploy")]
    [InlineData("Deploy --f", "--format")]
    [InlineData("Deploy --format ", "Text Json")]
    [InlineData("Deploy --format j", "Json")]
    [InlineData("Deploy --format=j", "--format=Json")]
    [InlineData("Deploy --format json D", "Deploy Digest")]
    [InlineData("Deploy --ioc-list ", "motor pump")]
    [InlineData("Deploy --ioc-list pump m", "motor")]
    [InlineData("Deploy --ioc-list pump,m", "pump,motor")]
    [InlineData("Deploy --dry-run D", "Deploy Digest")]
    [InlineData("--skip Ge", "Generate")]
    [InlineData("--verbosity mi", "Minimal")]
    [InlineData("--profile ", "night")]
    [InlineData("--completion f", "fish")]
    [InlineData("--password ", "")]
    [InlineData("--plan --pl", "")]
    [InlineData("Digest --f", "")]
    [InlineData("Generate+Deploy --f", "--format")]
    [InlineData("Nonsense --f", "--format")]
    public void The_word_at_the_cursor_is_completed(string line, string expected)
    {
        _sandbox.Write(".nuke/parameters.night.json", "{}");
        var outcome = _sandbox.Run<Completed>(["--complete", .. line.Split(' ')]);
        Assert.Equal(0, outcome.ExitCode);
        Assert.Equal(expected, string.Join(' ', outcome.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => l.Split('\t')[0])));
    }

    [Fact]
    public void Candidates_carry_their_description() =>
        Assert.Equal("Deploy\tBrings every IOC up\n", _sandbox.Run<Completed>("--complete", "Dep").Out);

    [Fact]
    public void A_build_that_cannot_be_created_still_completes_its_targets() =>
        Assert.Equal("Work\t\n", _sandbox.Run<Unborn>("--complete", "").Out);

    [Fact]
    public void A_shell_that_there_is_no_script_for_is_an_error()
    {
        var outcome = _sandbox.Run<Completed>("--completion", "zhs");
        Assert.Equal(2, outcome.ExitCode);
        Assert.Contains("--completion must be one of bash, zsh, fish, pwsh, not 'zhs'; did you mean 'zsh'?", outcome.Error);
    }

    private enum Format
    {
        Text,
        Json,
    }

    private sealed class Completed : NotingBuild
    {
        [Parameter(ValueProviderMember = nameof(Known))]
        readonly string[] IocList = [];

        [Parameter]
        readonly Format Format = Format.Text;

        [Parameter]
        readonly bool DryRun = false;

        [Parameter]
        [Secret]
        readonly string Password = "geheim";

        static string[] Known => ["motor", "pump"];

        Target Deploy => _ => _.Description("Brings every IOC up").Executes(Note($"{IocList.Length} {Format} {DryRun} {Password}"));

        Target Digest => _ => _.Executes(Note("Digest"));

        Target Generate => _ => _.Executes(Note("Generate"));

        Target Hidden => _ => _.Unlisted().Executes(Note("Hidden"));
    }

    private sealed class Unborn : NotingBuild
    {
        public Unborn() => throw new InvalidOperationException("no workspace");

        Target Work => _ => _.Executes(Note("Work"));
    }
}
