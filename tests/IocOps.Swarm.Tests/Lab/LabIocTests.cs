using Docker.DotNet;

namespace IocOps.Swarm.Tests.Lab;

[Collection(LabCollection.Name)]
public sealed class LabIocTests(LabFixture lab) : IDisposable
{
    /// <summary>All modules on, as reference IOCs are started.</summary>
    private const string Script = """
        #!/opt/EPICS/IOC/ST-IOC/bin/linux-x86_64/ST-IOC
        cd "/opt/EPICS/IOC/ST-IOC/iocBoot/iocST-IOC"
        < envPaths
        cd "${TOP}"
        dbLoadDatabase("dbd/ST-IOC.dbd")
        ST_IOC_registerRecordDeviceDriver(pdbbase)
        epicsEnvSet("STREAM_PROTOCOL_PATH","/opt/EPICS/RUN/NAME/settings")
        epicsEnvSet("REQ_DIR","/opt/EPICS/RUN/NAME/settings/autosave")
        epicsEnvSet("SAVE_DIR","/opt/EPICS/RUN/NAME/log/autosave")
        set_requestfile_path("$(REQ_DIR)")
        set_savefile_path("$(SAVE_DIR)")
        set_pass0_restoreFile("NAME-automake-pass0.sav")
        save_restoreSet_DatedBackupFiles(1)
        save_restoreSet_CallbackTimeout(-1)
        asSetFilename("/opt/EPICS/RUN/NAME/settings/NAME.acf")
        epicsEnvSet("EPICS_IOC_LOG_INET","127.0.0.1")
        iocLogPrefix("NAME ")
        iocLogInit()
        drvAsynIPPortConfigure("L0","127.0.0.1:14001",0,0,0)
        cd "/opt/EPICS/RUN/NAME/startup"
        dbLoadTemplate("db/NAME.substitutions")
        dbLoadRecords("/opt/EPICS/IOC/ST-IOC/db/status_ioc.db","IOC=NAME")
        dbLoadRecords("/opt/EPICS/IOC/ST-IOC/db/status_OS.db","HOST=NAME:docker")
        dbLoadRecords("/opt/EPICS/IOC/ST-IOC/db/asynRecord.db","P=NAME,R=:asyn,PORT=L0,ADDR=-1,IMAX=0,OMAX=0")
        iocInit()
        makeAutosaveFileFromDbInfo("$(REQ_DIR)/NAME-automake-pass0.req","autosaveFields_pass0")
        create_monitor_set("NAME-automake-pass0.req",10)
        caPutLogInit("127.0.0.1:7004",0)
        system("touch /opt/EPICS/RUN/iocLog/NAME.info")
        system("hostname -I >> /opt/EPICS/RUN/iocLog/NAME.info")
        dbl >> /opt/EPICS/RUN/iocLog/NAME.info
        echo "script done"

        """;

    private const string Database = """
        # $(COMMENTED) counts for nothing
        record(ai, "$(name):A") {
            field(DESC, "$(desc=none)")   # a { in a comment
            field(VAL, "$(value)")
            info(autosaveFields_pass0, "VAL PREC")
        }
        record(bo,"$(name):B") { field(ZNAM,"off") field(ONAM,"on") }

        """;

    private const string Substitutions = """
        # values with all that is awkward
        file "db/x.db" { pattern { name, value, desc } { "n1", "1.5", "a \"q\", b=c {d}" } { "n2" "2" "x" } }
        file db/x.db { { name=n3, value="3" } }

        """;

    private readonly DockerClient _client = lab.Client();

    public void Dispose() => _client.Dispose();

    [LabFact]
    public async Task A_startup_script_with_all_modules_runs_without_a_complaint_and_its_records_are_served()
    {
        await using var ioc = new LabIoc(_client);
        await ioc.StartAsync(Files(), input: true);
        await ioc.SaysAsync("\nscript done\n");

        Assert.DoesNotContain("ERROR", await ioc.LogAsync(), StringComparison.Ordinal);
        Assert.Equal((0, "1\n"), await ioc.RunAsync("caget", "-t", "-w", "2", "NAME:HEARTBEAT"));
        Assert.Equal((0, "n1:A                           1.5\n"), await ioc.RunAsync("caget", "n1:A"));
        Assert.Equal((0, "3\n"), await ioc.RunAsync("caget", "-t", "n3:A.VAL"));
        Assert.Equal((1, "Channel connect timed out: 'n4:A' not found.\n"), await ioc.RunAsync("caget", "-w", "0.1", "n4:A"));
        Assert.Contains("\nn2:B\n", (await ioc.RunAsync("cat", "/opt/EPICS/RUN/iocLog/NAME.info")).Output, StringComparison.Ordinal);
        Assert.Contains("n1:A.VAL 1.5\n", (await ioc.RunAsync("cat", "/opt/EPICS/RUN/NAME/log/autosave/NAME-automake-pass0.sav")).Output, StringComparison.Ordinal);
    }

    [LabFact]
    public async Task An_ioc_that_is_stopped_ends_cleanly_and_at_once()
    {
        await using var ioc = new LabIoc(_client);
        await ioc.StartAsync(Files(), input: true);
        await ioc.SaysAsync("\nscript done\n");

        await ioc.StopAsync();

        Assert.Equal(0, await ioc.WaitAsync());
    }

