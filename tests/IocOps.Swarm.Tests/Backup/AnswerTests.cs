using IocOps.Core.Backup;
using IocOps.Swarm.Tests.EndToEnd;
using IocOps.Swarm.Tests.Lab;
using IocOps.Swarm.Tests.Operations;

namespace IocOps.Swarm.Tests.Backup;

/// <summary>What somebody answers, and how somebody names a file.</summary>
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class AnswerTests : IDisposable
{
    private readonly SmallFleet _fleet = new();

    public void Dispose() => _fleet.Dispose();

    [LabFact]
    public async Task A_no_stops_no_engine_and_the_name_of_an_archive_runs_nothing()
    {
        await using var lab = await new BackupLab().UpAsync(1);
        using var swarm = lab.Client("n1");
        await swarm.CreateServiceAsync(OperationsOnLabTests.Printer("saved", "nowhere"), default);
        var file = Path.Combine(lab.Folder, "night; touch pwned; .tar.gz");
        File.Move(await lab.SaveAsync("n1"), file);
        var before = await lab.ReadAsync("n1");

        await RefusedAsync(lab, "BackupSwarm", "--backup-folder", lab.Folder);
        await RefusedAsync(lab, "RestoreSwarm", "--backup-file", $"'{file}'");
        Assert.Equal([file], Directory.EnumerateFiles(lab.Folder));

        ThreeNodes.Done(await lab.Product(_fleet, "n1").RunAsync("RestoreSwarm", "--backup-file", file, "--yes"));
        Assert.Empty(LogicalComparison.Of(before, await lab.ReadAsync("n1")));
        Assert.False(File.Exists(Path.Combine(_fleet.Path, "pwned")));
    }

    // A question is asked on a terminal only.
    private async Task RefusedAsync(BackupLab lab, params string[] arguments)
    {
        var product = lab.Product(_fleet, "n1").Within("sh", "-c", "echo n | script --quiet --flush --return --command \"$*\" /dev/null", "sh");
        var outcome = await product.RunAsync(arguments);
        Assert.True(outcome.ExitCode == 1, outcome.ToString());
        Assert.Contains("The answer was no; nothing was done.", outcome.Data, StringComparison.Ordinal);
        Assert.DoesNotContain("topping the engine", outcome.Data, StringComparison.Ordinal);
        await KilledBackups.AssertWholeAsync(lab);
    }
}
