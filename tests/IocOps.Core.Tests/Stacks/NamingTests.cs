using System.Text;
using IocOps.Core.Stacks;

namespace IocOps.Core.Tests.Stacks;

public sealed class NamingTests
{
    private static Stack Load(string top, string data = "data", string stack = "dals")
    {
        var problems = new List<Problem>();
        var source = new StackSource("f.yaml", $"services: {{a: {{image: x}}}}\n{top}", stack, Samples.Environment, _ => Encoding.UTF8.GetBytes(data));
        var loaded = StackLoader.Load(source, problems);
        Assert.Empty(problems);
        return loaded!;
    }

    private static string Config(string top, string data = "data") => Assert.Single(Load(top, data).Configs).Name;

    [Fact]
    public void A_config_is_named_by_its_content() =>
        Assert.Equal("dals_st.cmd-3a6eb0790f39", Config("configs: {st.cmd: {file: a}}"));

    [Fact]
    public void Other_content_gives_another_name_and_the_same_gives_the_same()
    {
        const string Top = "configs: {c: {file: a}}";
        Assert.NotEqual(Config(Top), Config(Top, "other"));
        Assert.Equal(Config(Top), Config(Top));
        Assert.NotEqual(Config(Top), Config("configs: {c: {file: a, labels: {x: z}}}"));
        Assert.NotEqual(Config(Top), Config("configs: {c: {file: a, template_driver: golang}}"));
    }

    [Fact]
    public void A_name_of_ones_own_wins() => Assert.Equal("mine", Config("configs: {c: {file: a, name: mine}}"));

    [Fact]
    public void A_long_key_is_cut_to_what_swarm_takes()
    {
        var name = Config($"configs: {{{new string('k', 100)}: {{file: a}}}}");
        Assert.Equal(64, name.Length);
        Assert.Matches("^dals_k+-[0-9a-f]{12}$", name);
    }

    [Fact]
    public void Two_keys_that_are_cut_to_one_name_make_one_config()
    {
        var keys = new string('k', 100);
        Assert.Single(Load($"configs: {{{keys}1: {{file: a}}, {keys}2: {{file: a}}}}").Configs);
    }

    [Fact]
    public void The_name_of_a_secret_does_not_show_the_hash_of_its_data()
    {
        var name = Assert.Single(Load("secrets: {c: {file: a}}").Secrets).Name;
        Assert.Matches("^dals_c-[0-9a-f]{12}$", name);
        Assert.DoesNotContain("3a6eb0790f39", name, StringComparison.Ordinal);
        Assert.NotEqual(name, Assert.Single(Load("secrets: {c: {file: a}}", "other").Secrets).Name);
    }

    [Fact]
    public void Drivers_are_carried_along()
    {
        var secret = Assert.Single(Load("secrets: {c: {driver: vault, driver_opts: {path: x}, template_driver: golang}}").Secrets);
        Assert.Equal(("vault", "x", "golang", 0), (secret.Driver!.Name, secret.Driver.Options!["path"], secret.Templating!.Name, secret.Data.Length));
    }

    [Fact]
    public void Externals_are_what_services_use_with_their_place()
    {
        var problems = new List<Problem>();
        var stack = StackLoader.Load(new StackSource("f.yaml", """
            services:
              a: {image: x, networks: [net], configs: [c, old], secrets: [s]}
            networks:
              net: {external: true, name: wide}
              unused: {external: true}
            configs:
              c: {external: true}
              old: {external: {name: ancient}}
            secrets:
              s: {external: true, name: key}
            """, "s", Samples.Environment, _ => null), problems);
        Assert.Empty(problems);
        Assert.Equal(
            [(ExternalKind.Network, "wide", 4), (ExternalKind.Config, "c", 7), (ExternalKind.Config, "ancient", 8), (ExternalKind.Secret, "key", 10)],
            stack!.Externals.Select(e => (e.Kind, e.Name, e.Line)).OrderBy(e => e.Line));
        Assert.Empty(stack.Networks);
    }
}
