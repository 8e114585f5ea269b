using System.Text.Json;
using IocOps.Swarm.Lab.Nodes;
using IocOps.Swarm.Tests.Lab;

namespace IocOps.Swarm.Tests.EndToEnd;

/// <summary>IOCs that come, change and go, as an engineer does it on the command line, without any Docker.</summary>
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class ProjectTests : IDisposable
{
    private readonly SmallFleet _fleet = new();
    private readonly TemporaryFolder _away = new();

    private Product Product => new(_fleet.Path, "unix:///nobody.sock");

    public void Dispose()
    {
        _away.Dispose();
        _fleet.Dispose();
    }

    [Fact]
    public async Task A_folder_becomes_a_workspace_once_and_keeps_its_stack()
    {
        var product = new Product(_away.Path, null);
        await RefusedAsync(product, "No stack can be called 'Two words'", "InitWorkspace", "--name", "Two words");
        Assert.False(Directory.Exists(_away["iocs"]));

        var would = await DoneAsync(product, "InitWorkspace", "--name", "linac", "--dry-run");
        Assert.False(Directory.Exists(_away["iocs"]));
        Assert.Equal(would.Data, (await DoneAsync(product, "InitWorkspace", "--name", "linac")).Data);
        Assert.All(would.Data.Split('\n', StringSplitOptions.RemoveEmptyEntries), f => Assert.True(File.Exists(_away[f]), f));

        Assert.Equal("", (await DoneAsync(product, "InitWorkspace", "--name", "linac")).Data);
        await RefusedAsync(product, "This is the workspace of the stack 'linac' already", "InitWorkspace", "--name", "booster");
        Assert.Contains("stack: linac\n", _away.Text("iocs/site.yaml"), StringComparison.Ordinal);
        Assert.Equal("[]\n", (await DoneAsync(product, "ListIocs", "--output", "json")).Data);
    }

    [Theory]
    [InlineData("plain")]
    [InlineData("asyn-tcp")]
    [InlineData("stream-tcp")]
    [InlineData("stream-serial")]
    public async Task A_new_IOC_of_every_kind_has_no_findings_and_is_written_once(string kind)
    {
        await UntouchedAsync(0, null, "NewIoc", "--name", "delta", "--from", kind, "--dry-run");
        var made = await DoneAsync("NewIoc", "--name", "delta", "--from", kind, "--description", "a: \"b\" # c", "--set", "deploy.limits.memory=64M");
        Assert.Equal(
            Directory.GetFiles(Path.Combine(_fleet.Path, "iocs", "delta"), "*", SearchOption.AllDirectories).Select(f => Path.GetRelativePath(_fleet.Path, f)).Order(StringComparer.Ordinal),
            made.Data.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        var listed = await DoneAsync("ListIocs", "--where", "name=delta", "--output", "json");
        Assert.Equal("a: \"b\" # c", JsonDocument.Parse(listed.Data).RootElement[0].GetProperty("description").GetString());
        await DoneAsync("CheckIocs", "--ioc-list", "delta");
        await UntouchedAsync(2, "iocs/delta is there already", "NewIoc", "--name", "delta", "--from", kind);
    }

    [Theory]
    [InlineData("Delta", "small letters, digits and '-'")]
    [InlineData("log", "the log server's")]
    [InlineData("../delta", "small letters, digits and '-'")]
    [InlineData("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "shorten the name by 3")]
    [InlineData("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "no PV was found for the health check: 'AAA")]
    public async Task A_name_that_an_IOC_can_not_have_is_refused_and_says_why(string name, string why) =>
        await UntouchedAsync(2, why, "NewIoc", "--name", name);

    [Fact]
    public async Task Keys_are_set_and_taken_away_and_all_else_of_the_file_stays()
    {
        const string Text = "\uFEFF# Rack 4\r\ndescription: old  # who knows\r\ndatabases:\r\n  - file: x.db\r\n    macros: {P: \"alpha:\"}   # the gun\r\n\r\n# end\r\n";
        _fleet.Write("iocs/alpha/ioc.yaml", Text);
        var file = Path.Combine(_fleet.Path, "iocs/alpha/ioc.yaml");
        const UnixFileMode Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.GroupWrite;
        File.SetUnixFileMode(file, Mode);

        await UntouchedAsync(0, null, "SetIoc", "--ioc-list", "alpha", "--set", "bin=OTHER", "--dry-run");
        await UntouchedAsync(2, "say --yes to do it", "SetIoc", "--ioc-list", "alpha", "--set", "bin=OTHER");
        await DoneAsync("SetIoc", "--ioc-list", "alpha", "--set", "bin=OTHER", "description=new", "databases[0].macros.Q=1,2", "--yes");
        Assert.Equal(
            "\uFEFF# Rack 4\r\ndescription: new  # who knows\r\nbin: OTHER\r\ndatabases:\r\n  - file: x.db\r\n    macros: {P: \"alpha:\", Q: \"1,2\"}   # the gun\r\n\r\n# end\r\n",
            System.Text.Encoding.UTF8.GetString(await File.ReadAllBytesAsync(file)));
        Assert.Equal(Mode, File.GetUnixFileMode(file));

        await DoneAsync("SetIoc", "--ioc-list", "alpha", "--set", "description=old", "--unset", "bin", "--unset", "databases[0].macros.Q", "--yes");
        Assert.Equal(Text, System.Text.Encoding.UTF8.GetString(await File.ReadAllBytesAsync(file)));
        await UntouchedAsync(0, "Nothing to change", "SetIoc", "--ioc-list", "alpha", "--unset", "bin", "--yes");
    }

    [Theory]
    [InlineData("--set", "imge=x", "did you mean 'image'?")]
    [InlineData("--unset", "imge", "did you mean 'image'?")]
    [InlineData("--set", "image", "write key=value")]
    [InlineData("--set", "databases[2].file=x.db", "iocs/alpha/ioc.yaml")]
    [InlineData("--set", "deploy.limits.memory=lots", "such as 256M")]
    public async Task A_change_that_is_wrong_for_one_IOC_is_made_to_none(string how, string what, string why)
    {
        _fleet.Write("iocs/beta/ioc.yaml", "databases: [{file: x.db, macros: {P: \"beta:\"}}, {file: x.db, macros: {P: \"b2:\"}}]\n");
        await UntouchedAsync(2, why, "SetIoc", "--ioc-list", "*", how, what, "--yes");
    }

    [Fact]
    public async Task An_image_is_replaced_everywhere_with_what_is_made_from_it()
    {
        _fleet.Write("iocs/beta/ioc.yaml", _fleet.Read("iocs/beta/ioc.yaml") + "image: own:1\n");
        _fleet.Write("iocs/gamma/ioc.yaml", _fleet.Read("iocs/gamma/ioc.yaml") + "host: plain1\n");
        await DoneAsync("GenSwarmFile", "GenGlobalFile", "GenComposeFile");

        await UntouchedAsync(2, "did you mean 'own:1'?", "BumpImage", "--from", "own:2", "--to", "own:3", "--yes");
        await UntouchedAsync(2, "wanted is an image", "BumpImage", "--from", "own:1", "--to", "Not An Image", "--yes");
        await UntouchedAsync(0, "they have the image own:1 already", "BumpImage", "--from", "own:1", "--to", "own:1", "--yes");
        // As a script does whose variable is empty.
        await UntouchedAsync(2, "The list of conditions is empty", "BumpImage", "--from", "*", "--to", "own:2", "--where", "", "--yes");
        await UntouchedAsync(2, "say --yes to do it", "BumpImage", "--from", "own:1", "--to", "own:2");

        await DoneAsync("BumpImage", "--from", "iocops/lab-ioc:*", "--to", "iocops/lab-ioc:2", "--yes");
        await DoneAsync("CheckGenerated");
        Assert.Contains("base-image: iocops/lab-ioc:2", _fleet.Read("iocs/site.yaml"), StringComparison.Ordinal);
        Assert.Contains("image: iocops/lab-ioc:2", _fleet.Read("iocs/alpha/generated/stack.yaml"), StringComparison.Ordinal);
        Assert.Contains("image: iocops/lab-ioc:2", _fleet.Read("iocs/_hosts/plain1/compose.yaml"), StringComparison.Ordinal);
        Assert.Contains("image: own:1", _fleet.Read("iocs/beta/generated/stack.yaml"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_rename_that_can_not_be_written_leaves_the_old_name()
    {
        _fleet.Write("iocs/alpha/generated", "in the way");
        await UntouchedAsync(1, "iocs/beta2/generated is a file, and a folder of that name is needed", "RenameIoc", "--from", "alpha", "--to", "beta2", "--files-only", "--yes");

        File.Delete(Path.Combine(_fleet.Path, "iocs/alpha/generated"));
        _fleet.Write("iocs/alpha/ioc.yaml", _fleet.Read("iocs/alpha/ioc.yaml") + "host: plain1\n");
        await DoneAsync("GenSwarmFile", "GenGlobalFile", "GenComposeFile");
        await DoneAsync("RenameIoc", "--from", "alpha", "--to", "beta2", "--files-only", "--yes");
        await DoneAsync("CheckGenerated");
        Assert.Contains("beta2", _fleet.Read("iocs/_hosts/plain1/compose.yaml"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Save_files_in_a_folder_are_not_deleted_unless_git_has_them()
    {
        _fleet.Write("iocs/alpha/old/alpha-automake-pass0.savB", "1");
        await UntouchedAsync(2, "iocs/alpha/old/alpha-automake-pass0.savB", "DeleteIoc", "--ioc-list", "alpha", "beta", "--yes");

        foreach (var git in new[] { "init -q", "add -A", "-c user.name=t -c user.email=t@t commit -q -m t" })
            await Command.RunAsync("git", ["-C", _fleet.Path, .. git.Split(' ')], default);
        _fleet.Write("iocs/alpha/old/alpha-automake-pass0.savB", "2");
        await UntouchedAsync(2, "none is deleted", "DeleteIoc", "--ioc-list", "alpha", "--yes");
        _fleet.Write("iocs/alpha/old/alpha-automake-pass0.savB", "1");
        await DoneAsync("DeleteIoc", "--ioc-list", "alpha", "--yes");
        Assert.False(Directory.Exists(Path.Combine(_fleet.Path, "iocs/alpha")));
    }

    [Fact]
    public async Task What_was_saved_comes_back_also_behind_a_link_and_of_an_IOC_with_errors()
    {
        _fleet.Write("iocs/site.yaml", _fleet.Read("iocs/site.yaml") + "\nmount: /srv/run\n");
        File.CreateSymbolicLink(Path.Combine(_fleet.Path, "iocs/alpha/src/same.db"), "x.db");
        File.CreateSymbolicLink(Path.Combine(_fleet.Path, "iocs/alpha/src/passwd"), "/etc/passwd");
        _fleet.Write("iocs/beta/ioc.yaml", "delivery: mount\nimge: x\n");
        _away.With("mount/beta/log/autosave/beta-automake-pass0.sav", "1");
        string[] archive = ["--backup-file", _away["iocs.tgz"], "--with-run-files", "--mount-folder", _away["mount"]];
        var saved = await DoneAsync(["BackupIocs", .. archive]);
        Assert.Equal(_away["iocs.tgz"] + "\n", saved.Data);
        Assert.Contains($"Warning: left out, because they are links out of the workspace or no plain files: {_fleet.Path}/iocs/alpha/src/passwd.", saved.Notes, StringComparison.Ordinal);
        await UntouchedAsync(2, "nothing is overwritten", ["BackupIocs", .. archive]);
        File.Delete(Path.Combine(_fleet.Path, "iocs/alpha/src/passwd"));
        await UntouchedAsync(0, "all is as in the backup", ["RestoreIocs", .. archive]);

        await UntouchedAsync(2, "The list of IOCs is empty", ["RestoreIocs", .. archive, "--ioc-list", "", "--yes"]);
        var site = _fleet.Read("iocs/site.yaml");
        _fleet.Write("iocs/site.yaml", site + "# mine\n");
        await UntouchedAsync(0, "iocs/site.yaml differs and stays as it is\nNothing to do: all else is as in the backup.", ["RestoreIocs", .. archive]);
        _fleet.Write("iocs/site.yaml", site);

        var before = _fleet.Everything();
        _fleet.Remove("alpha");
        File.Delete(_away["mount/beta/log/autosave/beta-automake-pass0.sav"]);
        await UntouchedAsync(0, null, ["RestoreIocs", .. archive, "--dry-run"]);
        var restored = await DoneAsync(["RestoreIocs", .. archive, "--yes"]);
        Assert.Contains("Warning: save files are put back, and whether these IOCs run is not known", restored.Data + restored.Notes, StringComparison.Ordinal);
        Assert.Equal(before, _fleet.Everything());
        Assert.Equal("1", _away.Text("mount/beta/log/autosave/beta-automake-pass0.sav"));
    }

    [Fact]
    public async Task A_restore_that_is_forced_replaces_what_people_wrote_but_no_save_file_of_a_folder()
    {
        string[] archive = ["--backup-file", _away["iocs.tgz"]];
        await DoneAsync(["BackupIocs", .. archive]);
        _fleet.Write("iocs/alpha/src/x.db", "record(ai, \"$(P)OTHER\") {\n}\n");
        _fleet.Write("iocs/alpha/alpha.sav", "1");
        await UntouchedAsync(2, "--force replaces them", ["RestoreIocs", .. archive, "--yes"]);
        await UntouchedAsync(2, "These are save files, and none is replaced:\n  iocs/alpha/alpha.sav", ["RestoreIocs", .. archive, "--yes", "--force"]);
        File.Delete(Path.Combine(_fleet.Path, "iocs/alpha/alpha.sav"));
        await DoneAsync(["RestoreIocs", .. archive, "--yes", "--force"]);
        Assert.Contains("VALUE", _fleet.Read("iocs/alpha/src/x.db"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_archive_that_is_none_leaves_an_empty_workspace_empty()
    {
        var empty = _away.With("empty/.nuke/parameters.json", "{}").With("no.tgz", "no");
        var product = new Product(empty["empty"], null);
        await RefusedAsync(product, "it is damaged, cut off, or no backup", "RestoreIocs", "--backup-file", _away["no.tgz"], "--yes");
        await RefusedAsync(product, "is a folder, and no backup", "RestoreIocs", "--backup-file", _away.Path, "--yes");
        Assert.False(Directory.Exists(_away["empty/iocs"]));
    }

    [LabFact]
    public async Task A_user_who_may_not_write_is_told_which_folder_and_nothing_is_touched()
    {
        foreach (var folder in new[] { "", ".nuke" }) File.SetUnixFileMode(Path.Combine(_fleet.Path, folder), (UnixFileMode)0x1FF);
        foreach (var command in new[] { "DeleteIoc --ioc-list alpha", "RenameIoc --from alpha --to delta --files-only", "SetIoc --ioc-list alpha --set bin=B", "NewIoc --name delta", "CheckIocs --sarif-file /root/x.sarif" })
        {
            var before = _fleet.Everything();
            var outcome = await Product.AsNobody().RunAsync([.. command.Split(' '), "--yes"]);
            Assert.True(outcome.ExitCode == 1, $"{command}: {outcome}");
            Assert.Matches(@"Error: \w+: [\w/.-]+ can't be written by this user", outcome.Notes);
            Assert.Equal(before, _fleet.Everything());
        }
    }

    [Fact]
    public async Task Files_that_nobody_names_and_names_without_a_file_end_with_3()
    {
        await DoneAsync("SyncSource");
        _fleet.Write("iocs/alpha/src/spare.db", "");
        File.Delete(Path.Combine(_fleet.Path, "iocs/beta/src/x.db"));
        var outcome = await Product.RunAsync("SyncSource", "--output", "json");
        Assert.Equal(3, outcome.ExitCode);
        Assert.Equal(
            ["iocs/alpha/src/spare.db new", "iocs/beta/src/x.db vanished"],
            JsonDocument.Parse(outcome.Data).RootElement.EnumerateArray().Select(f => $"{f.GetProperty("file")} {f.GetProperty("state")}"));
    }

    [Fact]
    public async Task IOCs_are_looked_up_by_what_they_are()
    {
        _fleet.Write("iocs/beta/ioc.yaml", _fleet.Read("iocs/beta/ioc.yaml") + "image: own:1\ndeploy: {labels: {group: gun}}\n");
        _fleet.Write("iocs/gamma/ioc.yaml", "imge: x\n");
        Assert.Equal(["beta"], await NamesAsync("--where", "label=group=g*", "image=own:?"));
        Assert.Equal(["alpha", "beta", "gamma"], await NamesAsync());
        Assert.Equal([], await NamesAsync("--where", "port=*"));
        await UntouchedAsync(2, "did you mean 'image'?", "ListIocs", "--where", "imge=x");
        await UntouchedAsync(2, "The list of conditions is empty", "ListIocs", "--where", "");
        await UntouchedAsync(2, "The list of PVs is empty", "FindPv", "--pv", "");
        await UntouchedAsync(2, "is a folder: name a file in it", "CheckIocs", "--ioc-list", "alpha", "--sarif-file", _away.Path);
    }

    [Theory]
    [InlineData(0, "NewIoc --name delta --dry-run", "iocs/delta/ioc.yaml", "iocs/delta/src/delta.db")]
    [InlineData(0, "SetIoc --ioc-list alpha --set bin=B --dry-run", "iocs/alpha/ioc.yaml", "  + bin: B")]
    [InlineData(0, "SetIoc --ioc-list alpha --set bin=B image=x:1 --yes")]
    [InlineData(3, "CheckGenerated --ioc-list beta", "iocs/beta/generated/beta.substitutions is missing", "iocs/beta/generated/st.cmd is missing", "iocs/beta/generated/stack.yaml is missing")]
    public async Task What_is_named_is_an_array_for_programs(int exitCode, string command, params string[] lines)
    {
        var outcome = await Product.RunAsync([.. command.Split(' '), "--output", "json"]);
        Assert.True(outcome.ExitCode == exitCode, $"{outcome}");
        Assert.Equal(lines, outcome.Data.Length == 0 ? [] : JsonSerializer.Deserialize<string[]>(outcome.Data)!);
    }

    private async Task<List<string>> NamesAsync(params string[] arguments) =>
        [.. JsonDocument.Parse((await DoneAsync(["ListIocs", "--output", "json", .. arguments])).Data).RootElement.EnumerateArray().Select(i => i.GetProperty("name").GetString()!)];

    private Task<Outcome> DoneAsync(params string[] arguments) => DoneAsync(Product, arguments);

    private static async Task<Outcome> DoneAsync(Product product, params string[] arguments)
    {
        var outcome = await product.RunAsync(arguments);
        Assert.True(outcome.ExitCode == 0, $"{arguments[0]}: {outcome}");
        return outcome;
    }

    private async Task UntouchedAsync(int exitCode, string? note, params string[] arguments)
    {
        var before = _fleet.Everything();
        var outcome = await Product.RunAsync(arguments);
        Assert.True(outcome.ExitCode == exitCode, $"{string.Join(' ', arguments)}: {outcome}");
        if (note is not null) Assert.Contains(note, outcome.Notes, StringComparison.Ordinal);
        Assert.Equal(before, _fleet.Everything());
    }

    private static async Task RefusedAsync(Product product, string why, params string[] arguments)
    {
        var outcome = await product.RunAsync(arguments);
        Assert.True(outcome.ExitCode == 2, $"{arguments[0]}: {outcome}");
        Assert.Contains(why, outcome.Notes, StringComparison.Ordinal);
    }
}
