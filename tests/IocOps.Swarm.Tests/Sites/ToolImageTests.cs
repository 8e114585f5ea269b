using IocOps.Swarm.Dev;
using IocOps.Swarm.Tests.EndToEnd;
using IocOps.Swarm.Tests.Equality;
using IocOps.Swarm.Tests.Lab;

namespace IocOps.Swarm.Tests.Sites;

/// <summary>The container image, on a real engine and against its swarm. It is made from what Pack compiled, so not beside it.</summary>
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
[Collection(nameof(PackedFixture))]
public sealed class ToolImageTests : IDisposable
{
    private readonly SmallFleet _fleet = new();

    public void Dispose() => _fleet.Dispose();

    [LabFact]
    public async Task The_image_is_loaded_and_works_on_a_mounted_workspace_with_the_engine_that_runs_it()
    {
        await using var lab = new TestLab();
        await lab.UpAsync();
        await ToolImage.MakeAsync(Product.Repository, lab.Cancel);
        Assert.Contains("Loaded image: iocops:latest", await DockerAsync("load", "-i", Path.Combine(Product.Repository, ToolImage.ArchivePath)));

        await IocOpsAsync([], "GenSwarmFile", "GenGlobalFile");
        Assert.True(File.Exists(Path.Combine(_fleet.Path, "iocs", "alpha", "generated", "stack.yaml")));
        Assert.Contains("+ t_srv-alpha create", await IocOpsAsync([], "ShowPlan"));

        // As somebody whom the image does not know, who may only read.
        File.SetUnixFileMode(_fleet.Path, (UnixFileMode)0b111_101_101);
        Assert.Equal("", await IocOpsAsync(["--user", "1234:1234"], "CheckGenerated"));

        Task<string> IocOpsAsync(string[] options, params string[] targets) => DockerAsync(
        [
            "run", "--rm", "--network", "host", .. options, "-v", $"{new Uri(lab.Endpoint).AbsolutePath}:/var/run/docker.sock", "-v", $"{_fleet.Path}:/workspace", "iocops", .. targets,
        ]);

        Task<string> DockerAsync(params string[] arguments) => DockerCommand.RunAsync(lab.Endpoint, _fleet.Path, arguments);
    }
}
