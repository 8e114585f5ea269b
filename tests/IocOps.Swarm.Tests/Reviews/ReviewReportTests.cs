using System.Diagnostics;
using System.Text.Json;
using IocOps.Swarm.Tests.EndToEnd;

namespace IocOps.Swarm.Tests.Reviews;

/// <summary>ReviewReport in repositories of git, as a reviewer or a pipeline runs it.</summary>
public sealed class ReviewReportTests : IDisposable
{
    private readonly SmallFleet _fleet = new();
    private readonly TemporaryFolder _other = new();

    public void Dispose()
    {
        _fleet.Dispose();
        _other.Dispose();
    }

    [Fact]
    public async Task A_change_is_compared_with_where_it_branched_off_and_nothing_is_touched()
    {
        await BranchAsync();
        _fleet.Write("iocs/alpha/src/x.db", "record(ao, \"$(P)VALUE\") {\n}\n");
        _fleet.Remove("beta");
        _fleet.Add("delta");
        // What came to main since is not of this change.
        await GitAsync(_fleet.Path, "stash -qu", "checkout -q main", "rm -rq iocs/gamma", "commit -qm later", "checkout -q change", "stash pop -q");
        var before = await GitAsync(_fleet.Path, "status --porcelain -uall");

        var run = await Product(_fleet.Path).RunAsync("ReviewReport", "--base", "main", "--html-file", _other["r.html"], "--file", _other["r.md"], "--output", "json");

        Assert.True(run.ExitCode == 0, run.ToString());
        using var json = JsonDocument.Parse(run.Data);
        Assert.Equal(["ioc/beta ends", "ioc/delta begins", "ioc/alpha restarts"], json.RootElement.GetProperty("changes").EnumerateArray().Select(c => $"{c.GetProperty("owner")} {c.GetProperty("effect")}"));
        var markdown = _other.Text("r.md");
        Assert.Contains("3 IOCs change: 1 restarts, 1 begins, 1 ends.", markdown, StringComparison.Ordinal);
        Assert.Contains("- changed: `alpha:VALUE (ao)` `type ai → ao`", markdown, StringComparison.Ordinal);
        Assert.Contains("- record(ai, \"$(P)VALUE\") {\n+ record(ao, \"$(P)VALUE\") {", markdown, StringComparison.Ordinal);
        Assert.Contains("<ins>record(ao,", _other.Text("r.html"), StringComparison.Ordinal);
        Assert.Equal(before, await GitAsync(_fleet.Path, "status --porcelain -uall"));
    }

    [Fact]
    public async Task A_base_that_is_broken_is_told_and_is_no_failure()
    {
        _fleet.Write("iocs/alpha/ioc.yaml", "imge: x\n");
        await BranchAsync();
        _fleet.Write("iocs/alpha/ioc.yaml", "databases:\n  - file: x.db\n    macros: { P: \"a:\" }\n");
        var run = await Product(_fleet.Path).RunAsync("ReviewReport", "--base", "main");
        Assert.True(run.ExitCode == 0, run.ToString());
        Assert.Contains("The base itself has", run.Data, StringComparison.Ordinal);
        Assert.Contains("| `alpha` | `changed` | not known |", run.Data, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_base_that_can_not_be_had_is_a_mistake_with_advice()
    {
        await RefusedAsync(_fleet.Path, "main", "is in no git repository");
        await BranchAsync();
        await RefusedAsync(_fleet.Path, "nowhere", "There is no branch, tag or commit 'nowhere'");
        await RefusedAsync(_fleet.Path, "-x", "none of these begins with '-'");
        await GitAsync(_fleet.Path, "commit -q --allow-empty -m more");
        await GitAsync(_other.Path, $"clone -q --depth 1 file://{_fleet.Path} shallow");
        await RefusedAsync(_other["shallow"], "main", "git fetch --unshallow");
        // As pipelines have it: no branch but the one that is built, and that of the remote.
        await GitAsync(_other.Path, $"clone -q file://{_fleet.Path} whole");
        Assert.Equal(0, (await Product(_other["whole"]).RunAsync("ReviewReport", "--base", "main")).ExitCode);
        await RefusedAsync(_fleet.Path, "main", "There is no git here", ("PATH", Path.GetDirectoryName(Environment.ProcessPath)!));
    }

    private static async Task RefusedAsync(string folder, string reference, string words, (string, string)? variable = null)
    {
        var product = Product(folder);
        if (variable is var (name, value)) product.With(name, value);
        var run = await product.RunAsync("ReviewReport", $"--base={reference}");
        Assert.True(run.ExitCode == 2, run.ToString());
        Assert.Contains(words, run.Notes, StringComparison.Ordinal);
    }

    private async Task BranchAsync()
    {
        _fleet.Write(".gitignore", ".nuke/\n");
        await Product(_fleet.Path).RunAsync("GenSwarmFile");
        await GitAsync(_fleet.Path, "init -q -b main", "add -A", "commit -qm base", "checkout -qb change");
    }

    private static Product Product(string folder) => new(folder, null);

    internal static async Task<string> GitAsync(string folder, params string[] commands)
    {
        var said = "";
        foreach (var command in commands)
        {
            var start = new ProcessStartInfo("git", ["-C", folder, "-c", "user.name=t", "-c", "user.email=t@example.org", .. command.Split(' ')]) { RedirectStandardOutput = true, RedirectStandardError = true };
            using var git = Process.Start(start)!;
            var texts = await Task.WhenAll(git.StandardOutput.ReadToEndAsync(), git.StandardError.ReadToEndAsync());
            await git.WaitForExitAsync();
            Assert.True(git.ExitCode == 0, $"git {command}: {texts[1]}");
            said = texts[0];
        }

        return said;
    }
}
