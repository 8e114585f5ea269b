using System.Text;
using IocOps.Core.Epics;
using IocOps.Core.Import;
using IocOps.Core.Model;
using IocOps.Core.Rendering;
using Snapshooter.Xunit;

namespace IocOps.Core.Tests.Import;

public sealed class ImportCorpusTests
{
    [Fact]
    public void A_repository_of_every_version_becomes_what_was_reviewed()
    {
        var text = new StringBuilder();
        foreach (var ioc in ImportCorpus.Samples())
        {
            text.Append($"==== {ioc.Source}: {ioc.Outcome}\n");
            foreach (var note in ioc.Notes) text.Append($"{note}\n");
            if (!ioc.IsTaken) continue;
            text.Append($"---- {string.Join(' ', ioc.Files.Keys)}\n{ImportCorpus.Yaml(ioc)}");
        }

        Snapshot.Match(text.ToString());
    }

    [Fact]
    public void The_report_is_a_document_to_work_through() => Snapshot.Match(ImportMarkdown.Write(ImportCorpus.Samples()));

    [Fact]
    public void Whatever_is_taken_is_read_back_without_a_problem()
    {
        var fleet = ImportCorpus.Parse(ImportCorpus.SampleSite, ImportCorpus.Samples());
        Assert.Empty(fleet.Problems.Select(p => p.ToString()));
        Assert.True(fleet.Iocs.Count() >= 30);
    }

    [Fact]
    public void The_same_repository_gives_the_same_bytes()
    {
        static IEnumerable<string> All() => ImportCorpus.Samples().SelectMany(i => i.Files.Select(f => $"{i.Name}/{f.Key} {Convert.ToBase64String(f.Value.Span)}"));
        Assert.Equal(All(), All());
    }

    [Fact]
    public void Nothing_is_written_for_what_is_refused() =>
        Assert.All(ImportCorpus.Samples().Where(i => i.IsRefused), i => Assert.Empty(i.Files));

    [Theory]
    [InlineData("v02-first", "x.db P=<V02:A>", "x.db P=<V02:B> DESC=<Second>")]
    [InlineData("v03-lettered", "x.db P=<V03:A>", "y.db")]
    [InlineData("v04-lines", "x.db P=<V04:A> DESC=<one>", "x.db P=<V04:B>", "x.db P=<V04:C>")]
    [InlineData("v04-semicolons", "x.db P=<SC:A>", "x.db P=<SC:B>", "x.db P=<SC:C>")]
    [InlineData("quoted", "x.db P=<QU:A> DESC=<on; then off> EGU=<a,b=c>", "x.db P=<QU:B> DESC=<say \\\"hi\\\"> EGU=<mm>")]
    [InlineData("empty-macro", "x.db P=<EM:A> DESC=<> EGU=<mA>", "x.db DESC=<> P=<EM:B> EGU=<>")]
    [InlineData("bare-values", "x.db P=<BV:A> DESC=<Dipole family, 1 of 2> EGU=<A>", "x.db P=<BV:B> DESC=<I=U/R> EGU=<%>", "x.db P=<BV:C> DESC=<50 % of it>")]
    [InlineData("gbk", "x.db P=<GB> DESC=<束流>")]
    [InlineData("twice-same", "x.db P=<TS:A>", "x.db P=<TS:B>")]
    [InlineData("inline-comments", "x.db P=<IN> DESC=<50% of it>", "x.db P=<IN2> DESC=<mm>", "x.db P=<IN3> DESC=<mm # was cm>")]
    [InlineData("default-section", "x.db P=<BO-PS:A>")]
    [InlineData("windows", "x.db P=<W>")]
    [InlineData("latin1", "x.db P=<L1> DESC=<°C>")]
    [InlineData("load-goes-on", "x.db P=<LG:A> DESC=<continued>", "x.db P=<LG:B>")]
    [InlineData("odd-files", "magnet-1.db P=<OF:A>", "file-1.db P=<OF:B>", "x.db P=<OF:C>")]
    public void An_IOC_loads_what_its_ini_meant_to_the_letter(string name, params string[] loads)
    {
        var ioc = ImportCorpus.Sample(name);
        Assert.Equal(loads, ioc.Databases.Select(d => Load(d.File, d.Macros.Select(m => (m.Name, m.Value)))));

        // And EPICS, which hands the macros of one load to the next where that has none ('_' keeps them away) and takes a layer of backslashes away, sees the same in what is generated.
        var rendered = new FleetRenderer(ImportCorpus.Parse(ImportCorpus.SampleSite).Site!, Workspace.Templates()).RenderStartup(ioc, []);
        var file = SubstitutionFile.Parse(rendered.Single(f => f.Path.EndsWith(".substitutions", StringComparison.Ordinal)).Text);
        Assert.Empty(file.Faults);
        Assert.Equal(loads, file.Loads.Select(l => Load(l.File["db/".Length..], l.Macros.Where(m => m.Name != "_").Select(m => (m.Name, Plain(m.Value))))));
    }

