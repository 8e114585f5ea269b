namespace IocOps.Engine.Tests;

public sealed class OrderTests : IDisposable
{
    private readonly Sandbox _sandbox = new();

    public void Dispose() => _sandbox.Dispose();

    [Fact]
    public void Unrelated_targets_run_in_the_order_asked_for()
    {
        Assert.Equal(["C", "A", "B"], _sandbox.Run<Unrelated>("C", "A", "B").Build.Ran);
        Assert.Equal(["B", "C", "A"], _sandbox.Run<Unrelated>("--target", "B+C", "A").Build.Ran);
    }

    [Fact]
    public void Case_and_dashes_in_the_name_of_a_target_do_not_matter() =>
        Assert.Equal(["Second"], _sandbox.Run<Chain>("se-cond", "--skip", "FIRST").Build.Ran);

    [Fact]
    public void Dependencies_run_first_and_once()
    {
        var outcome = _sandbox.Run<Chain>("Third", "Second");
        Assert.Equal(0, outcome.ExitCode);
        Assert.Equal(["First", "Second", "Third"], outcome.Build.Ran);
    }

    [Fact]
    public void Before_and_after_order_but_pull_nothing_in()
    {
        Assert.Equal(["Early", "Middle", "Late"], _sandbox.Run<Ordered>("Late", "Middle", "Early").Build.Ran);
        Assert.Equal(["Late"], _sandbox.Run<Ordered>("Late").Build.Ran);
    }

    [Fact]
    public void A_triggered_target_runs_after_its_trigger_and_before_what_was_asked_for_next() =>
        Assert.Equal(["Deploy", "Digest", "Notify", "Other"], _sandbox.Run<Triggering>("Deploy", "Other").Build.Ran);

    [Fact]
    public void Dependent_for_pulls_itself_in() =>
        Assert.Equal(["Prepare", "Work"], _sandbox.Run<Reversed>("Work").Build.Ran);

    [Fact]
    public void Setup_brings_its_cleanup_which_runs_also_after_a_failure()
    {
        var outcome = _sandbox.Run<Bracketed>("Up", "Work");
        Assert.Equal(1, outcome.ExitCode);
        Assert.Equal(["Up", "Down"], outcome.Build.Ran);
    }

    [Fact]
    public void A_component_brings_its_targets_and_a_missing_one_is_no_problem_for_the_try_form()
    {
        var outcome = _sandbox.Run<WithComponent>("Own");
        Assert.Equal(["Shared", "Own"], outcome.Build.Ran);
    }

    [Fact]
    public void An_overridden_target_can_build_on_its_base() =>
        Assert.Equal(["base", "derived"], _sandbox.Run<Derived>("Work").Build.Ran);

    [Fact]
    public void A_target_can_inherit_what_a_component_says() =>
        Assert.Equal(["Shared", "more"], _sandbox.Run<Inheriting>("Shared").Build.Ran);

    [Fact]
    public void The_default_runs_where_nothing_is_asked_for() =>
        Assert.Equal(["First", "Second"], _sandbox.RunDefault<Chain>([x => x.Second]).Build.Ran);

    [Fact]
    public void Asynchronous_actions_are_awaited_before_the_next_one_starts() =>
        Assert.Equal(["slow", "result", "next"], _sandbox.Run<Asynchronous>("Work").Build.Ran);

    private sealed class Unrelated : NotingBuild
    {
        Target A => _ => _.Executes(Note("A"));

        Target B => _ => _.Executes(Note("B"));

        Target C => _ => _.Executes(Note("C"));
    }

    private sealed class Chain : NotingBuild
    {
        public Target Third => _ => _.DependsOn(Second).Executes(Note("Third"));

        public Target Second => _ => _.DependsOn(First).Executes(Note("Second"));

        public Target First => _ => _.Executes(Note("First"));
    }

    private sealed class Ordered : NotingBuild
    {
        Target Late => _ => _.After(Middle).Executes(Note("Late"));

        Target Middle => _ => _.Executes(Note("Middle"));

        Target Early => _ => _.Before(Middle).Executes(Note("Early"));
    }

    private sealed class Triggering : NotingBuild
    {
        Target Deploy => _ => _.Triggers(Digest).Executes(Note("Deploy"));

        Target Digest => _ => _.Executes(Note("Digest"));

        Target Notify => _ => _.TriggeredBy(Digest).Executes(Note("Notify"));

        Target Other => _ => _.Executes(Note("Other"));
    }

    private sealed class Reversed : NotingBuild
    {
        Target Work => _ => _.Executes(Note("Work"));

        Target Prepare => _ => _.DependentFor(Work).Executes(Note("Prepare"));
    }

    private sealed class Bracketed : NotingBuild
    {
        Setup Up => _ => _.Executes(Note("Up"));

        Target Work => _ => _.DependsOn<Bracketed>(b => b.Broken).Executes(Note("Work"));

        Target Broken => _ => _.Executes(() => throw new InvalidOperationException("broken"));

        Cleanup Down => _ => _.Executes(Note("Down"));
    }

    private interface IShared : INukeBuild
    {
        Target Shared => _ => _.Executes(() => ((NotingBuild)this).Ran.Add("Shared"));
    }

    private interface IMissing : INukeBuild
    {
        Target Missing => _ => _;
    }

    private sealed class WithComponent : NotingBuild, IShared
    {
        Target Own => _ => _
            .DependsOn<IShared>(x => x.Shared)
            .TryDependsOn<IMissing>(x => x.Missing)
            .Executes(Note("Own"));
    }

    private class Foundation : NotingBuild
    {
        protected virtual Target Work => _ => _.Executes(Note("base"));
    }

    private sealed class Derived : Foundation
    {
        protected override Target Work => _ => _.Base().Executes(Note("derived"));
    }

    private sealed class Inheriting : NotingBuild, IShared
    {
        Target IShared.Shared => _ => _.Inherit<IShared>(x => x.Shared).Executes(Note("more"));
    }

    private sealed class Asynchronous : NotingBuild
    {
        Target Work => _ => _
            .Executes(async () =>
            {
                await Task.Yield();
                Ran.Add("slow");
            })
            .Executes(() =>
            {
                Ran.Add("result");
                return 1;
            })
            .Executes(Note("next"));
    }
}
