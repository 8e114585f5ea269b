using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using IocOps.Swarm.Tests.Lab;

namespace IocOps.Swarm.Tests.EndToEnd;

/// <summary>
/// The lines of the generated pipelines, taken out of each forge's file and run as its runner does: in a clean clone, job by job. Those of the
/// job `test`, which would run these tests, find another program in the place of `.ci/run`; of `nuke`, which wants a package that not every
/// network has, it is seen that they are understood.
/// </summary>
public sealed partial class PipelineJobsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly string _lab = string.Create(CultureInfo.InvariantCulture, $"pipe{Environment.ProcessId}");

    public void Dispose() => _folder.Dispose();

    [LabFact]
    public async Task Every_job_of_every_forge_runs_in_a_clean_clone()
    {
        var clone = await CloneAsync();
        try
        {
            await GoodAsync(clone, $"./build.sh LabUp --lab-name {_lab}");
            foreach (var (forge, file) in new[] { ("github", ".github/workflows/iocops.yml"), ("gitlab", ".gitlab-ci.yml"), ("gitea", ".gitea/workflows/iocops.yml") })
                await JobsAsync(clone, forge, await File.ReadAllTextAsync(Path.Combine(clone, file)));
        }
        finally
        {
            await GoodAsync(clone, $"./build.sh LabDown --lab-name {_lab}");
        }

        Assert.Contains("No IOC and no service changes.", await File.ReadAllTextAsync(Path.Combine(clone, "artifacts", "review.md")), StringComparison.Ordinal);
        Assert.Contains("bo-ps-ramper", await File.ReadAllTextAsync(Path.Combine(clone, "artifacts", "digest.md")), StringComparison.Ordinal);
    }

    private static async Task JobsAsync(string clone, string forge, string text)
    {
        var jobs = Jobs(text);
        Assert.Equal(["check", "review", "test", "nuke", "deploy", "drift"], jobs.Keys);
        foreach (var (job, script) in new[] { "check", "review", "deploy", "drift" }.SelectMany(job => jobs[job].Select(script => (job, script))))
        {
            var (exit, said) = await BashAsync(clone, script);
            Assert.True(exit == 0, $"{forge}, {job}: exit code {exit}\n{script}\n{said}");
        }

        Assert.Equal("all of it\n", await StandInAsync(clone, Assert.Single(jobs["test"]), ".ci/run", "#!/bin/sh\necho all of it\n"));
        Assert.Contains("CheckNuke", await GoodAsync(clone, $"{Assert.Single(jobs["nuke"]).TrimEnd()} --plan"), StringComparison.Ordinal);
    }

    // What is in the working tree and not ignored, as a commit of its own: what would be pushed.
    private async Task<string> CloneAsync()
    {
        var (origin, clone) = (_folder["origin"], _folder["clone"]);
        await GoodAsync(Product.Repository, $"mkdir -p '{origin}' && git ls-files -z --cached --others --exclude-standard | tar -c --null --ignore-failed-read -T - | tar -x -C '{origin}'");
        await GoodAsync(origin, "git init -q -b main && git add -A && git -c user.name=t -c user.email=t@example.org commit -q -m t");
        await GoodAsync(origin, $"git clone -q '{origin}' '{clone}'");
        return clone;
    }

    private static async Task<string> StandInAsync(string clone, string script, string file, string text)
    {
        var path = Path.Combine(clone, file);
        var before = await File.ReadAllTextAsync(path);
        await File.WriteAllTextAsync(path, text);
        try
        {
            return await GoodAsync(clone, script);
        }
        finally
        {
            await File.WriteAllTextAsync(path, before);
        }
    }

    private static async Task<string> GoodAsync(string folder, string script)
    {
        var (exit, said) = await BashAsync(folder, script);
        Assert.True(exit == 0, said);
        return said;
    }

    // As runners call it.
    private static async Task<(int Exit, string Said)> BashAsync(string folder, string script)
    {
        var start = new ProcessStartInfo("bash", ["--noprofile", "--norc", "-e", "-o", "pipefail", "-c", script]) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var name in start.Environment.Keys.Where(k => k.StartsWith("DOCKER_", StringComparison.Ordinal) || k == "CI").ToList()) start.Environment.Remove(name);
        start.Environment["BASE"] = "main";
        start.Environment["GITHUB_STEP_SUMMARY"] = "/dev/null";
        using var bash = Process.Start(start)!;
        var said = await Task.WhenAll(bash.StandardOutput.ReadToEndAsync(), bash.StandardError.ReadToEndAsync());
        await bash.WaitForExitAsync();
        return (bash.ExitCode, string.Concat(said));
    }

    // By name of the job, its scripts in their order.
    private static Dictionary<string, List<string>> Jobs(string text)
    {
        var jobs = new Dictionary<string, List<string>>();
        foreach (Match block in Block().Matches(text))
        {
            var job = JobName().Matches(text[..block.Index])[^1].Groups[1].Value;
            if (!jobs.TryGetValue(job, out var scripts)) jobs[job] = scripts = [];
            scripts.Add(block.Groups[1].Value.Replace($"\n{block.Groups[2].Value}", "\n", StringComparison.Ordinal).TrimStart());
        }

        return jobs;
    }

    // A block of text goes on as long as lines are indented as its first one.
    [GeneratedRegex(@"\|\n(([ ]+).*\n(?:\2.*\n)*)")]
    private static partial Regex Block();

    [GeneratedRegex("^(?:  )?(check|review|test|nuke|deploy|drift):$", RegexOptions.Multiline)]
    private static partial Regex JobName();
}
