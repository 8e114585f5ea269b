using IocOps.Core.Checks;
using IocOps.Core.Model;
using IocOps.Core.Operations;

namespace IocOps.Core.Tests.Checks;

public sealed class FleetCheckTests
{
    [Fact]
    public void The_sample_fleet_has_no_findings()
    {
        var source = Workspace.Fleet("iocs");
        Assert.Empty(FleetCheck.Run(CheckedFleet.Read(FleetParser.Parse(source), source.Folders)).Findings.Select(f => f.ToString()));
    }

    [Theory]
    [InlineData("record(ai, \"$(P)\") { field(DESC, \"x\") ", "1:37: error CHK001: '}' is expected: the record '$(P)' of line 1 is not closed")]
    [InlineData("record(ai \"$(P)\") { }", "1:11: error CHK001: ',' is expected after the record type, found \"$(P)\"")]
    [InlineData("record(ai, \"$(P)\") { field(DESC, a b) }", "1:36: error CHK001: ')' is expected after the value (quote a value that has spaces), found 'b'")]
    [InlineData("record(ai, \"$(P)) { }", "1:12: error CHK001: this string has no closing quote in its line")]
    [InlineData("record(ai, \"$(P)\") { feild(DESC, \"x\") }", "1:22: error CHK001: 'field', 'info', 'alias' or '}' is expected, found 'feild'; did you mean 'field'?")]
    [InlineData("record(ai, \"$(P)\") { } }", "1:24: error CHK001: there is a '}' too many")]
    [InlineData("recrod(ai, \"$(P)\") { }", "1:1: error CHK001: 'record', 'alias', 'include' or 'breaktable' is expected, found 'recrod'; did you mean 'record'?")]
    public void A_broken_database_is_told_with_its_place(string db, string expected) => Assert.Contains("a/src/x.db:" + expected, CheckedFleet.OfDb(db));

    [Fact]
    public void A_fault_does_not_hide_the_records_behind_it()
    {
        var findings = CheckedFleet.OfDb("record(ai, \"$(P)1\") {\n  field(DESC \"x\")\n  field(EGUU, \"K\")\n}\nrecord(ai, \"$(P)2\") {\nrecord(longim, \"$(P)3\") { }\n");
        Assert.Equal(
            [
                "a/src/x.db:2:14: error CHK001: ',' is expected after the name, found \"x\"",
                "a/src/x.db:3:9: error CHK025: a record of type ai has no field 'EGUU'; did you mean 'EGU'?",
                "a/src/x.db:6:1: error CHK001: '}' is expected: the record '$(P)2' of line 5 is not closed",
                "a/src/x.db:6:8: error CHK024: there is no record type 'longim'; did you mean 'longin'?",
            ],
            findings);
    }

