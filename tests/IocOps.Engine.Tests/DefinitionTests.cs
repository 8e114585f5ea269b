namespace IocOps.Engine.Tests;

public sealed class DefinitionTests : IDisposable
{
    private readonly Sandbox _sandbox = new();

    public void Dispose() => _sandbox.Dispose();

    [Fact]
    public void A_circle_is_found_before_anything_runs_and_shown_with_its_way()
    {
        var outcome = _sandbox.Run<Circular>("Harmless");
        Assert.Equal(2, outcome.ExitCode);
        Assert.Contains("Circular dependencies between targets: A -> C -> B -> A", outcome.Error);
        Assert.Contains("A depends on C, C runs after B, B is triggered by A", outcome.Error);
        Assert.Empty(outcome.Build.Ran);
    }

    [Fact]
    public void A_target_that_needs_itself_is_a_circle() =>
        Assert.Contains("Circular dependencies between targets: Self -> Self", _sandbox.Run<SelfCentred>("Self").Error);

    [Fact]
    public void A_getter_that_closes_over_a_local_is_named_with_what_to_do()
    {
        var outcome = _sandbox.Run<Closure>("Work");
        Assert.Equal(2, outcome.ExitCode);
        Assert.Contains("Target 'Work' is a new delegate each time it is read", outcome.Error);
        Assert.Contains("closes over a local variable", outcome.Error);
    }

    [Fact]
    public void Two_names_for_one_target_are_refused() =>
        Assert.Contains("'Alias' and 'Work' are the same target", _sandbox.Run<Aliased>("Work").Error.Replace("'Work' and 'Alias'", "'Alias' and 'Work'"));

    [Fact]
    public void A_component_that_the_build_lacks_is_named()
    {
        var outcome = _sandbox.Run<Lacking>("Work");
        Assert.Equal(2, outcome.ExitCode);
        Assert.Contains("Target 'Work' refers to the component ILacked", outcome.Error);
    }

    [Fact]
    public void Base_without_a_base_is_refused() =>
        Assert.Contains("Target 'Work' calls Base(), but no base class", _sandbox.Run<Baseless>("Work").Error);

    [Fact]
    public void All_problems_of_the_definitions_are_told_at_once()
    {
        var error = _sandbox.Run<Hopeless>("One").Error;
        Assert.Contains("The definition of target 'One' fails: no luck", error);
        Assert.Contains("Target 'Two' is null", error);
    }

    [Fact]
    public void A_parameter_with_the_name_of_an_option_is_refused() =>
        Assert.Contains("Parameter 'Verbosity' would be --verbosity, which is taken", _sandbox.Run<Shadowing>("Work").Error);

    private sealed class Circular : NotingBuild
    {
        Target Harmless => _ => _.Executes(Note("Harmless"));

        Target A => _ => _.DependsOn(C).Triggers(B);

        Target B => _ => _;

        Target C => _ => _.After(B);
    }

    private sealed class SelfCentred : NotingBuild
    {
        Target Self => _ => _.After(Self);
    }

    private sealed class Closure : NotingBuild
    {
        Target Work
        {
            get
            {
                var local = Ran.Count;
                return _ => _.Executes(() => Ran.Add($"{local}"));
            }
        }
    }

    private sealed class Aliased : NotingBuild
    {
        Target Work => _ => _.Executes(Note("Work"));

        Target Alias => Work;
    }

    private interface ILacked : INukeBuild
    {
        Target Compile => _ => _;
    }

    private sealed class Lacking : NotingBuild
    {
        Target Work => _ => _.DependsOn<ILacked>(x => x.Compile);
    }

    private sealed class Baseless : NotingBuild
    {
        Target Work => _ => _.Base();
    }

    private sealed class Hopeless : NotingBuild
    {
        Target One => _ => throw new InvalidOperationException("no luck");

        Target Two => null!;
    }

    private sealed class Shadowing : NotingBuild
    {
        [Parameter(Name = "Verbosity")]
        readonly string? _loudness = null;

        Target Work => _ => _.Executes(Note(_loudness ?? ""));
    }
}
