using IocOps.Core.Planning;

namespace IocOps.Core.Operations.Pictures;

/// <summary>The nodes of a swarm and the IOCs on them, as a picture shows them.</summary>
/// <param name="Title">What the picture is of.</param>
/// <param name="AsOf">UTC of the look.</param>
/// <param name="Boxes">A box for what is on no node, where there is something: there the trouble is; then one for each node.</param>
/// <param name="Rows">All IOCs that are shown.</param>
public sealed record Topology(string Title, DateTime AsOf, IReadOnlyList<TopologyBox> Boxes, IReadOnlyList<DigestRow> Rows)
{
    /// <summary>Sorts IOCs into boxes: troubled ones first in each, then by name. One that runs on two nodes is in both boxes.</summary>
    public static Topology Of(string title, DateTime asOf, IReadOnlyList<DigestRow> rows, IReadOnlyList<NodeRow> nodes)
    {
        var sorted = rows.OrderBy(r => DigestUrgency.Of(r.State)).ThenBy(r => r.State).ThenBy(r => r.Name, StringComparer.Ordinal).ToList();
        // Two nodes may have the same host name, by which the digest calls them: what runs there is shown once.
        var named = nodes.DistinctBy(n => n.Name).Select(n => n.Id).ToHashSet(StringComparer.Ordinal);
        var boxes = nodes.Select(n => new TopologyBox(n.Name, About(n), n.State == "ready", [.. sorted.Where(r => named.Contains(n.Id) && r.Nodes.Contains(n.Name, StringComparer.Ordinal))])).ToList();
        var known = nodes.Select(n => n.Name).ToHashSet(StringComparer.Ordinal);
        var unplaced = sorted.Where(r => !r.Nodes.Any(known.Contains)).ToList();
        if (unplaced.Count > 0) boxes.Insert(0, new TopologyBox("On no node", "nothing of these runs now", null, unplaced));
        return new Topology(title, asOf, boxes, rows);
    }

    private static string About(NodeRow node)
    {
        var role = node.Leader ? "manager, leader" : node.Role;
        var state = node.State == "ready" && node.Availability != "active" ? node.Availability : node.State;
        return $"{role}, {state}{(node.Reachability is null or "reachable" ? "" : $", manager {node.Reachability}")}";
    }
}

/// <summary>A node, or the place for what is on none.</summary>
/// <param name="Name">Host name.</param>
/// <param name="About">Role and state, in words.</param>
/// <param name="IsReady">Null for what is no node.</param>
/// <param name="Rows">The IOCs there, in the order to show.</param>
public sealed record TopologyBox(string Name, string About, bool? IsReady, IReadOnlyList<DigestRow> Rows);
