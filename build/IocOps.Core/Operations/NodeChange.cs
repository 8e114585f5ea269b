using Docker.DotNet.Models;

namespace IocOps.Core.Operations;

/// <summary>A change of one node, with the version that it was made from.</summary>
/// <param name="Node">Which.</param>
/// <param name="Version">Of the node when it was read.</param>
/// <param name="Wanted">What it shall be.</param>
/// <param name="Text">In words: <c>n2: availability active → drain</c>.</param>
public sealed record NodeChange(NodeRow Node, ulong Version, NodeUpdateParameters Wanted, string Text)
{
    /// <summary>What nodes shall be instead of what they are; those that are so already are left out.</summary>
    /// <param name="nodes">As the swarm lists them.</param>
    /// <param name="chosen">Which of them.</param>
    /// <param name="edit">Changes a copy and says what in words; null where there is nothing to change.</param>
    public static IReadOnlyList<NodeChange> Of(
        IReadOnlyList<NodeListResponse> nodes, IReadOnlyList<NodeRow> chosen, Func<NodeUpdateParameters, string?> edit)
    {
        var changes = new List<NodeChange>();
        foreach (var row in chosen)
        {
            var live = nodes.First(n => n.ID == row.Id);
            var copy = new NodeUpdateParameters
            {
                Name = live.Spec?.Name,
                Role = row.Role,
                Availability = row.Availability,
                Labels = new Dictionary<string, string>(live.Spec?.Labels ?? new Dictionary<string, string>(), StringComparer.Ordinal),
            };
            if (edit(copy) is { } text) changes.Add(new NodeChange(row, live.Version?.Index ?? 0, copy, $"{row.Name}: {text}"));
        }

        return changes;
    }

    /// <summary>An edit for <see cref="Of"/>: <c>active</c>, <c>pause</c> or <c>drain</c>.</summary>
    public static Func<NodeUpdateParameters, string?> Availability(string wanted) => node =>
    {
        if (node.Availability == wanted) return null;
        var text = $"availability {node.Availability} → {wanted}";
        node.Availability = wanted;
        return text;
    };

    /// <summary>An edit for <see cref="Of"/>: <c>manager</c> or <c>worker</c>.</summary>
    public static Func<NodeUpdateParameters, string?> Role(string wanted) => node =>
    {
        if (node.Role == wanted) return null;
        var text = $"role {node.Role} → {wanted}";
        node.Role = wanted;
        return text;
    };

    /// <summary>An edit for <see cref="Of"/>: labels to set, and names of labels to take away.</summary>
    public static Func<NodeUpdateParameters, string?> Labels(IReadOnlyList<KeyValuePair<string, string>> add, IReadOnlyList<string> remove) => node =>
    {
        var said = new List<string>();
        foreach (var (key, value) in add)
        {
            var had = node.Labels!.TryGetValue(key, out var old);
            if (had && old == value) continue;
            node.Labels[key] = value;
            said.Add(had ? $"label {key}={old} → {key}={value}" : $"+ label {key}={value}");
        }

        foreach (var key in remove)
        {
            if (node.Labels!.Remove(key, out var old)) said.Add($"- label {key}={old}");
        }

        return said.Count == 0 ? null : string.Join(", ", said);
    };
}
