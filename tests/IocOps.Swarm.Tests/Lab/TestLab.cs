using System.Globalization;
using IocOps.Swarm.Lab;

namespace IocOps.Swarm.Tests.Lab;

/// <summary>A lab of a name that nobody else uses, gone when it is disposed of.</summary>
public sealed class TestLab : IAsyncDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(3);
    private static int _count;
    private readonly CancellationTokenSource _limit;

    /// <param name="limit">How long the test may take at most, where three minutes are too few.</param>
    public TestLab(TimeSpan? limit = null)
    {
        _limit = new CancellationTokenSource(limit ?? Limit);
        var number = Interlocked.Increment(ref _count);
        Controller = new LabController(string.Create(CultureInfo.InvariantCulture, $"t{Environment.ProcessId}-{number}"), Said.Add);
    }

    public LabController Controller { get; }

    public LabPaths Paths => Controller.Paths;

    public string Endpoint => Paths.Endpoint("n1");

    /// <summary>What the lab told, in order.</summary>
    public List<string> Said { get; } = [];

    /// <summary>Ends what takes longer than any test may.</summary>
    public CancellationToken Cancel => _limit.Token;

    /// <summary>What all its nodes mount.</summary>
    public const string Mount = "/srv/iocops-test";

    public Task<LabStatus> UpAsync(int nodes = 1) => Controller.UpAsync(Options(nodes), Cancel);

    public static LabOptions Options(int nodes) => new(nodes) { SharedPaths = [Mount] };

    /// <summary>Takes down what test runs left that were killed.</summary>
    public static async Task RemoveOrphansAsync()
    {
        const string Root = "/var/lib/iocops-lab";
        if (!Directory.Exists(Root)) return;
        foreach (var name in Directory.GetDirectories(Root).Select(d => Path.GetFileName(d)!))
        {
            var owner = name[1..].Split('-')[0];
            var orphaned = name[0] == 't' && int.TryParse(owner, CultureInfo.InvariantCulture, out _) && !Directory.Exists($"/proc/{owner}");
            if (orphaned) await new LabController(name, _ => { }).DownAsync(CancellationToken.None);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Controller.DownAsync(CancellationToken.None);
        _limit.Dispose();
    }
}
