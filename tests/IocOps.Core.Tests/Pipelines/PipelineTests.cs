using System.Text.RegularExpressions;
using IocOps.Core.Model;
using IocOps.Core.Pipelines;

namespace IocOps.Core.Tests.Pipelines;

public sealed partial class PipelineTests
{
    private const string Small = """
        forges: [github, gitlab, gitea]
        schedule: "17 5 * * *"
        jobs:
          check: {when: [review, merge], script: ./check, keep: artifacts, report: artifacts/review.md, history: true}
          review-only: {when: [review], script: ./look}
          deploy: {when: [merge], needs: [check], deploys: true, script: [./deploy one, "./deploy $BASE # two"], always: ./digest}
          drift: {when: [schedule], needs: [check], on-manager: true, script: ./plan}
        """;

    private readonly List<Problem> _problems = [];

    [Fact]
    public void What_lies_in_the_repository_is_what_its_definition_says()
    {
        var files = Render(Workspace.Read("iocs", "pipelines.yaml"));
        Assert.Equal(3, files.Count);
        Assert.All(files, f => Assert.Equal(f.Text, File.ReadAllText(Workspace.PathOf(f.Path.Split('/')))));
    }

    [Fact]
    public void The_example_in_the_documentation_is_a_good_definition_in_both_languages()
    {
        foreach (var page in new[] { "pipelines.md", "pipelines.zh-CN.md" })
            Assert.Equal(3, Render(Example().Match(Workspace.Read("docs", page)).Groups[1].Value).Count);
    }

    [Fact]
    public void Each_forge_gets_every_line_of_every_job()
    {
        foreach (var file in Render(Small))
            Assert.All(["./check", "./look", "./deploy one", "./deploy $BASE # two", "./digest", "./plan"], line => Assert.Contains($"\n{Indent(file)}{line}\n", file.Text, StringComparison.Ordinal));
    }

    [Fact]
    public void Only_what_deploys_or_looks_at_the_swarm_runs_on_the_managers_runner_and_never_for_a_pull_request()
    {
        var github = Text(Forge.GitHub);
        Assert.Equal(2, Regex.Count(github, @"runs-on: \[self-hosted, swarm-manager\]"));
        Assert.Equal(1, Regex.Count(github, "environment: production"));
        Assert.Contains("  deploy:\n    if: github.event_name == 'push'\n    needs: [check]\n    runs-on: [self-hosted", github, StringComparison.Ordinal);
        // A job of another occasion is never waited for: it would keep this one from running.
        Assert.Contains("  drift:\n    if: github.event_name == 'schedule'\n    runs-on: [self-hosted", github, StringComparison.Ordinal);
        Assert.Equal(2, Regex.Count(Text(Forge.GitLab), @"tags: \[swarm-manager\]"));
    }

    [Fact]
    public void Actions_are_pinned_and_tokens_may_only_read()
    {
        foreach (var text in new[] { Text(Forge.GitHub), Text(Forge.Gitea) })
        {
            Assert.All(Uses().Matches(text).Select(m => m.Value), use => Assert.Matches(@"^uses: [a-z-]+/[a-z-]+@[0-9a-f]{40} # v", use));
            Assert.Contains("\npermissions:\n  contents: read\n", text, StringComparison.Ordinal);
            Assert.Contains("persist-credentials: false", text, StringComparison.Ordinal);
            Assert.DoesNotContain("secrets.", text, StringComparison.Ordinal);
            // What others choose (a branch's name) is never part of a script.
            Assert.All(Run().Matches(text).Select(m => m.Value), run => Assert.DoesNotContain("${{", run, StringComparison.Ordinal));
        }
    }

    [Fact]
    public void A_deployment_is_alone_and_is_not_broken_off()
    {
        Assert.Contains("group: iocops-deploy\n      cancel-in-progress: false", Text(Forge.GitHub), StringComparison.Ordinal);
        Assert.Contains("resource_group: production\n  interruptible: false", Text(Forge.GitLab), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("forges: [github]\njobs: {a: {when: [review]}}", "2:11: error PIP003: jobs.a needs 'script:'")]
    [InlineData("forges: [githup]\njobs: {a: {when: [review], script: x}}", "1:10: error PIP004", "did you mean 'github'?")]
    [InlineData("forges: [github]\njobs: {a: {when: [schedule], script: x}}", "PIP005", "'schedule' does not say when")]
    [InlineData("forges: [github]\njobs: {a: {when: [review], needs: [b], script: x}}", "PIP005", "needs 'b', and there is no other job")]
    [InlineData("forges: [github]\nbranch: \"a b\"\njobs: {a: {when: [review], script: x}}", "2:9: error PIP004", "branch is letters")]
    [InlineData("forges: [github]\njobs: {a: {when: [review], script: \"x\\n  evil: y\"}}", "PIP004", "is no line of bash")]
    [InlineData("forges: [github]\njobs: {a: {when: [review], script: x, keep: ../x}}", "PIP004", "below the repository")]
    [InlineData("forges: [github]\nschedule: \"0 24 * * *\"\njobs: {a: {when: [schedule], script: x}}", "2:11: error PIP004", "this is '0 24 * * *'")]
    [InlineData("forges: [github]\nschedule: daily\njobs: {a: {when: [schedule], script: x}}", "2:11: error PIP004", "cron's five fields")]
    [InlineData("forges: [github]\njobs: {A: {when: [review], script: x}}", "2:8: error PIP004", "can't be called 'A'")]
    [InlineData("forges: [github]\njobz: {}", "PIP002", "did you mean 'jobs'?")]
    [InlineData("forges: [github", "YML003")]
    public void A_mistake_is_told_with_its_place_and_nothing_is_made(string text, params string[] words)
    {
        Assert.Null(PipelineReader.Read(text, _problems));
        Assert.All(words, word => Assert.Contains(_problems, p => p.ToString().Contains(word, StringComparison.Ordinal)));
    }

    private static string Indent(RenderedFile file) => file.Path == ".gitlab-ci.yml" ? "      " : "          ";

    private string Text(Forge forge) => Render(Small).Single(f => f.Path == PipelineRenderer.PathOf(forge)).Text;

    private IReadOnlyList<RenderedFile> Render(string text)
    {
        var plan = PipelineReader.Read(text, _problems);
        Assert.Empty(_problems);
        var files = new PipelineRenderer(Workspace.Templates()).Render(plan!, _problems);
        Assert.Empty(_problems);
        return files;
    }

    [GeneratedRegex("```yaml\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Example();

    [GeneratedRegex("uses: .*")]
    private static partial Regex Uses();

    [GeneratedRegex(@"run: \|\n(?: {10}.*\n)+")]
    private static partial Regex Run();
}
