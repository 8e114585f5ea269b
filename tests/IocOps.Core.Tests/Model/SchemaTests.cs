using System.Globalization;
using IocOps.Core.Model;
using IocOps.Core.Model.Reading;
using IocOps.Core.Rendering;
using IocOps.Core.Tests.Rendering.Startup;
using IocOps.Core.Yaml;
using NJsonSchema;

namespace IocOps.Core.Tests.Model;

/// <summary>The schemas that editors complete from say what the parser says.</summary>
public sealed class SchemaTests
{
    public static TheoryData<string, string> KeySets => new()
    {
        { "site", "" }, { "site", "layout" }, { "site", "defaults" }, { "site", "health-timing" }, { "site", "deploy" }, { "site", "resources" },
        { "ioc", "" }, { "ioc", "database" }, { "ioc", "port" }, { "ioc", "asyn-record" }, { "ioc", "commands" }, { "ioc", "file" },
        { "ioc", "health" }, { "ioc", "deploy" }, { "ioc", "resources" },
    };

    [Theory]
    [MemberData(nameof(KeySets))]
    public async Task The_schema_has_the_parsers_keys_and_no_others(string file, string definition)
    {
        var schema = await Load(file);
        var part = definition.Length == 0 ? schema : schema.Definitions[definition];
        Assert.Equal(KeysOf(file, definition).All.Order(StringComparer.Ordinal), part.ActualProperties.Keys.Order(StringComparer.Ordinal));
        Assert.False(part.AllowAdditionalProperties);
        Assert.All(part.ActualProperties.Values, p => Assert.False(string.IsNullOrWhiteSpace(p.Description ?? p.ActualSchema.Description), p.Name));
    }

    [Fact]
    public async Task Every_definition_of_the_schemas_is_compared()
    {
        foreach (var file in new[] { "site", "ioc" })
        {
            var compared = KeySets.Where(k => (string)k[0] == file && (string)k[1] is not "").Select(k => (string)k[1]);
            Assert.Equal((await Load(file)).Definitions.Keys.Order(StringComparer.Ordinal), compared.Order(StringComparer.Ordinal));
        }
    }

    [Fact]
    public async Task Every_file_of_the_sample_fleets_satisfies_its_schema()
    {
        var site = await Load("site");
        var ioc = await Load("ioc");
        foreach (var fleet in new[] { Workspace.Fleet("iocs"), Workspace.Fleet("tests", "samples", "variants") })
        {
            Assert.Empty(site.Validate(Json(fleet.SiteYaml!)).Select(e => e.ToString()));
            foreach (var folder in fleet.Folders) Assert.Empty(ioc.Validate(Json(folder.IocYaml!)).Select(e => $"{folder.Name}: {e}"));
        }
    }

    [Theory]
    [InlineData("descripton: x")]
    [InlineData("modules: [autosaev]")]
    [InlineData("modules: [autosave, autosave]")]
    [InlineData("report: yes")]
    [InlineData("delivery: nfs")]
    [InlineData("image: Iocops/ioc")]
    [InlineData("bin: ../x")]
    [InlineData("databases: ['../x.db']")]
    [InlineData("databases: [/etc/passwd]")]
    [InlineData("databases: {a.db: {}}")]
    [InlineData("databases: [{file: a.db, macros: {'A B': x}}]")]
    [InlineData("databases: [{file: a.db, makros: {}}]")]
    [InlineData("databases: [{macros: {}}]")]
    [InlineData("ports: [{name: L0, type: tpc}]")]
    [InlineData("ports: [{name: L0, type: tcp, host: a, port: 70000}]")]
    [InlineData("ports: [{name: L0, type: serial, device: /dev/ttyS0, baud: 9601}]")]
    [InlineData("ports: [{type: tcp, host: a, port: 1}]")]
    [InlineData("files: [{source: a.db, target: ../x}]")]
    [InlineData("files: [{target: x}]")]
    [InlineData("asyn-records: [{p: x}]")]
    [InlineData("health: never")]
    [InlineData("health: {pv: 'a b'}")]
    [InlineData("health: {interval: 10}")]
    [InlineData("health: {retries: 0}")]
    [InlineData("health: {command: sh -c x}")]
    [InlineData("health: {command: []}")]
    [InlineData("health: {command: [x], pv: A}")]
    [InlineData("deploy: {constraints: [node.rolle == x]}")]
    [InlineData("deploy: {limits: {memory: 64}}")]
    [InlineData("deploy: {labels: {com.docker.x: y}}")]
    [InlineData("environment: {'1A': x}")]
    [InlineData("save-folder: relative")]
    public async Task What_the_schema_refuses_the_parser_refuses_too(string yaml)
    {
        Assert.NotEmpty((await Load("ioc")).Validate(Json(yaml)));
        Assert.NotEmpty(Sample.Problems(yaml.Contains("health", StringComparison.Ordinal) ? yaml : $"{yaml}\nhealth: none"));
    }

    [Theory]
    [InlineData("registry: a")]
    [InlineData("stack: Dals")]
    [InlineData("stack: dals\nregistry: http://a")]
    [InlineData("stack: dals\nmount: srv")]
    [InlineData("stack: dals\nlayouts: {x: {caget: 'a;b'}}")]
    [InlineData("stack: dals\nlayouts: {x: {like: y}}")]
    [InlineData("stack: dals\ndefaults: {imgae: x}")]
    [InlineData("stack: dals\ndefaults: {health: {pv: x}}")]
    public async Task What_the_site_schema_refuses_the_parser_refuses_too(string yaml)
    {
        Assert.NotEmpty((await Load("site")).Validate(Json(yaml)));
        Assert.NotEmpty(Sample.Parse(yaml).Problems);
    }

