using System.Text.RegularExpressions;

namespace IocOps.Engine.Tests;

/// <summary>What a user of a build sees, on the real thing.</summary>
public sealed class ProcessTests : IDisposable
{
    private const int Interrupt = 2;
    private const int Terminate = 15;

    private readonly Sandbox _sandbox = new();

    public void Dispose() => _sandbox.Dispose();

    [Theory]
    [InlineData("", 0)]
    [InlineData("Deploy --jobs 2", 0)]
    [InlineData("Fail", 1)]
    [InlineData("Depoly", 2)]
    [InlineData("BadConfiguration", 2)]
    [InlineData("Check", 3)]
    public void The_exit_code_says_how_it_went(string arguments, int expected)
    {
        using var process = SampleProcess.Start(_sandbox, arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        Assert.Equal(expected, process.End().ExitCode);
    }

    [Fact]
    public void Standard_output_holds_what_targets_print_and_nothing_else()
    {
        using var process = SampleProcess.Start(_sandbox, "Deploy", "--ioc-list", "a", "b");
        var (_, output, error) = process.End();
        Assert.Equal("deploy a|b jobs=8 dry=False\ndigest Text\n", output);
        Assert.StartsWith("Sample 0.1.0\n== Generate\ngenerating\n== Deploy\n== Digest\n\nTarget", error);
        Assert.DoesNotContain('\e', error);
    }

    [Fact]
    public void A_component_s_target_runs_with_its_parameter()
    {
        using var process = SampleProcess.Start(_sandbox, "Publish", "--channel", "beta", "--no-logo");
        var (_, output, error) = process.End();
        Assert.Equal("publish beta\n", output);
        Assert.StartsWith("== Publish", error);
    }

    [Theory]
    [InlineData(Interrupt, "SIGINT")]
    [InlineData(Terminate, "SIGTERM")]
    public void A_signal_lets_the_target_end_runs_what_is_assured_and_prints_the_summary(int signal, string name)
    {
        using var process = SampleProcess.Start(_sandbox, "Wait", "Show", "CleanUp");
        Assert.Equal("waiting", process.ReadLine());
        process.Signal(signal);
        var (exitCode, output, error) = process.End();
        Assert.Equal((1, "cleaned\n"), (exitCode, output));
        Assert.Contains(name + ": letting the target at work end", error);
        Assert.Matches("Wait +Aborted .*// interrupted", error);
        Assert.Matches("Show +NotRun", error);
        Assert.Matches("CleanUp +Succeeded", error);
    }

    [Fact]
    public void The_engine_s_own_token_tells_of_a_signal_too()
    {
        using var process = SampleProcess.Start(_sandbox, "WaitForToken");
        process.ReadLine();
        process.Signal(Terminate);
        var (exitCode, _, error) = process.End();
        Assert.Equal(1, exitCode);
        Assert.Matches("WaitForToken +Aborted", error);
    }

    [Fact]
    public void A_second_signal_ends_at_once()
    {
        using var process = SampleProcess.Start(_sandbox, "Stubborn", "CleanUp");
        process.ReadLine();
        var stopped = process.StopAsSoonAs("SIGINT: letting", Interrupt);
        Assert.Equal(1, stopped.ExitCode);
        Assert.Equal("", stopped.Out);
        Assert.Contains("SIGINT again: stopped at once", stopped.Error);
    }

    [TheoryWith("script")]
    [InlineData("", true)]
    [InlineData("1", false)]
    public void A_terminal_gets_colours_and_NO_COLOR_takes_them_away(string noColor, bool expected)
    {
        var command = $"dotnet {SampleProcess.Assembly} Show";
        _sandbox.Environment["TERM"] = "xterm-256color";
        _sandbox.Environment["NO_COLOR"] = noColor;
        var output = SampleProcess.Run(_sandbox, "script", "-qec", command, "/dev/null").Out;
        Assert.Contains("Succeeded", output);
        Assert.Equal(expected, Regex.IsMatch(output, @"\e\[[\d;]+mShow +Succeeded"));
    }

    [Fact]
    public void No_build_stops_to_ask_for_a_missing_value()
    {
        using var process = SampleProcess.Start(_sandbox, "Login");
        var (exitCode, _, error) = process.End();
        Assert.Equal(2, exitCode);
        Assert.Contains("give --user <value> or set the environment variable NUKE_USER", error);
    }
}
