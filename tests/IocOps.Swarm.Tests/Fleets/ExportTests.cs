using IocOps.Core;
using IocOps.Swarm.Fleets;
using IocOps.Swarm.Tests.EndToEnd;
using IocOps.Swarm.Views;

namespace IocOps.Swarm.Tests.Fleets;

public sealed class ExportTests : IDisposable
{
    private readonly SmallFleet _fleet = new();
    private readonly TemporaryFolder _mount = new();

    public ExportTests()
    {
        _fleet.Write("iocs/site.yaml", "mount: /srv/iocs\n" + _fleet.Read("iocs/site.yaml"));
        foreach (var name in SmallFleet.Names) _fleet.Write($"iocs/{name}/ioc.yaml", _fleet.Read($"iocs/{name}/ioc.yaml") + "delivery: mount\n");
    }

    public void Dispose()
    {
        _fleet.Dispose();
        _mount.Dispose();
    }

    [Fact]
    public void Run_files_are_written_once()
    {
        Assert.True(Export("alpha") > 0);
        Assert.Equal(0, Export("alpha"));
        Assert.True(Directory.Exists(_mount["alpha/log/autosave"]));
    }

    [Theory]
    [InlineData("alpha")]
    [InlineData("alpha/startup")]
    [InlineData("alpha/startup/db")]
    [InlineData("alpha/log/autosave")]
    public void Nothing_is_exported_through_a_link(string link)
    {
        using var outside = new TemporaryFolder();
        Directory.CreateDirectory(Path.GetDirectoryName(_mount[link])!);
        Directory.CreateSymbolicLink(_mount[link], outside.Path);

        var error = Assert.Throws<IOException>(() => Export("alpha"));

        Assert.StartsWith($"{link} in the mount folder is a link,", error.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(outside.Path));
        Assert.False(File.Exists(_mount["alpha/startup/iocBoot/st.cmd"]));
    }

    [Fact]
    public void A_link_in_place_of_a_file_is_replaced_and_what_it_led_to_stays()
    {
        using var outside = new TemporaryFolder();
        outside.With("shadow", "mine");
        Directory.CreateDirectory(_mount["alpha/startup/iocBoot"]);
        File.CreateSymbolicLink(_mount["alpha/startup/iocBoot/st.cmd"], outside["shadow"]);

        Export("alpha");

        Assert.Null(new FileInfo(_mount["alpha/startup/iocBoot/st.cmd"]).LinkTarget);
        Assert.Equal("mine", outside.Text("shadow"));
    }

    [Fact]
    public void A_template_with_errors_in_one_IOC_keeps_all_from_being_written()
    {
        _fleet.Write("iocs/beta/templates/st.cmd.sbn", "{{ no_such_value }}");

        var error = Assert.Throws<ProblemException>(() => Export("alpha", "beta"));

        Assert.StartsWith("TPL", Assert.Single(error.Problems).Code, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(_mount.Path));
    }

    private int Export(params string[] names)
    {
        return FleetExport.Run(new FleetFiles(_fleet.Path), names, _mount.Path, dryRun: false, new Output(TextWriter.Null, TextWriter.Null, false, false));
    }
}