    [Theory]
    [InlineData("ioc.md")]
    [InlineData("ioc.zh-CN.md")]
    public void The_reference_names_every_key(string page)
    {
        var text = Workspace.Read("docs", page);
        foreach (var keys in KeySets.Select(k => KeysOf((string)k[0], (string)k[1])))
            Assert.All(keys.All, key => Assert.True(text.Contains($"`{key}`", StringComparison.Ordinal), $"docs/{page} does not describe '{key}' of {keys.Name}"));
    }

    [Theory]
    [InlineData("ioc.md")]
    [InlineData("ioc.zh-CN.md")]
    public void The_examples_of_the_reference_are_parsed_and_rendered(string page)
    {
        var examples = Examples(page);
        var site = examples.Single(e => e.File == "site").Yaml;
        foreach (var (_, yaml) in examples.Where(e => e.File == "ioc"))
        {
            var folder = Sample.Folder(
                "ramper", yaml, ("ramp.db", Sample.Db), ("status.db", Sample.Db), ("psu.proto", "x"), ("table.csv", "1"), ("extra.db", Sample.Db), ("check.sh", "#!/bin/sh"));
            var fleet = Sample.Parse(site, folder);
            Assert.Empty(fleet.Problems.Select(p => $"{p}\n{yaml}"));
            var problems = new List<Problem>();
            var files = new FleetRenderer(fleet.Site!, Workspace.Templates()).RenderAll(fleet.Iocs.Single(), problems);
            Assert.Empty(problems);
            StrictScript.Read(files.Single(f => f.Path.EndsWith("st.cmd", StringComparison.Ordinal)).Text);
        }
    }

    [Theory]
    [InlineData("ioc.md")]
    [InlineData("ioc.zh-CN.md")]
    public void Every_key_stands_in_an_example_of_the_reference(string page)
    {
        var seen = Examples(page).SelectMany(e => Seen(e.File, "", YamlText.Parse("x", e.Yaml, [])!)).ToHashSet();
        foreach (var set in KeySets)
        {
            var keys = KeysOf((string)set[0], (string)set[1]);
            Assert.All(keys.All, k => Assert.True(seen.Contains(((string)set[0], (string)set[1], k)), $"docs/{page} has no example with '{k}' of {keys.Name} in {set[0]}.yaml"));
        }
    }

    // Blocks of the page that are a whole file.
    private static IReadOnlyList<(string File, string Yaml)> Examples(string page) =>
    [
        .. Workspace.Read("docs", page).Split("```").Where((_, i) => i % 2 == 1)
            .Where(b => b.StartsWith("yaml\n# iocs/", StringComparison.Ordinal))
            .Select(b => (b.StartsWith("yaml\n# iocs/site.yaml\n", StringComparison.Ordinal) ? "site" : "ioc", b["yaml\n".Length..])),
    ];

    // The keys of a mapping, by what the schemas call that kind of mapping.
    private static IEnumerable<(string File, string Definition, string Key)> Seen(string file, string definition, YamlNode node)
    {
        if (node is YamlList list) return list.Items.SelectMany(i => Seen(file, definition, i));
        if (node is not YamlMap map) return [];
        return map.Entries.SelectMany(e => definition == "layouts"
            ? Seen(file, "layout", e.Value)
            : Seen(file, Below(file, definition, e.Key.Value), e.Value).Prepend((file, definition, e.Key.Value)));
    }

    private static string Below(string file, string definition, string key) => (definition, key) switch
    {
        ("", "layouts" or "defaults" or "commands" or "deploy") => key,
        ("", "databases" or "ports" or "asyn-records" or "files") => key[..^1],
        ("" or "defaults", "health") => file == "site" ? "health-timing" : "health",
        ("defaults", "deploy") => "deploy",
        ("deploy", "limits" or "reservations") => "resources",
        _ => "free",
    };

    private static KeySet KeysOf(string file, string definition) => (file, definition) switch
    {
        ("site", "") => Keys.Site,
        ("site", "layout") => Keys.Layout,
        ("site", "defaults") => Keys.Defaults,
        ("site", "health-timing") => Keys.HealthDefaults,
        (_, "deploy") => Keys.Deploy,
        (_, "resources") => Keys.Resources,
        (_, "") => Keys.Ioc,
        (_, "database") => Keys.Database,
        (_, "port") => Keys.Port,
        (_, "asyn-record") => Keys.AsynRecord,
        (_, "commands") => Keys.Commands,
        (_, "file") => Keys.File,
        _ => Keys.Health,
    };

    private static Task<JsonSchema> Load(string file) => JsonSchema.FromJsonAsync(Workspace.Read("templates", $"{file}.schema.json"));

    private static string Json(string yaml)
    {
        var problems = new List<Problem>();
        var node = YamlText.Parse("x", yaml, problems);
        Assert.Empty(problems);
        return Json(node!);
    }

    // As an editor reads YAML: unquoted numbers and truth values have their own types (core schema of YAML 1.2).
    private static string Json(YamlNode node) => node switch
    {
        YamlMap map => "{" + string.Join(',', map.Entries.Select(e => $"{Text(e.Key.Value)}:{Json(e.Value)}")) + "}",
        YamlList list => "[" + string.Join(',', list.Items.Select(Json)) + "]",
        YamlScalar { IsNull: true } => "null",
        YamlScalar { IsPlain: true, Value: "true" or "false" } s => s.Value,
        YamlScalar { IsPlain: true } s when long.TryParse(s.Value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole) => whole.ToString(CultureInfo.InvariantCulture),
        YamlScalar { IsPlain: true } s when double.TryParse(s.Value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) => number.ToString(CultureInfo.InvariantCulture),
        _ => Text(((YamlScalar)node).Value),
    };

    private static string Text(string value) => System.Text.Json.JsonSerializer.Serialize(value);
}
