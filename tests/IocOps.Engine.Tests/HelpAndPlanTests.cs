using System.ComponentModel;

namespace IocOps.Engine.Tests;

public sealed class HelpAndPlanTests : IDisposable
{
    private readonly Sandbox _sandbox = new();

    public void Dispose() => _sandbox.Dispose();

    [Fact]
    public void Help_lists_targets_with_what_they_need_and_parameters_with_variable_and_default_on_standard_output()
    {
        var outcome = _sandbox.RunDefault<Sample>([x => x.Deploy], "--help");
        Assert.Equal((0, ""), (outcome.ExitCode, outcome.Error));
        Assert.Contains("  Deploy (default)  Brings every IOC up  -> Generate\n", outcome.Out);
        Assert.Contains("  --ioc-list <values>  Which IOCs  [IOC_LIST]\n", outcome.Out);
        Assert.Contains("  --jobs <value>       How many at a time  [NUKE_JOBS; default 8]\n", outcome.Out);
        Assert.Contains("  --level <value>      [NUKE_LEVEL; one of Low, High; required; default High]\n", outcome.Out);
        Assert.Contains("  --verbosity <level>", outcome.Out);
        Assert.DoesNotContain("Hidden", outcome.Out);
        Assert.DoesNotContain("internal-thing", outcome.Out);
    }

    [Fact]
    public void Help_is_shown_where_there_is_nothing_to_run()
    {
        var outcome = _sandbox.Run<Sample>();
        Assert.Equal(0, outcome.ExitCode);
        Assert.StartsWith("Usage: ./build.sh", outcome.Out);
    }

    [Fact]
    public void Help_of_a_target_says_what_it_needs_and_what_runs() =>
        Assert.Equal(
            """
            Deploy
              Brings every IOC up
              depends on: Generate
              triggers: Digest
              only when: Jobs > 0
              runs: Generate, Deploy, Digest
              parameters:
                --ioc-list <values>  Which IOCs  [IOC_LIST; required]
                --jobs <value>       How many at a time  [NUKE_JOBS; default 8]
              as every target: --level


            """,
            _sandbox.Run<Sample>("--help", "Deploy").Out);

    [Fact]
    public void Targets_stand_under_their_headings_in_the_order_of_the_source() =>
        Assert.Contains(
            """
            Targets (several run in the order in which they are named; --help <target> says more, and which parameters it reads):
              First

             Late:
              Second
              Fourth

             Early:
              Third


            """,
            _sandbox.Run<Grouped>("--help").Out);

    [Fact]
    public void Help_of_an_unknown_target_is_an_error() => Assert.Equal(2, _sandbox.Run<Sample>("--help", "Delpoy").ExitCode);

    [Fact]
    public void The_plan_gives_order_and_reasons_and_runs_nothing()
    {
        var outcome = _sandbox.Run<Sample>("Deploy", "Clean", "--plan", "--skip", "Digest");
        Assert.Equal(
            """
            4 targets, in this order:
              1. Generate  needed by Deploy, Clean
              2. Deploy    asked for  (only when Jobs > 0)
              3. Digest    triggered by Deploy  (skipped: by --skip)
              4. Clean     asked for

            Deploy
            ├─ Generate
            └─ Digest (triggered)
            Clean
            └─ Generate

            """,
            outcome.Out);
        Assert.Equal((0, ""), (outcome.ExitCode, outcome.Error));
        Assert.Empty(outcome.Build.Ran);
    }

    [Fact]
    public void The_schema_is_written_when_it_changes_and_only_then()
    {
        _sandbox.Run<Sample>("Generate");
        var schema = Path.Combine(_sandbox.Root, ".nuke", "build.schema.json");
        Assert.Contains("\"IocList\": {\n          \"description\": \"Which IOCs\",\n          \"type\": \"array\"", File.ReadAllText(schema));
        var past = new DateTime(2001, 1, 1, 0, 0, 0, DateTimeKind.Utc);
        File.SetLastWriteTimeUtc(schema, past);
        _sandbox.Run<Sample>("Generate");
        Assert.Equal(past, File.GetLastWriteTimeUtc(schema));
        File.WriteAllText(schema, "old");
        _sandbox.Run<Sample>("Generate");
        Assert.StartsWith("{\n  \"$schema\"", File.ReadAllText(schema));
        Assert.Empty(Directory.GetFiles(Path.Combine(_sandbox.Root, ".nuke"), "*.tmp"));
    }

    [Fact]
    public void A_schema_that_cannot_be_written_is_no_failure()
    {
        Directory.CreateDirectory(Path.Combine(_sandbox.Root, ".nuke", "build.schema.json"));
        Assert.Equal(0, _sandbox.Run<Sample>("Generate").ExitCode);
    }

    [Fact]
    public void The_root_is_the_nearest_directory_upwards_with_a_nuke_directory_or_the_one_given()
    {
        Directory.Delete(Path.Combine(_sandbox.Root, ".nuke"), recursive: true);
        var outcome = _sandbox.Run<Rooted>("Work");
        Assert.Equal(2, outcome.ExitCode);
        Assert.Contains("There is no workspace here: neither this directory nor one above it has .nuke. Go", outcome.Error);
        Assert.Equal(0, _sandbox.Run<Rooted>("Work", "--workspace", ".").ExitCode);
        Assert.Equal(_sandbox.Root, Rooted.Seen);
        Assert.Contains("--workspace: there is no directory 'x'", _sandbox.Run<Rooted>("Work", "--workspace=x").Error);
    }

    private enum Level
    {
        Low,
        High,
    }

    private sealed class Sample : NotingBuild
    {
        [Parameter("Which IOCs")]
        readonly string[] IocList = [];

        [Parameter("How many at a time")]
        readonly int Jobs = 8;

        [Parameter]
        [Required]
        readonly Level Level = Level.High;

        [Parameter(List = false)]
        readonly string? InternalThing = null;

        public Target Generate => _ => _.Executes(Note($"Generate {InternalThing} {Level}"));

        public Target Deploy => _ => _
            .Description("Brings every IOC up")
            .DependsOn(Generate)
            .Triggers(Digest)
            .Requires(() => IocList)
            .OnlyWhenDynamic(() => Jobs > 0)
            .Executes(Note("Deploy"));

        Target Digest => _ => _.Executes(Note("Digest"));

        Target Clean => _ => _.DependsOn(Generate).Executes(Note("Clean"));

        Target Hidden => _ => _.Unlisted().Executes(Note("Hidden"));
    }

    private sealed class Grouped : NotingBuild
    {
        Target First => _ => _.Executes(Note("First"));

        [Category("Late")]
        Target Second => _ => _.Executes(Note("Second"));

        [Category("Early")]
        Target Third => _ => _.Executes(Note("Third"));

        [Category("Late")]
        Target Fourth => _ => _.Executes(Note("Fourth"));
    }

    private sealed class Rooted : NotingBuild
    {
        // Fields may use it: it is known before the build is created.
        readonly AbsolutePath _iocs = RootDirectory / "iocs";

        public static string? Seen { get; private set; }

        Target Work => _ => _.Executes(() => Seen = (_iocs / "..").ToString());
    }
}
