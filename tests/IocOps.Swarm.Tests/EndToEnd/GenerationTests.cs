namespace IocOps.Swarm.Tests.EndToEnd;

/// <summary>Files that are generated for others than IOCs, as a user sees it on the command line.</summary>
public sealed class GenerationTests : IDisposable
{
    private readonly SmallFleet _fleet = new();

    private Product Product => new(_fleet.Path, "unix:///nobody.sock");

    public void Dispose() => _fleet.Dispose();

    [Fact]
    public async Task Pipelines_are_written_for_each_forge_and_not_at_all_where_one_line_is_wrong()
    {
        await EndsAsync(2, "There is no iocs/pipelines.yaml", "GenPipelines");
        _fleet.Write("iocs/pipelines.yaml", Pipelines("[github, gitlab, gitea]", "17 5 * * *"));
        await EndsAsync(0, "3 would be written", "GenPipelines", "--dry-run");
        Assert.False(File.Exists(Path.Combine(_fleet.Path, ".gitlab-ci.yml")));
        await EndsAsync(0, "3 written", "GenPipelines");
        Assert.Contains("17 5 * * *", _fleet.Read(".github/workflows/iocops.yml"), StringComparison.Ordinal);
        Assert.Contains("echo hello", _fleet.Read(".gitlab-ci.yml"), StringComparison.Ordinal);
        await EndsAsync(0, "all 3 as they were", "GenPipelines");

        var before = _fleet.Everything();
        foreach (var (text, why) in new[] { (Pipelines("[github, gitlb]", "17 5 * * *"), "iocs/pipelines.yaml:1:18: error PIP004"), (Pipelines("[github]", "61 5 * * *"), "this is '61 5 * * *'") })
        {
            _fleet.Write("iocs/pipelines.yaml", text);
            await EndsAsync(2, why, "GenPipelines");
        }

        _fleet.Write("iocs/pipelines.yaml", Pipelines("[github, gitlab, gitea]", "17 5 * * *"));
        Assert.Equal(before, _fleet.Everything());
    }

    [Fact]
    public async Task Stack_files_of_services_are_rendered_and_a_wrong_one_leaves_the_old_one()
    {
        _fleet.Write("iocs/_services/web/stack.yaml.sbn", "services:\n  web:\n    image: {{ yaml image }}\n");
        await EndsAsync(2, "There is no service 'wep'", "GenServiceFile", "--service-list", "wep");
        await EndsAsync(0, "1 would be written", "GenServiceFile", "--dry-run");
        await EndsAsync(0, "1 written", "GenServiceFile", "--service-list", "web", "--base-image", "other:1");
        Assert.Contains("image: other:1", _fleet.Read("iocs/_services/web/generated/stack.yaml"), StringComparison.Ordinal);
        await EndsAsync(0, "1 written", "GenServiceFile");
        Assert.Contains("image: iocops/lab-ioc:1", _fleet.Read("iocs/_services/web/generated/stack.yaml"), StringComparison.Ordinal);
        await EndsAsync(0, "all 1 as they were", "GenServiceFile");

        _fleet.Write("iocs/_services/web/stack.yaml.sbn", "services:\n  web:\n    imag: x\n");
        await EndsAsync(2, "did you mean 'image'?", "GenServiceFile");
        Assert.Contains("image: iocops/lab-ioc:1", _fleet.Read("iocs/_services/web/generated/stack.yaml"), StringComparison.Ordinal);
    }

    private static string Pipelines(string forges, string schedule) =>
        $"forges: {forges}\nschedule: \"{schedule}\"\nmanager-runner: manager\nenvironment: production\njobs:\n  look:\n    when: [merge, schedule]\n    script: echo hello\n";

    private async Task EndsAsync(int exitCode, string note, params string[] arguments)
    {
        var outcome = await Product.RunAsync(arguments);
        Assert.True(outcome.ExitCode == exitCode, $"{string.Join(' ', arguments)}: {outcome}");
        Assert.Contains(note, outcome.Notes, StringComparison.Ordinal);
    }
}
