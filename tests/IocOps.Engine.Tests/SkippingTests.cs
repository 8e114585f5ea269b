namespace IocOps.Engine.Tests;

public sealed class SkippingTests : IDisposable
{
    private readonly Sandbox _sandbox = new();

    public void Dispose() => _sandbox.Dispose();

    [Fact]
    public void What_only_a_skipped_target_needs_is_skipped_too()
    {
        var outcome = _sandbox.Run<Skipping>("Deploy", "--skip", "Generate");
        Assert.Equal(["Shared", "Deploy"], outcome.Build.Ran);
        Assert.Equal("Skipped", outcome.Status("Fetch"));
        Assert.Contains("// because of Generate", outcome.Error);
    }

    [Fact]
    public void Skip_without_names_leaves_out_all_that_was_not_asked_for() =>
        Assert.Equal(["Deploy"], _sandbox.Run<Skipping>("Deploy", "--skip").Build.Ran);

    [Fact]
    public void Skip_without_names_keeps_the_default() =>
        Assert.Equal(["Deploy"], _sandbox.RunDefault<Skipping>([x => x.Deploy], "--skip").Build.Ran);

    [Fact]
    public void A_static_condition_is_asked_before_anything_runs_and_takes_its_dependencies_along()
    {
        var outcome = _sandbox.Run<Skipping>("Shared", "OnlyOnServers");
        Assert.Equal(["asked", "Shared"], outcome.Build.Ran);
        Assert.Contains("// OnlyWhen: Ask(IsServerBuild)", outcome.Error);
        Assert.Equal(["skipped Fetch", "skipped OnlyOnServers"], outcome.Build.Events);
    }

    [Fact]
    public void Dependencies_run_all_the_same_where_the_target_says_so() =>
        Assert.Equal(["Fetch"], _sandbox.Run<Skipping>("KeepsDependencies").Build.Ran);

    [Fact]
    public void A_dynamic_condition_is_asked_just_before_its_target_and_leaves_out_what_it_triggers()
    {
        var outcome = _sandbox.Run<Skipping>("OnlyOnce");
        Assert.Equal(["Fetch"], outcome.Build.Ran);
        Assert.Equal(("Skipped", "Skipped"), (outcome.Status("OnlyOnce"), outcome.Status("Report")));
        Assert.Equal(0, outcome.ExitCode);
    }

    [Theory]
    [InlineData("BrokenStatic")]
    [InlineData("BrokenDynamic")]
    public void A_condition_that_throws_fails_its_target(string target)
    {
        var outcome = _sandbox.Run<Skipping>(target, "Shared");
        Assert.Equal(1, outcome.ExitCode);
        Assert.Equal(("Failed", "NotRun"), (outcome.Status(target), outcome.Status("Shared")));
        Assert.Contains("The condition Throw() fails: no answer", outcome.Error);
    }

    [Fact]
    public void The_host_decides_whether_it_is_a_server_build()
    {
        _sandbox.Environment["CI"] = "true";
        Assert.Contains("OnlyOnServers", _sandbox.Run<Skipping>("OnlyOnServers").Build.Ran);
        Assert.DoesNotContain("OnlyOnServers", _sandbox.Run<Skipping>("OnlyOnServers", "--host", "terminal").Build.Ran);
        _sandbox.Environment["CI"] = "false";
        Assert.DoesNotContain("OnlyOnServers", _sandbox.Run<Skipping>("OnlyOnServers").Build.Ran);
    }

    private sealed class Skipping : NotingBuild
    {
        public List<string> Events { get; } = [];

        public Target Deploy => _ => _.DependsOn(Generate, Shared).Executes(Note("Deploy"));

        Target Generate => _ => _.DependsOn(Fetch, Shared).Executes(Note("Generate"));

        Target Fetch => _ => _.Executes(Note("Fetch"));

        Target Shared => _ => _.Executes(Note("Shared"));

        Target OnlyOnServers => _ => _.DependsOn(Fetch).OnlyWhenStatic(() => Ask(IsServerBuild)).Executes(Note("OnlyOnServers"));

        Target KeepsDependencies => _ => _
            .DependsOn(Fetch)
            .OnlyWhenStatic(() => IsServerBuild)
            .WhenSkipped(DependencyBehavior.Execute)
            .Executes(Note("KeepsDependencies"));

        Target OnlyOnce => _ => _.DependsOn(Fetch).OnlyWhenDynamic(() => Ran.Count == 0).Triggers(Report).Executes(Note("OnlyOnce"));

        Target Report => _ => _.Executes(Note("Report"));

        Target BrokenStatic => _ => _.OnlyWhenStatic(() => Throw()).Executes(Note("BrokenStatic"));

        Target BrokenDynamic => _ => _.OnlyWhenDynamic(() => Throw()).Executes(Note("BrokenDynamic"));

        protected internal override void OnTargetSkipped(string target) => Events.Add("skipped " + target);

        static bool Throw() => throw new InvalidOperationException("no answer");

        bool Ask(bool answer)
        {
            Ran.Add("asked");
            return answer;
        }
    }
}
