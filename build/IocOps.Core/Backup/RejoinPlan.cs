using System.Globalization;
using IocOps.Core.Operations;

namespace IocOps.Core.Backup;

/// <summary>What answered where a node of a copy should be.</summary>
/// <param name="Node">As the copy has it.</param>
/// <param name="Endpoint">Where its engine was looked for.</param>
public sealed record NodeAnswer(NodeRow Node, string Endpoint)
{
    /// <summary>Why nothing answered, in a sentence; null where something did.</summary>
    public string? Trouble { get; init; }

    /// <summary>Host name of the machine that answered.</summary>
    public string Name { get; init; } = "";

    /// <summary>Of its swarm: <c>inactive</c>, <c>pending</c>, <c>active</c>, <c>error</c>, <c>locked</c>.</summary>
    public string State { get; init; } = "inactive";

    /// <summary>In the swarm where it is now; empty where it is in none, or does not know.</summary>
    public string NodeId { get; init; } = "";

    /// <summary>At which it takes part in that swarm; empty where it is in none.</summary>
    public string Address { get; init; } = "";

    /// <summary>Addresses of managers that it knows, without ports.</summary>
    public IReadOnlyList<string> Managers { get; init; } = [];

    /// <summary>True where it is in a swarm, or was and can't get out by itself.</summary>
    public bool IsIn => State is not ("inactive" or "");
}

/// <summary>The machine on which a copy is restored.</summary>
/// <param name="Name">Host name.</param>
/// <param name="Address">At which the others reach it then.</param>
/// <param name="NodeId">Of the node of the copy that it becomes.</param>
/// <param name="KnownIds">Ids of nodes that are surely nodes of this swarm, beside those of the copy.</param>
public sealed record RejoinHere(string Name, string Address, string NodeId, IReadOnlyCollection<string> KnownIds);

/// <summary>A node that joins again.</summary>
/// <param name="Answer">What is there now.</param>
/// <param name="Role"><c>manager</c> or <c>worker</c>, as what it joins.</param>
public sealed record RejoinNode(NodeAnswer Answer, string Role)
{
    /// <summary>As the copy has it.</summary>
    public NodeRow Node => Answer.Node;

    /// <summary>True where it joins by itself when it finds this machine; it is only helped where it does not.</summary>
    public bool MayReturn { get; init; }
}

/// <summary>A node that is left to a person.</summary>
/// <param name="Node">As the copy has it.</param>
/// <param name="Why">A sentence without its end.</param>
public sealed record LeftNode(NodeRow Node, string Why);

/// <summary>Which nodes of a restored swarm are brought back, and as what. Only nodes of this very swarm are taken out of where they are.</summary>
/// <param name="Joining">In their order: managers first.</param>
/// <param name="Left">For a person.</param>
/// <param name="Was">The other node of the copy that this machine was, whose labels it keeps; null where it was none.</param>
public sealed record RejoinPlan(IReadOnlyList<RejoinNode> Joining, IReadOnlyList<LeftNode> Left, NodeRow? Was)
{
    /// <summary>Decides.</summary>
    /// <param name="answers">One for each other node of the copy.</param>
    /// <param name="here">This machine.</param>
    public static RejoinPlan Of(IReadOnlyList<NodeAnswer> answers, RejoinHere here)
    {
        // A machine that once joined anew is in the list twice; the entry that it has now counts, else the one that was up.
        var machines = answers.GroupBy(a => a.Node.Name, StringComparer.OrdinalIgnoreCase)
            .Select(g => g.OrderByDescending(a => a.NodeId == a.Node.Id).ThenByDescending(a => a.Node.State == "ready").First()).ToList();
        var was = machines.FirstOrDefault(m => IsHere(m, here) && m.Node.Id != here.NodeId)?.Node;
        var others = machines.Where(m => !IsHere(m, here)).OrderByDescending(m => m.Node.Role == "manager").ThenBy(m => m.Node.Name, StringComparer.Ordinal).ToList();
        var left = others.Select(m => (m.Node, Why: WhyNot(m, here))).Where(m => m.Why is not null).Select(m => new LeftNode(m.Node, m.Why!)).ToList();
        var joining = others.Where(m => WhyNot(m, here) is null).Select(m => Joins(m, here)).ToList();
        return new RejoinPlan(Odd(joining), left, was);
    }

    /// <summary>What will be done, a line each.</summary>
    public IReadOnlyList<string> Lines =>
    [
        .. Was is null ? Array.Empty<string>() : [$"This machine was the node {Was.Name}: it keeps that node's labels and availability, and its old entry goes."],
        .. Joining.Select(Line),
        .. Left.Select(l => $"{l.Node.Name}: is left as it is: {l.Why}."),
    ];

    private static bool IsHere(NodeAnswer answer, RejoinHere here) =>
        string.Equals(answer.Trouble is null ? answer.Name : answer.Node.Name, here.Name, StringComparison.OrdinalIgnoreCase);

    private static string? WhyNot(NodeAnswer answer, RejoinHere here)
    {
        if (answer.Trouble is { } trouble) return trouble.TrimEnd('.');
        var isItself = answer.NodeId == answer.Node.Id;
        if (!isItself && !string.Equals(answer.Name, answer.Node.Name, StringComparison.OrdinalIgnoreCase)) return $"at {answer.Endpoint} answers another machine, {answer.Name}";
        if (!answer.IsIn || isItself || here.KnownIds.Contains(answer.NodeId)) return null;
        return answer.NodeId.Length == 0
            ? $"the state of its swarm is {answer.State}, and nobody can tell which swarm it is"
            : $"it is in another swarm, as the node {answer.NodeId}";
    }

    private static RejoinNode Joins(NodeAnswer answer, RejoinHere here) =>
        new(answer, answer.Node.Role) { MayReturn = answer.Node.Role == "worker" && answer.NodeId == answer.Node.Id && answer.Managers.Contains(here.Address) };

    // An even number of managers outlives no more losses than one less.
    private static List<RejoinNode> Odd(List<RejoinNode> joining)
    {
        var last = joining.FindLastIndex(j => j.Role == "manager");
        if (last >= 0 && joining.Count(j => j.Role == "manager") % 2 == 1) joining[last] = joining[last] with { Role = "worker" };
        return joining;
    }

    private static string Line(RejoinNode joining)
    {
        if (joining.MayReturn) return $"{joining.Node.Name}: a worker that knows this address and comes back by itself; where it does not, it leaves and joins again.";
        var labels = joining.Node.Labels.Count == 0 ? "" : $", with {string.Join(' ', joining.Node.Labels.Select(l => $"{l.Key}={l.Value}"))}";
        var availability = joining.Node.Availability == "active" ? "" : $", availability {joining.Node.Availability}";
        var instead = joining.Role == joining.Node.Role ? "" : " for now, as managers should be odd in number (PromoteNode when there is one more)";
        return string.Create(CultureInfo.InvariantCulture, $"{joining.Node.Name}: {(joining.Answer.IsIn ? "leaves its old swarm and joins" : "joins")} as a {joining.Role}{instead}{labels}{availability}.");
    }
}
