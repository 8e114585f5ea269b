using IocOps.Swarm.Dev;

namespace IocOps.Swarm.Tests.Dev;

public sealed class TestRunTests
{
    [Fact]
    public void No_test_at_all_is_no_success()
    {
        var error = Assert.Throws<InvalidOperationException>(() => TestRun.Require(0, TestRun.Read([]), "Name=Tpyo"));

        Assert.Equal("No test matched the filter 'Name=Tpyo'; none was run.", error.Message);
    }

    [Fact]
    public void One_test_that_ran_is_enough() => TestRun.Require(0, new TestResults(1, [], []), "Name=x");

    [Fact]
    public void A_run_that_broke_off_is_no_success() =>
        Assert.Throws<InvalidOperationException>(() => TestRun.Require(1, new TestResults(5, [], []), null));
}
