namespace IocOps.Engine.Tests;

public sealed class ParameterTests : IDisposable
{
    private readonly Sandbox _sandbox = new();

    public void Dispose() => _sandbox.Dispose();

    [Fact]
    public void The_command_line_goes_before_the_environment_before_a_profile_before_the_parameters_file_before_the_initialiser()
    {
        Assert.Equal(8, _sandbox.Run<Typed>("Work").Build.Jobs);
        _sandbox.Write(".nuke/parameters.json", """{ "Jobs": 1 }""");
        Assert.Equal(1, _sandbox.Run<Typed>("Work").Build.Jobs);
        _sandbox.Write(".nuke/parameters.night.json", """{ "Jobs": 2 }""");
        _sandbox.Write(".nuke/parameters.slow.json", """{ "Jobs": 3 }""");
        Assert.Equal(2, _sandbox.Run<Typed>("Work", "--profile", "night").Build.Jobs);
        Assert.Equal(3, _sandbox.Run<Typed>("Work", "--profile", "night", "slow").Build.Jobs);
        _sandbox.Environment["NUKE_JOBS"] = "4";
        Assert.Equal(4, _sandbox.Run<Typed>("Work", "--profile", "night").Build.Jobs);
        Assert.Equal(5, _sandbox.Run<Typed>("Work", "--jobs", "5", "--profile", "night").Build.Jobs);
    }

    [Theory]
    [InlineData("--ioc-list a b c")]
    [InlineData("--ioc-list a,b,c")]
    [InlineData("--ioc-list a --ioc-list b,c")]
    [InlineData("--IocList a b --ioclist=c")]
    public void Values_of_an_array_are_separated_by_space_or_comma_and_add_up(string arguments) =>
        Assert.Equal(["a", "b", "c"], _sandbox.Run<Typed>(["Work", .. arguments.Split(' ')]).Build.IocList!);

    [Theory]
    [InlineData("IocList", "a,b c")]
    [InlineData("IOC_LIST", "a b c")]
    [InlineData("ioc-list", "a, b, c")]
    [InlineData("NUKE_IOC_LIST", "a,b,c")]
    public void The_environment_gives_arrays_too_under_any_spelling(string name, string value)
    {
        _sandbox.Environment[name] = value;
        Assert.Equal(["a", "b", "c"], _sandbox.Run<Typed>("Work").Build.IocList!);
    }

    [Fact]
    public void An_array_is_empty_when_named_without_values_and_null_when_not_named()
    {
        Assert.Empty(_sandbox.Run<Typed>("Work", "--ioc-list").Build.IocList!);
        Assert.Null(_sandbox.Run<Typed>("Work").Build.IocList);
    }

    [Fact]
    public void A_switch_takes_no_word_that_is_not_true_or_false()
    {
        var outcome = _sandbox.Run<Typed>("--dry-run", "Work");
        Assert.True(outcome.Build.DryRun);
        Assert.Equal("Succeeded", outcome.Status("Work"));
        Assert.False(_sandbox.Run<Typed>("--dry-run", "false", "Work").Build.DryRun);
        Assert.False(_sandbox.Run<Typed>("--dry-run=false", "Work").Build.DryRun);
    }

    [Fact]
    public void A_value_is_one_word_and_what_follows_is_a_target_again() =>
        Assert.Equal("Succeeded", _sandbox.Run<Typed>("--jobs", "3", "Work").Status("Work"));

    [Fact]
    public void Every_type_is_converted_without_regard_to_the_culture()
    {
        var build = _sandbox.Run<Typed>(
            "Work", "--format", "JSON", "--ratio", "1.5", "--big", "5000000000", "--offset", "-5", "--sizes", "1,2",
            "--address", "http://h/", "--wait", "0:01:30", "--maybe", "7").Build;
        Assert.Equal((Format.Json, 1.5, 5_000_000_000, -5), (build.Format, build.Ratio, build.Big, build.Offset));
        Assert.Equal([1, 2], build.Sizes!);
        Assert.Equal((new Uri("http://h/"), TimeSpan.FromSeconds(90), 7), (build.Address, build.Wait, build.Maybe));
    }

