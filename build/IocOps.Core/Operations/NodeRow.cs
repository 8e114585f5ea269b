using Docker.DotNet.Models;
using IocOps.Core.Planning;

namespace IocOps.Core.Operations;

/// <summary>A node of the swarm as an operator sees it.</summary>
public sealed record NodeRow
{
    /// <summary>Of Swarm; the host name need not be unique.</summary>
    public required string Id { get; init; }

    /// <summary>Host name.</summary>
    public required string Name { get; init; }

    /// <summary><c>manager</c> or <c>worker</c>, as the specification wants it.</summary>
    public required string Role { get; init; }

    /// <summary>True for the manager that leads.</summary>
    public bool Leader { get; init; }

    /// <summary><c>ready</c>, <c>down</c>, <c>unknown</c>, <c>disconnected</c>.</summary>
    public required string State { get; init; }

    /// <summary><c>active</c>, <c>pause</c> or <c>drain</c>.</summary>
    public required string Availability { get; init; }

    /// <summary>Of a manager, as the others reach it: <c>reachable</c>, <c>unreachable</c>, <c>unknown</c>; null for a worker.</summary>
    public string? Reachability { get; init; }

    /// <summary>Why it is in its state, in Swarm's words; empty where there is nothing to say.</summary>
    public string Message { get; init; } = "";

    /// <summary>IP address as the managers see it.</summary>
    public string Address { get; init; } = "";

    /// <summary>IP address at which the other managers know this one; empty for a worker.</summary>
    public string ManagerAddress { get; init; } = "";

    /// <summary>Version of Docker Engine.</summary>
    public string Engine { get; init; } = "";

    /// <summary><c>linux/x86_64</c></summary>
    public string Platform { get; init; } = "";

    /// <summary>Processors, in whole ones.</summary>
    public double Cpus { get; init; }

    /// <summary>Memory in bytes.</summary>
    public long MemoryBytes { get; init; }

    /// <summary>Node labels (not those of the engine), in ordinal order.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Labels { get; init; } = [];

    /// <summary>IOCs with a task that should run and is here, in ordinal order.</summary>
    public IReadOnlyList<string> Iocs { get; init; } = [];

    /// <summary>Names of these IOCs by the ids of their services: two stacks may each have one of the same name.</summary>
    public IReadOnlyDictionary<string, string> IocServices { get; init; } = new Dictionary<string, string>();

    /// <summary>
    /// True for a manager that counts for the quorum. One that was struck off by a forced new cluster, or is only about to become one, is a
    /// manager by its specification alone.
    /// </summary>
    public bool IsRaftMember => Role == "manager" && Reachability is not null;

    /// <summary>True for a manager that takes part in decisions now.</summary>
    public bool IsReachableManager => Role == "manager" && Reachability == "reachable";

    /// <summary>All nodes in ordinal order of their names.</summary>
    public static IReadOnlyList<NodeRow> Of(IReadOnlyList<NodeListResponse> nodes, IReadOnlyList<SwarmService> services, IReadOnlyList<TaskResponse> tasks)
    {
        var owners = services.Select(s => (s.ID, Owner: Owner.Parse(SwarmView.Label(s, Owner.Label)))).Where(s => s.Owner?.Kind == OwnerKind.Ioc)
            .ToDictionary(s => s.ID, s => s.Owner!.Name, StringComparer.Ordinal);
        var here = tasks.Where(t => t.DesiredState == TaskState.Running && t.Status?.State <= TaskState.Running && owners.ContainsKey(t.ServiceID ?? ""))
            .ToLookup(t => t.NodeID ?? "", t => t.ServiceID!, StringComparer.Ordinal);
        return [.. nodes.Select(n => One(n, here[n.ID].Distinct().ToDictionary(id => id, id => owners[id], StringComparer.Ordinal))).OrderBy(n => n.Name, StringComparer.Ordinal).ThenBy(n => n.Id, StringComparer.Ordinal)];
    }

    private static NodeRow One(NodeListResponse node, Dictionary<string, string> iocs) => new()
    {
        Id = node.ID,
        Name = node.Description?.Hostname is { Length: > 0 } name ? name : node.ID,
        Role = node.Spec?.Role ?? "worker",
        Leader = node.ManagerStatus?.Leader == true,
        State = node.Status?.State ?? "unknown",
        Availability = node.Spec?.Availability ?? "active",
        Reachability = node.ManagerStatus?.Reachability,
        Message = Printable(node.Status?.Message),
        Address = AddressOf(node),
        ManagerAddress = Host(node.ManagerStatus?.Addr),
        Engine = node.Description?.Engine?.EngineVersion ?? "",
        Platform = node.Description?.Platform is { } p ? $"{p.OS}/{p.Architecture}" : "",
        Cpus = (node.Description?.Resources?.NanoCPUs ?? 0) / 1e9,
        MemoryBytes = node.Description?.Resources?.MemoryBytes ?? 0,
        Labels = [.. (node.Spec?.Labels ?? new Dictionary<string, string>()).OrderBy(l => l.Key, StringComparer.Ordinal)],
        Iocs = [.. iocs.Values.Distinct().Order(StringComparer.Ordinal)],
        IocServices = iocs,
    };

    // Swarm sees a manager that joined over its own loopback as 0.0.0.0; the address at which managers meet is right then.
    private static string AddressOf(NodeListResponse node) =>
        node.Status?.Addr is { Length: > 0 } address and not "0.0.0.0" and not "127.0.0.1" ? address
        : Host(node.ManagerStatus?.Addr) is { Length: > 0 } manager ? manager
        : node.Status?.Addr ?? "";

    /// <summary>An address without its port, and IPv6 without its brackets; empty for none.</summary>
    public static string Host(string? address) => address is null ? "" : address[..Math.Max(address.LastIndexOf(':'), 0)].Trim('[', ']');

    private static string Printable(string? text) => string.Concat((text ?? "").Where(c => !char.IsControl(c)));
}