    [Theory]
    [InlineData("record(ai, \"$(P)\") { field(PREC, \"three\") }", "CHK027: ai.PREC is 'three': a whole number is wanted")]
    [InlineData("record(ai, \"$(P)\") { field(PREC, \"1.5\") }", "CHK027: ai.PREC is '1.5': a whole number is wanted")]
    [InlineData("record(ai, \"$(P)\") { field(HIHI, \"1.5e\") }", "CHK027: ai.HIHI is '1.5e': a number is wanted")]
    [InlineData("record(ai, \"$(P)\") { field(LINR, \"LINAER\") }", "CHK026: ai.LINR is 'LINAER': did you mean 'LINEAR'? Allowed: NO CONVERSION, ")]
    [InlineData("record(ai, \"$(P)\") { field(SCAN, \"1 secnd\") }", "warning CHK026: ai.SCAN is '1 secnd': did you mean '1 second'? Allowed: Passive, ")]
    [InlineData("record(bo, \"$(P)\") { field(PREC, \"3\") }", "CHK025: a record of type bo has no field 'PREC'")]
    [InlineData("record(ai, \"$(P)\") { field(DESC, \"This text is much longer than forty characters.\") }", "CHK028: ai.DESC is 'This text is much longer than forty characters.': it has 47 bytes, and the field holds 40")]
    [InlineData("record(ai, \"$(P) X\") { }", "error CHK023: 'A X' has ' ', which EPICS refuses; good in all places are")]
    [InlineData("record(ai, \"$(P){X}\") { }", "warning CHK023: 'A{X}' has '{', which EPICS takes and some clients do not")]
    [InlineData("record(ai, \"-$(P)\") { }", "warning CHK023: '-A' begins with '-'")]
    [InlineData("\uFEFFrecord(ai, \"$(P)\") { }", "1:1: error CHK001: the file begins with a byte-order mark, which EPICS refuses")]
    [InlineData("record(*, \"$(P)\") { }", "1:8: error CHK001: a record type is expected, found '*', which must be in quotes")]
    [InlineData("record(ai, \"$(P)\") { field(FLNK, $(P):B) }", "1:34: error CHK001: '$(P):B' must be in quotes: without them EPICS 7 takes letters, digits and _ - + . only")]
    [InlineData("record(ai, \"$(P)\") { field(DESC, \"a\tb\") }", "1:34: error CHK001: the value holds a tab")]
    [InlineData("record(ai, \"$(P)\") { field(INP, {pva:{pv:\"x\"]}) }", "1:33: error CHK001: this '{' is not closed, or closed by another bracket")]
    [InlineData("record(ai, \"$(P)\") { field(LINR, \"typeSite\") }", "warning CHK026: ai.LINR is 'typeSite'")]
    [InlineData("record(ai, \"$(P)\") { }\nrecord(bo, \"$(P)\") { }", "error CHK020: 'A' is defined already at a/src/x.db:1; EPICS refuses the second; rename one")]
    [InlineData("record(ai, \"$(P)\") { }\nrecord(\"*\", \"$(P)\") { field(EGUU, \"K\") info(autosaveFields, \"VALL\") }", "2:29: error CHK025: a record of type ai has no field 'EGUU'")]
    [InlineData("record(ai, \"$(P)\") { }\nrecord(\"*\", \"$(P)\") { field(EGUU, \"K\") info(autosaveFields, \"VALL\") }", "error CHK030: 'autosaveFields' names 'VALL'")]
    [InlineData("record(\"*\", \"$(P)\") { }\nrecord(ai, \"$(P)\") { }", "1:13: error CHK029: no record 'A' to be changed was loaded before")]
    [InlineData("record(ai, \"$(P)\") { }\nalias(\"B\", \"C\")", "2:12: error CHK029: no record 'B' to have another name was loaded before")]
    [InlineData("record(ai, \"\") { }", "1:12: error CHK023: the record has no name")]
    [InlineData("record(ai, \"$(P)\") { field(NAME, \"x\") }", "error CHK025: field 'NAME' of a record of type ai can't be set in a database")]
    [InlineData("record(ai, \"$(P)\") { field(DTYP, \"stream\") }", "1:34: error CHK044: the record has 'stream', and neither INP nor OUT says with what it talks")]
    [InlineData("record(ai, \"$(P)\") { field(DTYP, \"stream\") }\nrecord(\"*\", \"$(P)\") { field(INP, \"@x.proto get L0\") }", "2:34: error CHK042: 'x.proto' is not among 'protocols'")]
    [InlineData("record(\"#\", \"$(P)\") { }", "warning CHK029: no record 'A' to be taken away was loaded before")]
    [InlineData("record(ai, \"$(P).X\") { }", "CHK023: 'A.X' has a '.', which separates the field from the record")]
    [InlineData("record(ai, \"$(P)1234567890123456789012345678901234567890123456789012345678901\") { }", "has 62 characters; EPICS takes 60")]
    [InlineData("record(fancy, \"$(P)\") { field(ANY, \"1\") }", "warning CHK024: record type 'fancy' is neither of EPICS base nor of the usual modules")]
    [InlineData("record(ai, \"$(P)\") { }\nrecord(ai, \"$(P)\") { }", "a/src/x.db:2:12: error CHK020: 'A' is defined already at a/src/x.db:1; EPICS joins the two")]
    [InlineData("record(ai, \"$(P)\") { }\nrecord(ai, \"$(P)B\") { alias(\"$(P)\") }", "CHK020: 'A' is defined already")]
    [InlineData("record(ai, \"$(P)$(R)\") { }", "a/src/x.db:1:17: error CHK010: macro 'R' has no value: the load of a/ioc.yaml:1 gives none")]
    [InlineData("# $(OLD)\nrecord(ai, \"$(P)\") { }", "a/src/x.db:1:3: warning CHK010: macro 'OLD' has no value")]
    [InlineData("record(ai, \"X\") { }", "a/ioc.yaml:1:38: warning CHK011: x.db does not use macro 'P'; take it away or correct its name")]
    [InlineData("record(ai, \"$(P)\") { info(autosaveFields, \"VAL\") }", "warning CHK031: 1 tag of autosave, and the module is off")]
    [InlineData("record(ai, \"$(P)\") { info(autosaveField, \"VAL\") }", "warning CHK032: autosave does not know the tag 'autosaveField'; did you mean 'autosaveFields'?")]
    [InlineData("record(ai, \"$(P)\") { info(autosaveFields, \"VAL HIGHH\") }", "error CHK030: 'autosaveFields' names 'HIGHH', and a record of type ai has no such field; did you mean 'HIGH'?")]
    [InlineData("record(ai, \"$(P)\") { field(DTYP, \"asynInt32\") field(INP, \"@asyn(L0,0,1)X\") }", "error CHK040: no line of st.cmd configures the port 'L0'")]
    [InlineData("record(ai, \"$(P)\") { field(DTYP, \"asynInt32\") field(INP, \"asyn(L0)\") }", "error CHK044: 'asyn(L0)' is no address of asyn")]
    [InlineData("record(ai, \"$(P)\") { field(DTYP, \"stream\") field(INP, \"@x.proto get L0\") }", "error CHK042: 'x.proto' is not among 'protocols'")]
    public void A_mistake_in_a_database_is_told(string db, string expected) => Assert.Contains(CheckedFleet.OfDb(db), f => f.Contains(expected, StringComparison.Ordinal));

