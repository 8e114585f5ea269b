using Docker.DotNet.Models;
using IocOps.Core;
using IocOps.Core.Planning;
using IocOps.Swarm.Fleets;
using IocOps.Swarm.Lab.Nodes;
using IocOps.Swarm.Tests.EndToEnd;
using IocOps.Swarm.Tests.Lab;
using IocOps.Swarm.Views;

namespace IocOps.Swarm.Tests.Fleets;

public sealed class ExportTests : IDisposable
{
    private readonly SmallFleet _fleet = new();
    private readonly TemporaryFolder _mount = new();
    private readonly StringWriter _notes = new();

    public ExportTests()
    {
        _fleet.Write("iocs/site.yaml", "mount: /srv/iocs\n" + _fleet.Read("iocs/site.yaml"));
        foreach (var name in SmallFleet.Names) _fleet.Write($"iocs/{name}/ioc.yaml", _fleet.Read($"iocs/{name}/ioc.yaml") + "delivery: mount\n");
    }

    public void Dispose()
    {
        _fleet.Dispose();
        _mount.Dispose();
        _notes.Dispose();
    }

    [Fact]
    public void Files_are_written_once_into_a_folder_that_their_content_names()
    {
        Assert.Equal(2 + 1, Export("alpha"));
        Assert.Equal(0, Export("alpha"));

        var version = Assert.Single(Versions());
        Assert.Equal(["settings/autosave", "startup/db/alpha.substitutions", "startup/db/x.db", "startup/iocBoot/st.cmd"], Leaves(version));
        Assert.Equal(["log/autosave", "settings/autosave", "startup"], Leaves(_mount["alpha"]));
        Assert.Contains($"source: /srv/iocs/.versions/alpha/{Path.GetFileName(version)}/startup", Stack("alpha"), StringComparison.Ordinal);
        if (!OperatingSystem.IsWindows()) Assert.Equal((UnixFileMode)0x16D, File.GetUnixFileMode(Path.Combine(version, "startup/iocBoot/st.cmd")));
    }

    [Fact]
    public void A_change_makes_another_version_and_the_old_one_stays_as_it_was()
    {
        Export("alpha");
        var old = Assert.Single(Versions());
        var before = Contents(old);
        _fleet.Write("iocs/alpha/src/x.db", "record(bo, \"$(P)VALUE\") {\n}\n");

        Export("alpha");

        Assert.Equal(2, Versions().Count);
        Assert.Equal(before, Contents(old));
    }

