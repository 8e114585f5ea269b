using IocOps.Swarm.Lab.Nodes;

namespace IocOps.Swarm.Lab;

/// <summary>
/// A lab: a real Docker swarm of one or more nodes on this machine, for trying, rehearsing and testing. Each node has its own network,
/// processes, mounts and engine, so that nothing of the machine's own Docker, firewall or network is touched; taking the lab down leaves
/// nothing but the packages that it had to install.
/// </summary>
/// <param name="name">Several labs can be up side by side by name; see <see cref="LabPaths"/> for what a name may be.</param>
/// <param name="say">Is told what happens, a line each.</param>
public sealed class LabController(string name, Action<string> say)
{
    private static readonly TimeSpan ReadyTimeout = TimeSpan.FromSeconds(90);
    private readonly LabPaths _paths = new(name);

    /// <summary>Where it keeps what it needs, and where its engines listen.</summary>
    public LabPaths Paths => _paths;

    /// <summary>
    /// Why this machine can't run a lab, or null where it probably can. Cheap: it looks at the platform and the user only.
    /// </summary>
    public static string? WhyNot()
    {
        if (!OperatingSystem.IsLinux()) return "a lab needs Linux: its nodes are Linux namespaces";
        return Environment.IsPrivilegedProcess ? null : "a lab needs root: it makes namespaces, mounts and control groups";
    }

    /// <summary>
    /// Brings the lab up, or repairs it, until every node is ready. Says first what it will install. A lab that is up is left as it is.
    /// </summary>
    /// <exception cref="LabException">It can't; what this call made is gone again, what was there before is not.</exception>
    public async Task<LabStatus> UpAsync(LabOptions options, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(options);
        Require();
        LabChecks.Options(options);
        return await AloneAsync(
            async () =>
            {
                if (LabState.Load(_paths) is { } state) return await RepairAsync(state, options, cancel);
                if (LabRemains.Any(_paths)) await LabRemains.RemoveAsync(_paths, say, cancel);
                return await MakeAsync(LabState.For(_paths.Name, options.Nodes ?? 1, options), options, cancel);
            },
            cancel);
    }

    /// <summary>Takes down a lab that is up, dead, or half made, and all that is left of it. Returns what was removed; nothing where there was none.</summary>
    public Task<IReadOnlyList<string>> DownAsync(CancellationToken cancel)
    {
        Require();
        return AloneAsync(() => LabRemains.RemoveAsync(_paths, say, cancel), cancel);
    }

    /// <summary>How it is; asks the engines, changes nothing.</summary>
    public async Task<LabStatus> StatusAsync(CancellationToken cancel)
    {
        Require();
        if (LabState.Load(_paths) is not { } state)
        {
            return new LabStatus(_paths.Name, LabRemains.Any(_paths) ? LabCondition.Leftovers : LabCondition.Absent, []);
        }

        var ready = await ReadyAsync(state, cancel);
        var nodes = await Task.WhenAll(state.Nodes.Select(n => StatusAsync(state, n, ready, cancel)));
        var condition = nodes.All(n => n.Ready) ? LabCondition.Up : nodes.Any(n => n.Answers) ? LabCondition.Degraded : LabCondition.Dead;
        return new LabStatus(_paths.Name, condition, nodes);
    }

    /// <summary>Ends the engine of a node as a service manager would; its containers end with it.</summary>
    public Task StopAsync(string node, CancellationToken cancel) => Host(node).StopEngineAsync(cancel);

    /// <summary>Cuts the power of a node: engine and containers are killed at once, what is on its disk stays.</summary>
    public Task KillAsync(string node, CancellationToken cancel) => Host(node).KillAsync(cancel);

    /// <summary>Starts a node that was stopped or killed, and waits until its engine answers.</summary>
    public Task StartAsync(string node, CancellationToken cancel) => Host(node).StartAsync(new LabSwitch(_paths), cancel);

    /// <summary>Pulls the network cable of a node: it runs on, and nobody reaches it.</summary>
    public Task CutOffAsync(string node, CancellationToken cancel) => new LabSwitch(_paths).SetCableAsync(Host(node).Node, false, cancel);

    /// <summary>Plugs the network cable of a node in again.</summary>
    public Task ReconnectAsync(string node, CancellationToken cancel) => new LabSwitch(_paths).SetCableAsync(Host(node).Node, true, cancel);

    /// <summary>Runs a program of this machine on a node, to its end, and gives what it printed.</summary>
    /// <exception cref="LabException">It ended with another code than 0.</exception>
    public Task<string> RunAsync(string node, IReadOnlyList<string> command, CancellationToken cancel) => Host(node).RunAsync(command, cancel);

    /// <summary>Does it while nobody else changes this lab.</summary>
    private async Task<T> AloneAsync<T>(Func<Task<T>> work, CancellationToken cancel)
    {
        try
        {
            using var mine = await LabLock.TakeAsync(_paths, say, cancel);
            return await work();
        }
        finally
        {
            LabRemains.RemoveRoots();
        }
    }

    private async Task<LabStatus> MakeAsync(LabState state, LabOptions options, CancellationToken cancel)
    {
        await new LabPackages(say).InstallAsync(options.Install, cancel);
        say($"Bringing up lab '{_paths.Name}': {state.Nodes.Count} node{(state.Nodes.Count == 1 ? "" : "s")}, each with an engine of its own.");
        var hosts = Hosts(state);
        try
        {
            await PrepareAsync(state, cancel);
            var image = options.WithImage ? LabImage.Build(await StaticBusybox.ReadAsync(_paths, say, cancel)) : null;
            await new LabSwitch(_paths).StartAsync(cancel);
            await Task.WhenAll(hosts.Select(h => StartAsync(h, image, cancel)));
            await FormSwarmAsync(hosts, cancel);
            // Only now: a lab whose making was killed has no state, and so is made anew instead of repaired.
            state.Save(_paths);
            return await ReadyStatusAsync(state, cancel);
        }
        catch (Exception problem)
        {
            var tail = Tail(hosts);
            say($"Lab '{_paths.Name}' can't be brought up; removing what was made.");
            await LabRemains.RemoveAsync(_paths, _ => { }, CancellationToken.None);
            if (problem is OperationCanceledException) throw;
            throw new LabException($"Lab '{_paths.Name}' can't be brought up: {problem.Message}{tail}", problem);
        }
    }

