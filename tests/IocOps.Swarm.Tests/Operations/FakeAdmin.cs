using Docker.DotNet.Models;
using IocOps.Swarm.Docker;

namespace IocOps.Swarm.Tests.Operations;

/// <summary>An engine that can join and leave, and whose swarm has nodes that can be changed.</summary>
public sealed class FakeAdmin : ISwarmAdmin
{
    public List<string> Calls { get; } = [];

    public SystemInfoResponse Info { get; set; } = new() { Name = "me", Swarm = new Info { LocalNodeState = "inactive" } };

    public JoinTokens Tokens { get; } = new() { Worker = "SWMTKN-1-w", Manager = "SWMTKN-1-m" };

    public List<NodeListResponse> Nodes { get; } = [];

    /// <summary>Empty where the managers do not lock.</summary>
    public string UnlockKey { get; set; } = "SWMKEY-1-x";

    /// <summary>As some engines do: says yes and rotates nothing.</summary>
    public bool RotatesNothing { get; set; }

    /// <summary>What the next token makes of the engine.</summary>
    public bool JoinsAsManager { get; set; }

    /// <summary>Thrown by the next change of a node, once.</summary>
    public Exception? NextUpdateFails { get; set; }

    public Task<SystemInfoResponse> InfoAsync(CancellationToken cancel) => Task.FromResult(Info);

    public Task<SwarmInspectResponse> InspectSwarmAsync(CancellationToken cancel) =>
        Task.FromResult(new SwarmInspectResponse { JoinTokens = new JoinTokens { Worker = Tokens.Worker, Manager = Tokens.Manager } });

    public Task<string> InitAsync(SwarmInitParameters swarm, CancellationToken cancel) => Said($"Init {swarm.AdvertiseAddr}{(swarm.ForceNewCluster == true ? " forced" : "")}", "n1");

    public Task<string> UnlockKeyAsync(CancellationToken cancel) => Task.FromResult(UnlockKey);

    public Task UnlockAsync(string key, CancellationToken cancel)
    {
        Info.Swarm = new Info { LocalNodeState = "active", ControlAvailable = true };
        return Said($"Unlock {key}", true);
    }

    public Task RotateUnlockKeyAsync(CancellationToken cancel)
    {
        if (!RotatesNothing) UnlockKey += "2";
        return Said("RotateUnlockKey", true);
    }

    public Task<string> ReadJsonAsync(string path, CancellationToken cancel) => Task.FromResult("[]");

    public Task JoinAsync(SwarmJoinParameters swarm, CancellationToken cancel)
    {
        Info.Swarm = new Info { LocalNodeState = "active", ControlAvailable = JoinsAsManager };
        return Said($"Join {swarm.RemoteAddrs![0]} {swarm.JoinToken}", true);
    }

    public Task LeaveAsync(bool force, CancellationToken cancel) => Said($"Leave {force}", true);

    public Task RotateTokenAsync(JoinRole role, CancellationToken cancel)
    {
        if (!RotatesNothing && role == JoinRole.Worker) Tokens.Worker += "2";
        if (!RotatesNothing && role == JoinRole.Manager) Tokens.Manager += "2";
        return Said($"Rotate {role}", true);
    }

    public Task UpdateNodeAsync(string id, ulong version, NodeUpdateParameters node, CancellationToken cancel)
    {
        if (NextUpdateFails is { } failure)
        {
            NextUpdateFails = null;
            throw failure;
        }

        var live = Nodes.Single(n => n.ID == id);
        live.Spec = node;
        if (node.Role == "worker") live.ManagerStatus = null;
        var labels = string.Join(',', node.Labels!.Select(l => $"{l.Key}={l.Value}"));
        return Said($"Update {id} {version} {node.Role} {node.Availability} {labels}".TrimEnd(), true);
    }

    public Task RemoveNodeAsync(string id, bool force, CancellationToken cancel) => Said($"Remove {id} {force}", Nodes.RemoveAll(n => n.ID == id));

    public Task<IReadOnlyList<string>> InspectServicesAsJsonAsync(IReadOnlyList<string> ids, CancellationToken cancel) =>
        Task.FromResult<IReadOnlyList<string>>([.. ids.Select(i => $$"""{"ID":"{{i}}"}""")]);

    private Task<T> Said<T>(string call, T answer)
    {
        Calls.Add(call);
        return Task.FromResult(answer);
    }
}
