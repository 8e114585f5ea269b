using IocOps.Core.Model;

namespace IocOps.Core.Tests.Rendering.Startup;

/// <summary>
/// What must hold of a startup script for EPICS to take it without a word, for every combination of modules, layouts, contents and
/// delivery. Each rule stands alone, so that the one that is broken is named.
/// </summary>
public sealed class StartupOrderTests
{
    private sealed record Script(StartupCase Case, Ioc Ioc, StrictScript Lines, string Stack, IReadOnlyDictionary<string, string> Files)
    {
        public string Run => Ioc.Layout.RunFolder;
    }

    private static readonly Lazy<IReadOnlyList<Script>> Scripts = new(() =>
        [.. StartupCase.All.Select(c => (Case: c, Rendered: c.Render())).Select(r => new Script(
            r.Case, r.Rendered.Ioc, StrictScript.Read(r.Rendered.Files[$"{r.Rendered.Ioc.Layout.RunFolder}/startup/iocBoot/st.cmd"]), r.Rendered.Stack, r.Rendered.Files))]);

    private static void Each(Action<Script> rule)
    {
        foreach (var script in Scripts.Value)
        {
            var fault = Record.Exception(() => rule(script));
            Assert.True(fault is null, $"{script.Case}\n{fault?.Message}");
        }
    }

    private static void InOrder(Script script, params string[] names)
    {
        for (var i = 1; i < names.Length; i++) Assert.True(script.Lines.Place(names[i - 1]) < script.Lines.Place(names[i]), $"{names[i - 1]} must stand before {names[i]}");
    }

    [Fact]
    public void There_are_all_combinations() => Assert.Equal((24 + 12 + 24 + 24) * 8, Scripts.Value.Count);

    [Fact]
    public void The_interpreter_is_the_application_of_the_layout() => Each(s => Assert.Equal(s.Ioc.Layout.Interpreter, s.Lines.Interpreter));

    [Fact]
    public void EnvPaths_come_first_from_the_boot_folder_and_only_where_the_image_has_them() => Each(s =>
    {
        if (s.Ioc.Layout.BootFolder is null) Assert.Empty(s.Lines.All("<"));
        else Assert.Equal([$"cd(\"{s.Ioc.Layout.BootFolder}\")", "<(\"envPaths\")"], s.Lines.Calls.Take(2).Select(c => c.ToString()));
    });

    [Fact]
    public void The_definition_and_the_registrar_come_before_anything_that_needs_them() => Each(s =>
    {
        var calls = s.Lines.Calls.SkipWhile(c => c.Name is "cd" or "<").ToList();
        Assert.Equal(["dbLoadDatabase", s.Ioc.Layout.Registrar], calls.Take(2).Select(c => c.Name));
        Assert.Equal(["pdbbase"], calls[1].Arguments);
        s.Lines.One("dbLoadDatabase");
        Assert.Equal(s.Ioc.Layout.Top.StartsWith('$') ? "/image/top" : s.Ioc.Layout.Top, calls[0].Folder);
        Assert.Single(s.Lines.Calls, c => c.Name.EndsWith("_registerRecordDeviceDriver", StringComparison.Ordinal));
        Assert.DoesNotContain('-', s.Ioc.Layout.Registrar);
    });

    [Fact]
    public void The_protocol_path_is_always_set_because_StreamDevice_warns_without() => Each(s =>
        Assert.Contains(s.Lines.Calls.Take(s.Lines.Place("iocInit")), c => c.ToString() == $"epicsEnvSet(\"STREAM_PROTOCOL_PATH\",\"{s.Run}/settings\")"));

    [Fact]
    public void IocInit_stands_there_once_and_nothing_is_loaded_after_it() => Each(s =>
    {
        s.Lines.One("iocInit");
        var after = s.Lines.Calls.Skip(s.Lines.Place("iocInit") + 1).ToList();
        Assert.DoesNotContain(after, c => c.Name.StartsWith("dbLoad", StringComparison.Ordinal) || c.Name.StartsWith("drv", StringComparison.Ordinal) || c.Name is "asSetFilename" or "set_pass0_restoreFile" or "set_pass1_restoreFile");
    });

    [Fact]
    public void Every_file_that_is_loaded_is_delivered_or_of_the_image() => Each(s =>
    {
        string?[] image = [s.Ioc.Layout.StatusIocDb, s.Ioc.Layout.StatusOsDb, s.Ioc.Layout.AsynRecordDb];
        foreach (var call in s.Lines.Calls.Where(c => c.Name is "dbLoadRecords" or "dbLoadTemplate" or "asSetFilename"))
            Assert.True(s.Files.ContainsKey(call.File) || image.Contains(call.File), $"{call.File} is not there");
    });

