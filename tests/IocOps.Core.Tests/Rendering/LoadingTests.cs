using System.Text;
using IocOps.Core.Model;
using IocOps.Core.Stacks;

namespace IocOps.Core.Tests.Rendering;

/// <summary>What the templates yield is what the loader of stack files takes.</summary>
public sealed class LoadingTests
{
    [Theory]
    [InlineData("iocs")]
    [InlineData("tests/samples/variants")]
    public void Every_rendered_stack_file_loads_without_a_word(string folder)
    {
        var source = Workspace.Fleet(folder.Split('/'));
        var fleet = FleetParser.Parse(source);
        var files = SampleFleetTests.Render(fleet);
        var content = files.ToDictionary(f => f.Path, f => new ReadOnlyMemory<byte>(Encoding.UTF8.GetBytes(f.Text)), StringComparer.Ordinal);
        foreach (var ioc in source.Folders)
        {
            foreach (var (name, bytes) in ioc.Sources) content[$"{ioc.Path}/src/{name}"] = bytes;
        }

        foreach (var file in files.Where(f => f.Path.EndsWith("/stack.yaml", StringComparison.Ordinal)))
        {
            var problems = new List<Problem>();
            var stack = StackLoader.Load(
                new StackSource(file.Path, file.Text, fleet.Site!.Stack, new Dictionary<string, string>(), path => content.TryGetValue(path, out var bytes) ? bytes : null),
                problems);
            Assert.Empty(problems.Select(p => p.ToString()));
            var service = Assert.Single(stack!.Services);
            Assert.StartsWith($"{fleet.Site.Stack}_srv-", service.Name, StringComparison.Ordinal);
            Assert.All(stack.Configs, c => Assert.True(c.Name.Length <= 64));
        }
    }

    [Fact]
    public void The_shell_of_the_container_gets_single_dollar_signs()
    {
        var fleet = FleetParser.Parse(Workspace.Fleet("iocs"));
        var file = SampleFleetTests.Render(fleet).Single(f => f.Path == "iocs/sr-ps-corr/generated/stack.yaml");
        var stack = StackLoader.Load(new StackSource(file.Path, file.Text, "dals", new Dictionary<string, string>(), _ => new byte[] { 1 }), [])!;
        var script = stack.Services.Single().Spec.TaskTemplate!.ContainerSpec!.Command![2];
        Assert.Contains("[ -e \"$f.$e\" ] ||", script, StringComparison.Ordinal);
        Assert.EndsWith("exec ./st.cmd\n", script, StringComparison.Ordinal);
    }
}
