using Docker.DotNet;
using Docker.DotNet.Models;

namespace IocOps.Swarm.Lab.Nodes;

/// <summary>What the lab asks of its engines, over their API: no Docker command line is needed.</summary>
internal static class LabEngine
{
    private static readonly TimeSpan PingTimeout = TimeSpan.FromSeconds(2);

    /// <summary>Whether an engine answers now.</summary>
    public static async Task<bool> AnswersAsync(string endpoint, CancellationToken cancel)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(PingTimeout);
        try
        {
            using var client = Client(endpoint);
            await client.System.PingAsync(limit.Token);
            return true;
        }
        catch (Exception no) when (!cancel.IsCancellationRequested && no is not OutOfMemoryException)
        {
            return false;
        }
    }

    /// <summary>Imports a tar as an image.</summary>
    public static async Task ImportAsync(string endpoint, LabImage image, CancellationToken cancel)
    {
        using var client = Client(endpoint);
        var what = new ImagesCreateParameters { FromSrc = "-", Repo = LabImage.Repository, Tag = LabImage.Tag, Changes = [.. image.Changes] };
        using var tar = new MemoryStream(image.Archive, writable: false);
        var problems = new List<string>();
        await client.Images.CreateImageAsync(what, tar, null, new Listener(problems), cancel);
        if (problems.Count > 0) throw new LabException($"The lab image can't be imported: {problems[0]}");
    }

    /// <summary>Makes the first node a swarm of its own.</summary>
    public static async Task InitAsync(NodeHost node, CancellationToken cancel)
    {
        using var client = Client(node.Endpoint);
        await client.Swarm.InitSwarmAsync(
            new SwarmInitParameters { AdvertiseAddr = node.Node.Address, ListenAddr = $"{node.Node.Address}:2377" }, cancel);
    }

    /// <summary>Lets a node join the swarm of another.</summary>
    public static async Task JoinAsync(NodeHost node, NodeHost first, CancellationToken cancel)
    {
        using var leader = Client(first.Endpoint);
        var tokens = (await leader.Swarm.InspectSwarmAsync(cancel)).JoinTokens;
        using var client = Client(node.Endpoint);
        await client.Swarm.JoinSwarmAsync(
            new SwarmJoinParameters
            {
                AdvertiseAddr = node.Node.Address,
                ListenAddr = $"{node.Node.Address}:2377",
                JoinToken = node.Node.Manager ? tokens.Manager : tokens.Worker,
                RemoteAddrs = [$"{first.Node.Address}:2377"],
            },
            cancel);
    }

    /// <summary>The host names of the nodes that a manager sees as ready; none where it can't say.</summary>
    public static async Task<IReadOnlySet<string>> ReadyAsync(string endpoint, CancellationToken cancel)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(PingTimeout);
        try
        {
            using var client = Client(endpoint);
            var nodes = await client.Swarm.ListNodesAsync(limit.Token);
            return nodes.Where(IsReady).Select(n => n.Description?.Hostname ?? "").ToHashSet();
        }
        catch (Exception no) when (!cancel.IsCancellationRequested && no is not OutOfMemoryException)
        {
            return new HashSet<string>();
        }
    }

    private static bool IsReady(NodeListResponse node) =>
        node.Status?.State == "ready" && (node.ManagerStatus is null || node.ManagerStatus.Reachability == "reachable");

    private static DockerClient Client(string endpoint) => new DockerClientBuilder().WithEndpoint(new Uri(endpoint)).Build();

    private sealed class Listener(List<string> problems) : IProgress<JSONMessage>
    {
        public void Report(JSONMessage value)
        {
            if (value.Error?.Message is { } problem) problems.Add(problem);
        }
    }
}
