using IocOps.Core.Model;
using IocOps.Core.Rendering;

namespace IocOps.Core.Tests.Rendering;

public sealed class SpeedTests
{
    // How long it takes is measured by the benchmark.
    [Fact]
    public void The_work_of_parsing_and_rendering_grows_no_faster_than_the_fleet() =>
        Assert.InRange(Work.Of(() => Generate(1300)) / (double)Work.Of(() => Generate(130)), 5, 12);

    private static void Generate(int iocs)
    {
        var sample = Workspace.Fleet("iocs");
        var folders = Enumerable.Range(0, iocs).Select(i => sample.Folders[i % sample.Folders.Count] with { Name = $"ioc-{i:0000}" }).ToList();
        var fleet = FleetParser.Parse(sample with { Folders = folders });
        var problems = new List<Problem>();
        var renderer = new FleetRenderer(fleet.Site!, Workspace.Templates());
        var files = fleet.Iocs.Sum(ioc => renderer.RenderAll(ioc, problems).Count);
        Assert.Empty(problems);
        Assert.True(files > 3 * iocs, $"{files} files of {iocs} IOCs");
    }
}
