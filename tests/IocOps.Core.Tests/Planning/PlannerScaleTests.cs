using System.Diagnostics;
using IocOps.Core.Planning;

namespace IocOps.Core.Tests.Planning;

public sealed class PlannerScaleTests
{
    [Fact]
    public void A_thousand_services_are_planned_in_under_a_second()
    {
        var fleet = new Fleet();
        for (var i = 0; i < 1000; i++) fleet.Ioc($"ioc-{i:0000}", "environment: {A: b, C: d}\nlabels: {x: z}", $"script {i}\n");
        fleet.Deploy();
        var clock = Stopwatch.StartNew();
        var plan = fleet.Plan();
        clock.Stop();
        Assert.False(plan.HasChanges);
        Assert.Equal(1000, plan.Changes.Count);
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(1), $"it took {clock.Elapsed}");
    }
}