    private async Task PrepareAsync(LabState state, CancellationToken cancel)
    {
        Folders.MakePrivate(_paths.Run);
        Folders.MakePrivate(_paths.Data);
        await WriteScriptAsync(cancel);
        foreach (var path in state.SharedPaths)
        {
            await MountPoints.MakeAsync(_paths.Name, path, cancel);
            Directory.CreateDirectory(_paths.SharedFolder(path));
        }
    }

    private async Task StartAsync(NodeHost host, LabImage? image, CancellationToken cancel)
    {
        await host.StartAsync(new LabSwitch(_paths), cancel);
        if (image is not null) await LabEngine.ImportAsync(host.Endpoint, image, cancel);
        say($"Node {host.Node.Name}: the engine answers at {host.Endpoint}");
    }

    /// <summary>Managers join one after the other: each changes who must agree.</summary>
    private static async Task FormSwarmAsync(NodeHost[] hosts, CancellationToken cancel)
    {
        await LabEngine.InitAsync(hosts[0], cancel);
        foreach (var manager in hosts.Skip(1).Where(h => h.Node.Manager)) await LabEngine.JoinAsync(manager, hosts[0], cancel);
        await Task.WhenAll(hosts.Where(h => !h.Node.Manager).Select(h => LabEngine.JoinAsync(h, hosts[0], cancel)));
    }

    private async Task<LabStatus> RepairAsync(LabState state, LabOptions options, CancellationToken cancel)
    {
        LabChecks.Same(state, options);
        var before = await StatusAsync(cancel);
        if (before.Condition == LabCondition.Up)
        {
            say(before.Summary);
            return before;
        }

        say($"{before.Summary} Starting what does not run.");
        await new LabPackages(say).InstallAsync(options.Install, cancel);
        await PrepareAsync(state, cancel);
        var network = new LabSwitch(_paths);
        // Without the switch no node has a network: those that still run are powered off and on.
        if (!network.Powered) await Task.WhenAll(Hosts(state).Select(h => h.KillAsync(cancel)));
        await network.StartAsync(cancel);
        await Task.WhenAll(Hosts(state).Select(h => h.StartAsync(network, cancel)));
        foreach (var node in state.Nodes) await network.SetCableAsync(node, true, cancel);
        return await ReadyStatusAsync(state, cancel);
    }

    private async Task<LabStatus> ReadyStatusAsync(LabState state, CancellationToken cancel)
    {
        var otherwise = $"The nodes of lab '{_paths.Name}' run, but the swarm does not see all of them ready within {ReadyTimeout.TotalSeconds} s. LabDown removes the lab.";
        await Wait.UntilAsync(async c => (await ReadyAsync(state, c)).Count == state.Nodes.Count, ReadyTimeout, otherwise, cancel);
        var status = await StatusAsync(cancel);
        say(status.Summary);
        return status;
    }

    /// <summary>As the first manager sees it that can say anything.</summary>
    private async Task<IReadOnlySet<string>> ReadyAsync(LabState state, CancellationToken cancel)
    {
        foreach (var manager in Hosts(state).Where(h => h.Node.Manager && h.Engine is not null))
        {
            var ready = await LabEngine.ReadyAsync(manager.Endpoint, cancel);
            if (ready.Count > 0) return ready;
        }

        return new HashSet<string>();
    }

    private async Task<LabNodeStatus> StatusAsync(LabState state, LabNode node, IReadOnlySet<string> ready, CancellationToken cancel)
    {
        var host = new NodeHost(_paths, node, state.SharedPaths);
        var answers = host.Engine is not null && await host.AnswersAsync(cancel);
        var isReady = answers && ready.Contains(host.HostName);
        return new LabNodeStatus(node.Name, host.Endpoint, node.Address, node.Manager, host.Powered, answers, isReady);
    }

    private NodeHost[] Hosts(LabState state) => [.. state.Nodes.Select(n => new NodeHost(_paths, n, state.SharedPaths))];

    private NodeHost Host(string node)
    {
        Require();
        var state = LabState.Load(_paths) ?? throw new LabException($"There is no lab '{_paths.Name}'. LabUp brings it up.");
        return Hosts(state).FirstOrDefault(h => h.Node.Name == node)
            ?? throw new LabException($"Lab '{_paths.Name}' has no node '{node}': it has {string.Join(", ", state.Nodes.Select(n => n.Name))}.");
    }

    private async Task WriteScriptAsync(CancellationToken cancel)
    {
        await using var script = LabImage.Resource("lab/node.sh");
        await using var file = File.Create(_paths.Script);
        await script.CopyToAsync(file, cancel);
    }

    private static string Tail(IEnumerable<NodeHost> hosts) => string.Concat(
        hosts.Where(h => !h.Powered || h.Engine is null).Select(h => (h.Node.Name, Text: h.LogTail(12))).Where(t => t.Text.Length > 0)
            .Take(1).Select(t => $"\nThe engine of {t.Name} said last:\n{t.Text}"));

    private static void Require()
    {
        if (WhyNot() is { } reason) throw new LabException($"No lab here: {reason}.");
    }
}