    [Fact]
    public void Autosave_is_told_its_folders_and_restores_before_iocInit_and_watches_after_it() => Each(s =>
    {
        string[] names = ["set_requestfile_path", "set_savefile_path", "set_pass0_restoreFile", "set_pass1_restoreFile", "save_restoreSet_CallbackTimeout", "iocInit", "makeAutosaveFileFromDbInfo", "create_monitor_set"];
        if (!s.Case.Has("autosave"))
        {
            Assert.DoesNotContain(s.Lines.Calls, c => c.Name.Contains("save", StringComparison.OrdinalIgnoreCase) || (c.Name != "iocInit" && names.Contains(c.Name)));
            return;
        }

        InOrder(s, names);
        Assert.Equal($"{s.Run}/settings/autosave", s.Lines.One("set_requestfile_path").Arguments[0]);
        Assert.Equal($"{s.Run}/log/autosave", s.Lines.One("set_savefile_path").Arguments[0]);
    });

    [Fact]
    public void Autosave_calls_its_files_by_the_IOC_with_no_dollar_sign() => Each(s =>
    {
        if (!s.Case.Has("autosave")) return;
        Assert.Equal($"{StartupCase.Name}-automake-pass0.sav", s.Lines.One("set_pass0_restoreFile").Arguments[0]);
        Assert.Equal($"{StartupCase.Name}-automake-pass1.sav", s.Lines.One("set_pass1_restoreFile").Arguments[0]);
        Assert.Equal(
            [$"{s.Run}/settings/autosave/{StartupCase.Name}-automake-pass0.req autosaveFields_pass0", $"{s.Run}/settings/autosave/{StartupCase.Name}-automake-pass1.req autosaveFields"],
            s.Lines.All("makeAutosaveFileFromDbInfo").Select(c => string.Join(' ', c.Arguments)));
        Assert.Equal(
            [$"{StartupCase.Name}-automake-pass0.req 10", $"{StartupCase.Name}-automake-pass1.req 10"],
            s.Lines.All("create_monitor_set").Select(c => string.Join(' ', c.Arguments)));
    });

    [Fact]
    public void Autosaves_folders_are_there_and_writable_and_save_files_outlive_the_container() => Each(s =>
    {
        if (!s.Case.Has("autosave")) return;
        Assert.Contains($"mkdir -p {s.Run}/settings/autosave {s.Run}/log/autosave\n", s.Stack, StringComparison.Ordinal);
        var mounts = s.Stack.Split("- type: ").Skip(1).ToDictionary(m => m.Split("target: ")[1].Split('\n')[0].Trim(), m => m.Split('\n')[0]);
        if (s.Case.Delivery == "mount") Assert.Equal(("bind", "bind"), (mounts[s.Run], mounts[$"{s.Run}/settings/autosave"]));
        else Assert.Equal(("tmpfs", "volume"), (mounts[$"{s.Run}/settings/autosave"], mounts[$"{s.Run}/log/autosave"]));
        // Written only where it is absent: a first start without save files makes a lot of noise.
        Assert.Contains("[ -e \"$$f.$$e\" ] || printf", s.Stack, StringComparison.Ordinal);
    });

    [Fact]
    public void Puts_are_logged_with_access_rules_before_iocInit_and_the_log_after_it() => Each(s =>
    {
        string[] names = ["asSetFilename", "iocLogPrefix", "iocLogInit", "iocInit", s.Case.Json ? "caPutJsonLogInit" : "caPutLogInit"];
        if (!s.Case.Has("caputlog"))
        {
            Assert.DoesNotContain(s.Lines.Calls, c => c.Name.StartsWith("caPut", StringComparison.Ordinal) || (c.Name != "iocInit" && names.Contains(c.Name)));
            return;
        }

        InOrder(s, names);
        Assert.Equal($"{s.Run}/settings/{StartupCase.Name}.acf", s.Lines.One("asSetFilename").Arguments[0]);
        Assert.Contains("TRAPWRITE", s.Files[s.Lines.One("asSetFilename").File], StringComparison.Ordinal);
        Assert.Equal(["127.0.0.1:7005", "0"], s.Lines.One(names[^1]).Arguments);
        Assert.Single(s.Lines.Calls, c => c.Name.StartsWith("caPut", StringComparison.Ordinal));
        var log = s.Lines.Calls.Take(s.Lines.Place("iocLogInit")).Select(c => c.ToString()).ToList();
        Assert.Contains("epicsEnvSet(\"EPICS_IOC_LOG_INET\",\"127.0.0.1\")", log);
        Assert.Contains("epicsEnvSet(\"EPICS_IOC_LOG_PORT\",\"7005\")", log);
        Assert.Equal($"{StartupCase.Name} ", s.Lines.One("iocLogPrefix").Arguments[0]);
    });

    [Fact]
    public void Records_of_modules_are_loaded_from_the_image_with_the_macros_that_they_want() => Each(s =>
    {
        var loads = s.Lines.All("dbLoadRecords").Select(c => string.Join(' ', c.Arguments)).ToList();
        Assert.Equal(s.Case.Has("status-ioc"), loads.Contains($"{s.Ioc.Layout.StatusIocDb} IOC={StartupCase.Name}"));
        Assert.Equal(s.Case.Has("status-os"), loads.Contains($"{s.Ioc.Layout.StatusOsDb} HOST={StartupCase.Name}:docker"));
        Assert.Equal(s.Case.IsFull, loads.Contains($"{s.Ioc.Layout.AsynRecordDb} P={StartupCase.Name},R=:asyn,PORT=NET,ADDR=-1,IMAX=0,OMAX=0"));
    });

