using IocOps.Core.Projects.Editing;

namespace IocOps.Core.Tests.Projects;

public class YamlEditorTests
{
    private const string Nasty = """
        # yaml-language-server: $schema=../../templates/ioc.schema.json
        # image: this is a comment, not a key
        description: "with # no comment"   # but this is: one
        image:   'ioc/st-ioc:1'    # keep me
        modules: [autosave,   caputlog] # both

        environment:
            # four spaces here
            A: "1"   # first
            "B": two words
        databases:
        - a.db
        -   file: b.db     # the second
            macros: {P: "X:Y", R: 'it''s' , DESC: "a, b"}

            # about the third
        - file: c.db
          macros:
            P: Q
        commands:
          before-load: |
            # a line of iocsh
            var x 1

          # a comment behind the block
          at-load: >-
            folded
            text
        deploy:
        report: true
        """;

    [Theory]
    [InlineData("image=ioc/st-ioc:2", "image:   'ioc/st-ioc:1'    # keep me", "image:   'ioc/st-ioc:2'    # keep me")]
    [InlineData("description=new", "description: \"with # no comment\"   # but this is: one", "description: \"new\"   # but this is: one")]
    [InlineData("report=false", "report: true", "report: false")]
    [InlineData("environment.A=true", "    A: \"1\"   # first", "    A: \"true\"   # first")]
    [InlineData("environment.B=one: two", "    \"B\": two words", "    \"B\": \"one: two\"")]
    [InlineData("environment.C=3", "    \"B\": two words\n", "    \"B\": two words\n    C: 3\n")]
    [InlineData("modules=[status-ioc]", "modules: [autosave,   caputlog] # both", "modules: [status-ioc] # both")]
    [InlineData("modules[1]=status-os", "[autosave,   caputlog]", "[autosave,   status-os]")]
    [InlineData("modules[+]=status-os", "[autosave,   caputlog]", "[autosave,   caputlog, status-os]")]
    [InlineData("databases[1].macros.P=Z", "{P: \"X:Y\",", "{P: \"Z\",")]
    [InlineData("databases[1].macros.R=isn't", "R: 'it''s' ,", "R: 'isn''t' ,")]
    [InlineData("databases[1].macros.N=a, b", "DESC: \"a, b\"}", "DESC: \"a, b\", N: \"a, b\"}")]
    [InlineData("databases[2].macros.P=R", "    P: Q", "    P: R")]
    [InlineData("databases[2].macros.R=S", "    P: Q\n", "    P: Q\n    R: S\n")]
    [InlineData("databases[+]=d.db", "    P: Q\n", "    P: Q\n- d.db\n")]
    [InlineData("databases[+].file=d.db", "    P: Q\n", "    P: Q\n- {file: d.db}\n")]
    [InlineData("databases[0]={file: z.db, macros: {P: 1}}", "- a.db", "- {file: z.db, macros: {P: 1}}")]
    [InlineData("deploy.limits.memory=64M", "deploy:\n", "deploy:\n    limits:\n        memory: 64M\n")]
    [InlineData("deploy.labels.\"a.b\"=c", "deploy:\n", "deploy:\n    labels:\n        a.b: c\n")]
    [InlineData("deploy.constraints[+]=node.role == manager", "deploy:\n", "deploy:\n    constraints: [node.role == manager]\n")]
    [InlineData("commands.before-load=var y", "  before-load: |\n    # a line of iocsh\n    var x 1\n", "  before-load: var y\n")]
    [InlineData("commands.after-init=dbl", "    folded\n    text\n", "    folded\n    text\n  after-init: dbl\n")]
    [InlineData("health.pv=A:B", "report: true", "report: true\nhealth:\n    pv: A:B")]
    [InlineData("host=plain1", "    # but this is: one\n", "")]
    public void One_value_changes_and_every_other_character_stays(string change, string before, string after)
    {
        if (after.Length == 0) (before, after) = ("# but this is: one\n", "# but this is: one\nhost: plain1\n");
        Assert.Contains(before, Nasty, StringComparison.Ordinal);
        Assert.Equal(Nasty.Replace(before, after, StringComparison.Ordinal), Set(Nasty, change));
    }

