using System.Text;
using IocOps.Core.Checks;
using IocOps.Core.Model;
using IocOps.Core.Projects;
using IocOps.Core.Tests.Checks;
using IocOps.Core.Tests.Model;

namespace IocOps.Core.Tests.Projects;

public class ProjectTests
{
    public static TheoryData<string, string> KindsAndDefaults()
    {
        var data = new TheoryData<string, string>();
        foreach (var kind in Templates().Kinds)
        {
            foreach (var modules in new[] { "[]", "[autosave]", "[status-ioc]", "[autosave, caputlog, status-ioc, status-os]" }) data.Add(kind, modules);
        }

        return data;
    }

    /// <summary>A new IOC is right as it is, whatever the site's defaults are.</summary>
    [Theory]
    [MemberData(nameof(KindsAndDefaults))]
    public void A_new_ioc_has_no_findings(string kind, string modules)
    {
        var fleet = Fleet(modules, out var site);
        var problems = new List<Problem>();
        var folder = Templates().Render(kind, "sr-new", site, problems);
        Assert.Empty(problems);

        var parsed = FleetParser.Parse(fleet with { Folders = [folder] });

        Assert.Empty(parsed.Problems);
        Assert.Empty(FleetCheck.Run(CheckedFleet.Read(parsed, [folder])).Findings);
    }

    [Fact]
    public void There_are_four_kinds() => Assert.Equal(["asyn-tcp", "plain", "stream-serial", "stream-tcp"], Templates().Kinds);

    [Fact]
    public void A_new_name_reaches_what_is_named_after_the_ioc_and_leaves_prefixes_of_pvs()
    {
        var renamed = Rename(
            "databases: [{file: old.db, macros: {P: old}}]\nmodules: [status-ioc]\nhealth: {pv: 'old:HEARTBEAT'}\ncommands:\n  at-load:\n    - dbLoadTemplate(\"/opt/EPICS/RUN/old/startup/db/old.substitutions\")\n    - date > old-notes.txt\n",
            ("old.db", "record(ai, \"$(P):X\") {}"));

        Assert.Equal(
            "databases: [{file: old.db, macros: {P: old}}]\nmodules: [status-ioc]\nhealth: {pv: 'new:HEARTBEAT'}\ncommands:\n  at-load:\n    - dbLoadTemplate(\"/opt/EPICS/RUN/new/startup/db/new.substitutions\")\n    - date > old-notes.txt\n",
            renamed.Folder.IocYaml);
        Assert.Equal(
            [
                "PVs of status-ioc get other names: old:HEARTBEAT becomes new:HEARTBEAT, and so on",
                "'old' still stands in ioc.yaml:1: databases: [{file: old.db, macros: {P: old}}]",
            ],
            renamed.Told);
    }

    [Fact]
    public void A_health_pv_of_the_iocs_own_records_keeps_its_name() =>
        Assert.Contains("pv: 'old:X'", Rename("databases: [{file: a.db, macros: {P: old}}]\nhealth: {pv: 'old:X'}\n", ("a.db", "record(ai, \"$(P):X\") {}")).Folder.IocYaml, StringComparison.Ordinal);

    [Theory]
    [InlineData("image=ioc/st-ioc:*", true)]
    [InlineData("image=registry.example.org:5000/*", true)]
    [InlineData("image=other", false)]
    [InlineData("modules=status-ioc", true)]
    [InlineData("modules=autosave", false)]
    [InlineData("label=group", true)]
    [InlineData("label=group=li*", true)]
    [InlineData("label=group=sr", false)]
    [InlineData("port=*.example.org:4001", true)]
    [InlineData("port=PSU", true)]
    [InlineData("host=swarm", true)]
    [InlineData("name=b*", false)]
    [InlineData("database=?.db", true)]
    public void Iocs_are_found_by_what_they_are(string condition, bool fits)
    {
        var source = new FleetSource(
            "stack: s\nregistry: registry.example.org:5000\ndefaults: {image: ioc/st-ioc:2}",
            [Sample.Folder("a", "modules: [status-ioc]\ndatabases: [x.db]\nports: [{name: PSU, type: tcp, host: psu.example.org, port: 4001}]\ndeploy: {labels: {group: linac}}", ("x.db", "record(ai, \"A\") {}"))],
            Workspace.Templates(),
            new Dictionary<string, string>());
        var fleet = FleetParser.Parse(source);

        Assert.Equal(fits, IocFilter.Parse(condition).Fits(fleet.Iocs.Single(), fleet.Site!));
    }

    [Theory]
    [InlineData("imge=x", "did you mean 'image'?")]
    [InlineData("image", "write image=VALUE")]
    public void A_condition_that_is_none_is_told(string condition, string message) =>
        Assert.Contains(message, Assert.Throws<FormatException>(() => IocFilter.Parse(condition)).Message, StringComparison.Ordinal);

    private static RenamedProject Rename(string yaml, params (string Name, string Text)[] sources)
    {
        var fleet = new CheckedFleet().With("old", yaml, sources);
        return ProjectRename.Of(Sample.Folder("old", yaml, sources), Assert.Single(fleet.Contents()), "new");
    }

    private static FleetSource Fleet(string modules, out Site site)
    {
        var source = new FleetSource($"stack: s\ndefaults: {{image: i, modules: {modules}}}", [], Workspace.Templates(), new Dictionary<string, string>());
        site = FleetParser.Parse(source).Site!;
        return source;
    }

    private static ProjectTemplates Templates()
    {
        var folder = Workspace.PathOf("templates", "projects");
        return new ProjectTemplates(Directory.GetFiles(folder, "*", SearchOption.AllDirectories)
            .ToDictionary(f => Path.GetRelativePath(folder, f), f => new ReadOnlyMemory<byte>(Encoding.UTF8.GetBytes(File.ReadAllText(f)))));
    }
}