    [LabFact]
    public async Task Without_a_terminal_or_input_the_ioc_ends_after_its_script()
    {
        await using var ioc = new LabIoc(_client);
        await ioc.StartAsync(Files(), input: false);

        Assert.Equal(0, await ioc.WaitAsync());
    }

    [LabFact]
    public async Task The_log_server_of_the_image_writes_what_is_sent_to_it()
    {
        string[] server = ["env", "EPICS_IOC_LOG_FILE_NAME=/opt/EPICS/RUN/iocLog/host.ioc.log", "EPICS_IOC_LOG_PORT=7104", "iocLogServer"];
        await using var log = new LabIoc(_client);
        await log.StartAsync(server, new Dictionary<string, string>(), input: false);

        await log.RunAsync("timeout", "10", "sh", "-c", "until echo NAME hello | nc -w 2 127.0.0.1 7104; do sleep 0.1; done");

        const string Written = "until grep hello RUN/iocLog/host.ioc.log; do sleep 0.1; done";
        Assert.Equal((0, "NAME hello\n"), await log.RunAsync("timeout", "10", "sh", "-c", Written));
    }

    [LabTheory]
    [InlineData("dbLoadTemplate(\"db/NAME", "dbLoadTemplate(\"db/OTHER", "st.cmd line 21: dbLoadTemplate: can't open /opt/EPICS/RUN/NAME/startup/db/OTHER.substitutions")]
    [InlineData("\"HOST=NAME", "\"HUST=NAME", "failed to load 'status_OS.db': macro HOST is undefined")]
    [InlineData("$(SAVE_DIR)", "$(SAVED_DIR)", "macro SAVED_DIR is undefined")]
    [InlineData("log/autosave", "log/missing", "no such folder: /opt/EPICS/RUN/NAME/log/missing")]
    [InlineData("settings/autosave", "settings/missing", "unable to open file '/opt/EPICS/RUN/NAME/settings/missing/NAME-automake-pass0.req'")]
    [InlineData("iocLogInit()", "iocLokInit()", "st.cmd line 18: Command iocLokInit not found.")]
    [InlineData("ST_IOC_register", "ST-IOC_register", "Command ST-IOC_registerRecordDeviceDriver not found.")]
    [InlineData("NAME.acf", "OTHER.acf", "asInit: can't open /opt/EPICS/RUN/NAME/settings/OTHER.acf")]
    [InlineData("iocLog/NAME.info\n", "noLog/NAME.info\n", "Can't open /opt/EPICS/RUN/noLog/NAME.info for writing.")]
    public async Task A_mistake_in_the_script_is_said_and_ends_the_ioc(string right, string wrong, string complaint)
    {
        var script = Script.Replace(right, wrong, StringComparison.Ordinal);
        Assert.NotEqual(Script, script);

        Assert.Contains(complaint, await FailureAsync(Files(script)), StringComparison.Ordinal);
    }

    [LabTheory]
    [InlineData("record(ai,", "record(aj,", "failed to load 'x.db': record type 'aj' of its line 2 is not known.")]
    [InlineData("$(name):A", "$(nome):A", "failed to load 'x.db': macro nome is undefined in its line 2.")]
    [InlineData("$(name):A", "$(name) A", "'n1 A' of its line 2 is no record name.")]
    [InlineData("\"on\") }", "\"on\")", "a brace is not closed")]
    [InlineData("\"on\") }", "\"on) }", "a quote is not closed")]
    public async Task A_mistake_in_a_database_is_said_and_ends_the_ioc(string right, string wrong, string complaint)
    {
        var database = Database.Replace(right, wrong, StringComparison.Ordinal);
        Assert.NotEqual(Database, database);

        Assert.Contains(complaint, await FailureAsync(Files(database: database)), StringComparison.Ordinal);
    }

    [LabTheory]
    [InlineData("\"2\" \"x\"", "\"2\" \"x\" \"y\"", "more values than names")]
    [InlineData("file db/x.db", "file db/y.db", "'/opt/EPICS/RUN/NAME/startup/db/y.db': no such file")]
    [InlineData("} }\n", "}\n", "'}' expected")]
    [InlineData("\"2\" \"x\"", "", "failed to load 'x.db': macro value is undefined in its line 4.")]
    public async Task A_mistake_in_the_substitutions_is_said_and_ends_the_ioc(string right, string wrong, string complaint)
    {
        var substitutions = Substitutions.Replace(right, wrong, StringComparison.Ordinal);
        Assert.NotEqual(Substitutions, substitutions);

        Assert.Contains(complaint, await FailureAsync(Files(substitutions: substitutions)), StringComparison.Ordinal);
    }

    private async Task<string> FailureAsync(Dictionary<string, string> files)
    {
        await using var ioc = new LabIoc(_client);
        await ioc.StartAsync(files, input: false);
        var code = await ioc.WaitAsync();
        var log = await ioc.LogAsync();
        Assert.True(code == 1, $"exit code {code}:\n{log}");
        return log[log.IndexOf("ERROR ", StringComparison.Ordinal)..];
    }

    private static Dictionary<string, string> Files(string script = Script, string database = Database, string substitutions = Substitutions) => new()
    {
        ["startup/iocBoot/st.cmd"] = script,
        ["startup/db/x.db"] = database,
        ["startup/db/NAME.substitutions"] = substitutions,
        ["settings/NAME.acf"] = "ASG(DEFAULT) { RULE(1,WRITE,TRAPWRITE) }\n",
        ["settings/autosave/"] = "",
        ["log/autosave/"] = "",
    };
}
