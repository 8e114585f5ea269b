using System.Globalization;
using IocOps.Swarm.Dev;
using IocOps.Swarm.Tests.EndToEnd;
using IocOps.Swarm.Tests.Lab;
using IocOps.Swarm.Views;

namespace IocOps.Swarm.Tests.Dev;

/// <summary>The benchmark measures what it says, on very few services; how fast that is nobody asserts.</summary>
public sealed class BenchTests
{
    [LabFact]
    public async Task Each_row_has_a_peer_measured_in_the_same_run()
    {
        using var data = new StringWriter();
        using var notes = new StringWriter();
        using var bench = new Bench(["dotnet", Product.Assembly], Path.Combine(Product.Repository, "templates"), new Output(data, notes, false, false), $"t{Environment.ProcessId}-bench")
        {
            Few = 2,
            Many = 3,
            Repeats = 1,
        };

        await bench.RunAsync(default);

        var rows = data.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries)[1..];
        string[] measured = ["deploy 2 services", "plan of 3 services, nothing changed", "plan of 3 services, memory", "digest of 3 IOCs", "generate 4 IOCs", "start-up (--help)"];
        Assert.All(measured, what => Assert.Contains(rows, r => r.StartsWith(what, StringComparison.Ordinal)));
        Assert.All(rows, r => Assert.Equal(3, r.Split(' ', StringSplitOptions.RemoveEmptyEntries).Count(w => w.Contains('.', StringComparison.Ordinal) && double.TryParse(w, CultureInfo.InvariantCulture, out _))));
    }
}