    [Fact]
    public void With_force_files_are_written_that_are_there_as_they_should_be_and_no_other()
    {
        _mount.With("alpha/log/autosave/alpha-automake-pass0.sav", "saved");
        Export("alpha");
        var (before, past) = (Contents(_mount.Path), new DateTime(2001, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        foreach (var file in before.Keys) File.SetLastWriteTimeUtc(_mount[file], past);

        Assert.Equal(3, FleetExport.Run(new FleetFiles(_fleet.Path), ["alpha"], new ExportOptions(_mount.Path, Again: true), Out));

        Assert.Equal(before, Contents(_mount.Path));
        Assert.Equal(3, before.Keys.Count(f => File.GetLastWriteTimeUtc(_mount[f]) != past));
        Assert.Equal(past, File.GetLastWriteTimeUtc(_mount["alpha/log/autosave/alpha-automake-pass0.sav"]));
        Assert.DoesNotContain("changed by somebody", _notes.ToString());
    }

    [Fact]
    public void What_lies_in_the_run_folder_is_left_alone()
    {
        _mount.With("alpha/log/autosave/alpha-automake-pass0.sav", "saved").With("alpha/startup/iocBoot/st.cmd", "of a person").With("alpha/notes.txt", "mine").With("other/x", "y");
        var before = Contents(_mount.Path);

        Export("alpha");

        Assert.Equal(before, Contents(_mount.Path).Where(f => !f.Key.StartsWith(".versions", StringComparison.Ordinal)).ToDictionary());
    }

    [Fact]
    public void A_file_outside_of_the_folders_of_IocOps_gets_a_place_to_be_mounted_at_and_none_that_is_there_is_touched()
    {
        _fleet.Write("iocs/alpha/ioc.yaml", _fleet.Read("iocs/alpha/ioc.yaml") + "files: [{source: t.csv, target: tables/t.csv}, {source: t.csv, target: t.csv}]\n");
        _fleet.Write("iocs/alpha/src/t.csv", "1,2");
        _mount.With("alpha/t.csv", "of before");

        Export("alpha");

        Assert.Equal(("", "of before"), (_mount.Text("alpha/tables/t.csv"), _mount.Text("alpha/t.csv")));
        Assert.Equal("1,2", File.ReadAllText(Path.Combine(Versions().Single(), "tables/t.csv")));
        Assert.Contains("/tables/t.csv\n        target: /opt/EPICS/RUN/alpha/tables/t.csv\n        read_only: true", Stack("alpha"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("alpha")]
    [InlineData("alpha/startup")]
    [InlineData("alpha/settings")]
    [InlineData("alpha/log/autosave")]
    [InlineData(".versions")]
    [InlineData(".versions/alpha")]
    public void Nothing_is_exported_through_a_link(string link)
    {
        using var outside = new TemporaryFolder();
        Directory.CreateDirectory(Path.GetDirectoryName(_mount[link])!);
        Directory.CreateSymbolicLink(_mount[link], outside.Path);

        var error = Assert.Throws<IOException>(() => Export("alpha"));

        Assert.StartsWith($"{link} in the mount folder is a link,", error.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(outside.Path));
    }

    [Fact]
    public void A_version_that_somebody_changed_is_put_right_and_a_link_in_it_is_not_followed()
    {
        using var outside = new TemporaryFolder();
        outside.With("shadow", "mine");
        Export("alpha");
        var version = Assert.Single(Versions());
        var before = Contents(version);
        File.Delete(Path.Combine(version, "startup/iocBoot/st.cmd"));
        File.CreateSymbolicLink(Path.Combine(version, "startup/iocBoot/st.cmd"), outside["shadow"]);
        File.WriteAllText(Path.Combine(version, "startup/db/x.db"), "record(ai, \"OTHER\") {}");

        Assert.Equal(2, Export("alpha"));

        Assert.Equal(before, Contents(version));
        Assert.Equal("mine", outside.Text("shadow"));
        Assert.Contains("startup/db/x.db was changed by somebody, and is as it was exported again", _notes.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_template_with_errors_in_one_IOC_keeps_all_from_being_written()
    {
        _fleet.Write("iocs/beta/templates/st.cmd.sbn", "{{ no_such_value }}");

        var error = Assert.Throws<ProblemException>(() => Export("alpha", "beta"));

        Assert.StartsWith("TPL", Assert.Single(error.Problems).Code, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(_mount.Path));
    }

    [Fact]
    public async Task Whoever_looks_while_exports_run_sees_whole_versions_only()
    {
        WithTables(20);
        using var stop = new CancellationTokenSource();
        var looking = Task.Run(() => Look(stop.Token));

        for (var round = 0; round < 20; round++)
        {
            for (var table = 0; table < 20; table++) _fleet.Write($"iocs/alpha/src/t{table}.csv", $"round {round}");
            Export("alpha");
        }

        await stop.CancelAsync();
        Assert.True(await looking > 20, "the reader saw nothing");
        Assert.Equal(20, Versions().Count);

        // Each version that can be seen holds all tables, of one round.
        int Look(CancellationToken until)
        {
            var seen = 0;
            while (!until.IsCancellationRequested)
            {
                foreach (var version in Versions())
                {
                    Assert.Single(Enumerable.Range(0, 20).Select(t => File.ReadAllText(Path.Combine(version, $"settings/t{t}.csv"))).Distinct());
                    seen++;
                }
            }

            return seen;
        }
    }

    [Fact]
    public async Task A_run_that_is_killed_leaves_no_half_version_and_the_next_one_clears_up()
    {
        WithTables(0);
        for (var table = 0; table < 12; table++) _fleet.Write($"iocs/alpha/src/t{table}.csv", new string((char)('a' + table), 4_000_000));
        _fleet.Write("iocs/alpha/ioc.yaml", _fleet.Read("iocs/alpha/ioc.yaml") + $"files: [{string.Join(", ", Enumerable.Range(0, 12).Select(t => $"{{source: t{t}.csv}}"))}]\n");
        using (var run = new Product(_fleet.Path, null).Start("ExportIocs", "--ioc-list", "alpha", "--mount-folder", _mount.Path))
        {
            while (!Directory.Exists(_mount[".versions/alpha"]) || Directory.GetDirectories(_mount[".versions/alpha"]).Length == 0) await Task.Delay(1);
            run.Signal("KILL");
            await run.EndAsync();
        }

        Assert.Empty(Versions());
        Assert.StartsWith(".iocops-tmp.", Path.GetFileName(Assert.Single(Directory.GetDirectories(_mount[".versions/alpha"]))), StringComparison.Ordinal);

        Export("alpha");
        Assert.Equal(Versions(), Directory.GetDirectories(_mount[".versions/alpha"]));
        Assert.Equal(0, Export("alpha"));
    }

    [LabFact]
    public async Task On_a_full_disk_the_old_version_stays_and_there_is_no_new_one()
    {
        await Command.RunAsync("mount", ["-t", "tmpfs", "-o", "size=128k", "tmpfs", _mount.Path], default);
        try
        {
            Export("alpha");
            var before = Contents(_mount.Path);
            _fleet.Write("iocs/alpha/src/t.csv", new string('x', 200_000));
            _fleet.Write("iocs/alpha/ioc.yaml", _fleet.Read("iocs/alpha/ioc.yaml") + "files: [{source: t.csv}]\n");

            Assert.Throws<IOException>(() => Export("alpha"));

            Assert.Equal(before, Contents(_mount.Path));
            Assert.Single(Directory.GetDirectories(_mount[".versions/alpha"]));
        }
        finally
        {
            await Command.RunAsync("umount", [_mount.Path], default);
        }
    }

    [Fact]
    public async Task Versions_that_no_service_needs_go_and_the_newest_stay()
    {
        var versions = new List<string>();
        for (var round = 0; round < 7; round++)
        {
            _fleet.Write("iocs/alpha/src/x.db", $"record(ai, \"$(P)VALUE{round}\") {{\n}}\n");
            Export("alpha");
            versions.Add(Versions().Except(versions).Single());
            Directory.SetLastWriteTimeUtc(versions[^1], DateTime.UtcNow.AddDays(-10 + round));
        }

        using var swarm = new FakeSwarm(TimeProvider.System);
        await swarm.CreateServiceAsync(Runs("t_srv-alpha", versions[1]), default);
        await FleetExport.RemoveOldAsync((new FleetFiles(_fleet.Path), null, _mount.Path), swarm, Out, default);

        Assert.Equal([versions[1], .. versions[4..]], versions.Intersect(Versions()));
        Assert.Empty(Directory.GetDirectories(_mount[".versions/alpha"], ".iocops-tmp*"));
    }

    [Fact]
    public void A_rollback_and_a_task_that_still_runs_keep_their_version()
    {
        static TaskSpec Task(string version) => Runs("a", $"/m/.versions/a/{version}").TaskTemplate!;
        var service = new SwarmService { Spec = new ServiceSpec { TaskTemplate = Task("now") }, PreviousSpec = new ServiceSpec { TaskTemplate = Task("before") } };
        TaskResponse[] tasks =
        [
            new() { Spec = Task("running"), Status = new() { State = TaskState.Running } },
            new() { Spec = Task("ended"), Status = new() { State = TaskState.Shutdown } },
        ];

        Assert.Equal(["a/before", "a/now", "a/running"], UsedVersions.Of("/srv/iocs", [service], tasks, []).Order(StringComparer.Ordinal));
    }

    private static ServiceSpec Runs(string name, string version) => new()
    {
        Name = name,
        TaskTemplate = new TaskSpec { ContainerSpec = new ContainerSpec { Mounts = [new Mount { Type = "bind", Source = $"/srv/iocs/.versions/{Path.GetFileName(Path.GetDirectoryName(version))}/{Path.GetFileName(version)}/startup", Target = "/x" }] } },
    };

    private void WithTables(int count)
    {
        if (count > 0) _fleet.Write("iocs/alpha/ioc.yaml", _fleet.Read("iocs/alpha/ioc.yaml") + $"files: [{string.Join(", ", Enumerable.Range(0, count).Select(t => $"{{source: t{t}.csv}}"))}]\n");
    }

    private IReadOnlyList<string> Versions() => !Directory.Exists(_mount[".versions/alpha"]) ? [] :
        [.. Directory.GetDirectories(_mount[".versions/alpha"]).Where(d => Path.GetFileName(d)[0] != '.').Order(StringComparer.Ordinal)];

    // Files, and folders that hold nothing.
    private static IEnumerable<string> Leaves(string folder) => Directory.GetFileSystemEntries(folder, "*", SearchOption.AllDirectories)
        .Where(e => !Directory.Exists(e) || Directory.GetFileSystemEntries(e).Length == 0).Select(e => Path.GetRelativePath(folder, e)).Order(StringComparer.Ordinal);

    private static Dictionary<string, string> Contents(string folder) =>
        Directory.GetFiles(folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal).ToDictionary(f => Path.GetRelativePath(folder, f), File.ReadAllText);

    private string Stack(string name)
    {
        var files = new FleetFiles(_fleet.Path);
        return new Generation(files).Render(files.Select([name]), GeneratedPart.Everything).Files.Single(f => f.Path.EndsWith("stack.yaml", StringComparison.Ordinal)).Text;
    }

    private Output Out => new(TextWriter.Null, _notes, false, false);

    private int Export(params string[] names) => FleetExport.Run(new FleetFiles(_fleet.Path), names, new ExportOptions(_mount.Path), Out);
}
