using IocOps.Core.Model;
using IocOps.Core.Rendering;
using IocOps.Core.Tests.Model;

namespace IocOps.Core.Tests.Rendering.Startup;

/// <summary>One combination of what a startup script depends on, and what is generated for it.</summary>
internal sealed record StartupCase(string Layout, IReadOnlyList<string> Modules, bool Json, bool IsFull, bool Report, string Delivery)
{
    public const string Name = "sr-ps-1";

    // Own layouts: without envPaths, and with the command 'system' where the model has none.
    private const string Site = """
        stack: dals
        mount: /srv/run
        log-server: 127.0.0.1:7005
        defaults: {image: iocops/lab-ioc:1}
        layouts:
          bare: {interpreter: /opt/ours/bin/ours, boot-folder: none, top: /opt/ours, dbd: dbd/ours.dbd, registrar: ours_registerRecordDeviceDriver, run-folder: '/run/ours/{name}', log-folder: /run/ours/log}
          talkative: {like: epics-containers, system: true, status-os-db: /epics/support/iocStats/db/status_OS.db}
        """;

    private const string Full = """
        environment: {EPICS_TZ: CST-8, EPICS_CA_MAX_ARRAY_BYTES: 1000000, SAY: 'say "hi"', ITS: it's 5 %}
        databases:
          - a.db
          - {file: a.db, macros: {P: "SR:1", DESC: "Dipoles, family 1; 5 % of I=U/R", JSON: "{\"const\": 1}"}}
          - {file: b.db, macros: {P: "$(SYS):2", SYS: SR, DESC: ""}}
        ports:
          - {name: NET, type: tcp, host: psu01.example.org, port: 4001, input-eos: '\r\n', output-eos: "\r"}
          - {name: UDP, type: udp, host: 10.0.0.1, port: 5000, auto-connect: false, options: {disconnectOnReadTimeout: Y}}
          - {name: SER, type: serial, device: /dev/ttyS0, baud: 19200, bits: 7, parity: even, stop: 2, hardware-handshake: true, software-handshake: false, modem-lines: true, process-eos: false}
          - {name: PLC, type: command, command: 'drvModbusAsynConfigure("PLC","NET",1,3,0,10,0,100,"plc")'}
        asyn-records: [{port: NET}, {port: SER, p: "SR:", r: "ser", addr: 0, imax: 80, omax: 80}]
        protocols: [a.proto]
        commands:
          before-load: ["# 5 % of it", 'epicsEnvSet("BEFORE","1")']
          at-load: 'dbLoadRecords("db/b.db","P=SR:3")'
          after-init: |
            dbpf("SR:1:Value","1")
        """;

    /// <summary>All that the parser takes: 2^4 modules, text and JSON, layouts, with and without contents, report, and delivery.</summary>
    public static IReadOnlyList<StartupCase> All { get; } =
    [
        .. from layout in new[] { "st-ioc", "epics-containers", "bare", "talkative" }
           from bits in Enumerable.Range(0, 32)
           let modules = new[] { "autosave", "caputlog", "status-ioc", "status-os" }.Where((_, i) => (bits & (1 << i)) != 0).ToList()
           let json = (bits & 16) != 0
           where !json || modules.Contains("caputlog")
           where layout != "epics-containers" || !modules.Contains("status-os")
           from full in new[] { false, true }
           from report in new[] { false, true }
           from delivery in new[] { "configs", "mount" }
           select new StartupCase(layout, modules, json, full, report, delivery),
    ];

    public bool Has(string module) => Modules.Contains(module);

    public override string ToString() => $"{Layout} [{string.Join(' ', Modules)}]{(Json ? " json" : "")}{(IsFull ? " full" : "")}{(Report ? " report" : "")} {Delivery}";

    /// <summary>The IOC, and its files by their place in the container.</summary>
    public (Ioc Ioc, string Stack, IReadOnlyDictionary<string, string> Files) Render()
    {
        var yaml = $"layout: {Layout}\nmodules: [{string.Join(", ", Modules)}]\n{(Json ? "caputlog-json: true\n" : "")}report: {(Report ? "true" : "false")}\ndelivery: {Delivery}\nhealth: none\n{(IsFull ? Full : "")}";
        var fleet = Sample.ParseOne(yaml, Name, Site);
        Assert.Empty(fleet.Problems.Select(p => p.ToString()));
        var ioc = fleet.Iocs.Single();
        var problems = new List<Problem>();
        var renderer = new FleetRenderer(fleet.Site!, Workspace.Templates());
        var startup = renderer.RenderStartup(ioc, problems);
        var stack = renderer.RenderStack(ioc, startup, problems).Single().Text;
        Assert.Empty(problems);
        return (ioc, stack, RunFiles.Of(ioc, startup).ToDictionary(f => $"{ioc.Layout.RunFolder}/{f.Target}", f => System.Text.Encoding.UTF8.GetString(f.Content.Span)));
    }
}
