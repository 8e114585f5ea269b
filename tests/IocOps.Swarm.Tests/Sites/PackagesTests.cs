using System.IO.Compression;

namespace IocOps.Swarm.Tests.Sites;

[Collection(nameof(PackedFixture))]
public sealed class PackagesTests(PackedFixture packed)
{
    private static readonly DateTimeOffset Epoch = new(2000, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Packages_hold_no_time_no_path_of_this_machine_and_nothing_for_developers_of_IocOps()
    {
        foreach (var file in Directory.GetFiles(packed.Folder, "*.nupkg"))
        {
            using var package = ZipFile.OpenRead(file);
            Assert.All(package.Entries, e => Assert.Equal(Epoch.DateTime, e.LastWriteTime.DateTime));
            Assert.DoesNotContain(package.Entries, e => e.Name is "Build.Dev.cs" || e.Name.EndsWith(".pdb", StringComparison.Ordinal));
            Assert.All(package.Entries.Where(e => e.Name.StartsWith("IocOps.", StringComparison.Ordinal) || e.Name is "iocops.dll"), NoPath);
        }
    }

    [Fact]
    public void The_tool_has_native_code_for_Linux_and_a_package_for_every_other_system()
    {
        var names = Directory.GetFiles(packed.Folder, "IocOps.Tool.*").Select(f => Path.GetFileName(f)).Order(StringComparer.Ordinal);
        var version = IocOps.Swarm.Workspaces.NewWorkspace.Version;
        Assert.Equal([$"IocOps.Tool.{version}.nupkg", $"IocOps.Tool.any.{version}.nupkg", $"IocOps.Tool.linux-arm64.{version}.nupkg", $"IocOps.Tool.linux-x64.{version}.nupkg"], names);
    }

    private static void NoPath(ZipArchiveEntry entry)
    {
        using var stream = entry.Open();
        using var bytes = new MemoryStream();
        stream.CopyTo(bytes);
        Assert.True(bytes.ToArray().AsSpan().IndexOf(System.Text.Encoding.UTF8.GetBytes(EndToEnd.Product.Repository)) < 0, $"{entry.FullName} names the folder in which it was made");
    }
}
