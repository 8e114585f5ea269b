using System.Diagnostics;
using System.Text.RegularExpressions;

namespace IocOps.Swarm.Tests.Equality;

/// <summary>The docker command of this machine, with which IocOps is compared.</summary>
internal static partial class DockerCommand
{
    /// <summary>What `docker stack deploy` gets for files with variables.</summary>
    public static IReadOnlyDictionary<string, string> Variables { get; } = new Dictionary<string, string>
    {
        ["TAG"] = "1",
        ["HOST"] = "machine",
        ["YES"] = "yes",
        ["EMPTY"] = "",
        ["REPLICAS"] = "0",
        ["RATIO"] = "0.25",
        ["FROM_ENV"] = "environment",
    };

    /// <summary>Commands before 23 take no file without a version, and not all that Swarm honours.</summary>
    public static async Task<bool> IsTooOldForAsync(string file, string home) =>
        !(await File.ReadAllLinesAsync(file)).Any(l => l.StartsWith("version:", StringComparison.Ordinal)) && await MajorAsync(home) < 23;

    /// <summary>Deploys a stack file as the stack <c>s</c>.</summary>
    public static Task DeployAsync(string endpoint, string file, string home) =>
        RunAsync(endpoint, home, "stack", "deploy", "--resolve-image", "never", "-c", file, "s");

    public static async Task<string> RunAsync(string endpoint, string home, params string[] arguments)
    {
        var start = new ProcessStartInfo("docker", ["-H", endpoint, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var name in start.Environment.Keys.Where(k => k.StartsWith("DOCKER_", StringComparison.Ordinal)).ToList()) start.Environment.Remove(name);
        start.Environment["HOME"] = home;
        foreach (var (name, value) in Variables) start.Environment[name] = value;
        using var docker = Process.Start(start)!;
        var (said, complained) = (docker.StandardOutput.ReadToEndAsync(), docker.StandardError.ReadToEndAsync());
        await docker.WaitForExitAsync();
        return docker.ExitCode == 0 ? await said : throw new InvalidOperationException($"docker {string.Join(' ', arguments)}: {await complained}{await said}");
    }

    private static async Task<int> MajorAsync(string home)
    {
        var said = await RunAsync("unix:///nobody", home, "--version");
        return int.Parse(Major().Match(said).Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture);
    }

    [GeneratedRegex(@"version (\d+)\.")]
    private static partial Regex Major();
}