    [Theory]
    [InlineData("record(ai, \"$(P)\") { field(VAL, \"$(V=3)\") field(DESC, \"$(D=)\") }")]
    [InlineData("record(ai, \"$(P)\") { field(INP, {pva:{pv:\"X\"}}) info(Q:group, {\"a\":{\"b\":1}}) }")]
    [InlineData("record(mbbo, \"$(P)\") { field(ZRST, \"a\") field(ZRVL, \"0x1F\") field(FFVL, 12) field(VAL, 0) field(PINI, YES) field(OUT, \"\") }")]
    [InlineData("record(ai, \"$(P)\") { alias(\"$(P):other\") }\nrecord(\"*\", \"$(P)\") { field(DESC, \"more\") }\nalias(\"$(P)\", \"$(P):third\")")]
    [InlineData("breaktable(t) { 0 0\n 10 100 }\nrecord(ai, $(P)) { field(LINR, 2) field(PHAS, 1) }")]
    [InlineData("record(motor, \"$(P)\") { field(VELO, \"1\") field(ANYTHING, \"x\") }")]
    [InlineData("record(ai, \"$(P)\") { field(INP, [1, 2, \"a ] b\"]) field(FLNK, {calc:{expr:\"A}B\", args:[{db:\"r\"}, 2]}}) }")]
    [InlineData("record(ai, \"$(P)\") { }\nrecord(\"#\", \"$(P)\") { }\nrecord(bo, \"$(P)\") { field(ZNAM, \"off\") }")]
    [InlineData("record(ai, \"$(P)\") { field(INP, {const: ${V=1}}) field(EGU, mm) field(DESC, 'it is') }\r\n\tgrecord(bo, \"$(P)b\")\r\n")]
    [InlineData("record(calc, \"$(P)\") { field(INPU, \"1\") field(CALC, \"A+\\\"x\\\"\") }")]
    public void What_EPICS_takes_is_no_finding(string db) => Assert.Empty(CheckedFleet.OfDb(db));

    [Fact]
    public void Two_IOCs_that_serve_one_PV_are_told_whatever_the_order_of_macros()
    {
        var db = ("x.db", "record(ai, \"$(P):$(R)\") { }");
        var findings = new CheckedFleet()
            .With("a", "databases: [{file: x.db, macros: {P: S, R: T}}]", db)
            .With("b", "databases: [{file: x.db, macros: {R: T, P: S}}]", db)
            .Run();
        Assert.Equal(["b/src/x.db:1:12: error CHK021: 'S:T' is served by IOC 'a' too (a/src/x.db:1); clients would get either of them"], findings);
    }

