using IocOps.Core.Backup;
using IocOps.Swarm.Backup;
using IocOps.Swarm.Docker;
using IocOps.Swarm.Lab.Nodes;
using IocOps.Swarm.Operations;
using IocOps.Swarm.Tests.Lab;
using IocOps.Swarm.Views;

namespace IocOps.Swarm.Tests.Backup;

/// <summary>A lab of a test's own whose swarm may be lost, and a folder for backups.</summary>
internal sealed class BackupLab : IAsyncDisposable
{
    public static readonly Output Quiet = new(TextWriter.Null, TextWriter.Null, false, false);
    public static readonly Consent Yes = new(false, true);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);
    private readonly TestLab _lab = new();
    private readonly TemporaryFolder _folder = new();

    public string Folder => _folder.Path;

    public string this[string path] => _folder[path];

    public IocOps.Swarm.Lab.LabController Controller => _lab.Controller;

    public async Task<BackupLab> UpAsync(int nodes)
    {
        await TestLab.RemoveOrphansAsync();
        await _lab.UpAsync(nodes);
        return this;
    }

    public SwarmClient Client(string node) => new(DockerEndpoint.Parse(_lab.Paths.Endpoint(node), "the test"));

    /// <summary>The name in the swarm of a node.</summary>
    public string Name(string node) => $"{_lab.Paths.Name}-{node}";

    /// <summary>The product as the user of a node.</summary>
    public EndToEnd.Product Product(EndToEnd.SmallFleet fleet, string node) => new(fleet.Path, _lab.Paths.Endpoint(node));

    /// <summary>What its engine printed.</summary>
    public Task<string> EngineLogAsync(string node) => File.ReadAllTextAsync(_lab.Paths.EngineLog(node));

    /// <summary>Of the swarm, as the engine of a node sees it.</summary>
    public async Task<string?> StateAsync(string node)
    {
        using var swarm = Client(node);
        return (await swarm.InfoAsync(default)).Swarm?.LocalNodeState;
    }

    public static LocalEngine Engine(ISwarm swarm) => new(swarm, Quiet, (null, null));

    public async Task<string> SaveAsync(string node)
    {
        using var swarm = Client(node);
        return (await new SwarmBackup(swarm, Engine(swarm), Quiet, Yes).RunAsync(new BackupOptions { Folder = Folder }, default))!;
    }

    public async Task<LogicalCopy> ReadAsync(string node)
    {
        using var swarm = Client(node);
        return await LogicalReader.ReadAsync(swarm, default);
    }

    /// <summary>Waits until a run has really stopped the engine of a node.</summary>
    public Task UntilStoppedAsync(string node) =>
        Wait.UntilAsync(async c => !await LabEngine.AnswersAsync(_lab.Paths.Endpoint(node), c), TimeSpan.FromSeconds(60), "the engine is never stopped", default);

    public async Task LeaveAsync(params string[] nodes)
    {
        foreach (var node in nodes)
        {
            using var swarm = Client(node);
            await swarm.LeaveAsync(true, default);
        }
    }

    /// <summary>Puts a new machine in the place of a node: its name, its address and the images are there, and nothing else.</summary>
    public async Task RenewAsync(string node)
    {
        await Controller.KillAsync(node, default);
        await Folders.RemoveTreeAsync(Path.Combine(_lab.Paths.NodeData(node), "docker"), default);
        await Controller.StartAsync(node, default);
        await LabEngine.ImportAsync(_lab.Paths.Endpoint(node), IocOps.Swarm.Lab.LabImage.Build(await StaticBusybox.ReadAsync(_lab.Paths, _ => { }, default)), default);
    }

    public async Task UntilAsync(string node, Func<ISwarm, Task<bool>> isSo, string otherwise)
    {
        using var swarm = Client(node);
        await Wait.UntilAsync(
            async _ =>
            {
                try
                {
                    return await isSo(swarm);
                }
                catch (SwarmException)
                {
                    return false;
                }
            },
            Patience,
            otherwise,
            default);
    }

    public async ValueTask DisposeAsync()
    {
        await _lab.DisposeAsync();
        _folder.Dispose();
        // A run that was killed while it wrote its journal leaves the draft to the next one on the same engine, which is gone now.
        if (!Directory.Exists(LocalEngine.StateFolder)) return;
        foreach (var left in Directory.EnumerateFiles(LocalEngine.StateFolder, $"run-iocops-lab-{_lab.Paths.Name}-*.journal*")) File.Delete(left);
    }
}
