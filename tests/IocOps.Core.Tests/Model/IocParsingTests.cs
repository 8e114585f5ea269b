using System.Text;
using IocOps.Core.Model;

namespace IocOps.Core.Tests.Model;

public sealed class IocParsingTests
{
    [Fact]
    public void A_minimal_ioc_takes_everything_else_from_the_site()
    {
        var ioc = Sample.Good("databases: [a.db]");
        Assert.Equal("iocops/lab-ioc:1", ioc.Image);
        Assert.Equal("ST-IOC", ioc.Bin);
        Assert.Equal("swarm", ioc.Host);
        Assert.Equal(Modules.None, ioc.Modules);
        Assert.Equal("/opt/EPICS/RUN/ramper", ioc.Layout.RunFolder);
        Assert.Equal("ST_IOC_registerRecordDeviceDriver", ioc.Layout.Registrar);
        Assert.Equal("TEST:Value", ioc.Health!.Pv);
        Assert.True(ioc.Report);
    }

    [Fact]
    public void Every_mistake_of_a_file_is_reported_in_one_run_with_its_place()
    {
        var problems = Sample.Problems("""
            descripton: x
            modules: [autosaev]
            databases:
              - file: c.db
            report: True
            delivery: nfs
            """);
        Assert.Equal(
            [
                "iocs/ramper/ioc.yaml:1:1: error IOC002: there is no key 'descripton' in ioc.yaml; did you mean 'description'? Allowed: description, host, image, bin, layout, modules, caputlog-json, environment, databases, ports, asyn-records, protocols, commands, files, report, delivery, save-folder, health, deploy, allow",
                "iocs/ramper/ioc.yaml:1:1: error IOC040: no PV was found for the health check; switch on the module status-ioc, or give 'health: {pv: NAME}' with a PV of this IOC, 'health: {command: [PROGRAM, ARGUMENT]}', or 'health: none'",
                "iocs/ramper/ioc.yaml:2:11: error IOC005: 'modules' is 'autosaev'; did you mean 'autosave'? Allowed: autosave, caputlog, status-ioc, status-os",
                "iocs/ramper/ioc.yaml:4:11: error IOC020: there is no file src/c.db; did you mean 'a.db'?",
                "iocs/ramper/ioc.yaml:5:9: error IOC005: 'report' is 'True'; write true or false",
                "iocs/ramper/ioc.yaml:6:11: error IOC005: 'delivery' is 'nfs'; allowed: configs, mount",
            ],
            problems);
    }

    [Theory]
    [InlineData("ramper", true)]
    [InlineData("8-ball", true)]
    [InlineData("-x", false)]
    [InlineData("Ramper", false)]
    [InlineData("a.b", false)]
    [InlineData("a b", false)]
    [InlineData("x;touch F", false)]
    [InlineData("$(touch F)", false)]
    [InlineData("log", false)]
    [InlineData("ramper\n", false)]
    public void A_folder_name_must_do_as_a_service_name(string name, bool good) =>
        Assert.Equal(good, Sample.ParseOne("databases: [a.db]", name).Members.Single().Ioc is not null);

