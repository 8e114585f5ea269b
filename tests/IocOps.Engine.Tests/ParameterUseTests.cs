namespace IocOps.Engine.Tests;

public sealed class ParameterUseTests : IDisposable
{
    private readonly Sandbox _sandbox = new();

    public void Dispose() => _sandbox.Dispose();

    [Theory]
    [InlineData("Direct", "direct-word")]
    [InlineData("ByMethod", "by-method-word")]
    [InlineData("Async", "async-word")]
    [InlineData("Iterated", "iterated-word")]
    [InlineData("Captured", "captured-word")]
    [InlineData("Condition", "condition-word")]
    [InlineData("Required", "required-word")]
    [InlineData("Generic", "generic-word")]
    [InlineData("Component", "channel")]
    [InlineData("ByBase", "by-override-word")]
    [InlineData("Needing", "direct-word")]
    [InlineData("Written", "")]
    [InlineData("Ordered", "")]
    public void What_a_target_reads_is_found_in_its_code(string target, string expected)
    {
        var help = _sandbox.Run<Reading>("--help", target).Out;
        Assert.Equal(expected, string.Join(' ', help.Split('\n').Where(l => l.StartsWith("    --", StringComparison.Ordinal)).Select(l => l.Trim()[2..].Split(' ')[0])));
        Assert.Contains("  as every target: --always, --when-it-runs\n", help);
    }

    [Fact]
    public void A_parameter_that_nothing_asked_for_reads_is_refused_with_the_targets_that_do()
    {
        var outcome = _sandbox.Run<Reading>("Written", "--direct-word", "x", "--by-method-word=1", "--always", "a");
        Assert.Equal(2, outcome.ExitCode);
        Assert.Equal(
            "Error: Written does not read --direct-word; it is for Direct. Leave it out.\nError: Written does not read --by-method-word; it is for ByMethod. Leave it out.\n",
            outcome.Error);
        Assert.Equal(["nothing"], outcome.Build.Ran);
    }

    [Fact]
    public void One_of_several_targets_has_to_read_it()
    {
        Assert.Equal(0, _sandbox.Run<Reading>("Written", "Direct", "--direct-word", "x").ExitCode);
        Assert.Contains("Written and Ordered do not read --direct-word;", _sandbox.Run<Reading>("Written", "Ordered", "--direct-word", "x").Error);
    }

    [Fact]
    public void A_target_that_is_needed_has_its_parameters_read() =>
        Assert.Equal(0, _sandbox.Run<Reading>("Needing", "--direct-word", "x").ExitCode);

    [Fact]
    public void What_nobody_reads_is_told_as_that() =>
        Assert.Contains("Written does not read --only-written-word, and no other target does. Leave it out.", _sandbox.Run<Reading>("Written", "--only-written-word", "x").Error);

    [Fact]
    public void The_environment_may_hold_what_other_targets_read()
    {
        _sandbox.Environment["BY_METHOD_WORD"] = "x";
        Assert.Equal(0, _sandbox.Run<Reading>("Written").ExitCode);
    }

    private interface IReleases : INukeBuild
    {
        [Parameter]
        string Channel => TryGetValue(() => Channel) ?? "stable";
    }

    private abstract class Base : NotingBuild
    {
        protected Target ByBase => _ => _.Executes(() => Tell(Word()));

        protected void Tell(string? word) => Ran.Add(word ?? "nothing");

        protected abstract string? Word();
    }

    private sealed class Reading : Base, IReleases
    {
        [Parameter]
        readonly string? DirectWord = null;

        [Parameter]
        readonly string? ByMethodWord = null;

        [Parameter]
        readonly string? AsyncWord = null;

        [Parameter]
        readonly string? IteratedWord = null;

        [Parameter]
        readonly string? CapturedWord = null;

        [Parameter]
        readonly string? ConditionWord = null;

        [Parameter]
        readonly string? RequiredWord = null;

        [Parameter]
        readonly string? GenericWord = null;

        [Parameter]
        readonly string? ByOverrideWord = null;

        [Parameter]
        public string? OnlyWrittenWord = null;

        [Parameter]
        readonly string? Always = null;

        [Parameter]
        readonly string? WhenItRuns = null;

        public Reading() => Tell(Always);

        protected internal override void OnTargetRunning(string target) => Tell(WhenItRuns);

        protected override string? Word() => ByOverrideWord;

        Target Direct => _ => _.Executes(() => Tell(DirectWord));

        Target ByMethod => _ => _.Executes(Method);

        Target Async => _ => _.Executes(async () =>
        {
            await Task.Yield();
            Tell(AsyncWord);
        });

        Target Iterated => _ => _.Executes(() => Ran.AddRange(Words()));

        Target Captured => _ => _.Executes(() =>
        {
            var times = Ran.Count;
            Func<string> word = () => CapturedWord + times;
            Tell(word());
        });

        Target Condition => _ => _.OnlyWhenStatic(() => ConditionWord != "no").Executes(Note("Condition"));

        Target Required => _ => _.Requires(() => RequiredWord).Executes(Note("Required"));

        Target Generic => _ => _.Executes(() => Tell(Either(() => GenericWord)));

        Target Component => _ => _.Executes(() => Tell(((IReleases)this).Channel));

        Target Needing => _ => _.DependsOn(Direct).Executes(Note("Needing"));

        Target Written => _ => _.Executes(() => OnlyWrittenWord = "x");

        Target Ordered => _ => _.After(Direct).Before(ByMethod).Executes(Note("Ordered"));

        static T Either<T>(Func<T> word) => word();

        IEnumerable<string> Words()
        {
            yield return "words:";
            yield return IteratedWord ?? "none";
        }

        void Method() => Tell(ByMethodWord);
    }
}