    [Fact]
    public void A_path_counts_from_the_current_directory_on_the_command_line_and_from_the_root_in_a_file()
    {
        Assert.Equal(_sandbox.Root + "/out", _sandbox.Run<Typed>("Work", "--folder", "./x/../out").Build.Folder!.ToString());
        _sandbox.Write(".nuke/parameters.json", """{ "Folder": "out" }""");
        Assert.Equal(_sandbox.Root + "/out", _sandbox.Run<Typed>("Work").Build.Folder!.ToString());
    }

    [Fact]
    public void A_value_may_begin_with_a_dash_behind_an_equals_sign() =>
        Assert.Equal("-x", _sandbox.Run<Typed>("Work", "--text=-x").Build.Text);

    [Theory]
    [InlineData("--jobs abc", "--jobs must be a whole number, not 'abc'")]
    [InlineData("--format jsno", "--format must be one of Text, Json, not 'jsno'; did you mean 'Json'?")]
    [InlineData("--format 1", "--format must be one of Text, Json, not '1'")]
    [InlineData("--dry-run=maybe", "--dry-run must be true or false, not 'maybe'")]
    [InlineData("--text", "--text needs a value")]
    [InlineData("--text a --text b", "--text takes one value, but 2 are given")]
    [InlineData("--sizes 1 x", "--sizes must be a whole number, not 'x'")]
    [InlineData("--wait soon", "--wait must be a TimeSpan, not 'soon'")]
    [InlineData("--ioc-lst a", "Unknown option --ioc-lst; did you mean '--ioc-list'?")]
    [InlineData("--verbosity loud", "--verbosity must be one of Verbose, Normal, Minimal, Quiet, not 'loud'")]
    [InlineData("--host Jenkns", "--host must be one of Terminal, GitHubActions, GitLab, Jenkins, AzurePipelines, TeamCity, Server, not 'Jenkns'; did you mean 'Jenkins'?")]
    [InlineData("--profile nigth", "Profile 'nigth' would be .nuke/parameters.nigth.json, which is not there; there are: night; did you mean 'night'?")]
    [InlineData("--skip Wrok", "Unknown target to skip 'Wrok'; did you mean 'Work'?")]
    [InlineData("Wrok", "Unknown target 'Wrok'; did you mean 'Work'?")]
    [InlineData("--skip Work", "Target 'Work' is asked for and skipped at once")]
    public void What_is_wrong_on_the_command_line_is_told_with_the_nearest_right_and_nothing_runs(string arguments, string expected)
    {
        _sandbox.Write(".nuke/parameters.night.json", "{}");
        var outcome = _sandbox.Run<Typed>(["Work", .. arguments.Split(' ')]);
        Assert.Equal(2, outcome.ExitCode);
        Assert.Contains("Error: " + expected + "\n", outcome.Error);
        Assert.Empty(outcome.Build.Ran);
    }

    [Fact]
    public void All_that_is_wrong_is_told_at_once()
    {
        var error = _sandbox.Run<Typed>("Wrok", "--jobs", "x", "--format", "y", "--what").Error;
        Assert.Equal(4, error.Split('\n').Count(l => l.StartsWith("Error: ", StringComparison.Ordinal)));
    }

    [Fact]
    public void A_variable_that_does_not_convert_is_named()
    {
        _sandbox.Environment["nuke_jobs"] = "many";
        var outcome = _sandbox.Run<Typed>("Work");
        Assert.Equal(2, outcome.ExitCode);
        Assert.Contains("environment variable nuke_jobs (for --jobs) must be a whole number, not 'many'", outcome.Error);
    }

    [Fact]
    public void Variables_that_contradict_each_other_are_named()
    {
        _sandbox.Environment["IOC_LIST"] = "a";
        _sandbox.Environment["NUKE_IOC_LIST"] = "b";
        Assert.Contains("Environment variables IOC_LIST and NUKE_IOC_LIST all stand for --ioc-list", _sandbox.Run<Typed>("Work").Error);
    }

    [Fact]
    public void Variables_that_mean_other_things_to_others_do_not_set_the_engines_own_options()
    {
        foreach (var name in new[] { "HOST", "ROOT", "VERBOSITY", "TARGET", "SKIP", "PROFILE" })
            _sandbox.Environment[name] = "somebody's";
        Assert.Equal(0, _sandbox.Run<Typed>("Work").ExitCode);
        _sandbox.Environment["NUKE_VERBOSITY"] = "loud";
        Assert.Contains("environment variable NUKE_VERBOSITY must be one of", _sandbox.Run<Typed>("Work").Error);
    }

