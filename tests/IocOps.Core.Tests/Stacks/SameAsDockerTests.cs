using System.Text.RegularExpressions;
using Docker.DotNet.Models;
using IocOps.Core.Planning;
using IocOps.Core.Stacks;

namespace IocOps.Core.Tests.Stacks;

/// <summary>Against what Docker Engine 20.10.24 showed after `docker stack deploy` of the same files (see tests/samples/stacks/README.md).</summary>
public sealed class SameAsDockerTests
{
    public static TheoryData<string> Corpus => [.. Samples.Names];

    private static Stack Load(string name) => Samples.Load(name, new List<Problem>())!;

    private static string WithoutHash(string text) => Regex.Replace(text, "-[0-9a-f]{12}(?![0-9a-f])", "");

    private static IEnumerable<string> Lines(ServiceSpec spec, Seen seen) =>
        SpecFields.Of(spec, seen.NetworkName).Select(f => WithoutHash($"{f.Key} = {f.Value.Text}"));

    // EveryKeyTests say that the corpus has all of them, and all keys below.
    [Fact]
    public void Swarm_honours_34_keys_of_a_service() => Assert.Equal(34, ServiceKeys.Honoured.Count);

    [Theory]
    [MemberData(nameof(Corpus))]
    public void Services_are_what_docker_stack_deploy_makes_of_the_same_file(string name)
    {
        var seen = EngineJson.Seen(name);
        var stack = Load(name);
        Assert.Equal(seen.Services.Select(s => s.Name), stack.Services.Select(s => s.Name).Order(StringComparer.Ordinal));
        foreach (var service in stack.Services)
        {
            Assert.Equal(Lines(seen.Services.Single(s => s.Name == service.Name), seen), Lines(service.Spec, seen));
        }
    }

    [Theory]
    [MemberData(nameof(Corpus))]
    public void Networks_are_what_docker_stack_deploy_makes_of_the_same_file(string name)
    {
        var seen = EngineJson.Seen(name).Networks.Where(n => n.Labels?.ContainsKey("com.docker.stack.namespace") == true).ToList();
        var stack = Load(name);
        Assert.Equal(seen.Select(n => n.Name), stack.Networks.Select(n => n.Name));
        foreach (var (spec, live) in stack.Networks.Select(n => (n.Spec, seen.Single(s => s.Name == n.Name))))
        {
            Assert.Equal((live.Driver, live.Internal, live.Attachable), (spec.Driver, spec.Internal, spec.Attachable));
            Assert.Equal(live.Labels.OrderBy(l => l.Key), spec.Labels.OrderBy(l => l.Key));
            Assert.Equal(live.Options.Where(o => !o.Key.Contains("vxlanid", StringComparison.Ordinal)), spec.Options ?? new Dictionary<string, string>());
            if (spec.IPAM is not null) Assert.Equal(live.IPAM.Config.Select(c => c.Subnet), spec.IPAM.Config.Select(c => c.Subnet));
        }
    }

    [Theory]
    [MemberData(nameof(Corpus))]
    public void Configs_and_secrets_are_what_docker_stack_deploy_makes_of_the_same_file(string name)
    {
        var seen = EngineJson.Seen(name);
        var stack = Load(name);
        Assert.Equal(
            seen.Configs.Select(c => (c.Name!, Convert.ToBase64String(c.Data!), Labels(c.Labels))),
            stack.Configs.Select(c => (WithoutHash(c.Name), Convert.ToBase64String(c.Data.Span), Labels(c.Labels))));
        Assert.Equal(
            seen.Secrets.Select(s => (s.Name!, Labels(s.Labels))),
            stack.Secrets.Select(s => (WithoutHash(s.Name), Labels(s.Labels))));
    }

    private static string Labels(IEnumerable<KeyValuePair<string, string>> labels) => string.Join(',', labels.OrderBy(l => l.Key, StringComparer.Ordinal));
}
