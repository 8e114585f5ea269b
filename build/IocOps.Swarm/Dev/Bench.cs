using System.Diagnostics;
using System.Globalization;
using IocOps.Swarm.Lab;
using IocOps.Swarm.Views;
using Spectre.Console;

namespace IocOps.Swarm.Dev;

/// <summary>
/// Measures what a user waits for, as processes from start to end, beside <c>docker stack deploy</c> of the same files on the same engine in
/// the same run: the ratios can be compared between machines, the seconds can't.
/// </summary>
/// <param name="product">How the tasks are started: program and first arguments.</param>
/// <param name="templates">The product's templates.</param>
/// <param name="output">For progress and the result.</param>
public sealed class Bench(IReadOnlyList<string> product, string templates, Output output) : IDisposable
{
    private const int Services = 100;
    private const int Repeats = 5;

    private readonly string _folder = Directory.CreateTempSubdirectory("iocops-bench-").FullName;
    private readonly LabController _lab = new("bench", output.Note);
    private readonly Table _table = new Table().Border(TableBorder.None).AddColumns("WHAT", "IOCOPS s", "PEER s", "RATIO", "PEER");

    private string Endpoint => _lab.Paths.Endpoint(LabPaths.NodeName(1));

    /// <summary>Runs it all on a lab of its own and shows a table.</summary>
    public async Task RunAsync(CancellationToken cancel)
    {
        try
        {
            await _lab.UpAsync(new LabOptions(1), cancel);
            var peer = await DeployAsync(cancel);
            await GenerateAsync(200, peer, cancel);
            await GenerateAsync(1000, peer, cancel);
            output.Data(_table);
        }
        finally
        {
            await _lab.DownAsync(CancellationToken.None);
        }
    }

    /// <summary>Removes its files.</summary>
    public void Dispose() => Directory.Delete(_folder, recursive: true);

    // Nobody else generates; what a deploy of such files costs is the measure that can be compared between machines.
    private async Task GenerateAsync(int count, double peer, CancellationToken cancel)
    {
        var name = $"docker stack deploy of {Services} of them, one file";
        var folder = Path.Combine(_folder, $"generate-{count}");
        BenchFleet.Write(folder, templates, count);
        Row($"generate {count} IOCs", await OursAsync(folder, cancel, "GenSwarmFile"), peer, name);
        Row($"generate {count} IOCs, nothing changed", await MedianAsync(() => OursAsync(folder, cancel, "GenSwarmFile")), peer, name);
    }

    // Gives the peer's time for the first deploy.
    private async Task<double> DeployAsync(CancellationToken cancel)
    {
        var folder = Path.Combine(_folder, "deploy");
        BenchFleet.Write(folder, templates, Services);
        await OursAsync(folder, cancel, "GenSwarmFile");
        var merged = BenchFleet.Merge(folder);

        var peerCreate = await DockerAsync(folder, cancel, "stack", "deploy", "--resolve-image", "never", "-c", merged, "bench");
        var peerAgain = await MedianAsync(() => DockerAsync(folder, cancel, "stack", "deploy", "--resolve-image", "never", "-c", merged, "bench"));
        await RemoveAsync(folder, cancel);
        var peerSingle = await SinglyAsync(folder, cancel);
        await RemoveAsync(folder, cancel);
        var create = await OursAsync(folder, cancel, "DeployAllIocs");
        var again = await MedianAsync(() => OursAsync(folder, cancel, "DeployAllIocs"));
        var digest = await MedianAsync(() => OursAsync(folder, cancel, "ShowDigest"));
        var list = await MedianAsync(() => DockerAsync(folder, cancel, "service", "ls"));
        var help = await MedianAsync(() => OursAsync(folder, cancel, "--help"));
        var version = await MedianAsync(() => DockerAsync(folder, cancel, "version"));

        Row($"deploy {Services} services", create, peerCreate, "docker stack deploy, one file");
        Row($"deploy {Services} services", create, peerSingle, "docker stack deploy, a file per service");
        Row($"deploy {Services} services again, nothing changed", again, peerAgain, "docker stack deploy, one file");
        Row($"digest of {Services} IOCs", digest, list, "docker service ls");
        Row("start-up (--help)", help, version, "docker version");
        return peerCreate;
    }

    private async Task<double> SinglyAsync(string folder, CancellationToken cancel)
    {
        var total = 0.0;
        foreach (var ioc in Directory.GetDirectories(Path.Combine(folder, "iocs")))
            total += await DockerAsync(folder, cancel, "stack", "deploy", "--resolve-image", "never", "-c", Path.Combine(ioc, "generated", "stack.yaml"), "bench");
        return total;
    }

    private async Task RemoveAsync(string folder, CancellationToken cancel) => await DockerAsync(folder, cancel, "stack", "rm", "bench");

    private Task<double> OursAsync(string folder, CancellationToken cancel, params string[] arguments) =>
        TimeAsync(product[0], [.. product.Skip(1), "--root", folder, "--resolve-image", "Never", .. arguments], folder, cancel);

    private Task<double> DockerAsync(string folder, CancellationToken cancel, params string[] arguments) => TimeAsync("docker", arguments, folder, cancel);

    private async Task<double> TimeAsync(string program, IReadOnlyList<string> arguments, string folder, CancellationToken cancel)
    {
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["DOCKER_HOST"] = Endpoint;
        var watch = Stopwatch.StartNew();
        string[] said = [];
        var exit = await ChildProcess.RunAsync(
            start,
            async (process, stop) => said = await Task.WhenAll(process.StandardOutput.ReadToEndAsync(stop), process.StandardError.ReadToEndAsync(stop)),
            cancel);
        if (exit != 0) throw new InvalidOperationException($"`{program} {string.Join(' ', arguments)}` ended with exit code {exit}:\n{string.Concat(said)}");
        return watch.Elapsed.TotalSeconds;
    }

    private static async Task<double> MedianAsync(Func<Task<double>> measure)
    {
        var times = new List<double>();
        for (var i = 0; i < Repeats; i++) times.Add(await measure());
        return times.Order().ElementAt(Repeats / 2);
    }

    private void Row(string what, double ours, double peer, string name)
    {
        static string Two(double value) => value.ToString("0.00", CultureInfo.InvariantCulture);
        _table.AddRow(new Text(what), new Text(Two(ours)), new Text(Two(peer)), new Text(Two(ours / peer)), new Text(name));
        output.Note($"{what}: {Two(ours)} s, {name} {Two(peer)} s");
    }
}
