using IocOps.Swarm.Docker;
using IocOps.Swarm.Lab.Nodes;
using IocOps.Swarm.Tests.EndToEnd;
using IocOps.Swarm.Tests.Lab;

namespace IocOps.Swarm.Tests.Backup;

/// <summary>The document for the night in which it happens: every command of it is run, in its order, on a real swarm that is broken as it says.</summary>
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class DisasterDocumentTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly SmallFleet _fleet = new();
    private readonly TemporaryFolder _folder = new();

    public void Dispose()
    {
        _fleet.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void Both_languages_walk_the_same_way()
    {
        var (english, chinese) = (Walk.Read(Document("disaster-recovery.md")), Walk.Read(Document("disaster-recovery.zh-CN.md")));
        Assert.Equal(english.Select(Text), chinese.Select(Text));
        Assert.True(english.Count > 15, "the document has lost its steps");

        static string Text(WalkStep step) => $"{step.Happens}|{step.Node}|{step.Until}|{string.Join('\n', step.Commands)}|{string.Join('\n', step.Expected)}";
    }

    [LabFact]
    public async Task What_the_document_says_is_what_happens()
    {
        await using var lab = new TestLab(TimeSpan.FromMinutes(9));
        await lab.UpAsync(3);
        await DoneAsync(lab, "n1", "GenSwarmFile DeployAllIocs");
        foreach (var step in Walk.Read(Document("disaster-recovery.md")))
        {
            if (step.Happens is { } what) await HappenAsync(lab, what);
            else await RunAsync(lab, step);
        }
    }

    private async Task RunAsync(TestLab lab, WalkStep step)
    {
        var shown = "";
        foreach (var command in step.Commands)
        {
            Assert.StartsWith("./build.sh ", command, StringComparison.Ordinal);
            var arguments = command["./build.sh ".Length..];
            if (step.Until is { } code) shown += await UntilAsync(lab, step, arguments, code);
            else shown += await DoneAsync(lab, step.Node, arguments);
        }

        Assert.All(step.Expected, e => Assert.True(Walk.Shows(shown, Named(lab, e)), $"line {step.Line}: '{e}' is not in:\n{shown}"));
    }

    private async Task<string> UntilAsync(TestLab lab, WalkStep step, string arguments, int code)
    {
        var last = "";
        await Wait.UntilAsync(
            async _ =>
            {
                var outcome = await StartAsync(lab, step.Node, arguments);
                last = outcome.ToString();
                return outcome.ExitCode == code && step.Expected.All(e => Walk.Shows(last, Named(lab, e)));
            }, Patience, $"line {step.Line}: {arguments} never ended with {code} and what is expected", lab.Cancel);
        return last;
    }

    private async Task<string> DoneAsync(TestLab lab, string node, string arguments)
    {
        var outcome = await StartAsync(lab, node, arguments);
        Assert.True(outcome.ExitCode == 0, $"{arguments} on {node}: {outcome}");
        return outcome.ToString();
    }

    private async Task<Outcome> StartAsync(TestLab lab, string node, string arguments)
    {
        var product = new Product(_fleet.Path, lab.Paths.Endpoint(node));
        if (arguments.StartsWith("JoinSwarm", StringComparison.Ordinal)) product.With("JOIN_TOKEN", await TokenAsync(lab));
        return await product.RunAsync(Named(lab, arguments).Replace("MANAGER", "10.213.0.1", StringComparison.Ordinal).Replace("/var/backups", _folder.Path, StringComparison.Ordinal).Split(' '));
    }

    private async Task HappenAsync(TestLab lab, string what)
    {
        switch (what.Split(' ', 2))
        {
            case [var node, "loses power"]:
                await lab.Controller.KillAsync(node, lab.Cancel);
                break;
            case [var node, "starts"]:
                await lab.Controller.StartAsync(node, lab.Cancel);
                break;
            case ["all", "lose their swarm"]:
                foreach (var node in new[] { "n3", "n2", "n1" }) await DoneAsync(lab, node, "LeaveSwarm --force --yes --no-wait");
                break;
            default:
                Assert.Fail($"The test can't let this happen: {what}");
                break;
        }
    }

    private static async Task<string> TokenAsync(TestLab lab)
    {
        using var swarm = new SwarmClient(DockerEndpoint.Parse(lab.Endpoint, "the test"));
        return (await swarm.InspectSwarmAsync(lab.Cancel)).JoinTokens!.Manager!;
    }

    private static string Named(TestLab lab, string text) => text.Replace("lab-n", $"{lab.Paths.Name}-n", StringComparison.Ordinal);

    private static string Document(string name) => File.ReadAllText(Path.Combine(Product.Repository, "docs", name));
}