    [Fact]
    public void Stream_protocols_and_ports_are_followed_into_their_files()
    {
        const string db = """
            record(ai, "$(P):1") { field(DTYP, "stream") field(INP, "@d.proto read(1,\"a b\") L0") }
            record(ai, "$(P):2") { field(DTYP, "stream") field(INP, "@d.proto raed L0") }
            record(ai, "$(P):3") { field(DTYP, "stream") field(INP, "@d.proto read() L1") }
            """;
        const string yaml = """
            databases: [{file: x.db, macros: {P: A}}]
            protocols: [d.proto, e.proto]
            ports:
              - {name: L0, type: tcp, host: h, port: 1}
              - {name: L9, type: serial, device: /dev/ttyS0}
            """;
        Assert.Equal(
            [
                "a/ioc.yaml:2:22: warning CHK003: no record calls a protocol of e.proto",
                "a/ioc.yaml:5:5: warning CHK041: no record uses the port 'L9'",
                "a/ioc.yaml:5:5: warning CHK050: /dev/ttyS0 is a device of one node, and nothing says of which; add 'constraints' to 'deploy', such as node.hostname == NAME",
                "a/src/e.proto:2:1: error CHK001: there is a '}' too many",
                "a/src/x.db:2:57: error CHK043: d.proto does not define 'raed'; did you mean 'read'?",
                "a/src/x.db:3:57: error CHK040: no line of st.cmd configures the port 'L1'; did you mean 'L0'?; add it to 'ports' in ioc.yaml",
            ],
            CheckedFleet.Findings(yaml, ("x.db", db), ("d.proto", "Terminator = CR LF;\nread { out \"X;\\$1\"; @init { in \"%f\"; } }"), ("e.proto", "get { out 'A'; }\n}")));
    }

    [Fact]
    public void An_asyn_record_of_a_database_uses_its_port()
    {
        const string yaml = "health: none\ndatabases: [{file: x.db, macros: {P: A}}]\nports: [{name: L0, type: tcp, host: h, port: 502}]";
        Assert.Empty(CheckedFleet.Findings(yaml, ("x.db", "record(asyn, \"$(P)\") { field(DTYP, \"asynRecordDevice\") field(PORT, \"L0\") }")));
        Assert.Contains("CHK040: no line of st.cmd configures the port 'L1'", CheckedFleet.Findings(yaml, ("x.db", "record(asyn, \"$(P)\") { field(PORT, \"L1\") }"))[^1], StringComparison.Ordinal);
    }

    [Fact]
    public void A_line_that_loads_asyns_record_needs_its_port()
    {
        const string yaml = "health: none\nports: [{name: L0, type: tcp, host: h, port: 1}]\ncommands: {at-load: ['dbLoadRecords(\"/opt/EPICS/IOC/ST-IOC/db/asynRecord.db\",\"P=A,R=:a,PORT=L0\")', 'dbLoadRecords(\"/opt/EPICS/IOC/ST-IOC/db/asynRecord.db\",\"P=A,R=:b,PORT=LO\")']}";
        Assert.Equal(["a/generated/st.cmd:11: error CHK040: no line of st.cmd configures the port 'LO'; did you mean 'L0'?; add it to 'ports' in ioc.yaml"], CheckedFleet.Findings(yaml));
    }

    [Fact]
    public void A_port_that_a_command_configures_and_one_that_another_driver_takes_are_used()
    {
        const string yaml = """
            databases: [{file: x.db, macros: {P: A}}]
            ports: [{name: L0, type: tcp, host: h, port: 502}]
            commands: {before-load: 'drvModbusAsynConfigure("MB","L0",1,3,0,10,0,100,"PLC")'}
            """;
        Assert.Empty(CheckedFleet.Findings(yaml, ("x.db", "record(ai, \"$(P)\") { field(DTYP, \"asynInt32\") field(INP, \"@asyn(MB 0 1)X\") }")));
    }

