using System.Globalization;
using System.Text.Json;
using IocOps.Core.Operations;
using IocOps.Swarm.Docker;
using IocOps.Swarm.Lab.Nodes;
using IocOps.Swarm.Operations;
using IocOps.Swarm.Tests.Lab;
using IocOps.Swarm.Tests.Operations;

namespace IocOps.Swarm.Tests.EndToEnd;

/// <summary>The product on a swarm of three managers, and what a test looks at there.</summary>
public sealed class ThreeNodes(ThreeNodeLabFixture lab) : IDisposable
{
    /// <summary>The stack of <see cref="SmallFleet"/>.</summary>
    private const string Stack = "t";

    /// <summary>Ends a hang; measures nothing.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    public SmallFleet Fleet { get; } = new();

    /// <summary>To look past the product, through the first node.</summary>
    public SwarmClient Swarm { get; } = Client(lab, "n1");

    public void Dispose()
    {
        Fleet.Dispose();
        Swarm.Dispose();
    }

    /// <summary>The product as the user of a node.</summary>
    public Product On(string node = "n1") => new(Fleet.Path, lab.Controller.Paths.Endpoint(node));

    public async Task<Outcome> DoneAsync(params string[] arguments) => Done(await On().RunAsync(arguments));

    public static Outcome Done(Outcome outcome)
    {
        Assert.True(outcome.ExitCode == 0, outcome.ToString());
        return outcome;
    }

    public static SwarmClient Client(ThreeNodeLabFixture lab, string node) => new(DockerEndpoint.Parse(lab.Controller.Paths.Endpoint(node), "the test"));

    /// <summary>The node of the lab (<c>n2</c>) at an address in the swarm's list.</summary>
    public static string LabNode(NodeRow node) => $"n{node.Address.Split('.')[^1]}";

    /// <summary>The name in the swarm of a node of the lab.</summary>
    public string Name(string node) => $"{lab.Controller.Paths.Name}-{node}";

    public Task<IReadOnlyList<NodeRow>> NodesAsync() => SwarmLook.NodesAsync(Swarm, new(), default);

    /// <summary>Makes services that print, one after the other: Swarm then spreads them.</summary>
    public async Task PrintAsync(params string[] iocs)
    {
        foreach (var ioc in iocs) await Swarm.CreateServiceAsync(OperationsOnLabTests.Printer(ioc, null, Stack), default);
        await UntilRunningAsync(iocs.Length);
    }

    public Task UntilRunningAsync(int count) => UntilAsync(
        async () => (await SwarmLook.ServicesAsync(Swarm, Stack, new(States: ["running"]), default)).Count == count, string.Create(CultureInfo.InvariantCulture, $"not {count} running"));

    public Task UntilThreeManagersAsync() => UntilAsync(async () => (await NodesAsync()).Count(n => n is { IsReachableManager: true, State: "ready" }) == 3, "not three managers again");

    /// <summary>Waits; a swarm that has no leader for a moment is no failure.</summary>
    public static Task UntilAsync(Func<Task<bool>> condition, string otherwise) => Wait.UntilAsync(
        async _ =>
        {
            try
            {
                return await condition();
            }
            catch (SwarmException)
            {
                return false;
            }
        }, Patience, otherwise, default);

    /// <summary>What CheckSwarm finds, in its order, without what it could not check.</summary>
    public async Task<(int ExitCode, IReadOnlyList<string> Codes)> CheckAsync()
    {
        var outcome = await On().RunAsync("CheckSwarm", "--output", "json");
        using var findings = JsonDocument.Parse(outcome.Data);
        return (outcome.ExitCode, [.. findings.RootElement.EnumerateArray().Where(f => f.GetProperty("severity").GetString() != "note").Select(f => f.GetProperty("code").GetString()!)]);
    }
}
