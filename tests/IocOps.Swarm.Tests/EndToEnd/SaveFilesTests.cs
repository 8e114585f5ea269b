namespace IocOps.Swarm.Tests.EndToEnd;

/// <summary>What IOCs wrote at run time is theirs: targets that could touch it, one after the other, as a user runs them.</summary>
public sealed class SaveFilesTests : IDisposable
{
    private const string Autosave = "alpha/log/autosave/alpha-automake-pass";

    private readonly SmallFleet _fleet = new();
    private readonly TemporaryFolder _mount = new();

    public SaveFilesTests()
    {
        _fleet.Write("iocs/site.yaml", "mount: /srv/iocs\n" + _fleet.Read("iocs/site.yaml"));
        _fleet.Write("iocs/alpha/ioc.yaml", "# Kept.\nmodules: [autosave]\ndelivery: mount\nallow: {CHK031: of no matter here}\ndatabases:\n  - {file: x.db, macros: {P: 'alpha:'}} # and this\n");
    }

    private Product Product => new(_fleet.Path, $"unix://{_mount["nobody.sock"]}");

    public void Dispose()
    {
        _fleet.Dispose();
        _mount.Dispose();
    }

    [Fact]
    public async Task No_target_deletes_or_changes_a_save_file()
    {
        await Good("ExportIocs");
        var kept = new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            [Autosave + "0.sav"] = "<END>0",
            [Autosave + "0.savB"] = "<END>B",
            [Autosave + "1.sav"] = "<END>1",
            [Autosave + "1.sav_261124-020000"] = "dated",
            [Autosave + "1.sav0"] = "sequence",
            ["alpha/log/autosave/$alpha-automake.sav"] = "of the original tool",
            ["alpha/settings/autosave/alpha-automake-pass0.req"] = "alpha:VALUE",
            ["alpha/log/alpha.log"] = "a line",
            ["alpha/notes.txt"] = "somebody's",
            ["gone/log/autosave/gone-automake-pass0.sav"] = "of an IOC that is no more",
        };
        foreach (var (file, text) in kept) _mount.With(file, text);

        await Good("ExportIocs");
        await Good("BackupIocs", "--backup-file", _mount["sources.tar.gz"]);
        _fleet.Write("iocs/alpha/src/x.db", "record(ao, \"$(P)VALUE\") {\n}\n");
        await Good("ExportIocs", "--force");
        await Good("RestoreIocs", "--backup-file", _mount["sources.tar.gz"], "--force", "--yes");
        await Good("ExportIocs", "--force");
        // What was restored is what is delivered again, and what ran meanwhile still has its files.
        Assert.Equal(["record(ai", "record(ao"], Delivered("x.db").Select(t => t[..9]).Order(StringComparer.Ordinal));
        Assert.Equal(2, Delivered("st.cmd").Count());
        await Good("RenameIoc", "--from", "alpha", "--to", "omega", "--files-only", "--yes");
        await Good("ExportIocs", "--force");
        await Good("DeleteIoc", "--ioc-list", "omega", "--yes");

        Assert.All(kept, k => Assert.Equal(k.Value, _mount.Text(k.Key)));
    }

    [Theory]
    [InlineData("--files-only")]
    [InlineData("--no-wait")]
    public async Task While_the_old_IOC_may_run_on_its_save_files_are_not_copied_but_told(string option)
    {
        await Good("ExportIocs");
        _mount.With(Autosave + "1.sav", "<END>1");

        var renamed = await Product.With("MOUNT_FOLDER", _mount.Path).RunAsync("RenameIoc", "--from", "alpha", "--to", "omega", option, "--yes");

        Assert.True(renamed.ExitCode == 0, renamed.ToString());
        Assert.Empty(Directory.Exists(_mount["omega"]) ? Directory.GetFiles(_mount["omega"], "*.sav", SearchOption.AllDirectories) : []);
        Assert.Contains("Left to do: RemoveIocs --ioc-list alpha ends the service of the old name; after it has ended, copy its save files: ", renamed.Notes, StringComparison.Ordinal);
        Assert.Contains($"cp -n {_mount[Autosave]}1.sav {_mount["omega/log/autosave/omega-automake-pass"]}1.sav; then DeployIocs --ioc-list omega starts the new one.", renamed.Notes, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Looking_writes_nothing()
    {
        await Good("GenSwarmFile");
        await Good("GenGlobalFile");
        var before = Everything();

        await Good("ListIocs");
        await Good("ListIocs", "--output", "json", "--where", "modules=autosave");
        await Good("CheckIocs");
        await Good("ListPvs");
        await Good("FindPv", "--pv", "alpha:*");
        await Good("SyncSource");
        await Good("CheckGenerated");

        Assert.Equal(before, Everything());
        Assert.StartsWith("# Kept.\n", _fleet.Read("iocs/alpha/ioc.yaml"), StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_that_IocOps_asks_of_Docker_removes_a_volume() =>
        Assert.DoesNotContain(
            typeof(IocOps.Swarm.Docker.SwarmClient).GetMethods(),
            m => m.Name.Contains("Volume", StringComparison.Ordinal) && (m.Name.Contains("Remove", StringComparison.Ordinal) || m.Name.Contains("Delete", StringComparison.Ordinal) || m.Name.Contains("Prune", StringComparison.Ordinal)));

    private async Task Good(string target, params string[] more)
    {
        var outcome = await Product.With("MOUNT_FOLDER", _mount.Path).RunAsync([target, .. more]);
        Assert.True(outcome.ExitCode == 0, $"{target} {string.Join(' ', more)}\n{outcome}");
    }

    // In every version that lies on the mount.
    private IEnumerable<string> Delivered(string file) =>
        Directory.EnumerateFiles(_mount[".versions/alpha"], file, SearchOption.AllDirectories).Select(File.ReadAllText);

    private List<string> Everything() =>
        [.. Directory.EnumerateFiles(Path.Combine(_fleet.Path, "iocs"), "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Select(f => $"{f} {File.GetLastWriteTimeUtc(f).Ticks} {File.ReadAllText(f)}")];
}
