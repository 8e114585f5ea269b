using System.Diagnostics;
using System.Globalization;
using System.Text;
using IocOps.Swarm.Lab;
using IocOps.Swarm.Tests.Backup;
using IocOps.Swarm.Tests.EndToEnd;
using IocOps.Swarm.Tests.Lab;

namespace IocOps.Swarm.Tests.Sites;

/// <summary>The document for sites: every command of it is run, in its order, by a shell in an empty folder with nothing but the packages.</summary>
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
[Collection(nameof(PackedFixture))]
public sealed class SiteDocumentTests(PackedFixture packed) : IDisposable
{
    private const string Mark = "== line ";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Both_languages_walk_the_same_way()
    {
        var (english, chinese) = (Walk.Read(Document("for-your-site.md")), Walk.Read(Document("for-your-site.zh-CN.md")));
        Assert.Equal(english.Select(Text), chinese.Select(Text));
        Assert.True(english.Count >= 10, "the document has lost its steps");

        static string Text(WalkStep step) => $"{step.Until}|{string.Join('\n', step.Commands)}|{string.Join('\n', step.Expected)}";
    }

    [Fact]
    public void The_document_names_the_version_that_is_packed() =>
        Assert.Contains($"Include=\"IocOps.Build\" Version=\"{IocOps.Swarm.Workspaces.NewWorkspace.Version}\"", Document("for-your-site.md"));

    [LabFact]
    public async Task What_the_document_says_is_what_happens()
    {
        var lab = string.Create(CultureInfo.InvariantCulture, $"t{Environment.ProcessId}-site");
        var steps = Walk.Read(Document("for-your-site.md"));
        try
        {
            var (exit, said) = await ShellAsync(Script(steps), lab);
            Assert.True(exit == 0, said);
            Assert.All(steps, s => Assert.All(s.Expected, e => Assert.True(Walk.Shows(Part(said, s), e), $"line {s.Line}: '{e}' is not in:\n{said}")));
        }
        finally
        {
            await new LabController(lab, _ => { }).DownAsync(CancellationToken.None);
        }
    }

    // The folder that a step changes into is that of the next one.
    private string Script(IEnumerable<WalkStep> steps)
    {
        var script = new StringBuilder("set -euo pipefail\nexec 2>&1\n");
        foreach (var step in steps)
        {
            var commands = string.Join('\n', step.Commands).Replace("/srv/iocops/packages", packed.Folder, StringComparison.Ordinal);
            script.Append(CultureInfo.InvariantCulture, $"echo '{Mark}{step.Line}'\n");
            script.Append(step.Until is { } code
                ? string.Create(CultureInfo.InvariantCulture, $"set +e\n{commands}\nended=$?\nset -e\n[ $ended = {code} ] || exit 99\n")
                : commands + "\n");
        }

        return script.ToString();
    }

    private static string Part(string said, WalkStep step)
    {
        var from = said.IndexOf(string.Create(CultureInfo.InvariantCulture, $"{Mark}{step.Line}\n"), StringComparison.Ordinal);
        var to = said.IndexOf(Mark, from + Mark.Length, StringComparison.Ordinal);
        return to < 0 ? said[from..] : said[from..to];
    }

    private async Task<(int Exit, string Said)> ShellAsync(string script, string lab)
    {
        await File.WriteAllTextAsync(_folder["walk.sh"], script);
        var start = new ProcessStartInfo("bash", [_folder["walk.sh"]]) { WorkingDirectory = _folder.Path, RedirectStandardOutput = true, RedirectStandardInput = true };
        foreach (var name in start.Environment.Keys.Where(k => k.StartsWith("DOCKER_", StringComparison.Ordinal) || k == "CI").ToList()) start.Environment.Remove(name);
        var home = start.Environment["HOME"] ?? "/root";
        // Packages of others that are on this machine are not fetched again; ours are those that were just made.
        start.Environment["RestoreFallbackFolders"] = start.Environment.TryGetValue("NUGET_PACKAGES", out var own) && own is not null ? own : Path.Combine(home, ".nuget", "packages");
        start.Environment["NUGET_PACKAGES"] = _folder["packages"];
        start.Environment["HOME"] = _folder.Path;
        start.Environment["PATH"] = $"{_folder[".dotnet/tools"]}:{start.Environment["PATH"]}";
        start.Environment["LAB_NAME"] = lab;
        foreach (var who in new[] { "AUTHOR", "COMMITTER" })
        {
            start.Environment[$"GIT_{who}_NAME"] = "A Tester";
            start.Environment[$"GIT_{who}_EMAIL"] = "tester@example.org";
        }

        using var shell = Process.Start(start)!;
        shell.StandardInput.Close();
        var said = await shell.StandardOutput.ReadToEndAsync();
        await shell.WaitForExitAsync();
        return (shell.ExitCode, said);
    }

    private static string Document(string name) => File.ReadAllText(Path.Combine(Product.Repository, "docs", name));
}