    [Theory]
    [InlineData("JOBS")]
    [InlineData("jobs")]
    [InlineData("Jobs")]
    public void A_variable_of_one_word_may_be_somebody_elses_and_sets_no_parameter(string name)
    {
        _sandbox.Environment[name] = "somebody's";
        var outcome = _sandbox.Run<Typed>("Work");
        Assert.Equal((0, 8), (outcome.ExitCode, outcome.Build.Jobs));
        _sandbox.Environment["NUKE_JOBS"] = "4";
        Assert.Equal(4, _sandbox.Run<Typed>("Work").Build.Jobs);
    }

    [Theory]
    [InlineData("{ \"Jobs\": }", ".nuke/parameters.json:1:11: is not valid JSON")]
    [InlineData("{\n  \"Jbos\": 1\n}", ".nuke/parameters.json:2:3: unknown parameter 'Jbos'; did you mean 'Jobs'?")]
    [InlineData("{\n  \"Jobs\": \"x\"\n}", ".nuke/parameters.json:2:3 (for --jobs) must be a whole number, not 'x'")]
    [InlineData("{ \"Jobs\": {} }", ".nuke/parameters.json:1:3: 'Jobs' must be a text, a number, true, false or an array of these")]
    [InlineData("[]", ".nuke/parameters.json:1:1: must be a JSON object")]
    [InlineData("{ \"Jobs\": 1, \"Jobs\": 2 }", ".nuke/parameters.json:1:14: 'Jobs' is there twice")]
    [InlineData("{ \"Password\": \"v1:abc\" }", ".nuke/parameters.json:1:3: 'Password' is encrypted")]
    public void What_is_wrong_in_the_parameters_file_is_told_with_line_and_column(string json, string expected)
    {
        _sandbox.Write(".nuke/parameters.json", json);
        var outcome = _sandbox.Run<Typed>("Work");
        Assert.Equal(2, outcome.ExitCode);
        Assert.Contains(expected, outcome.Error);
    }

    [Fact]
    public void Comments_trailing_commas_the_schema_and_null_are_fine_in_the_parameters_file()
    {
        _sandbox.Write(".nuke/parameters.json", """
            {
              // whose values these are
              "$schema": "./build.schema.json",
              "Verbosity": "Quiet",
              "Text": null,
              "IocList": ["a, b", "c"],
              "DryRun": true,
            }
            """);
        var outcome = _sandbox.Run<Typed>("Work");
        Assert.Equal((0, ""), (outcome.ExitCode, outcome.Error));
        Assert.Equal(["a, b", "c"], outcome.Build.IocList!);
        Assert.True(outcome.Build.DryRun);
    }

    [Fact]
    public void A_secret_is_shown_nowhere()
    {
        _sandbox.Environment["NUKE_PASSWORD"] = "geheim";
        _sandbox.Environment["NUKE_PIN"] = "12x";
        var wrong = _sandbox.Run<Typed>("Work");
        Assert.Contains("environment variable NUKE_PIN (for --pin) must be a whole number\n", wrong.Error);
        _sandbox.Environment["NUKE_PIN"] = "1234";
        foreach (var arguments in new[] { "Leak", "Leak --verbosity verbose", "Leak --plan", "--help", "--help Leak" })
        {
            var outcome = _sandbox.Run<Typed>(arguments.Split(' '));
            Assert.DoesNotContain("geheim", outcome.Error + outcome.Out);
            Assert.DoesNotContain("initial", outcome.Error + outcome.Out);
        }

        Assert.Contains("Error: Leak: refused *** and ***", _sandbox.Run<Typed>("Leak").Error);
        Assert.DoesNotContain("Password", _sandbox.Read(".nuke/build.schema.json"));
    }

    [Fact]
    public void A_secret_on_the_command_line_is_warned_of()
    {
        var error = _sandbox.Run<Typed>("Work", "--password", "geheim").Error;
        Assert.Contains("Warning: --password is a secret, and command lines can be read by everybody on the machine; set NUKE_PASSWORD instead.", error);
        Assert.DoesNotContain("geheim", error);
    }

