using System.IO.Enumeration;
using IocOps.Core;
using IocOps.Core.Operations;
using IocOps.Core.Planning;
using IocOps.Swarm.Fleets;
using IocOps.Swarm.Views;

namespace IocOps.Swarm.Operations;

/// <summary>
/// Picks services and nodes by name, node and state. A name that fits nothing is an error: a typing mistake is not an empty answer. So is a
/// list with nothing in it: a variable of the shell that is empty must not look like a job done.
/// </summary>
/// <param name="Names">Of IOCs or services, <c>*</c> and <c>?</c> allowed; null for all.</param>
/// <param name="Nodes">Host names or ids of nodes, <c>*</c> and <c>?</c> allowed; null for all.</param>
/// <param name="States">Words of states; null for all.</param>
public sealed record Selection(IReadOnlyCollection<string>? Names = null, IReadOnlyCollection<string>? Nodes = null, IReadOnlyCollection<string>? States = null)
{
    private static readonly string[] ServiceStates = ["running", "idle", "stopped", "starting", "updating", "rolledBack", "failed"];
    private static readonly string[] DigestStates = [.. Enum.GetValues<DigestState>().Select(s => JsonStyle.Name(s))];
    private static readonly string[] NodeStates = ["ready", "down", "unknown", "disconnected", "active", "pause", "drain", "manager", "worker"];

    /// <summary>The same without names and states: what is said of nodes.</summary>
    public Selection OnlyNodes => new(Nodes: Nodes);

    /// <summary>The services that fit.</summary>
    /// <param name="services">All of the stack.</param>
    /// <param name="nodes">All nodes of the swarm, by which a misspelt one is known.</param>
    /// <exception cref="SelectionException">A name fits nothing, a state is none.</exception>
    public IReadOnlyList<ServiceRow> Of(IReadOnlyList<ServiceRow> services, IReadOnlyList<NodeRow> nodes)
    {
        RequireStates(ServiceStates);
        RequireNames(services.SelectMany(NamesOf), "no IOC or service in the swarm is called");
        RequireNodes(nodes);
        return [.. services.Where(s => FitsAny(Names, NamesOf(s)) && FitsAny(Nodes, s.Tasks.Where(t => t.IsWanted && !t.HasEnded).SelectMany(NodeNamesOf)) && FitsState(s.State))];
    }

    /// <summary>The nodes that fit; a state is that of the node, its availability or its role.</summary>
    /// <exception cref="SelectionException">A name fits nothing, a state is none.</exception>
    public IReadOnlyList<NodeRow> Of(IReadOnlyList<NodeRow> nodes)
    {
        RequireStates(NodeStates);
        RequireNodes(nodes);
        return [.. nodes.Where(n => FitsAny(Nodes, NamesOf(n)) && (FitsState(n.State) || FitsState(n.Availability) || FitsState(n.Role)))];
    }

    /// <summary>The rows of the digest that fit; a state is that of the digest.</summary>
    /// <param name="rows">All of them.</param>
    /// <param name="nodes">All nodes of the swarm, by which a misspelt one is known.</param>
    /// <exception cref="SelectionException">A name fits nothing, a state is none.</exception>
    public IReadOnlyList<DigestRow> Of(IReadOnlyList<DigestRow> rows, IReadOnlyList<NodeRow> nodes)
    {
        RequireStates(DigestStates);
        RequireNames(rows.SelectMany(NamesOf), "no IOC is called");
        RequireNodes(nodes);
        return Fitting(rows, nodes);
    }

    /// <summary>As <see cref="Of(IReadOnlyList{DigestRow}, IReadOnlyList{NodeRow})"/>, and nothing is wrong when nothing fits: it may have gone.</summary>
    public IReadOnlyList<DigestRow> Fitting(IReadOnlyList<DigestRow> rows, IReadOnlyList<NodeRow> nodes)
    {
        var hosts = nodes.Where(n => FitsAny(Nodes, NamesOf(n))).Select(n => n.Name).ToHashSet(StringComparer.Ordinal);
        return [.. rows.Where(r => FitsAny(Names, NamesOf(r)) && (Nodes is null || r.Nodes.Any(hosts.Contains)) && FitsState(JsonStyle.Name(r.State)))];
    }

    private static IEnumerable<string> NamesOf(DigestRow row) => row.Service is { } service ? [row.Name, service] : [row.Name];

    private static IEnumerable<string> NamesOf(ServiceRow service) => service.Ioc is { } ioc ? [ioc, service.Name] : [service.Name];

    private static IEnumerable<string> NodeNamesOf(TaskRow task) => task.NodeId is { } id ? [task.Node ?? id, id] : [];

    private static IEnumerable<string> NamesOf(NodeRow node) => [node.Name, node.Id];

    private bool FitsState(string state) => States is null || States.Contains(state, StringComparer.OrdinalIgnoreCase);

    private static bool FitsAny(IReadOnlyCollection<string>? patterns, IEnumerable<string> names) =>
        patterns is null || names.Any(n => patterns.Any(p => Fits(p, n)));

    private static bool Fits(string pattern, string name) => FileSystemName.MatchesSimpleExpression(pattern, name, ignoreCase: false);

    private void RequireNames(IEnumerable<string> names, string otherwise) => Require(Names, ("IOCs", "--ioc-list"), names, otherwise);

    private void RequireNodes(IReadOnlyList<NodeRow> nodes) => Require(Nodes, ("nodes", "--node"), nodes.SelectMany(NamesOf), "no node of the swarm is called");

    private static void Require(IReadOnlyCollection<string>? patterns, (string What, string Option) list, IEnumerable<string> names, string otherwise)
    {
        RequireSome(patterns, list.What, list.Option);
        var known = names.ToHashSet(StringComparer.Ordinal);
        var lines = (patterns ?? []).Where(p => !known.Any(n => Fits(p, n))).Select(p => $"'{p}': {otherwise} so{Nearest.Hint(p, known)}").ToList();
        if (lines.Count > 0) throw new SelectionException(string.Join('\n', lines));
    }

    private static void RequireSome(IReadOnlyCollection<string>? list, string what, string option)
    {
        if (list?.Count == 0) throw new SelectionException($"The list of {what} is empty: name at least one with {option}.");
    }

    private void RequireStates(string[] known) => RequireStates(States, "--state", known);

    /// <summary>Refuses words of <c>--until</c> that are no state of the digest, and an empty list.</summary>
    /// <exception cref="SelectionException">Names those that there are.</exception>
    public static void RequireDigestStates(IReadOnlyCollection<string>? states) => RequireStates(states, "--until", DigestStates);

    private static void RequireStates(IReadOnlyCollection<string>? states, string option, string[] known)
    {
        RequireSome(states, "states", option);
        var lines = (states ?? []).Where(s => !known.Contains(s, StringComparer.OrdinalIgnoreCase))
            .Select(s => $"'{s}' is no state{Nearest.Hint(s, known)}; there are {string.Join(", ", known)}.").ToList();
        if (lines.Count > 0) throw new SelectionException(string.Join('\n', lines));
    }
}
