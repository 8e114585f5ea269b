using System.Text.Json;
using IocOps.Core.Checks;

namespace IocOps.Core.Tests.Checks;

public sealed class CheckDocumentTests
{
    [Theory]
    [InlineData("checks.md")]
    [InlineData("checks.zh-CN.md")]
    public void Every_finding_is_described_and_no_other(string page)
    {
        var described = Workspace.Read("docs", page).Split('\n').Where(l => l.StartsWith("| CHK", StringComparison.Ordinal)).Select(l => l[2..8]);
        Assert.Equal(CheckRule.All.Select(r => r.Code), described);
    }

    [Fact]
    public void Code_review_gets_rules_places_and_what_is_allowed_with_its_reason()
    {
        var fleet = new CheckedFleet().With("a", "allow: {CHK011: shared}\ndatabases: [{file: x.db, macros: {P: A}}]", ("x.db", "record(ai, \"X\") { field(EGUU, \"K\") }"));
        using var sarif = JsonDocument.Parse(Sarif.Write(FleetCheck.Run(fleet.Contents())));
        var run = sarif.RootElement.GetProperty("runs")[0];
        var results = run.GetProperty("results").EnumerateArray().ToList();
        Assert.Equal(["CHK025", "CHK011"], results.Select(r => r.GetProperty("ruleId").GetString()));
        var place = results[0].GetProperty("locations")[0].GetProperty("physicalLocation");
        Assert.Equal("iocs/a/src/x.db", place.GetProperty("artifactLocation").GetProperty("uri").GetString());
        Assert.Equal((1, 25), (place.GetProperty("region").GetProperty("startLine").GetInt32(), place.GetProperty("region").GetProperty("startColumn").GetInt32()));
        Assert.Equal("shared", results[1].GetProperty("suppressions")[0].GetProperty("justification").GetString());
        Assert.Equal(CheckRule.All.Count, run.GetProperty("tool").GetProperty("driver").GetProperty("rules").GetArrayLength());
    }

    [Fact]
    public void The_index_names_records_and_aliases_with_their_place()
    {
        var fleet = new CheckedFleet().With("a", "databases: [{file: x.db, macros: {P: A}}]\nports: [{name: L0, type: tcp, host: h, port: 1}]\nasyn-records: [{port: L0}]", ("x.db", "record(ai, \"$(P)\") {\n  alias(\"$(P):b\")\n}\nrecord(\"*\", \"$(P)\") { }"));
        Assert.Equal(
            "name,type,ioc,file,line,aliasOf\nA,ai,a,iocs/a/src/x.db,1,\nA:b,ai,a,iocs/a/src/x.db,2,A\na:asyn,asyn,a,iocs/a/ioc.yaml,3,\n",
            PvIndex.Csv(PvIndex.Of(fleet.Contents())));
    }
}
