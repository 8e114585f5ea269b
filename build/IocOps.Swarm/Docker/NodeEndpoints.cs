using IocOps.Core.Operations;
using IocOps.Swarm.Fleets;
using IocOps.Swarm.Lab;

namespace IocOps.Swarm.Docker;

/// <summary>
/// Where the engines of the nodes of a swarm are: as <c>--node-host</c> says; else the same lab; else the docker context whose host is the
/// node's address or name; else ssh to its address.
/// </summary>
/// <param name="here">Endpoint of the engine that is talked to anyway.</param>
/// <param name="template">Of the addresses, with {node}, {address} or {id}; null where nothing is said.</param>
/// <param name="environment">Where docker contexts are.</param>
public sealed class NodeEndpoints(string here, string? template, DockerEnvironment environment)
{
    private readonly Lazy<IReadOnlyList<DockerEndpoint>> _contexts = new(() => new EndpointResolver(environment).Contexts());

    /// <summary>The engine of a node.</summary>
    /// <exception cref="SelectionException">The template is the same for every node.</exception>
    /// <exception cref="SwarmException">The template gives no address.</exception>
    public DockerEndpoint Of(NodeRow node)
    {
        ArgumentNullException.ThrowIfNull(node);
        if (template is not null && !template.Contains("{node}", StringComparison.Ordinal) && !template.Contains("{address}", StringComparison.Ordinal) && !template.Contains("{id}", StringComparison.Ordinal))
            throw new SelectionException($"--node-host '{template}' would be the same for every node: put {{node}} or {{address}} where they differ.");
        var lab = template is null ? LabPaths.NodeEndpoint(here, node.Name) : null;
        if (template is null && lab is null && _contexts.Value.FirstOrDefault(c => IsOf(c, node)) is { } context) return context;
        var address = node.Address.Contains(':', StringComparison.Ordinal) ? $"[{node.Address}]" : node.Address;
        var text = (template ?? lab ?? "ssh://{address}").Replace("{node}", node.Name, StringComparison.Ordinal).Replace("{address}", address, StringComparison.Ordinal).Replace("{id}", node.Id, StringComparison.Ordinal);
        return DockerEndpoint.Parse(text, template is null ? $"the address of {node.Name}" : "--node-host");
    }

    private static bool IsOf(DockerEndpoint context, NodeRow node) =>
        context.Host.Length > 0 && (string.Equals(context.Host, node.Name, StringComparison.OrdinalIgnoreCase) || context.Host.Trim('[', ']') == node.Address);
}
