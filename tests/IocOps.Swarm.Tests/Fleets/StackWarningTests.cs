using IocOps.Core.Planning;
using IocOps.Swarm.Fleets;
using IocOps.Swarm.Tests.EndToEnd;
using IocOps.Swarm.Views;

namespace IocOps.Swarm.Tests.Fleets;

public sealed class StackWarningTests : IDisposable
{
    private readonly SmallFleet _fleet = new();

    public StackWarningTests() =>
        _fleet.Write("iocs/_services/web/stack.yaml", "services:\n  web:\n    image: a:1\n    command: [sh, -c, 'echo $HOME']\n");

    public void Dispose() => _fleet.Dispose();

    [Fact]
    public void A_variable_that_becomes_empty_text_is_told_by_the_plan()
    {
        var plan = Plan(PlanScope.Services(null));
        Assert.True(plan.IsApplicable);
        Assert.StartsWith("iocs/_services/web/stack.yaml:4:23: warning STK011: the variable HOME becomes empty text", Assert.Single(plan.Problems).ToString(), StringComparison.Ordinal);
        Assert.Empty(Plan(PlanScope.AllIocs()).Problems);
    }

    [Fact]
    public void Warnings_of_a_plan_are_shown_beside_it_and_not_in_its_json()
    {
        Assert.Contains("warning STK011", Notes(json: false), StringComparison.Ordinal);
        Assert.Empty(Notes(json: true));
    }

    private string Notes(bool json)
    {
        using var data = new StringWriter();
        using var notes = new StringWriter();
        PlanView.Show(Plan(PlanScope.Services(null)), json, new Output(data, notes, false, false));
        Assert.Contains(json ? "\"STK011\"" : "create", data.ToString(), StringComparison.Ordinal);
        return notes.ToString();
    }

    private Plan Plan(PlanScope scope)
    {
        var files = new FleetFiles(_fleet.Path);
        return Planner.Plan(FleetSwarm.Desire(files, new Generation(files).RenderServices(null, null).Stacks), new ObservedSwarm([], [], [], [], [], []), scope);
    }
}
