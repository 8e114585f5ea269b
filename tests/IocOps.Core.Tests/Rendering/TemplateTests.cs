using IocOps.Core.Model;
using IocOps.Core.Rendering;
using IocOps.Core.Tests.Model;

namespace IocOps.Core.Tests.Rendering;

/// <summary>What a template may do, and what a person sees when it does something else.</summary>
public sealed class TemplateTests
{
    private static (string? Text, IReadOnlyList<Problem> Problems) Render(string template, string name = TemplateNames.StartupScript)
    {
        var templates = new Dictionary<string, string>(Workspace.Templates()) { [name] = template };
        return Render(templates, new Dictionary<string, string>());
    }

    private static (string? Text, IReadOnlyList<Problem> Problems) Render(IReadOnlyDictionary<string, string> templates, IReadOnlyDictionary<string, string> overrides)
    {
        var folder = Sample.Folder("ramper", "description: '{{ 1 + 1 }}'\nhealth: none") with { Templates = overrides };
        var fleet = Sample.Parse(Sample.Site, folder);
        var problems = new List<Problem>();
        var files = new FleetRenderer(fleet.Site!, templates).RenderAll(fleet.Iocs.Single(), problems);
        return (files.Count == 0 ? null : files[0].Text, problems);
    }

    [Fact]
    public void A_template_sees_the_ioc() => Assert.Equal("ramper ST-IOC 7004\n", Render("{{ name }} {{ bin }} {{ log_server.port }}").Text);

    [Fact]
    public void Text_from_the_ioc_is_never_taken_for_a_template() => Assert.Equal("{{ 1 + 1 }}\n", Render("{{ description }}").Text);

    [Theory]
    [InlineData("a\n  {{ nmae }}", "templates/st.cmd.sbn:2:6: error TPL003")]
    [InlineData("{{ layout.nothing }}", "templates/st.cmd.sbn:1:")]
    [InlineData("{{ for x in }}", "templates/st.cmd.sbn:1:")]
    [InlineData("{{ if true }}", "TPL002")]
    [InlineData("{{ while true }}{{ end }}", "TPL003")]
    [InlineData("{{ func f; f; end; f }}", "TPL003")]
    [InlineData("{{ include 'x' }}", "TPL003")]
    [InlineData("{{ date.now }}", "TPL003")]
    [InlineData("{{ math.random 1 9 }}", "TPL003")]
    [InlineData("{{ math.uuid }}", "TPL003")]
    [InlineData("{{ arg null }}", "TPL003")]
    [InlineData("{{ arg \"a\\nb\" }}", "TPL003")]
    public void A_fault_names_template_line_and_column(string template, string expected)
    {
        var (text, problems) = Render(template);
        Assert.Null(text);
        Assert.Contains(expected, problems[0].ToString(), StringComparison.Ordinal);
        Assert.True(problems[0].Line > 0);
    }

    [Theory]
    [InlineData("{{ s = 'x'; for i in 1..9000; s = s + s; end; s }}")]
    [InlineData("{{ s = 'x'; for i in 1..19; s = s + s; end; for i in 1..20; s; end }}")]
    public void A_template_that_writes_without_end_is_stopped_and_nothing_is_cut_in_silence(string template) =>
        Assert.Equal("TPL003", Render(template).Problems[0].Code);

    [Fact]
    public void A_missing_template_is_named()
    {
        var (text, problems) = Render(new Dictionary<string, string>(), new Dictionary<string, string>());
        Assert.Null(text);
        Assert.Equal("templates/st.cmd.sbn: error TPL001: the template is missing; restore it from the project", problems[0].ToString());
    }

    [Fact]
    public void A_stack_template_that_yields_no_yaml_is_named_with_the_bad_line()
    {
        var problem = Assert.Single(Render("services:\n\tx: 1", TemplateNames.Stack).Problems);
        Assert.Equal("TPL004", problem.Code);
        Assert.Equal("templates/ioc-stack.yaml.sbn", problem.File);
        Assert.Contains("iocs/ramper/generated/stack.yaml:2:1: 'x: 1'", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_iocs_own_template_replaces_the_common_one_and_is_named_in_problems()
    {
        Assert.Equal("mine\n", Render(Workspace.Templates(), new Dictionary<string, string> { ["st.cmd.sbn"] = "mine" }).Text);
        Assert.Equal("iocs/ramper/templates/st.cmd.sbn", Render(Workspace.Templates(), new Dictionary<string, string> { ["st.cmd.sbn"] = "{{ x }}" }).Problems[0].File);
    }

    [Fact]
    public void A_template_with_windows_line_ends_gives_unix_ones() => Assert.Equal("a\nb\n", Render("a\r\nb\r\n").Text);
}