    [Fact]
    public void A_missing_required_value_says_what_gives_it()
    {
        var outcome = _sandbox.Run<Demanding>("Work");
        Assert.Equal(2, outcome.ExitCode);
        Assert.Contains("Parameter 'BaseImage' is required; give --base-image <value> or set the environment variable BASE_IMAGE", outcome.Error);
        Assert.Contains("Target 'Work' requires 'IocList'; give --ioc-list <values> or set the environment variable IOC_LIST", outcome.Error);
        Assert.Contains("Target 'Work' requires 'Port'; give --port <value>", outcome.Error);
        Assert.Contains("Target 'Work' requires that (ArrayLength(IocList) > 1)", _sandbox.Run<Demanding>("Work", "--ioc-list", "a").Error);
        Assert.Empty(outcome.Build.Ran);
    }

    [Fact]
    public void What_is_required_may_be_an_empty_array_but_no_blank_text()
    {
        Assert.Contains("'BaseImage' is required", _sandbox.Run<Demanding>("Work", "--base-image", " ").Error);
        Assert.Equal(0, _sandbox.Run<Demanding>("Lists", "--base-image", "b", "--ioc-list").ExitCode);
        Assert.Equal(0, _sandbox.Run<Demanding>("Work", "--base-image", "b", "--ioc-list", "a", "b", "--port", "1").ExitCode);
    }

    [Fact]
    public void A_component_reads_its_parameters_by_name_with_their_prefix()
    {
        Assert.Equal("stable", ((IReleases)_sandbox.Run<Releasing>("Work").Build).Channel);
        _sandbox.Run<Releasing>("Work", "--release-channel", "beta", "--release-attempts", "3");
        Assert.Equal(("beta", 3), Releasing.Seen);
    }

    private enum Format
    {
        Text,
        Json,
    }

    private sealed class Typed : NotingBuild
    {
        [Parameter]
        public readonly string[]? IocList = null;

        [Parameter]
        public readonly int Jobs = 8;

        [Parameter]
        public readonly int? Maybe = null;

        [Parameter]
        public readonly int[]? Sizes = null;

        [Parameter]
        public readonly Uri? Address = null;

        [Parameter]
        [Secret]
        readonly string? Password = null;

        [Parameter]
        [Secret]
        readonly int? Pin = null;

        [Parameter]
        [Secret]
        readonly string Token = "initial";

        [Parameter]
        public bool DryRun { get; }

        [Parameter]
        public Format Format { get; set; }

        [Parameter]
        public double Ratio { get; }

        [Parameter]
        public long Big { get; private set; }

        [Parameter]
        public int Offset { get; }

        [Parameter]
        public TimeSpan Wait { get; }

        [Parameter]
        public AbsolutePath? Folder { get; }

        [Parameter]
        public string? Text { get; }

        // A target reads its parameters; what nothing reads is refused.
        Target Work => _ => _.Executes(Note("Work")).Executes(() => Used = [IocList, Jobs, Maybe, Sizes, Address, Password, DryRun, Format, Ratio, Big, Offset, Wait, Folder, Text]);

        public object?[] Used { get; private set; } = [];

        Target Leak => _ => _
            .OnlyWhenStatic(() => Token.Length > 0)
            .Executes(() => throw new InvalidOperationException($"refused {Password} and {Pin}"));
    }

    private sealed class Demanding : NotingBuild
    {
        [Parameter]
        readonly string[]? IocList = null;

        [Parameter]
        readonly int? Port = null;

        [Parameter]
        [Required]
        readonly string? BaseImage = null;

        Target Work => _ => _
            .Requires(() => IocList)
            .Requires(() => Port)
            .Requires(() => IocList!.Length > 1)
            .Executes(Note("Work " + BaseImage));

        Target Lists => _ => _.Requires(() => IocList).Executes(Note("Lists"));
    }

    [ParameterPrefix("ReleasePrefix")]
    private interface IReleases : INukeBuild
    {
        [Parameter]
        string Channel => TryGetValue(() => Channel) ?? "stable";

        [Parameter]
        int? Attempts => TryGetValue<int?>(() => Attempts);
    }

    private sealed class Releasing : NotingBuild, IReleases
    {
        public static (string Channel, int? Attempts) Seen { get; private set; }

        Target Work => _ => _.Executes(() => Seen = (((IReleases)this).Channel, ((IReleases)this).Attempts));
    }
}