    [Theory]
    [InlineData("modules", "modules: [autosave,   caputlog] # both\n", "")]
    [InlineData("environment.A", "    A: \"1\"   # first\n", "")]
    [InlineData("modules[0]", "[autosave,   caputlog]", "[caputlog]")]
    [InlineData("modules[1]", "[autosave,   caputlog]", "[autosave]")]
    [InlineData("databases[0]", "- a.db\n", "")]
    [InlineData("databases[1].file", "-   file: b.db     # the second\n    macros: {P", "-   macros: {P")]
    [InlineData("databases[1].macros.R", ", R: 'it''s' , DESC", ", DESC")]
    [InlineData("databases[2].macros.P", "  macros:\n    P: Q\n", "")]
    [InlineData("commands.before-load", "  before-load: |\n    # a line of iocsh\n    var x 1\n", "")]
    [InlineData("deploy", "deploy:\n", "")]
    [InlineData("health.pv", "report", "report")]
    public void What_is_taken_away_is_gone_with_its_line_and_nothing_else(string path, string before, string after)
    {
        Assert.Contains(before, Nasty, StringComparison.Ordinal);
        Assert.Equal(Nasty.Replace(before, after, StringComparison.Ordinal), Unset(Nasty, path));
    }

    [Fact]
    public void Line_ends_of_Windows_and_the_mark_at_the_beginning_stay()
    {
        var text = "\uFEFF" + Nasty.ReplaceLineEndings("\r\n") + "\r\n";

        var edited = Set(Set(Set(text, "image=x"), "environment.C=3"), "deploy.limits.memory=64M");

        Assert.Equal("\uFEFF" + Set(Set(Set(Nasty + "\n", "image=x"), "environment.C=3"), "deploy.limits.memory=64M").ReplaceLineEndings("\r\n"), edited);
    }

    [Theory]
    [InlineData("", "image=x", "image: x\n")]
    [InlineData("# nothing yet", "deploy.limits.memory=64M", "# nothing yet\ndeploy:\n  limits:\n    memory: 64M\n")]
    [InlineData("{image: a}", "bin=B", "{image: a, bin: B}")]
    [InlineData("{image: a, deploy: {}}", "deploy.limits.cpus=0.5", "{image: a, deploy: {limits: {cpus: 0.5}}}")]
    [InlineData("image: a", "description=b", "description: b\nimage: a")]
    [InlineData("# mine\nimage: a", "description=b", "# mine\nimage: a\ndescription: b")]
    [InlineData("image: a", "description=", "image: a\ndescription: \"\"", "# of image\n")]
    [InlineData("bin: b", "report=~", "bin: b\nreport: \"~\"")]
    [InlineData("environment:\n  A: &v 1\n  B: *v\n", "environment.B=2", "environment:\n  A: &v 1\n  B: 2\n")]
    [InlineData("databases:\n- file: a.db\n  macros: &m {P: 1}\n- file: b.db\n  macros:\n    <<: *m\n    Q: 2\n", "databases[1].macros.P=3", "databases:\n- file: a.db\n  macros: &m {P: 1}\n- file: b.db\n  macros:\n    <<: *m\n    Q: 2\n    P: 3\n")]
    public void Keys_are_made_where_people_would_write_them(string text, string change, string expected, string above = "") =>
        Assert.Equal(above + expected, Set(above + text, change));

