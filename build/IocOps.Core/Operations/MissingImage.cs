using Docker.DotNet.Models;
using IocOps.Core.Stacks;

namespace IocOps.Core.Operations;

/// <summary>An image that no registry gives and a node lacks, on which services may run that want it.</summary>
/// <param name="Image">As the stack files name it.</param>
/// <param name="Node">Host name.</param>
/// <param name="Services">Full names.</param>
public sealed record MissingImage(string Image, string Node, IReadOnlyList<string> Services)
{
    /// <summary>Images that nodes lack, whatever registries say.</summary>
    /// <param name="swarm">Observed, with a fleet.</param>
    /// <param name="images">What nodes have, by id: names as Docker shows them. Nodes that could not be asked are left out.</param>
    public static IReadOnlyList<MissingImage> Of(CheckedSwarm swarm, IReadOnlyDictionary<string, IReadOnlySet<string>> images)
    {
        ArgumentNullException.ThrowIfNull(swarm);
        ArgumentNullException.ThrowIfNull(images);
        var asked = swarm.Nodes.Where(n => images.ContainsKey(n.ID)).OrderBy(NameOf, StringComparer.Ordinal).ToList();
        return
        [
            .. (swarm.Fleet ?? []).Where(s => Written(s).Length > 0).GroupBy(Written, StringComparer.Ordinal).OrderBy(g => g.Key, StringComparer.Ordinal)
                .SelectMany(g => asked.Select(n => new MissingImage(g.Key, NameOf(n), images[n.ID].Contains(ImageName.Normalize(g.Key) ?? g.Key) ? [] : [.. g.Where(s => Balance.MayRunOn(n, s)).Select(s => s.Name ?? "").Order(StringComparer.Ordinal)])))
                .Where(m => m.Services.Count > 0),
        ];
    }

    private static string NameOf(NodeListResponse node) => node.Description?.Hostname ?? node.ID;

    private static string Written(ServiceSpec service) =>
        service.Labels?.TryGetValue(StackContext.ImageLabel, out var written) == true ? written : service.TaskTemplate?.ContainerSpec?.Image ?? "";
}
