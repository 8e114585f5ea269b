using IocOps.Core.Model;
using IocOps.Core.Rendering;

namespace IocOps.Core.Tests.Rendering;

public sealed class SampleFleetTests
{
    // `IOCOPS_WRITE=1 dotnet test` writes what the test compares: the generated files of the sample fleet.
    private static readonly bool Writes = Environment.GetEnvironmentVariable("IOCOPS_WRITE") == "1";

    private static readonly Lazy<FleetSource> Source = new(() => Workspace.Fleet("iocs"));
    private static readonly Lazy<Fleet> Fleet = new(() => FleetParser.Parse(Source.Value));

    [Fact]
    public void The_sample_fleet_has_no_problems() => Assert.Empty(Fleet.Value.Problems.Select(p => p.ToString()));

    [Fact]
    public void What_lies_in_generated_is_what_is_rendered()
    {
        var problems = new List<Problem>();
        var renderer = new FleetRenderer(Fleet.Value.Site!, Workspace.Templates());
        var services = Source.Value.Services.SelectMany(s => renderer.RenderServices(s, null, problems));
        foreach (var file in Render(Fleet.Value).Concat(services))
        {
            var path = Workspace.PathOf(file.Path.Split('/'));
            if (Writes)
            {
                Directory.CreateDirectory(Path.GetDirectoryName(path)!);
                File.WriteAllText(path, file.Text);
            }

            Assert.Equal(file.Text, File.Exists(path) ? File.ReadAllText(path) : $"{file.Path} is missing");
        }

        Assert.Empty(problems);
    }

    internal static List<RenderedFile> Render(Fleet fleet)
    {
        var problems = new List<Problem>();
        var renderer = new FleetRenderer(fleet.Site!, Workspace.Templates());
        var files = fleet.Iocs.SelectMany(ioc => renderer.RenderAll(ioc, problems)).ToList();
        files.AddRange(renderer.RenderGlobal(null, problems));
        Assert.Empty(problems);
        return files;
    }
}
