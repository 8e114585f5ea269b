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
/// <param name="lab">Name of the lab that it brings up and takes down.</param>
public sealed class Bench(IReadOnlyList<string> product, string templates, Output output, string lab = "bench") : IDisposable
{
    /// <summary>How many services of one file and of a file each.</summary>
    public int Few { get; init; } = 100;

    /// <summary>How many services of one file.</summary>
    public int Many { get; init; } = 1000;

    /// <summary>How often what can be repeated is measured; the median counts.</summary>
    public int Repeats { get; init; } = 5;

    private readonly string _folder = Directory.CreateTempSubdirectory("iocops-bench-").FullName;
    private readonly LabController _lab = new(lab, output.Note);
    private readonly Table _table = new Table().Border(TableBorder.None).AddColumns("WHAT", "UNIT", "IOCOPS", "PEER", "RATIO", "PEER IS");

    private string Endpoint => _lab.Paths.Endpoint(LabPaths.NodeName(1));

    /// <summary>Runs it all on a lab of its own and shows a table.</summary>
    public async Task RunAsync(CancellationToken cancel)
    {
        try
        {
            await _lab.UpAsync(new LabOptions(1), cancel);
            var peer = await DeployAsync(Few, cancel);
            await GenerateAsync(2 * Few, peer, cancel);
            await GenerateAsync(Many, peer, cancel);
            await DeployAsync(Many, cancel);
            await StartAsync(cancel);
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
    private async Task GenerateAsync(int count, Measurement peer, CancellationToken cancel)
    {
        var name = $"docker stack deploy of {Few} of them, one file";
        var folder = Path.Combine(_folder, $"generate-{count}");
        BenchFleet.Write(folder, templates, count);
        Row($"generate {count} IOCs", await OursAsync(folder, cancel, "GenSwarmFile"), peer, name);
        Row($"generate {count} IOCs, nothing changed", await MedianAsync(() => OursAsync(folder, cancel, "GenSwarmFile")), peer, name);
    }

    // Gives the peer's cost of the first deploy.
    private async Task<Measurement> DeployAsync(int count, CancellationToken cancel)
    {
        var folder = Path.Combine(_folder, $"deploy-{count}");
        BenchFleet.Write(folder, templates, count);
        await OursAsync(folder, cancel, "GenSwarmFile");
        var merged = BenchFleet.Merge(folder);

        var peerCreate = await StackAsync(folder, merged, cancel);
        // Half a minute each, where there are many.
        var peerAgain = await Measurement.MedianAsync(count == Few ? Repeats : 1, () => StackAsync(folder, merged, cancel));
        await RemoveAsync(folder, cancel);
        if (count == Few)
        {
            var peerSingle = await SinglyAsync(folder, cancel);
            await RemoveAsync(folder, cancel);
            Row($"deploy {count} services", await OursAsync(folder, cancel, "DeployAllIocs"), peerSingle, "docker stack deploy, a file per service");
            await RemoveAsync(folder, cancel);
        }

        Row($"deploy {count} services", await OursAsync(folder, cancel, "DeployAllIocs"), peerCreate, "docker stack deploy, one file");
        Row($"deploy {count} services again, nothing changed", await MedianAsync(() => OursAsync(folder, cancel, "DeployAllIocs")), peerAgain, "docker stack deploy, one file");
        var plan = await MedianAsync(() => OursAsync(folder, cancel, "ShowPlan"));
        Row($"plan of {count} services, nothing changed", plan, peerAgain, "docker stack deploy, one file");
        MemoryRow($"plan of {count} services, memory", plan, peerAgain, "docker stack deploy, one file");
        var list = await MedianAsync(() => DockerAsync(folder, cancel, "service", "ls"));
        Row($"digest of {count} IOCs", await MedianAsync(() => OursAsync(folder, cancel, "ShowDigest")), list, "docker service ls");
        await RemoveAsync(folder, cancel);
        return peerCreate;
    }

    private async Task StartAsync(CancellationToken cancel)
    {
        var help = await MedianAsync(() => OursAsync(_folder, cancel, "--help"));
        Row("start-up (--help)", help, await MedianAsync(() => DockerAsync(_folder, cancel, "version")), "docker version");
    }

    private async Task<Measurement> SinglyAsync(string folder, CancellationToken cancel)
    {
        var total = 0.0;
        foreach (var ioc in Directory.GetDirectories(Path.Combine(folder, "iocs")))
            total += (await StackAsync(folder, Path.Combine(ioc, "generated", "stack.yaml"), cancel)).Seconds;
        return new Measurement(total, 0);
    }

    private Task<Measurement> StackAsync(string folder, string file, CancellationToken cancel) =>
        DockerAsync(folder, cancel, "stack", "deploy", "--resolve-image", "never", "-c", file, "bench");

    private async Task RemoveAsync(string folder, CancellationToken cancel) => await DockerAsync(folder, cancel, "stack", "rm", "bench");

    private Task<Measurement> OursAsync(string folder, CancellationToken cancel, params string[] arguments) =>
        RunAsync(product[0], [.. product.Skip(1), "--workspace", folder, .. arguments], folder, cancel);

    private Task<Measurement> DockerAsync(string folder, CancellationToken cancel, params string[] arguments) => RunAsync("docker", arguments, folder, cancel);

    private Task<Measurement> RunAsync(string program, IReadOnlyList<string> arguments, string folder, CancellationToken cancel)
    {
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = folder };
        start.Environment["DOCKER_HOST"] = Endpoint;
        // The lab has no registry to ask.
        start.Environment["RESOLVE_IMAGE"] = "Never";
        return Measurement.OfAsync(start, cancel);
    }

    private Task<Measurement> MedianAsync(Func<Task<Measurement>> measure) => Measurement.MedianAsync(Repeats, measure);

    private void Row(string what, Measurement ours, Measurement peer, string name) => Row(what, "s", ours.Seconds, peer.Seconds, name);

    private void MemoryRow(string what, Measurement ours, Measurement peer, string name) => Row(what, "MB", ours.Megabytes, peer.Megabytes, name);

    private void Row(string what, string unit, double ours, double peer, string name)
    {
        static string Two(double value) => value.ToString("0.00", CultureInfo.InvariantCulture);
        _table.AddRow(new Text(what), new Text(unit), new Text(Two(ours)), new Text(Two(peer)), new Text(Two(ours / peer)), new Text(name));
        output.Note($"{what}: {Two(ours)} {unit}, {name} {Two(peer)} {unit}");
    }
}