    [Fact]
    public void Loads_of_commands_are_followed_with_their_macros_and_the_environment()
    {
        const string yaml = """
            environment: {AREA: A}
            commands:
              at-load: |
                dbLoadRecords("db/one.db","P=$(AREA),D='x, y',RATE=5")
                dbLoadTemplate("db/many.substitutions")
                dbLoadRecords("db/gone.db")
                dbLoadRecords("$(ASYN)/db/asynRecord.db","P=A")
                dbLoadRecords("$(EXTRA)")
              after-init: dbLoadRecords("db/one.db","P=B,D=,RATE=5")
            files:
              - {source: one.db, target: startup/db/}
              - {source: many.substitutions, target: startup/db/}
              - {source: lost.db, target: startup/db/}
            """;
        var findings = CheckedFleet.Findings(
            yaml,
            ("one.db", "record(ai, \"$(P):$(RATE)\") { field(DESC, \"$(D)\") }"),
            ("many.substitutions", "global { D=\"g\", RATE=5 }\nfile one.db { pattern { P, UNUSED } { \"C\", 1 } { A 2 } { X } }\nfile \"db/one.db\" { { P=D } }"),
            ("lost.db", "x"),
            ("spare.db", "x"));
        Assert.Equal(
            [
                "a/generated/st.cmd:12: error CHK002: 'startup/db/gone.db' is not in the run folder; did you mean 'startup/db/one.db'?; deliver it with 'databases' or 'files', or correct the path",
                "a/generated/st.cmd:14: warning CHK013: 'EXTRA' is set neither here nor in 'environment'; where the image's envPaths sets it, say so with 'allow' in ioc.yaml",
                "a/generated/st.cmd:16: error CHK014: dbLoadRecords of 'db/one.db' comes after iocInit, where EPICS loads nothing any more; move it to 'at-load'",
                "a/ioc.yaml:13:5: warning CHK003: startup/db/lost.db is delivered and never loaded; load it in 'databases' or with a command in 'at-load'",
            ],
            findings.Where(f => !f.Contains("many", StringComparison.Ordinal) && !f.Contains("spare", StringComparison.Ordinal)));
        Assert.Contains("a/src/spare.db: warning CHK003: nothing in ioc.yaml names this file; load it, deliver it with 'files', or remove it", findings);
        Assert.Equal(
            ["2:37: error CHK002: 'startup/one.db'", "2:48: error CHK002: 'startup/one.db'", "2:56: warning CHK001: this set has 1 values, and", "2:56: error CHK002: 'startup/one.db'"],
            findings.Where(f => f.Contains("many", StringComparison.Ordinal)).Select(f => f["a/src/many.substitutions:".Length..]).Select(f => f.Contains("CHK001", StringComparison.Ordinal) ? f[..48] : f[..36]));
    }

    [Fact]
    public void Placeholders_are_told_at_the_value()
    {
        var findings = CheckedFleet.Findings("databases:\n  - file: x.db\n    macros:\n      P: A\n      PORT: xxx", ("x.db", "record(ai, \"$(P)\") { field(DESC, \"$(PORT)\") }"));
        Assert.Equal(["a/ioc.yaml:5:13: warning CHK012: macro 'PORT' is 'xxx', which looks like a value that is still to be filled in"], findings);
    }

    [Fact]
    public void IOCs_that_want_one_port_of_a_host_are_told_unless_they_can_not_meet()
    {
        static string Yaml(string node, int port) => $"environment: {{EPICS_CAS_SERVER_PORT: {port}}}\ndeploy: {{constraints: [node.hostname == {node}]}}\nhealth: none";
        var fleet = new CheckedFleet().With("a", Yaml("n1", 6000)).With("b", Yaml("n1", 6000)).With("c", Yaml("n2", 6000)).With("d", Yaml("n1", 5064)).With("e", Yaml("n1", 5064));
        Assert.Equal(["b/ioc.yaml:1:38: error CHK051: EPICS_CAS_SERVER_PORT is 6000, which IOC 'a' wants too (a/ioc.yaml:1); choose another, or keep the two apart with 'constraints'"], fleet.Run());
    }

    [Fact]
    public void A_port_that_a_command_of_st_cmd_sets_counts_too()
    {
        const string yaml = "health: none\ncommands: {before-load: 'epicsEnvSet(\"EPICS_PVAS_SERVER_PORT\",\"6001\")'}";
        Assert.Equal(
            ["b/generated/st.cmd:8: error CHK051: EPICS_PVAS_SERVER_PORT is 6001, which IOC 'a' wants too (a/generated/st.cmd:8); choose another, or keep the two apart with 'constraints'"],
            new CheckedFleet().With("a", yaml).With("b", yaml).Run());
    }

    [Theory]
    [InlineData("health: {pv: 'A:Valeu'}\ndatabases: [{file: x.db, macros: {P: A}}]", "a/ioc.yaml:1:14: warning CHK060: no database of this IOC defines the PV 'A:Valeu'; did you mean 'A:Value'?; the health check would never pass")]
    [InlineData("health: {command: [/opt/EPICS/RUN/a/settings/cheek.sh]}\nfiles: [{source: check.sh, mode: 0555}]", "a/ioc.yaml:1:19: warning CHK060: 'settings/cheek.sh' is not in the run folder; did you mean 'settings/check.sh'?; deliver it with 'files'")]
    [InlineData("health: {command: [/opt/EPICS/RUN/a/settings/check.sh]}\nfiles: [{source: check.sh}]", "a/ioc.yaml:1:19: warning CHK060: 'settings/check.sh' is delivered with mode 444 and can't be run; give it 'mode: 0555' in 'files'")]
    public void A_health_check_that_can_not_pass_is_told(string yaml, string expected) =>
        Assert.Contains(expected, CheckedFleet.Findings(yaml, ("x.db", "record(ai, \"$(P):Value\") { }"), ("check.sh", "#!/bin/sh")));

