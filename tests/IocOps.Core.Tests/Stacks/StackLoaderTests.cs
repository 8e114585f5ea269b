namespace IocOps.Core.Tests.Stacks;

public sealed class StackLoaderTests
{
    public static TheoryData<string> Corpus => [.. Samples.Names];

    [Theory]
    [MemberData(nameof(Corpus))]
    public void Every_file_of_the_corpus_loads_without_a_problem(string name)
    {
        var problems = new List<Problem>();
        Assert.NotNull(Samples.Load(name, problems));
        Assert.Empty(problems);
    }
}
