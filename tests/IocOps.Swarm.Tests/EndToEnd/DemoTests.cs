using System.Globalization;
using Docker.DotNet.Models;
using IocOps.Swarm.Tests.Lab;

namespace IocOps.Swarm.Tests.EndToEnd;

/// <summary>The first thing that a stranger does, with the sample fleet as it is in the repository.</summary>
[Collection(LabCollection.Name)]
public sealed class DemoTests(LabFixture lab) : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly string _name = string.Create(CultureInfo.InvariantCulture, $"demo{Environment.ProcessId}");

    public void Dispose() => _folder.Dispose();

    [LabFact]
    public async Task The_demo_ends_with_every_sample_IOC_running_and_leaves_another_swarm_alone_and_LabDown_ends_it()
    {
        await lab.ClearAsync();
        foreach (var file in Sample()) _folder.With(file, await File.ReadAllTextAsync(Path.Combine(Product.Repository, file)));
        var product = new Product(_folder.Path, lab.Endpoint);
        Outcome demo, digest, down;
        try
        {
            demo = await product.RunAsync("Demo", "--lab-name", _name);
            digest = await new Product(_folder.Path, null).RunAsync("ShowDigest", "--output", "json");
        }
        finally
        {
            down = await product.RunAsync("LabDown", "--lab-name", _name);
        }

        Assert.True(demo.ExitCode == 0, demo.ToString());
        Assert.Contains($"A swarm manager is reachable at {lab.Endpoint}: it is left alone", demo.Notes, StringComparison.Ordinal);
        Assert.Contains("13 created; 13 running.", demo.Notes, StringComparison.Ordinal);
        Assert.Contains("Take it down: ./build.sh LabDown", demo.Notes, StringComparison.Ordinal);
        Assert.Contains($"On lab '{_name}'", digest.Notes, StringComparison.Ordinal);
        Assert.Equal(13, digest.Data.Split("\"state\": \"running\"").Length - 1);
        Assert.Contains($"Lab '{_name}' is gone.", down.Notes, StringComparison.Ordinal);
        using var other = lab.Client();
        Assert.Empty(await other.Swarm.ListServicesAsync(new ServiceListParameters()));
    }

    private static IEnumerable<string> Sample() =>
        new[] { "iocs", "templates" }
            .SelectMany(f => Directory.GetFiles(Path.Combine(Product.Repository, f), "*", SearchOption.AllDirectories))
            .Select(f => Path.GetRelativePath(Product.Repository, f))
            .Append(".nuke/parameters.json");
}
