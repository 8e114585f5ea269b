using System.Diagnostics;
using IocOps.Core.Model;
using IocOps.Core.Rendering;

namespace IocOps.Core.Tests.Rendering;

public sealed class SpeedTests
{
    [Fact]
    public void A_thousand_iocs_are_parsed_and_rendered_in_seconds()
    {
        var sample = Workspace.Fleet("iocs");
        var folders = Enumerable.Range(0, 1000)
            .Select(i => sample.Folders[i % sample.Folders.Count] with { Name = $"ioc-{i:0000}" })
            .ToList();
        var clock = Stopwatch.StartNew();
        var fleet = FleetParser.Parse(sample with { Folders = folders });
        var problems = new List<Problem>();
        var renderer = new FleetRenderer(fleet.Site!, Workspace.Templates());
        var files = fleet.Iocs.Sum(ioc => renderer.RenderAll(ioc, problems).Count);
        clock.Stop();

        Assert.Empty(problems);
        Assert.True(files > 3000);
        // About a second on an idle machine; the bound only catches what grows faster than the fleet.
        Assert.True(clock.Elapsed < TimeSpan.FromMinutes(2), $"took {clock.Elapsed}");
    }
}