    [Fact]
    public void A_service_name_has_at_most_63_characters()
    {
        Assert.Empty(Sample.Problems("databases: [a.db]", new string('a', 63 - "dals_srv-".Length)));
        var problem = Assert.Single(Sample.Problems("databases: [a.db]", new string('a', 64 - "dals_srv-".Length)));
        Assert.Contains("IOC010", problem, StringComparison.Ordinal);
        Assert.Contains("by 1", problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("# only a comment")]
    public void An_empty_file_is_a_mistake_and_no_blank_ioc(string yaml) => Assert.Contains("IOC001", Assert.Single(Sample.Problems(yaml)), StringComparison.Ordinal);

    [Fact]
    public void A_broken_ioc_leaves_the_others_whole()
    {
        var fleet = Sample.Parse(
            Sample.Site,
            Sample.Folder("bad", "databases: [", ("a.db", Sample.Db)),
            Sample.Folder("good", "databases: [a.db]", ("a.db", Sample.Db)),
            Sample.Folder("missing", null));
        Assert.Equal([null, "good", null], fleet.Members.Select(m => m.Ioc?.Name));
        Assert.Equal(["YML003", "IOC001"], fleet.Problems.Select(p => p.Code));
        Assert.NotNull(fleet.Site);
    }

    [Theory]
    [InlineData("../x.db", "IOC021")]
    [InlineData("/etc/passwd", "IOC021")]
    [InlineData("sub/../../x.db", "IOC021")]
    [InlineData(@"..\x.db", "IOC021")]
    [InlineData("./a.db", "IOC021")]
    [InlineData("a b.db", "IOC008")]
    [InlineData("$(touch F).db", "IOC008")]
    [InlineData("x.db", "IOC020")]
    public void A_source_is_an_existing_file_below_src(string name, string code) =>
        Assert.Contains(Sample.Problems($"databases: ['{name}']\nhealth: none"), p => p.Contains(code, StringComparison.Ordinal));

    [Theory]
    [InlineData("A: ''", "")]
    [InlineData("A:", "")]
    [InlineData("A: B=C", "B=C")]
    [InlineData("A: 'x, y; z'", "x, y; z")]
    [InlineData("A: \"'quoted'\"", "'quoted'")]
    [InlineData("A: 100 %", "100 %")]
    [InlineData("A: 0010", "0010")]
    [InlineData("A: true", "true")]
    [InlineData("A: $(P):x", "$(P):x")]
    public void A_macro_keeps_its_value_to_the_letter(string macros, string value) =>
        Assert.Equal(new Macro("A", value), Sample.Good($"databases:\n  - file: a.db\n    macros:\n      {macros}").Databases[0].Macros[0]);

    [Theory]
    [InlineData("'A B': x", "IOC008")]
    [InlineData("'': x", "IOC008")]
    [InlineData("'A=1,B': x", "IOC008")]
    [InlineData("A: \"two\\nlines\"", "IOC007")]
    [InlineData("A: $(touch F)", "IOC007")]
    [InlineData("A: $(open", "IOC007")]
    [InlineData("A: [1]", "IOC003")]
    [InlineData("DESC: say \"hi\"", "IOC024")]
    public void A_macro_that_epics_would_misread_is_refused(string macros, string code) =>
        Assert.Contains(code, Assert.Single(Sample.Problems($"databases:\n  - file: a.db\n    macros:\n      {macros}")), StringComparison.Ordinal);

    [Theory]
    [InlineData(@"DESC: 'say \""hi\""'")]
    [InlineData("JSON: '{\"const\": 1}'")]
    public void A_quote_is_fine_where_it_does_not_end_a_string(string macros) =>
        Sample.Good($"databases:\n  - file: a.db\n    macros:\n      {macros}");

    [Fact]
    public void The_same_load_twice_is_refused()
    {
        var problem = Assert.Single(Sample.Problems("""
            databases:
              - {file: a.db, macros: {P: A, DESC: x}}
              - {file: a.db, macros: {P: B}}
              - {file: a.db, macros: {DESC: x, P: A}}
            """));
        Assert.StartsWith("iocs/ramper/ioc.yaml:4:5: error IOC022: src/a.db is loaded with the same macros in line 2", problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("A: 'say \"hi\"'", true)]
    [InlineData("A: \"it's\"", true)]
    [InlineData("A: $(TOP)/x", true)]
    [InlineData("A: 'a; b = c, 50 %'", true)]
    [InlineData("A: \"both ' and \\\"\"", false)]
    [InlineData("A: '\"$(TOP)\"'", false)]
    [InlineData("A: $(touch F)", false)]
    [InlineData("A: \"a\\nb\"", false)]
    [InlineData("A: \"\\x1b[31m\"", false)]
    [InlineData("'A B': x", false)]
    [InlineData("1A: x", false)]
    [InlineData("TOP: x", false)]
    public void A_variable_is_something_that_st_cmd_can_set(string line, bool good) =>
        Assert.Equal(good, Sample.Problems($"databases: [a.db]\nenvironment:\n  {line}").Count == 0);

    [Theory]
    [InlineData("{name: L0, type: tcp, host: 127.0.0.1, port: 65535}", null)]
    [InlineData("{name: L0, type: tcp, host: 127.0.0.1, port: 65536}", "IOC006")]
    [InlineData("{name: L0, type: tcp, host: 127.0.0.1, port: many}", "IOC006")]
    [InlineData("{name: L0, type: tcp, host: 127.0.0.1}", "IOC004")]
    [InlineData("{name: L0, type: tcp, host: 'a b', port: 1}", "IOC008")]
    [InlineData("{name: 'L\"0', type: tcp, host: a, port: 1}", "IOC008")]
    [InlineData("{name: L0, type: tpc, host: a, port: 1}", "IOC005")]
    [InlineData("{name: L0, type: tcp, host: a, port: 1, baud: 9600}", "IOC041")]
    [InlineData("{name: L0, type: serial, device: /dev/ttyS0, baud: 9600, parity: even, bits: 7, stop: 2}", null)]
    [InlineData("{name: L0, type: serial, device: /dev/ttyS0, baud: 9601}", "IOC005")]
    [InlineData("{name: L0, type: serial, device: /etc/passwd}", "IOC008")]
    [InlineData("{name: L0, type: serial, device: /dev/../etc/passwd}", "IOC008")]
    [InlineData("{name: L0, type: command, command: 'drvXConfigure(\"L0\")'}", null)]
    [InlineData("{name: L0, type: command}", "IOC004")]
    [InlineData("{name: L0}", "IOC004")]
    [InlineData("L0", "IOC003")]
    public void A_port_is_typed(string port, string? code)
    {
        var problems = Sample.Problems($"databases: [a.db]\nports:\n  - {port}");
        if (code is null) Assert.Empty(problems);
        else Assert.Contains(code, Assert.Single(problems), StringComparison.Ordinal);
    }

    [Fact]
    public void A_mistake_is_told_once_and_with_what_to_write()
    {
        var problems = Sample.Problems("""
            databases: [{file: a.db, macros: P=x}]
            ports: [{name: PLC1, type: tcp, host: "plc:4001"}]
            asyn-records: [{port: PLC1}]
            report: "true"
            """);
        Assert.Equal(
            [
                "iocs/ramper/ioc.yaml:1:34: error IOC003: 'macros' must be a mapping (NAME: value); this is a text",
                "iocs/ramper/ioc.yaml:2:9: error IOC004: 'port' is missing; wanted is a whole number from 1 to 65535",
                "iocs/ramper/ioc.yaml:2:39: error IOC008: 'host' is 'plc:4001'; the number has a key of its own: write 'host: plc' and 'port: 4001'",
                "iocs/ramper/ioc.yaml:4:9: error IOC005: 'report' is the text 'true'; write true without quotes",
            ],
            problems);
    }

    [Fact]
    public void A_load_has_at_most_100_macros_unless_EPICS_was_told_of_more()
    {
        string Yaml(int macros) => $"databases: [{{file: a.db, macros: {{{string.Join(", ", Enumerable.Range(0, macros).Select(i => $"M{i}: x"))}}}}}]";
        Assert.Empty(Sample.Problems(Yaml(100)));
        Assert.Contains("IOC023: src/a.db is loaded with 101 macros", Assert.Single(Sample.Problems(Yaml(101))), StringComparison.Ordinal);
        Assert.Empty(Sample.Problems($"{Yaml(101)}\ncommands: {{before-load: 'var(\"dbTemplateMaxVars\",101)'}}"));
    }

    [Fact]
    public void Variables_are_set_in_the_order_in_which_they_were_written_the_sites_first()
    {
        const string site = "stack: dals\ndefaults: {image: a:1, environment: {Z: /z, B: $(Z)/b}}";
        var ioc = Sample.ParseOne("databases: [a.db]\nenvironment: {Y: $(B)/y, A: $(Y)/a, Z: /other}", site: site).Iocs.Single();
        Assert.Equal(["Z=/other", "B=$(Z)/b", "Y=$(B)/y", "A=$(Y)/a"], ioc.Environment.Select(v => $"{v.Name}={v.Value}"));
    }

    [Fact]
    public void An_asyn_record_needs_a_port_that_exists()
    {
        var problem = Assert.Single(Sample.Problems("""
            databases: [a.db]
            ports:
              - {name: PLC1, type: tcp, host: a, port: 1}
            asyn-records:
              - port: PLC2
            """));
        Assert.Equal("iocs/ramper/ioc.yaml:5:11: error IOC030: there is no port 'PLC2' in 'ports'; did you mean 'PLC1'?", problem);
    }

    [Theory]
    [InlineData("limits: {memory: 64M, cpus: 0.5}", null)]
    [InlineData("limits: {memory: 64}", "IOC008")]
    [InlineData("limits: {memory: 64MB, cpus: 1,5}", "IOC002")]
    [InlineData("limits: {memory: 1M}", "IOC006")]
    [InlineData("limits: {cpus: 0}", "IOC006")]
    [InlineData("limits: {cpus: -1}", "IOC008")]
    [InlineData("limits: {memory: 64M}\n  reservations: {memory: 128M}", "IOC041")]
    [InlineData("constraints: [node.role==manager]", null)]
    [InlineData("constraints: ['node.labels.serial == yes', 'node.hostname != a']", null)]
    [InlineData("constraints: [node.role = manager]", "IOC008")]
    [InlineData("constraints: [node.rolle == manager]", "IOC008")]
    [InlineData("constraints: [node.role == boss]", "IOC005")]
    [InlineData("labels: {group: 'a b'}", null)]
    [InlineData("labels: {com.docker.stack.namespace: x}", "IOC005")]
    [InlineData("labels: {iocops.owner: x}", "IOC005")]
    [InlineData("labels: {'a b': x}", "IOC008")]
    public void Deployment_is_checked_before_docker_sees_it(string deploy, string? code)
    {
        var problems = Sample.Problems($"databases: [a.db]\ndeploy:\n  {deploy}");
        if (code is null) Assert.Empty(problems);
        else Assert.Contains(problems, p => p.Contains(code, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("source: a.proto", "settings/a.proto", null)]
    [InlineData("source: a.proto\n    target: settings/x/", "settings/x/a.proto", null)]
    [InlineData("source: a.proto\n    target: ../x", null, "IOC021")]
    [InlineData("source: a.proto\n    target: /etc/x", null, "IOC021")]
    [InlineData("source: a.proto\n    target: startup/iocBoot/st.cmd", null, "IOC022")]
    [InlineData("source: a.proto\n    target: startup/db/a.db", null, "IOC022")]
    [InlineData("source: a.proto\n    target: log/autosave/x.sav", null, "IOC005")]
    [InlineData("source: a.proto\n    mode: 0999", null, "IOC008")]
    [InlineData("source: a.proto\n    mode: 4755", null, "IOC008")]
    [InlineData("target: settings/x", null, "IOC004")]
    public void A_file_goes_to_a_free_place_in_the_run_folder(string file, string? target, string? code)
    {
        var fleet = Sample.ParseOne($"databases: [a.db]\nfiles:\n  - {file}");
        if (code is null) Assert.Equal(target, fleet.Iocs.Single().Files.Single().Target);
        else Assert.Contains(fleet.Problems, p => p.Code == code);
    }

    [Theory]
    [InlineData("0644", 0x1A4)]
    [InlineData("'755'", 0x1ED)]
    [InlineData("444", 0x124)]
    public void A_mode_is_octal_with_and_without_quotes(string mode, int expected) =>
        Assert.Equal(expected, Sample.Good($"databases: [a.db]\nfiles:\n  - {{source: a.proto, mode: {mode}}}").Files.Single().Mode);

    [Fact]
    public void Raw_commands_are_kept_as_they_are_with_comments_and_percent_signs()
    {
        var ioc = Sample.Good("""
            databases: [a.db]
            commands:
              before-load: |
                # 100 % of it

                epicsEnvSet("A","%d")
              after-init:
                - "dbpf X 1; # not a comment"
            """);
        Assert.Equal(["# 100 % of it", "", "epicsEnvSet(\"A\",\"%d\")"], ioc.Commands.BeforeLoad);
        Assert.Equal(["dbpf X 1; # not a comment"], ioc.Commands.AfterInit);
    }

    [Theory]
    [InlineData("health: none", null)]
    [InlineData("health: {pv: 'A:B.STAT'}", "A:B.STAT")]
    [InlineData("modules: [status-ioc]", "ramper:HEARTBEAT")]
    [InlineData("modules: [status-ioc]\nhealth: auto", "ramper:HEARTBEAT")]
    [InlineData("modules: [status-ioc]\nhealth: {interval: 20s}", "ramper:HEARTBEAT")]
    [InlineData("health: {command: [/bin/sh, -c, 'test -e /x']}", null)]
    [InlineData("databases: [{file: a.db, macros: {P: X}}]", "X:Value")]
    [InlineData("databases: [{file: a.db, macros: {P: $(Q), Q: Y}}]", "Y:Value")]
    public void The_health_check_finds_its_pv(string yaml, string? pv) => Assert.Equal(pv, Sample.Good(yaml).Health?.Pv);

    [Theory]
    [InlineData("health: never", "IOC005")]
    [InlineData("health: {pv: 'a b'}", "IOC008")]
    [InlineData("health: {pv: '$(touch F)'}", "IOC008")]
    [InlineData("health: {pv: a, interval: 10}", "IOC008")]
    [InlineData("health: {pv: a, interval: 1ms}", "IOC006")]
    [InlineData("health: {pv: a, retries: 0}", "IOC006")]
    [InlineData("report: false", "IOC040")]
    [InlineData("health: auto", "IOC040")]
    [InlineData("health: {pv: a, command: [b]}", "IOC041")]
    [InlineData("health: {command: test -e /x}", "write [/bin/sh, -c, 'test -e /x']")]
    [InlineData("health: {command: []}", "IOC004")]
    [InlineData("health: {command: ['']}", "IOC004")]
    [InlineData("health: {command: {a: b}}", "IOC003")]
    [InlineData("health: {command: [x, \"a\\nb\"]}", "IOC007")]
    [InlineData("health: [auto]", "IOC003")]
    public void A_health_check_that_cannot_work_is_refused(string yaml, string code) =>
        Assert.Contains(code, Assert.Single(Sample.Problems(yaml)), StringComparison.Ordinal);

    [Fact]
    public void A_record_name_over_60_characters_is_no_health_pv()
    {
        Assert.Empty(Sample.Problems($"health: {{pv: {new string('a', 60)}}}"));
        Assert.NotEmpty(Sample.Problems($"health: {{pv: {new string('a', 61)}}}"));
    }

    [Fact]
    public void A_file_that_no_config_can_hold_must_go_by_the_mount()
    {
        var big = new IocFolder(
            "big", "files: [{source: x.bin}]\nhealth: none",
            new Dictionary<string, ReadOnlyMemory<byte>> { ["x.bin"] = new byte[(500 * 1024) + 1] },
            new Dictionary<string, string>(), new Dictionary<string, string>());
        Assert.Equal("IOC023", Assert.Single(Sample.Parse(Sample.Site, big).Problems).Code);
        Assert.Empty(Sample.Parse(Sample.Site, big with { IocYaml = big.IocYaml + "\ndelivery: mount" }).Problems);
    }

    [Fact]
    public void A_database_in_another_encoding_does_not_matter()
    {
        var latin = Encoding.Latin1.GetBytes("record(ai, \"T:A\") { field(EGU, \"°C\") }");
        var folder = new IocFolder(
            "x", "databases: [a.db]", new Dictionary<string, ReadOnlyMemory<byte>> { ["a.db"] = latin }, new Dictionary<string, string>(), new Dictionary<string, string>());
        Assert.Equal("T:A", Sample.Parse(Sample.Site, folder).Iocs.Single().Health!.Pv);
    }

    [Theory]
    [InlineData("image: Iocops/ioc", "IOC008")]
    [InlineData("image: 'ioc; touch F'", "IOC008")]
    [InlineData("image: [a]", "IOC003")]
    [InlineData("bin: ../x", "IOC008")]
    [InlineData("layout: st-ico", "IOC005")]
    [InlineData("save-folder: /a/../b", "IOC008")]
    [InlineData("save-folder: relative", "IOC008")]
    [InlineData("description: \"a\\tb\"", "IOC007")]
    [InlineData("caputlog-json: true", "IOC041")]
    [InlineData("modules: [autosave, autosave]", "IOC022")]
    [InlineData("modules: [status-os]\nlayout: epics-containers", "IOC030")]
    public void Names_and_paths_are_checked(string yaml, string code) =>
        Assert.Contains(code, Assert.Single(Sample.Problems($"{yaml}\nhealth: none")), StringComparison.Ordinal);
}
