namespace IocOps.Engine.Tests;

public sealed class OutcomeTests : IDisposable
{
    private readonly Sandbox _sandbox = new();

    public void Dispose() => _sandbox.Dispose();

    [Fact]
    public void A_failure_stops_what_follows_and_runs_what_is_assured()
    {
        var outcome = _sandbox.Run<Failing>("Broken", "Next", "Tidy");
        Assert.Equal(1, outcome.ExitCode);
        Assert.Equal(["Tidy"], outcome.Build.Ran);
        Assert.Equal(("Failed", "NotRun", "Succeeded"), (outcome.Status("Broken"), outcome.Status("Next"), outcome.Status("Tidy")));
        Assert.Equal(["failed Broken"], outcome.Build.Events);
    }

    [Fact]
    public void The_summary_says_what_became_of_each_target_and_why()
    {
        var lines = _sandbox.Run<Failing>("Broken", "Next", "Tidy").Error.Split('\n');
        Assert.Matches(@"^Broken +Failed +\d+\.\d\d s   // the switch is off \(\+ 1 line\)$", lines.Single(l => l.StartsWith("Broken ", StringComparison.Ordinal)));
        Assert.Equal("Next     NotRun", lines.Single(l => l.StartsWith("Next ", StringComparison.Ordinal)));
        Assert.Equal(2, lines.Count(l => l == "Error: Broken: the switch is off"));
    }

    [Fact]
    public void A_single_failure_is_told_once_and_without_a_stack_trace()
    {
        var error = _sandbox.Run<Failing>("Broken").Error;
        Assert.Single(error.Split('\n'), l => l.StartsWith("Error: ", StringComparison.Ordinal));
        Assert.DoesNotContain("   at ", error);
        Assert.Contains("   at ", _sandbox.Run<Failing>("Broken", "--verbosity", "verbose").Error);
    }

    [Fact]
    public void Others_go_on_after_a_failure_that_allows_it_and_the_build_fails_all_the_same()
    {
        var outcome = _sandbox.Run<Failing>("Tolerated", "Next");
        Assert.Equal(1, outcome.ExitCode);
        Assert.Equal(["Next"], outcome.Build.Ran);
    }

    [Fact]
    public void An_exit_code_that_the_build_sets_wins_after_success_and_after_failure()
    {
        Assert.Equal(3, _sandbox.Run<Failing>("Changed").ExitCode);
        Assert.Equal(2, _sandbox.Run<Failing>("BadConfiguration").ExitCode);
    }

    [Fact]
    public void An_event_method_that_throws_fails_its_target()
    {
        var outcome = _sandbox.Run<BadEvents>("Work");
        Assert.Equal(1, outcome.ExitCode);
        Assert.Equal("Failed", outcome.Status("Work"));
        Assert.Contains("Error: Work: no event", outcome.Error);
    }

    [Fact]
    public void Notes_of_a_target_stand_behind_its_line() =>
        Assert.Matches("Noted +Succeeded .*// updated: 3, unchanged: 9", _sandbox.Run<Failing>("Noted").Error);

    [Fact]
    public void A_target_without_action_is_not_in_the_summary()
    {
        var outcome = _sandbox.Run<Failing>("Everything");
        Assert.Equal(0, outcome.ExitCode);
        Assert.DoesNotContain("Everything", outcome.Error);
    }

    [Fact]
    public void Quiet_says_nothing_unless_something_fails()
    {
        Assert.Equal("", _sandbox.Run<Failing>("Next", "--verbosity", "quiet").Error);
        Assert.Contains("the switch is off", _sandbox.Run<Failing>("Broken", "--verbosity", "quiet").Error);
        Assert.DoesNotContain("== Next", _sandbox.Run<Failing>("Next", "--verbosity", "minimal").Error);
    }

    [Fact]
    public void Continue_leaves_out_what_the_failed_run_had_done()
    {
        var first = _sandbox.Run<Failing>("Next", "Broken");
        Assert.Equal(["Next"], first.Build.Ran);
        var second = _sandbox.Run<Failing>("Next", "Broken", "--continue");
        Assert.Empty(second.Build.Ran);
        Assert.Equal("Skipped", second.Status("Next"));
        Assert.Contains("// done in the run before", second.Error);
    }

    [Fact]
    public void Continue_is_refused_after_success_and_with_other_arguments()
    {
        Assert.Contains("there is nothing to go on with", _sandbox.Run<Failing>("Next", "--continue").Error);
        _sandbox.Run<Failing>("Next", "Broken");
        var other = _sandbox.Run<Failing>("Broken", "--continue");
        Assert.Equal(2, other.ExitCode);
        Assert.Contains("had other arguments", other.Error);
    }

    private sealed class Failing : NotingBuild
    {
        public List<string> Events { get; } = [];

        Target Everything => _ => _.DependsOn(Next);

        Target Broken => _ => _.Executes(() => throw new InvalidOperationException("the switch is off\nturn it on"));

        Target Tolerated => _ => _.ProceedAfterFailure().Executes(() => throw new InvalidOperationException("never mind"));

        Target Next => _ => _.Executes(Note("Next"));

        Target Tidy => _ => _.AssuredAfterFailure().Executes(Note("Tidy"));

        Target Changed => _ => _.Executes(() => ExitCode = 3);

        Target BadConfiguration => _ => _.Executes(() =>
        {
            ExitCode = 2;
            throw new InvalidOperationException("site.yaml is wrong");
        });

        Target Noted => _ => _.Executes(() => ReportSummary(notes =>
        {
            notes["updated"] = "3";
            notes["unchanged"] = "9";
            return notes;
        }));

        protected internal override void OnTargetFailed(string target) => Events.Add("failed " + target);
    }

    private sealed class BadEvents : NotingBuild
    {
        Target Work => _ => _.Executes(Note("Work"));

        protected internal override void OnTargetSucceeded(string target) => throw new InvalidOperationException("no event");
    }
}
