namespace IocOps.Swarm.Lab.Nodes;

/// <summary>
/// A set of namespaces with a process that keeps them alive: what a machine is to a lab. All that runs in it dies with that process, and
/// its mounts and links with the namespaces, so nothing of a node outlives it on the real machine but folders and control groups.
/// </summary>
internal sealed class NamespaceHost(LabPaths paths, string name)
{
    private static readonly TimeSpan DeathTimeout = TimeSpan.FromSeconds(20);

    public string Name => name;

    /// <summary>The process id of its first process, or null where it does not run.</summary>
    public int? Id => LabProcesses.Init(paths, name);

    /// <summary>Starts it with <paramref name="namespaces"/> of its own (options of unshare) and waits until its mounts are there.</summary>
    /// <param name="namespaces">Options of unshare, besides network, mounts and processes, which it always has.</param>
    /// <param name="verb">What the script shall do, with its arguments.</param>
    /// <param name="cancel">Stops waiting and kills it.</param>
    public async Task StartAsync(IReadOnlyList<string> namespaces, IReadOnlyList<string> verb, CancellationToken cancel)
    {
        string[] arguments =
        [
            "unshare", "--net", "--mount", "--pid", "--fork", "--kill-child", "--propagation", "private", "--mount-proc", .. namespaces,
            "/bin/sh", paths.Script, .. verb,
        ];
        // A session of its own: Ctrl-C on the terminal of LabUp must not reach it.
        using var process = Command.Start("setsid", arguments);
        try
        {
            var answer = await process.StandardOutput.ReadLineAsync(cancel);
            if (answer != "ready")
            {
                var said = (await process.StandardError.ReadToEndAsync(cancel)).Trim();
                throw new LabException($"The namespaces of '{name}' can't be made: {said}. A lab needs root with the right to make namespaces and mounts.");
            }
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
    }

    /// <summary>Runs a program inside, to its end.</summary>
    public Task<string> RunAsync(IReadOnlyList<string> command, CancellationToken cancel, string? input = null) =>
        Command.RunAsync("nsenter", [.. Enter("--net", "--mount", "--pid", "--uts", "--ipc"), "--", .. command], cancel, input);

    /// <summary>Runs `ip` with a batch of commands on the network of it; program and files are those of the real machine.</summary>
    public Task ConfigureLinksAsync(IReadOnlyList<string> batch, CancellationToken cancel) =>
        Command.RunAsync("nsenter", [.. Enter("--net"), "--", "ip", "-batch", "-"], cancel, string.Join('\n', batch) + "\n");

    /// <summary>Whether its network has a link of this name.</summary>
    public async Task<bool> HasLinkAsync(string link, CancellationToken cancel) =>
        (await Command.TryAsync("nsenter", [.. Enter("--net"), "--", "ip", "link", "show", link], null, cancel)).Succeeded;

    /// <summary>Cuts the power: everything inside is killed at once.</summary>
    public async Task KillAsync(CancellationToken cancel)
    {
        if (Id is not { } id) return;
        LabProcesses.Kill(id);
        await Wait.UntilAsync(() => Id is null, DeathTimeout, $"'{name}' does not end although it was killed.", cancel);
    }

    private string[] Enter(params string[] namespaces)
    {
        var id = Id ?? throw new LabException($"'{name}' of lab '{paths.Name}' does not run. LabUp starts it.");
        return ["--target", $"{id}", .. namespaces];
    }
}
