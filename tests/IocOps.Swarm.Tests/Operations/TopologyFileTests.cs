using IocOps.Core.Operations.Pictures;
using IocOps.Swarm.Fleets;
using IocOps.Swarm.Operations;

namespace IocOps.Swarm.Tests.Operations;

public sealed class TopologyFileTests : IDisposable
{
    private static readonly Topology Empty = Topology.Of("Stack t", DateTime.UnixEpoch, [], []);
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("a.svg", "<svg ")]
    [InlineData("new/folder/A.HTML", "<!DOCTYPE html>")]
    public void The_ending_says_what_is_written_and_nothing_else_is_left(string name, string begin)
    {
        new TopologyFile(_folder[name]).Write(Empty);

        Assert.StartsWith(begin, File.ReadAllText(_folder[name]), StringComparison.Ordinal);
        Assert.Single(Directory.GetFiles(_folder.Path, "*", SearchOption.AllDirectories));
    }

    [Theory]
    [InlineData("a.png")]
    [InlineData("a")]
    public void Another_ending_is_bad_usage(string name)
    {
        var error = Assert.Throws<SelectionException>(() => new TopologyFile(_folder[name]));

        Assert.Contains("neither .html nor .svg", error.Message, StringComparison.Ordinal);
    }
}
