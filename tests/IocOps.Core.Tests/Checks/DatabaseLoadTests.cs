using IocOps.Core.Epics;

namespace IocOps.Core.Tests.Checks;

/// <summary>Which files a load reaches, and with which macros.</summary>
public sealed class DatabaseLoadTests
{
    [Fact]
    public void A_variable_of_st_cmd_is_no_macro_of_a_database()
    {
        const string yaml = "environment: {AREA: SR}\nhealth: none\ndatabases: [{file: x.db, macros: {P: \"$(AREA)\"}}]";
        Assert.Equal(
            ["a/src/x.db:1:13: error CHK010: macro 'AREA' has no value: the load of a/ioc.yaml:3 gives none; a database does not see variables of st.cmd: give it among the macros"],
            CheckedFleet.Findings(yaml, ("x.db", "record(ai, \"$(P):x\") { }")));
    }

    [Fact]
    public void A_load_without_second_argument_replaces_no_macro_in_older_EPICS()
    {
        const string yaml = "health: none\ncommands: {at-load: ['dbLoadRecords(\"db/x.db\")', 'dbLoadRecords(\"db/y.db\")']}\nfiles: [{source: x.db, target: startup/db/}, {source: y.db, target: startup/db/}]";
        var finding = Assert.Single(CheckedFleet.Findings(yaml, ("x.db", "record(ai, \"$(P=A)\") { }"), ("y.db", "record(ai, \"B\") { }")));
        Assert.StartsWith("a/generated/st.cmd:9: warning CHK010: this load of x.db, which has macros, gives no second argument", finding, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("file db/x.db { pattern { P } { 'A' } { B/C } }")]
    [InlineData("file \"db/x.db\" { { P=A } global { D='x' } { P=\"B\" } } # {")]
    [InlineData("global { P=\"A\" D=1 }\r\nfile db/x.db\r\n{\r\npattern { }\r\n{ }\r\n}")]
    public void What_dbLoadTemplate_takes_is_no_fault(string substitutions) => Assert.Empty(SubstitutionFile.Parse(substitutions).Faults);

    [Theory]
    [InlineData("file db/x.db { pattern { P } { $(A) } }", "1:32: a value or '}' is expected, found '$', which must be in quotes")]
    [InlineData("file db/x.db { { P=, D=1 } }", "1:20: a value is expected after 'P=', found ','; an empty one is written \"\"")]
    [InlineData("file db/x.db { pattern { \"P\" } { A } }", "1:26: the macro's name \"P\" must be without quotes")]
    [InlineData("file db/x.db { pattern { P } { A B } }\nfile { }", "1:30: this set has 2 values, and the pattern has 1 names")]
    public void What_dbLoadTemplate_refuses_is_told_once(string substitutions, string expected)
    {
        var faults = SubstitutionFile.Parse(substitutions).Faults;
        Assert.Equal(expected, $"{faults[0].Place.Line}:{faults[0].Place.Column}: {faults[0].Message}");
        Assert.Equal(faults.DistinctBy(f => f.Place.Line).Count(), faults.Count);
    }

    [Fact]
    public void Included_files_are_looked_for_where_EPICS_looks()
    {
        const string yaml = """
            health: none
            databases: [{file: x.db, macros: {P: A}}]
            files: [{source: beside.db, target: startup/db/}, {source: part.inc, target: startup/db/}]
            """;
        const string db = """
            include "beside.db"
            include "db/beside.db"
            path "gone:db"
            record(ai, "$(P):1") {
              include "part.inc"
              include "entirely-different-name.inc"
            }
            alias("$(P):2", "$(P):two")
            """;
        Assert.Equal(
            [
                "a/src/part.inc:1:7: error CHK025: a record of type ai has no field 'EGUU'; did you mean 'EGU'?",
                "a/src/part.inc:2:14: error CHK010: macro 'Q' has no value: the load of a/ioc.yaml:2 gives none",
                "a/src/x.db:1:9: error CHK002: EPICS finds no 'beside.db' to include: it looks for 'startup/beside.db' of the run folder; did you mean 'startup/db/beside.db'?; deliver it there with 'files', or write its folder, as in \"db/x.db\"",
                "a/src/x.db:6:11: error CHK002: EPICS finds no 'entirely-different-name.inc' to include: it looks for 'startup/gone/entirely-different-name.inc' of the run folder; deliver it there with 'files', or write its folder, as in \"db/x.db\"",
            ],
            CheckedFleet.Findings(yaml, ("x.db", db), ("beside.db", "record(ai, \"$(P):2\") { }"), ("part.inc", "field(EGUU, \"$(P)\")\nfield(DESC, \"$(Q)\")")));
    }

    [Fact]
    public void Folders_of_the_include_path_are_known_to_loads_and_those_of_the_image_are_taken_as_good()
    {
        static IReadOnlyList<string> Findings(string path) => CheckedFleet.Findings(
            $"health: none\nenvironment: {{EPICS_DB_INCLUDE_PATH: '{path}'}}\ncommands: {{at-load: ['dbLoadRecords(\"x.db\",\"P=A\")', 'dbLoadRecords(\"asynRecord.db\",\"P=A\")']}}\nfiles: [{{source: x.db, target: startup/db/}}]",
            ("x.db", "record(ai, \"$(P)\") { }"));
        Assert.DoesNotContain(Findings("db:$(ASYN)/db"), f => f.Contains("CHK002", StringComparison.Ordinal));
        Assert.Contains("CHK002: 'startup/db/asynRecord.db' is not in the run folder", Assert.Single(Findings("db")), StringComparison.Ordinal);
    }
}
