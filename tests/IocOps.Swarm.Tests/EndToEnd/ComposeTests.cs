using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Docker.DotNet;
using IocOps.Swarm.Lab.Nodes;
using IocOps.Swarm.Tests.Lab;

namespace IocOps.Swarm.Tests.EndToEnd;

/// <summary>The compose files of plain Docker hosts, taken by compose itself and run by a real engine.</summary>
[Collection(LabCollection.Name)]
public sealed partial class ComposeTests(LabFixture lab) : IDisposable
{
    private readonly SmallFleet _fleet = new();

    private string Folder => Path.Combine(_fleet.Path, "iocs/_hosts/plain1");

    public void Dispose() => _fleet.Dispose();

    [ComposeFact]
    public async Task The_IOCs_of_a_plain_host_come_up_healthy_with_their_files_from_the_clone_and_from_the_mount()
    {
        await lab.ClearAsync();
        var product = new Product(_fleet.Path, lab.Endpoint);
        _fleet.Write("iocs/site.yaml", _fleet.Read("iocs/site.yaml") + $"\nmount: {TestLab.Mount}\n");
        _fleet.Write("iocs/alpha/ioc.yaml", _fleet.Read("iocs/alpha/ioc.yaml") + "host: plain1\nmodules: [autosave, caputlog]\ndeploy: {limits: {memory: 64M, cpus: 0.5}, labels: {note: \"$HOME\"}}\n");
        _fleet.Write("iocs/beta/ioc.yaml", _fleet.Read("iocs/beta/ioc.yaml") + "host: plain1\ndelivery: mount\nmodules: [autosave]\nhealth: {command: [/bin/sh, -c, 'test -n \"$HOME\"']}\n");
        var generated = await product.RunAsync("GenComposeFile", "ExportIocs", "--mount-folder", lab.Mount);
        Assert.True(generated.ExitCode == 0, generated.ToString());

        try
        {
            await ComposeAsync("up", "-d");
            using var client = lab.Client();
            foreach (var name in new[] { "t_srv-alpha", "t_srv-beta" })
            {
                await ThreeNodes.UntilAsync(async () => (await client.Containers.InspectContainerAsync(name)).State?.Health?.Status == "healthy", $"{name} does not become healthy");
            }

            Assert.Equal("$HOME", (await client.Containers.InspectContainerAsync("t_srv-alpha")).Config!.Labels!["note"]);
            Assert.Contains((await client.Containers.InspectContainerAsync("t_srv-beta")).Mounts!, m => m.Source.Contains("/.versions/beta/", StringComparison.Ordinal) && !m.RW);
        }
        finally
        {
            await ComposeAsync("down", "-v");
        }
    }

    private async Task ComposeAsync(params string[] arguments)
    {
        if (ComposeFactAttribute.HasPlugin)
        {
            await Command.RunAsync("docker", ["-H", lab.Endpoint, "compose", "-f", Path.Combine(Folder, "compose.yaml"), .. arguments], default);
            return;
        }

        // The first generation, which Debian has, knows all keys but two: the name of the project, and that a missing source is an error.
        var text = await File.ReadAllTextAsync(Path.Combine(Folder, "compose.yaml"));
        await File.WriteAllTextAsync(Path.Combine(Folder, "first.yaml"), Newer().Replace(text, ""));
        await Command.RunAsync("docker-compose", ["-H", lab.Endpoint, "-p", "t", "-f", Path.Combine(Folder, "first.yaml"), .. arguments], default);
    }

    [GeneratedRegex("^(name:.*\n|        bind:\n          create_host_path: false\n)", RegexOptions.Multiline)]
    private static partial Regex Newer();
}

/// <summary>Like <see cref="LabFactAttribute"/>, with compose of either generation; CI installs it.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ComposeFactAttribute : FactAttribute
{
    private static readonly string[] Plugins = ["/usr/libexec/docker/cli-plugins", "/usr/lib/docker/cli-plugins", "/usr/local/lib/docker/cli-plugins"];

    /// <inheritdoc cref="ComposeFactAttribute"/>
    /// <param name="test">The method that carries it; the compiler fills it in.</param>
    public ComposeFactAttribute([CallerMemberName] string test = "")
    {
        Test = test;
        if (Reason is null) return;
        Skip = Reason;
        DisplayName = $"{test} [{Reason}]";
    }

    /// <summary>The method that carries it.</summary>
    public string Test { get; }

    /// <summary>Whether the docker command has the plugin.</summary>
    internal static bool HasPlugin { get; } = Plugins.Any(p => File.Exists(Path.Combine(p, "docker-compose")));

    private static string? Reason { get; } = LabFactAttribute.Reason
        ?? (Environment.GetEnvironmentVariable("CI") == "true" || HasPlugin || File.Exists("/usr/bin/docker-compose") ? null : "did not run: docker compose is not installed");
}