    [Fact]
    public void Ports_come_before_what_uses_them_and_options_after_their_port() => Each(s =>
    {
        if (!s.Case.IsFull) return;
        var ports = new List<string>();
        foreach (var call in s.Lines.Calls.Take(s.Lines.Place("iocInit")))
        {
            if (call.Name.StartsWith("drv", StringComparison.Ordinal)) ports.Add(call.Arguments[0]);
            if (call.Name.StartsWith("asynSet", StringComparison.Ordinal) || call.Name.StartsWith("asynOctet", StringComparison.Ordinal)) Assert.Equal(ports[^1], call.Arguments[0]);
            if (call.Name.StartsWith("dbLoad", StringComparison.Ordinal) && call.Name != "dbLoadDatabase") Assert.Equal(["NET", "UDP", "SER", "PLC"], ports);
        }

        Assert.Equal(
            ["drvAsynIPPortConfigure(\"NET\",\"psu01.example.org:4001\",\"0\",\"0\",\"0\")", "drvAsynIPPortConfigure(\"UDP\",\"10.0.0.1:5000 UDP\",\"0\",\"1\",\"0\")", "drvAsynSerialPortConfigure(\"SER\",\"/dev/ttyS0\",\"0\",\"0\",\"1\")"],
            s.Lines.Calls.Where(c => c.Name.StartsWith("drvAsyn", StringComparison.Ordinal)).Select(c => c.ToString()));
        Assert.Equal(
            ["baud=19200", "bits=7", "parity=even", "stop=2", "crtscts=Y", "ixon=N", "ixoff=N", "clocal=N"],
            s.Lines.All("asynSetOption").Where(c => c.Arguments[0] == "SER").Select(c => $"{c.Arguments[2]}={c.Arguments[3]}"));
        Assert.Equal([@"\r\n"], s.Lines.All("asynOctetSetInputEos").Select(c => c.Arguments[2]));
        Assert.Equal([@"\r"], s.Lines.All("asynOctetSetOutputEos").Select(c => c.Arguments[2]));
    });

    [Fact]
    public void Own_commands_stand_where_they_were_meant_to() => Each(s =>
    {
        if (!s.Case.IsFull) return;
        int Place(string call) => s.Lines.Calls.ToList().FindIndex(c => c.ToString() == call);
        var (before, at, after) = (Place("epicsEnvSet(\"BEFORE\",\"1\")"), Place("dbLoadRecords(\"db/b.db\",\"P=SR:3\")"), Place("dbpf(\"SR:1:Value\",\"1\")"));
        Assert.InRange(before, s.Lines.Place("drvModbusAsynConfigure"), s.Lines.Place("dbLoadTemplate"));
        Assert.InRange(at, s.Lines.Place("dbLoadTemplate") + 1, s.Lines.Place("iocInit"));
        Assert.Equal($"{s.Run}/startup", s.Lines.Calls[at].Folder);
        Assert.True(after > s.Lines.Place("iocInit"));
    });

    [Fact]
    public void The_report_comes_last_and_asks_nothing_of_an_image_that_lacks_it() => Each(s =>
    {
        var info = $"{s.Ioc.Layout.LogFolder}/{StartupCase.Name}.info";
        if (!s.Ioc.Layout.HasSystem) Assert.Empty(s.Lines.All("system"));
        if (!s.Case.Report)
        {
            Assert.DoesNotContain(s.Lines.Calls, c => c.Name is "dbl" or "system" or "date" or "epicsEnvShow");
            return;
        }

        Assert.Equal($"dbl(){">>"} {info}", s.Lines.Calls[^1].ToString());
        Assert.Equal(
            s.Ioc.Layout.HasSystem ? [$"system(\"touch {info}\")", $"system(\"date > {info}\")", $"system(\"hostname -I >> {info}\")"] : [$"date()> {info}", $"epicsEnvShow(\"HOSTNAME\")>> {info}"],
            s.Lines.Calls.SkipLast(1).TakeLast(s.Ioc.Layout.HasSystem ? 3 : 2).Select(c => c.ToString()));
    });

    [Fact]
    public void The_script_does_not_depend_on_the_delivery()
    {
        foreach (var group in Scripts.Value.GroupBy(s => (s.Case with { Delivery = "" }).ToString())) Assert.Single(group.Select(s => string.Join('\n', s.Lines.Calls)).Distinct());
    }

    [Fact]
    public void The_container_starts_the_script_itself_so_that_the_IOC_gets_its_signals() => Each(s =>
    {
        Assert.Contains($"cd {s.Run}/startup/iocBoot\n        exec ./st.cmd\n", s.Stack, StringComparison.Ordinal);
        Assert.Contains("tty: true\n", s.Stack, StringComparison.Ordinal);
        Assert.Contains("stop_grace_period: 30s\n", s.Stack, StringComparison.Ordinal);
        Assert.DoesNotContain("init: true", s.Stack, StringComparison.Ordinal);
    });
}
