using System.Text.Json;

namespace IocOps.Swarm.Tests.EndToEnd;

/// <summary>The checks as a user and a pipeline run them, without any Docker.</summary>
public sealed class CheckTests : IDisposable
{
    private readonly SmallFleet _fleet = new();

    private Product Product => new(_fleet.Path, "unix:///nobody.sock");

    public void Dispose() => _fleet.Dispose();

    [Fact]
    public async Task A_good_fleet_ends_with_0()
    {
        var outcome = await Product.RunAsync("CheckIocs");
        Assert.Equal((0, ""), (outcome.ExitCode, outcome.Data));
        Assert.Contains("No findings.", outcome.Notes, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Findings_are_data_with_place_and_end_with_3_and_code_review_gets_a_file()
    {
        _fleet.Write("iocs/beta/src/x.db", "record(ai, \"alpha:VALUE\") {\n  field(PRECC, \"1\")\n}\nrecord(ai, \"$(P)VALUE\") { }\n");
        var outcome = await Product.RunAsync("CheckIocs", "--sarif-file", "review/out.sarif");
        Assert.Equal(3, outcome.ExitCode);
        Assert.Equal(
            "iocs/beta/src/x.db:1:12: error CHK021: 'alpha:VALUE' is served by IOC 'alpha' too (iocs/alpha/src/x.db:1); clients would get either of them\n"
            + "iocs/beta/src/x.db:2:9: error CHK025: a record of type ai has no field 'PRECC'; did you mean 'PREC'?\n",
            outcome.Data);
        Assert.Contains("2 errors, 0 warnings.", outcome.Notes, StringComparison.Ordinal);
        using var sarif = JsonDocument.Parse(_fleet.Read("review/out.sarif"));
        Assert.Equal(2, sarif.RootElement.GetProperty("runs")[0].GetProperty("results").GetArrayLength());
        Assert.Equal(0, (await Product.RunAsync("CheckIocs", "--ioc-list", "alpha")).ExitCode);
    }

    [Fact]
    public async Task Names_of_IOCs_may_be_patterns_where_only_files_are_looked_at()
    {
        _fleet.Write("iocs/beta/src/x.db", "record(ai, \"$(P)VALUE\") { field(PRECC, \"1\") }");
        Assert.Equal(0, (await Product.RunAsync("CheckIocs", "--ioc-list", "alph?")).ExitCode);
        Assert.Equal(3, (await Product.RunAsync("CheckIocs", "--ioc-list", "b*")).ExitCode);
        Assert.Contains("alpha:VALUE", (await Product.RunAsync("ListPvs", "--ioc-list", "*a")).Data, StringComparison.Ordinal);
        Assert.Equal(0, (await Product.RunAsync("GenStartup", "--ioc-list", "*")).ExitCode);
        var wrong = await Product.RunAsync("CheckIocs", "--ioc-list", "delt*");
        Assert.Equal(2, wrong.ExitCode);
        Assert.Contains("There is no IOC 'delt*'", wrong.Notes, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Warnings_end_with_0_where_only_errors_count()
    {
        _fleet.Write("iocs/beta/src/spare.db", "x");
        Assert.Equal(3, (await Product.RunAsync("CheckIocs")).ExitCode);
        Assert.Equal(0, (await Product.RunAsync("CheckIocs", "--fail-on", "error")).ExitCode);
    }

    [Fact]
    public async Task A_wrong_ioc_yaml_is_told_with_the_findings_of_the_others_and_ends_with_2()
    {
        _fleet.Write("iocs/alpha/ioc.yaml", "imge: x\n");
        _fleet.Write("iocs/beta/src/x.db", "record(ai, \"$(P)VALUE\") { field(PRECC, \"1\") }");
        var outcome = await Product.RunAsync("CheckIocs", "--output", "json");
        Assert.Equal(2, outcome.ExitCode);
        using var findings = JsonDocument.Parse(outcome.Data);
        Assert.Equal(["IOC002", "CHK025"], findings.RootElement.EnumerateArray().Select(f => f.GetProperty("code").GetString()!).Where(c => c != "IOC040"));
    }

    [Fact]
    public async Task A_broken_database_is_told_where_it_is_broken()
    {
        _fleet.Write("iocs/beta/src/x.db", "record(ai \"$(P)VALUE\") { }");
        var outcome = await Product.RunAsync("CheckIocs");
        Assert.Contains("iocs/beta/src/x.db:1:11: error CHK001: ',' is expected after the record type, found \"$(P)VALUE\"", outcome.Data, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_PV_is_found_without_Docker_and_one_that_is_not_there_is_an_error()
    {
        var outcome = await Product.RunAsync("FindPv", "--pv", "be*:VALUE.HIGH", "--output", "json");
        Assert.Equal(0, outcome.ExitCode);
        using var found = JsonDocument.Parse(outcome.Data);
        Assert.Equal(("beta:VALUE", "beta", 1), (found.RootElement[0].GetProperty("name").GetString(), found.RootElement[0].GetProperty("ioc").GetString(), found.RootElement.GetArrayLength()));
        Assert.Contains("Where they run is not known: There is no Docker socket", outcome.Notes, StringComparison.Ordinal);

        // Those that are found are shown all the same.
        var lost = await Product.RunAsync("FindPv", "--pv", "beta:VALEU", "beta:VALUE");
        Assert.Equal(2, lost.ExitCode);
        Assert.Contains("iocs/beta/src/x.db", lost.Data, StringComparison.Ordinal);
        Assert.Contains("No IOC here serves a PV 'beta:VALEU'; did you mean 'beta:VALUE'?", lost.Notes, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_list_of_PVs_is_also_a_table_for_other_programs()
    {
        var outcome = await Product.RunAsync("ListPvs", "--output", "csv");
        Assert.Equal("name,type,ioc,file,line,aliasOf\nalpha:VALUE,ai,alpha,iocs/alpha/src/x.db,1,\nbeta:VALUE,ai,beta,iocs/beta/src/x.db,1,\ngamma:VALUE,ai,gamma,iocs/gamma/src/x.db,1,\n", outcome.Data);
        var other = await Product.RunAsync("ShowDigest", "--output", "csv");
        Assert.Equal(2, other.ExitCode);
        Assert.Contains("--output csv is for ListPvs", other.Notes, StringComparison.Ordinal);
    }
}
