using IocOps.Core.Model;
using Snapshooter.Xunit;

namespace IocOps.Core.Tests.Model;

public sealed class BrokenFleetTests
{
    [Fact]
    public void A_broken_fleet_gets_the_reviewed_list_of_problems_in_one_run()
    {
        var fleet = FleetParser.Parse(Workspace.Fleet("tests", "samples", "broken"));
        Assert.Null(fleet.Site);
        Assert.All(fleet.Members, m => Assert.Null(m.Ioc));
        Snapshot.Match(string.Concat(fleet.Problems.Select(p => $"{p}\n")));
    }
}
