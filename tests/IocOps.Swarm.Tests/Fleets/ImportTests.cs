using IocOps.Core.Import;
using IocOps.Swarm.Fleets;
using IocOps.Swarm.Tests.EndToEnd;
using IocOps.Swarm.Views;
using IocOps.Swarm.Workspaces;

namespace IocOps.Swarm.Tests.Fleets;

public sealed class ImportTests : IDisposable
{
    private const string Ini = "[IOC]\nname = NAME\nhost = swarm\nmodule = autosave\n[DB]\nload = x.db, P=NAME:\n";
    private const string Db = "record(ai, \"$(P)VALUE\") { }\n";

    private readonly SmallFleet _fleet = new();
    private readonly TemporaryFolder _old = new();
    private readonly StringWriter _notes = new();

    public ImportTests()
    {
        Add("ramper");
        Add("septum");
    }

    public void Dispose()
    {
        _fleet.Dispose();
        _old.Dispose();
        _notes.Dispose();
    }

    [Fact]
    public void New_folders_are_written_and_a_second_import_finds_them()
    {
        Assert.Equal((2, "taken taken"), Import());
        Assert.Equal(Db, _fleet.Read("iocs/ramper/src/x.db"));
        Assert.Contains("iocs/septum written (2 files)", _notes.ToString(), StringComparison.Ordinal);
        Assert.Empty(new FleetFiles(_fleet.Path).ProblemsOf(new HashSet<string> { "ramper", "septum" }));

        _fleet.Write("iocs/ramper/ioc.yaml", "# mine\nimage: a\n");
        Assert.Equal((0, "kept kept"), Import());
        Assert.Equal("# mine\nimage: a\n", _fleet.Read("iocs/ramper/ioc.yaml"));
    }

    [Fact]
    public void What_has_the_name_of_a_new_folder_stays_whatever_it_is()
    {
        _fleet.Write("iocs/ramper", "a file");
        Directory.CreateDirectory(Path.Combine(_fleet.Path, "iocs", "septum"));
        Assert.Equal((0, "kept kept"), Import());
        Assert.Equal("a file", _fleet.Read("iocs/ramper"));

        var files = new Dictionary<string, ReadOnlyMemory<byte>> { ["ioc.yaml"] = "x"u8.ToArray() };
        Assert.ThrowsAny<IOException>(() => NewFolder.Write(Path.Combine(_fleet.Path, "iocs"), "septum", files));
        Assert.Empty(Directory.EnumerateFileSystemEntries(Path.Combine(_fleet.Path, "iocs", "septum")));
        Assert.DoesNotContain(Directory.EnumerateFileSystemEntries(Path.Combine(_fleet.Path, "iocs")), e => e.Contains("iocops-new", StringComparison.Ordinal));
    }

    [Fact]
    public void Links_that_lead_out_of_the_repository_are_not_followed()
    {
        using var outside = new TemporaryFolder();
        outside.With("secret.db", "record(ai, \"S\") { }").With("ioc.ini", Ini);
        File.Delete(_old["ramper/src/x.db"]);
        File.CreateSymbolicLink(_old["ramper/src/x.db"], outside["secret.db"]);
        Directory.CreateSymbolicLink(_old["septum/src/more"], outside.Path);
        Directory.CreateSymbolicLink(_old["whole"], outside.Path);

        var iocs = Read();
        Assert.Equal("refused taken refused", Outcomes(iocs));
        Assert.Contains(iocs[0].Notes, n => n.Message.StartsWith("ramper/src/x.db is not taken: this is a link to a place outside", StringComparison.Ordinal));
        Assert.Equal(["ioc.yaml", "src/x.db"], iocs[1].Files.Keys);
        Assert.DoesNotContain(iocs.SelectMany(i => i.Files.Values), f => f.Span.SequenceEqual("record(ai, \"S\") { }"u8));
    }

    [Fact]
    public void Save_files_are_found_on_the_mount_and_stay_there_as_they_are()
    {
        using var mount = new TemporaryFolder();
        mount.With("swarm/ramper/log/autosave/$ramper-automake.sav", "values").With("swarm/ramper/log/autosave/$ramper-automake.sav0", "older");
        var notes = Read(mount.Path)[0].Notes.Where(n => n.Message.Contains(".sav", StringComparison.Ordinal));
        Assert.Contains("cp -n -- '" + mount["swarm/ramper/log/autosave/$ramper-automake.sav"] + "' FOLDER/ramper/ramper-automake-pass1.sav", Assert.Single(notes).Message, StringComparison.Ordinal);
        Assert.Equal("values", mount.Text("swarm/ramper/log/autosave/$ramper-automake.sav"));
    }

    [Theory]
    [InlineData("nowhere", "There is no folder")]
    [InlineData("", "give --from ")]
    [InlineData("ioc-repository/ramper", "is the folder of one IOC")]
    public void What_is_no_repository_is_told_with_the_one_that_was_meant(string folder, string message)
    {
        using var parent = new TemporaryFolder();
        parent.With("ioc-repository/ramper/ioc.ini", Ini);
        Assert.Contains(message, Assert.Throws<SelectionException>(() => new ImportRepository(folder.Length == 0 ? parent.Path : parent[folder], null)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_name_that_is_not_in_the_repository_is_told_with_the_nearest()
    {
        var error = Assert.Throws<SelectionException>(() => new ImportRepository(_old.Path, null).Read(["rampr"]));
        Assert.EndsWith("; did you mean 'ramper'?", error.Message, StringComparison.Ordinal);
        Assert.Equal(["septum"], new ImportRepository(_old.Path, null).Read(["septum"]).Select(f => f.Name));
    }

    private (int Written, string Outcomes) Import()
    {
        var iocs = Read();
        return (new FleetImport(new FleetFiles(_fleet.Path), new Output(TextWriter.Null, _notes, false, false)).Write(iocs, CancellationToken.None), Outcomes(iocs));
    }

    private IReadOnlyList<ImportedIoc> Read(string? mount = null) =>
        new FleetImport(new FleetFiles(_fleet.Path), new Output(TextWriter.Null, _notes, false, false)).Read(new ImportRepository(_old.Path, mount), null);

    private static string Outcomes(IReadOnlyList<ImportedIoc> iocs) => string.Join(' ', iocs.Select(i => i.Outcome));

    private void Add(string name) => _old.With($"{name}/ioc.ini", Ini.Replace("NAME", name, StringComparison.Ordinal)).With($"{name}/src/x.db", Db);
}
