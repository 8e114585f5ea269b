using IocOps.Swarm.Tests.EndToEnd;
using IocOps.Swarm.Tests.Lab;

namespace IocOps.Swarm.Tests.Backup;

/// <summary>A manager of three is saved: the others must be able to decide meanwhile.</summary>
[Collection(ThreeNodeLabCollection.Name)]
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class BackupOfThreeTests(ThreeNodeLabFixture lab) : IDisposable
{
    private readonly ThreeNodes _nodes = new(lab);
    private readonly TemporaryFolder _folder = new();

    public void Dispose()
    {
        _folder.Dispose();
        _nodes.Dispose();
    }

    [LabFact]
    public async Task With_one_of_three_managers_down_no_other_is_stopped_and_what_stops_nothing_is_saved_all_the_same()
    {
        await lab.ClearAsync();
        await lab.Controller.KillAsync("n3", default);
        try
        {
            await ThreeNodes.UntilAsync(async () => (await _nodes.NodesAsync()).Count(n => n.IsReachableManager) == 2, "n3 is never missed");

            var refused = await SaveAsync();

            Assert.True(refused.ExitCode == 2, refused.ToString());
            Assert.Contains("only 1 of 3 managers would be reachable", refused.Notes, StringComparison.Ordinal);
            Assert.Contains("--online saves without stopping anything", refused.Notes, StringComparison.Ordinal);
            Assert.DoesNotContain("Stopping the engine", refused.Notes, StringComparison.Ordinal);
            Assert.Empty(Saved);
            ThreeNodes.Done(await SaveAsync("--online"));
            Assert.Single(Saved);
        }
        finally
        {
            await lab.Controller.StartAsync("n3", default);
            await _nodes.UntilThreeManagersAsync();
        }
    }

    [LabFact]
    public async Task As_many_archives_stay_as_are_to_be_kept_the_newest_of_each_kind()
    {
        await lab.ClearAsync();
        await File.WriteAllTextAsync(_folder["of-somebody-else.tar.gz"], "");
        var other = ThreeNodes.Done(await SaveAsync("--online")).Data.Trim();
        var files = new List<string>();
        foreach (var _ in Enumerable.Range(0, 3)) files.Add(ThreeNodes.Done(await SaveAsync("--keep", "2")).Data.Trim());

        Assert.Equal([other, .. files[1..], _folder["of-somebody-else.tar.gz"]], Saved);
        Assert.All(files[1..], f => Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(f)));
    }

    private string[] Saved => [.. Directory.GetFiles(_folder.Path).Order(StringComparer.Ordinal)];

    private Task<Outcome> SaveAsync(params string[] more) => _nodes.On().RunAsync(["BackupSwarm", "--backup-folder", _folder.Path, "--yes", .. more]);
}