    [Fact]
    public void The_template_of_a_serial_line_becomes_a_port_with_its_settings()
    {
        var ioc = ImportCorpus.Sample("asyn-serial");
        var port = Assert.IsType<SerialPort>(Assert.Single(ioc.Ports));
        Assert.Equal(("L0", "/dev/tty.PL2303-000013FA"), (port.Name, port.Device));
        Assert.Equal(["baud=9600", "bits=8", "parity=none", "stop=1", "crtscts=Y", "clocal=Y"], port.Options.Select(o => $"{o.Key}={o.Value}"));
        Assert.Equal(new AsynRecord("AS:HW", ":port", "L0", 0, 80, 80), Assert.Single(ioc.AsynRecords));
        Assert.Equal(Commands.None.AtLoad, ioc.Commands.AtLoad);
    }

    [Fact]
    public void Ports_of_raw_commands_are_ports_and_the_rest_stays_as_it_is()
    {
        var ioc = ImportCorpus.Sample("raw-asyn");
        Assert.Equal(["L0", "L1"], ioc.Ports.Select(p => p.Name));
        Assert.Equal(["asynSetTraceMask(\"L0\", 0, 1)"], ioc.Commands.BeforeLoad);
        Assert.Equal("192.168.0.23:4001", ioc.Ports[0] is NetworkPort n ? $"{n.Host}:{n.Number}" : null);
    }

    [Fact]
    public void What_is_built_on_a_port_keeps_its_order()
    {
        var ioc = ImportCorpus.Sample("asyn-drivers");
        Assert.Equal(["U0", "R0", "MB"], ioc.Ports.Select(p => p.Name));
        Assert.Equal(["modbusInterposeConfig(\"MB\",0,1000,0)", "drvModbusAsynConfigure(\"MB_IN\",\"MB\",0,3,0,64,0,100,\"plc\")"], ioc.Commands.BeforeLoad);
        var udp = Assert.IsType<NetworkPort>(ioc.Ports[0]);
        Assert.Equal(("UDP", true, true, "\\r\\n"), (udp.Protocol, udp.NoAutoConnect, udp.NoProcessEos, udp.InputEos));
    }

    [Fact]
    public void Files_are_copied_with_their_modes()
    {
        var files = ImportCorpus.Sample("files").Files.Select(f => $"{f.Source} {f.Target} {Convert.ToString(f.Mode, 8)}");
        Assert.Equal(["taper.csv settings/tables/taper.csv 444", "run.sh settings/run.sh 555", "scratch.txt settings/scratch.txt 644"], files);
    }

    [Fact]
    public void Comments_of_raw_commands_are_kept() => Assert.Equal(
        ["# Room for many macros; see the manual.", "var(\"dbTemplateMaxVars\",200)", "#asynSetTraceMask(\"L0\",0,9)", "system(\"echo a; echo b\")"],
        ImportCorpus.Sample("raw-comments").Commands.BeforeLoad);

    private static string Load(string file, IEnumerable<(string Name, string Value)> macros) => string.Join(' ', [file, .. macros.Select(m => $"{m.Name}=<{m.Value}>")]);

    private static string Plain(string value) => value.Replace("\\\\", "\0", StringComparison.Ordinal).Replace("\\\"", "\"", StringComparison.Ordinal).Replace('\0', '\\');
}
