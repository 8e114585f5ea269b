using IocOps.Core.Model;
using Scriban.Runtime;

namespace IocOps.Core.Rendering;

/// <summary>What templates see of an IOC. Built by hand: reflection over records costs start-up time and shows templates too much.</summary>
internal static class StartupValues
{
    public static ScriptObject Of(Site site, Ioc ioc) => new()
    {
        ["name"] = ioc.Name,
        ["description"] = ioc.Description,
        ["bin"] = ioc.Bin,
        ["host"] = ioc.Host,
        ["run"] = ioc.Layout.RunFolder,
        ["layout"] = Layout(ioc.Layout),
        ["modules"] = Modules(ioc.Modules),
        ["environment"] = Pairs(ioc.Environment.Select(v => (v.Name, v.Value))),
        ["databases"] = Each(ioc.Databases, Database),
        ["ports"] = Each(ioc.Ports, Port),
        ["asyn_records"] = Each(ioc.AsynRecords, AsynRecord),
        ["protocols"] = new ScriptArray(ioc.Protocols),
        ["commands"] = new ScriptObject
        {
            ["before_load"] = new ScriptArray(ioc.Commands.BeforeLoad),
            ["at_load"] = new ScriptArray(ioc.Commands.AtLoad),
            ["after_init"] = new ScriptArray(ioc.Commands.AfterInit),
        },
        ["report"] = ioc.Report,
        ["log_server"] = LogServer(site.LogServer),
    };

    public static ScriptObject LogServer(LogServer server) => new() { ["host"] = server.Host, ["port"] = server.Port };

    public static ScriptObject Layout(Layout layout) => new()
    {
        ["interpreter"] = layout.Interpreter,
        ["boot_folder"] = layout.BootFolder,
        ["top"] = layout.Top,
        ["dbd"] = layout.Dbd,
        ["registrar"] = layout.Registrar,
        ["log_folder"] = layout.LogFolder,
        ["status_ioc_db"] = layout.StatusIocDb,
        ["status_os_db"] = layout.StatusOsDb,
        ["asyn_record_db"] = layout.AsynRecordDb,
        ["caget"] = layout.Caget,
        ["ioc_log_server"] = layout.IocLogServer,
        ["system"] = layout.HasSystem,
    };

    public static ScriptArray Pairs(IEnumerable<(string Name, string Value)> pairs) =>
        Each(pairs, p => new ScriptObject { ["name"] = p.Name, ["value"] = p.Value });

    public static ScriptArray Each<T>(IEnumerable<T> items, Func<T, ScriptObject> convert) => new(items.Select(convert));

    private static ScriptObject Modules(Modules modules) => new()
    {
        ["autosave"] = modules.Autosave,
        ["caputlog"] = modules.Caputlog,
        ["caputlog_json"] = modules.CaputlogJson,
        ["status_ioc"] = modules.StatusIoc,
        ["status_os"] = modules.StatusOs,
    };

    private static ScriptObject Database(Database database) => new()
    {
        ["file"] = database.File,
        ["macros"] = Pairs(database.Macros.Select(m => (m.Name, m.Value))),
    };

    private static ScriptObject Port(Port port) => new()
    {
        ["name"] = port.Name,
        ["type"] = port switch { NetworkPort => "network", SerialPort => "serial", _ => "command" },
        ["address"] = port is NetworkPort n ? $"{n.Host}:{n.Number}{(n.Protocol is null ? "" : " ")}{n.Protocol}" : null,
        ["device"] = (port as SerialPort)?.Device,
        ["command"] = (port as CommandPort)?.Command,
        ["no_auto_connect"] = port is NetworkPort { NoAutoConnect: true } or SerialPort { NoAutoConnect: true } ? 1 : 0,
        ["no_process_eos"] = port is NetworkPort { NoProcessEos: true } or SerialPort { NoProcessEos: true } ? 1 : 0,
        ["options"] = Pairs(port.Options.Select(o => (o.Key, o.Value))),
        ["input_eos"] = port.InputEos,
        ["output_eos"] = port.OutputEos,
    };

    private static ScriptObject AsynRecord(AsynRecord record) => new()
    {
        ["p"] = record.Prefix,
        ["r"] = record.Suffix,
        ["port"] = record.Port,
        ["addr"] = record.Address,
        ["imax"] = record.InputSize,
        ["omax"] = record.OutputSize,
    };
}
