namespace IocOps.Engine.Tests;

/// <summary>The completion scripts in the shells that they are for, where those are installed.</summary>
public sealed class ShellTests : IDisposable
{
    private readonly Sandbox _sandbox = new();

    public ShellTests()
    {
        _sandbox.Write("build.sh", $"#!/bin/sh\nexec dotnet {SampleProcess.Assembly} \"$@\"\n");
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(Path.Combine(_sandbox.Root, "build.sh"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    public void Dispose() => _sandbox.Dispose();

    [TheoryWith("bash")]
    [InlineData("./build.sh D", "Deploy Digest")]
    [InlineData("./build.sh Deploy --output=J", "Json")]
    [InlineData("./build.sh Deploy --ioc-list pump v", "valve")]
    [InlineData("./build.sh --dr", "--dry-run")]
    public void Bash_completes(string line, string expected)
    {
        var script = $$"""
            source <(./build.sh --completion bash)
            complete -p ./build.sh > /dev/null || exit 9
            COMP_LINE='{{line}}'; COMP_POINT=${#COMP_LINE}
            _target_build_complete
            echo "${COMPREPLY[*]}"
            """;
        Assert.Equal((0, expected + "\n", ""), SampleProcess.Run(_sandbox, "bash", "--norc", "-c", script));
    }

    [TheoryWith("fish")]
    [InlineData("./build.sh D", "Deploy\tBrings every IOC to its rendered state\nDigest\tShows what runs\n")]
    [InlineData("./build.sh --output J", "Json\n")]
    public void Fish_completes(string line, string expected)
    {
        _sandbox.Environment["HOME"] = _sandbox.Root;
        var script = $"./build.sh --completion fish | source; complete -C '{line}'";
        Assert.Equal(expected, SampleProcess.Run(_sandbox, "fish", "--no-config", "-c", script).Out);
    }

    // zsh completes in its line editor only, which needs a terminal; zpty makes one.
    [TheoryWith("zsh")]
    [InlineData("./build.sh Di", "./build.sh Digest")]
    [InlineData("./build.sh --output J", "./build.sh --output Json")]
    public void Zsh_completes(string line, string expected)
    {
        var script = $$"""
            zmodload zsh/zpty
            zpty inner zsh -f
            zpty -w inner 'PS1= ; source <(./build.sh --completion zsh); print rea''dy'
            zpty -r inner out '*ready*'
            zpty -w -n inner '{{line}}'$'\t'
            zpty -r inner out '*{{expected}}*' && print found
            zpty -d inner
            """;
        Assert.EndsWith("found\n", SampleProcess.Run(_sandbox, "zsh", "-f", "-c", script).Out);
    }
}