    [Theory]
    [InlineData("health: {pv: 'A:Value.STAT'}")]
    [InlineData("health: {pv: 'a:UPTIME'}\nmodules: [status-ioc]")]
    [InlineData("health: {pv: 'Any'}\ncommands: {at-load: 'dbLoadRecords(\"/opt/more.db\")'}")]
    [InlineData("health: {command: [/usr/bin/test, -e, /x]}")]
    [InlineData("health: {command: [/opt/EPICS/RUN/a/settings/check.sh]}\nfiles: [{source: check.sh, mode: 0555}]")]
    public void A_health_check_that_may_pass_is_no_finding(string yaml) =>
        Assert.DoesNotContain(CheckedFleet.Findings(yaml + "\ndatabases: [{file: x.db, macros: {P: A}}]", ("x.db", "record(ai, \"$(P):Value\") { }"), ("check.sh", "#!/bin/sh")), f => f.Contains("CHK060", StringComparison.Ordinal));

    [Fact]
    public void What_the_swarm_lacks_is_told_at_the_setting_that_asks_for_it_and_can_be_allowed()
    {
        Finding[] found =
        [
            new("placement", FindingSeverity.Error, "No node is what t_srv-a asks for.", "LabelNode one.") { Services = ["t_srv-a"] },
            new("mount-missing", FindingSeverity.Error, "n1 has no /save/a.", "Make it.") { Services = ["t_srv-a", "t_srv-b"] },
            new("image-missing", FindingSeverity.Error, "n1 has no image x:1.", "Load it.") { Services = ["t_srv-b"] },
            new("managers-even", FindingSeverity.Warning, "2", "x"),
        ];
        var fleet = new CheckedFleet()
            .With("a", "save-folder: /save\ndeploy: {constraints: [node.labels.x == y]}\nhealth: none")
            .With("b", "image: x:1\nallow: {CHK071: comes tomorrow}\nhealth: none");

        var report = FleetCheck.Run(fleet.Contents(), null, found);

        Assert.Equal(
            [
                "iocs/a/ioc.yaml:1:14: error CHK071: n1 has no /save/a; make it",
                "iocs/a/ioc.yaml:2:23: error CHK070: No node is what t_srv-a asks for; LabelNode one",
                "iocs/b/ioc.yaml:1:8: error CHK072: n1 has no image x:1; load it",
            ],
            report.Findings.Select(f => f.ToString()));
        Assert.Equal("CHK071", Assert.Single(report.Allowed).Finding.Code);
        // Nobody asked the swarm: the allowance is not one too many.
        Assert.Empty(FleetCheck.Run(fleet.Contents()).Findings);
    }

    [Fact]
    public void What_is_allowed_with_a_reason_is_no_finding_and_an_allowance_too_many_is_one()
    {
        var fleet = new CheckedFleet().With("a", "allow:\n  CHK011: shared by three IOCs\n  CHK020: never seen\ndatabases: [{file: x.db, macros: {P: A}}]", ("x.db", "record(ai, \"X\") { }"));
        var report = FleetCheck.Run(fleet.Contents());
        Assert.Equal(["iocs/a/ioc.yaml:3:11: warning CHK090: 'CHK020' is allowed, and there is no such finding any more; take the line away"], report.Findings.Select(f => f.ToString()));
        Assert.Equal([("CHK011", "shared by three IOCs")], report.Allowed.Select(a => (a.Finding.Code, a.Reason)));
    }

    [Fact]
    public void A_line_that_iocsh_does_not_run_is_told() => Assert.Equal(
        ["a/generated/st.cmd:8: error CHK015: iocsh does not run this line: a \" has no end; system(\"echo)", "a/generated/st.cmd:9: error CHK015: iocsh does not run this line: it ends with a backslash; echo x\\"],
        CheckedFleet.Findings("health: none\nreport: false\ncommands: {before-load: ['system(\"echo)', 'echo x\\', 'echo \"it''s\"', \"# don't\"]}"));
}
