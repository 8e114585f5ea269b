namespace IocOps.Core.Tests.Planning;

public sealed class PlannerScaleTests
{
    // How long it takes is measured by the benchmark.
    [Fact]
    public void The_work_of_a_plan_grows_no_faster_than_the_fleet()
    {
        var (few, many) = (Deployed(100), Deployed(1000));
        Assert.Equal((1000, false), (many.Plan().Changes.Count, many.Plan().HasChanges));
        Assert.InRange(Work.Of(() => many.Plan()) / (double)Work.Of(() => few.Plan()), 5, 12);
    }

    private static Fleet Deployed(int iocs)
    {
        var fleet = new Fleet();
        for (var i = 0; i < iocs; i++) fleet.Ioc($"ioc-{i:0000}", "environment: {A: b, C: d}\nlabels: {x: z}", $"script {i}\n");
        fleet.Deploy();
        return fleet;
    }
}
