using IocOps.Core.Planning;
using IocOps.Core.Stacks;

namespace IocOps.Core.Tests.Stacks;

/// <summary>The stack files that the sample fleet generates are ones that can be deployed.</summary>
public sealed class SampleFleetTests
{
    private static IEnumerable<(Owner Owner, string Path)> Files() =>
        Directory.GetFiles(Path.Combine(Samples.Root, "iocs"), "stack.yaml", SearchOption.AllDirectories)
            .Select(f => Path.GetRelativePath(Samples.Root, f).Replace('\\', '/'))
            .Order(StringComparer.Ordinal)
            .Select(f => (f.Contains("/_", StringComparison.Ordinal) ? new Owner(f.Contains("/_global", StringComparison.Ordinal) ? OwnerKind.Global : OwnerKind.Service, f.Split('/')[2]) : new Owner(OwnerKind.Ioc, f.Split('/')[1]), f));

    private static OwnedStack Load(Owner owner, string path, ICollection<Problem> problems)
    {
        var source = new StackSource(path, File.ReadAllText(Path.Combine(Samples.Root, path)), "dals", new Dictionary<string, string>(), Samples.ReadFile);
        return new OwnedStack(owner, StackLoader.Load(source, problems) ?? throw new InvalidOperationException(string.Join('\n', problems)));
    }

    [Fact]
    public void Every_generated_stack_file_loads_without_a_problem_and_all_together_plan()
    {
        var problems = new List<Problem>();
        var stacks = Files().Select(f => Load(f.Owner, f.Path, problems)).ToList();
        Assert.True(stacks.Count > 10, $"only {stacks.Count} stack files were found");
        Assert.Empty(problems);
        var plan = Planner.Plan(new DesiredSwarm("dals", stacks), new ObservedSwarm([], [], [], [], [], []), PlanScope.Everything());
        Assert.Empty(plan.Problems);
        Assert.Equal(stacks.Sum(s => s.Stack.Services.Count), plan.Changes.Count);
    }
}