    [Theory]
    [InlineData("environment: &e\n  A: 1\ndeploy: {labels: *e}\n", "environment.A=2", "x.yaml:1:14: error PRJ002: environment.A can't be set: the anchor '&e' is here, and what changes here would change in line 3 too; edit the file by hand")]
    [InlineData("environment: &e\n  A: 1\ndeploy: {labels: *e}\n", "deploy.labels.A=2", "x.yaml:3:18: error PRJ002: deploy.labels.A can't be set: it is inside the alias '*e': what stands at its anchor is used elsewhere too; edit the file by hand")]
    [InlineData("databases: [a.db]\n", "databases[0].macros.P=2", "x.yaml:1:13: error PRJ002: databases[0].macros.P can't be set: databases[0] is text, and only a mapping has keys such as 'macros'")]
    [InlineData("databases: [a.db]\n", "databases[2]=b.db", "x.yaml:1:12: error PRJ002: databases[2] can't be set: databases has 1 items, numbered from 0; the next one is [+]")]
    [InlineData("image: x\n", "modules=[a", "x.yaml: error PRJ001: modules can't be set: '[a' begins like YAML and is none")]
    [InlineData("image: x\n", "modules=[a] # b", "x.yaml: error PRJ001: modules can't be set: '[a] # b' begins like YAML and is none")]
    [InlineData("deploy: {<<: {limits: {cpus: 1, memory: 1M}}}\n", "deploy.limits.memory=2M", "x.yaml: error PRJ003: deploy.limits.memory can't be set: something else would change with it")]
    [InlineData("image: [", "bin=B", "x.yaml:")]
    public void What_can_not_be_changed_so_is_refused_with_its_place(string text, string change, string refusal)
    {
        var problems = new List<Problem>();

        Assert.Null(YamlEditor.Apply("x.yaml", text, [YamlChange.ParseSet(change)], problems));

        Assert.StartsWith(refusal, problems[0].ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_key_that_a_merge_brings_in_can_not_be_taken_away_here()
    {
        var problems = new List<Problem>();

        Assert.Null(YamlEditor.Apply("x.yaml", "environment: &e {A: 1}\ndeploy:\n  labels:\n    <<: *e\n", [YamlChange.ParseUnset("deploy.labels.A")], problems));

        Assert.Equal("PRJ003", Assert.Single(problems).Code);
    }

    [Theory]
    [InlineData("image")]
    [InlineData("=x")]
    [InlineData("a..b=x")]
    [InlineData("a[x]=1")]
    [InlineData("[0]=1")]
    [InlineData("a.\"b=1")]
    [InlineData("a[0]b=1")]
    public void A_broken_path_is_told(string change) => Assert.Throws<FormatException>(() => YamlChange.ParseSet(change));

    /// <summary>Whatever the file, an edit says what was asked for and nothing else, or it is refused.</summary>
    [Fact]
    public void Every_value_of_every_sample_can_be_set_and_taken_away()
    {
        foreach (var folder in Workspace.Fleet("iocs").Folders)
        {
            foreach (var ending in new[] { "\n", "\r\n" })
            {
                var yaml = folder.IocYaml!.ReplaceLineEndings(ending);
                foreach (var key in new[] { "description", "image", "deploy.limits.memory", "environment.X", "databases[0]", "databases[0].macros.P", "ports[0].host", "health" })
                {
                    var problems = new List<Problem>();
                    var edited = YamlEditor.Apply("f", yaml, [YamlChange.ParseSet($"{key}=new # value"), YamlChange.ParseUnset(key)], problems);
                    Assert.True(edited is not null || problems.TrueForAll(p => p.Code == "PRJ002"), $"{folder.Name} {key}: {string.Join(' ', problems)}");
                }
            }
        }
    }

    private static string Set(string text, string change) => Apply(text, YamlChange.ParseSet(change));

    private static string Unset(string text, string path) => Apply(text, YamlChange.ParseUnset(path));

    private static string Apply(string text, YamlChange change)
    {
        var problems = new List<Problem>();
        var edited = YamlEditor.Apply("x.yaml", text, [change], problems);
        Assert.Empty(problems);
        return edited!;
    }
}
