using System.Text.Json;

namespace IocOps.Swarm.Tests.EndToEnd;

/// <summary>An import as a user runs it.</summary>
public sealed class ImportEndToEndTests : IDisposable
{
    private readonly SmallFleet _fleet = new();
    private readonly TemporaryFolder _old = new();

    private Product Product => new(_fleet.Path, "unix:///nobody.sock");

    public void Dispose()
    {
        _fleet.Dispose();
        _old.Dispose();
    }

    [Fact]
    public async Task An_import_is_shown_written_reported_and_then_generated()
    {
        Add("ramper", "load = x.db, P=ramper:, DESC=, R=1");
        var dry = await Product.RunAsync("ImportIocs", "--from", _old.Path, "--dry-run");
        Assert.Equal(0, dry.ExitCode);
        Assert.Contains("ramper/ioc.ini:7: corrected: the macro 'DESC' is empty;", dry.Data, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(_fleet.Path, "iocs", "ramper")));

        var outcome = await Product.RunAsync("ImportIocs", "--from", _old.Path, "--report-file", "import.md");
        Assert.Equal(0, outcome.ExitCode);
        Assert.Contains("1 of 1 IOC taken, 1 correction, 0 to decide.", outcome.Notes, StringComparison.Ordinal);
        Assert.Contains("| ramper | ramper | taken | 1 | 0 |", _fleet.Read("import.md"), StringComparison.Ordinal);
        var generated = await Product.RunAsync("GenSwarmFile", "--ioc-list", "ramper");
        Assert.Equal(0, generated.ExitCode);
        Assert.Contains("{ \"ramper:\", \"\", \"1\" }", _fleet.Read("iocs/ramper/generated/ramper.substitutions"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_project_that_is_no_good_does_not_keep_back_the_others_and_ends_with_1()
    {
        Add("bad", "load = y.db");
        Add("good", "load = x.db, P=good:");
        var outcome = await Product.RunAsync("ImportIocs", "--from", _old.Path, "--output", "json");
        Assert.Equal(1, outcome.ExitCode);
        using var report = JsonDocument.Parse(outcome.Data);
        Assert.Equal(["bad refused", "good taken"], report.RootElement.EnumerateArray().Select(i => $"{i.GetProperty("source")} {i.GetProperty("outcome")}"));
        var note = report.RootElement[0].GetProperty("notes").EnumerateArray().Single(n => n.GetProperty("kind").GetString() == "refused");
        Assert.Equal(("bad/ioc.ini", 7), (note.GetProperty("file").GetString(), note.GetProperty("line").GetInt32()));
        Assert.True(File.Exists(Path.Combine(_fleet.Path, "iocs", "good", "ioc.yaml")));
        Assert.False(Directory.Exists(Path.Combine(_fleet.Path, "iocs", "bad")));
    }

    [Fact]
    public async Task What_is_no_repository_is_bad_usage()
    {
        var outcome = await Product.RunAsync("ImportIocs", "--from", _old.Path);
        Assert.Equal(2, outcome.ExitCode);
        Assert.Contains("holds no folder with an ioc.ini. Give --from the ioc-repository of the original tool.", outcome.Notes, StringComparison.Ordinal);
    }

    private void Add(string name, string load) => _old
        .With($"{name}/ioc.ini", $"[IOC]\nname = {name}\nhost = swarm\nimage = iocops/lab-ioc:1\nmodule =\n[DB]\n{load}\n[SETTING]\nreport_info = true\n")
        .With($"{name}/src/x.db", "record(ai, \"$(P)VALUE\") { }\n");
}
