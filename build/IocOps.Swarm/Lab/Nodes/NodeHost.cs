using System.Text.Json;
using IocOps.Swarm.Docker;

namespace IocOps.Swarm.Lab.Nodes;

/// <summary>One node: its namespaces, its network card, and its engine with everything of the engine's own.</summary>
internal sealed class NodeHost(LabPaths paths, LabNode node, IReadOnlyList<string> sharedPaths)
{
    private static readonly TimeSpan EngineTimeout = TimeSpan.FromSeconds(60);

    /// <summary>A runtime that fails: nothing that a swarm asks for starts.</summary>
    private const string NoRuntime = "none";

    private readonly NamespaceHost _host = new(paths, node.Name);

    public LabNode Node => node;

    public string Endpoint => paths.Endpoint(node.Name);

    /// <summary>Also its name in the swarm.</summary>
    public string HostName => $"{paths.Name}-{node.Name}";

    public bool Powered => _host.Id is not null;

    public int? Engine => LabProcesses.Engine(paths, node.Name);

    /// <summary>Brings it to where its engine answers, from wherever it is.</summary>
    public async Task StartAsync(LabSwitch network, CancellationToken cancel)
    {
        if (!Powered) await PowerOnAsync(network, cancel);
        if (Engine is null) await StartEngineAsync(cancel);
        var timeout = $"The engine of node '{node.Name}' did not answer within {EngineTimeout.TotalSeconds} s.";
        await Wait.UntilAsync(AnswersOrThrowAsync, EngineTimeout, timeout, cancel);
    }

    /// <summary>Ends the engine as a service manager would, and so the containers; the node itself stays.</summary>
    public async Task StopEngineAsync(CancellationToken cancel)
    {
        if (Engine is not { } engine) return;
        await Command.RunAsync("/bin/sh", [paths.Script, "stop", $"{engine}"], cancel);
        await Wait.UntilAsync(() => Engine is null, EngineTimeout, $"The engine of node '{node.Name}' does not end.", cancel);
    }

    /// <summary>Cuts the power: engine and containers are killed at once.</summary>
    public Task KillAsync(CancellationToken cancel) => _host.KillAsync(cancel);

    /// <summary>Runs a program on the node, to its end, and gives what it printed.</summary>
    public Task<string> RunAsync(IReadOnlyList<string> command, CancellationToken cancel) => _host.RunAsync(command, cancel);

    /// <summary>Whether the engine answers now.</summary>
    public Task<bool> AnswersAsync(CancellationToken cancel) => LabEngine.AnswersAsync(Endpoint, cancel);

    /// <summary>The last lines that its engine printed.</summary>
    public string LogTail(int lines)
    {
        var log = paths.EngineLog(node.Name);
        return File.Exists(log) ? string.Join('\n', File.ReadLines(log).TakeLast(lines)) : "";
    }

    private async Task PowerOnAsync(LabSwitch network, CancellationToken cancel)
    {
        // As after a reboot: what an earlier life left below /run would only confuse the engine.
        if (Directory.Exists(paths.EngineRun(node.Name))) Directory.Delete(paths.EngineRun(node.Name), recursive: true);
        File.Delete(paths.Socket(node.Name));
        Folders.MakePrivate(paths.NodeData(node.Name));
        Folders.MakePrivate(paths.EngineRun(node.Name));
        string[] shared = [.. sharedPaths.SelectMany(p => new[] { paths.SharedFolder(p), p })];
        string[] verb = ["init", node.Name, paths.Run, paths.NodeData(node.Name), HostName, .. shared];
        await _host.StartAsync(["--uts", "--ipc"], verb, cancel);
        await network.PlugAsync(node, _host.Id!.Value, cancel);
        // Loopback: Channel Access searches on its broadcast address.
        await _host.ConfigureLinksAsync(
            ["link set lo up", $"address add {node.Address}/24 broadcast + dev eth0", "link set eth0 up"], cancel);
    }

    private async Task StartEngineAsync(CancellationToken cancel)
    {
        var config = new EngineConfig
        {
            DataRoot = $"{paths.NodeData(node.Name)}/docker",
            ExecRoot = $"{paths.EngineRun(node.Name)}/exec",
            Pidfile = $"{paths.EngineRun(node.Name)}/docker.pid",
            Hosts = [Endpoint],
            CgroupParent = paths.Cgroup(node.Name),
            DefaultRuntime = node.Inert ? NoRuntime : null,
            Runtimes = node.Inert ? new Dictionary<string, EngineRuntime> { [NoRuntime] = new("/bin/false") } : null,
        };
        await File.WriteAllTextAsync(paths.EngineConfig(node.Name), JsonSerializer.Serialize(config, EngineJson.Default.EngineConfig), cancel);
        File.Delete(config.Pidfile);
        string[] dockerd = ["dockerd", "--config-file", paths.EngineConfig(node.Name)];
        await _host.RunAsync(["/bin/sh", paths.Script, "start", paths.EngineLog(node.Name), .. dockerd], cancel);
        var otherwise = $"The engine of node '{node.Name}' can't be started.";
        await Wait.UntilAsync(() => Engine is not null || File.Exists(config.Pidfile), TimeSpan.FromSeconds(5), otherwise, cancel);
    }

    private string LastWords()
    {
        var log = paths.EngineLog(node.Name);
        var reason = File.Exists(log) ? File.ReadLines(log).LastOrDefault(IsReasonToEnd) : null;
        return reason is null ? "." : $": {LogText.Clean(reason).Trim()}";
    }

    // A panic is followed by the stacks of all goroutines, thousands of lines; one of the logger repeats the line above it as an address.
    private static bool IsReasonToEnd(string line) =>
        line.Contains("level=panic", StringComparison.Ordinal) || line.Contains("level=fatal", StringComparison.Ordinal) || line.StartsWith("failed to start", StringComparison.Ordinal)
        || (line.StartsWith("panic: ", StringComparison.Ordinal) && !line.Contains("logrus", StringComparison.Ordinal));

    private async Task<bool> AnswersOrThrowAsync(CancellationToken cancel)
    {
        if (Engine is null) throw new LabException($"The engine of node '{node.Name}' ended while it started{LastWords()}");
        return await AnswersAsync(cancel);
    }
}
