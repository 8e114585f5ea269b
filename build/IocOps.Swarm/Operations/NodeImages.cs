using IocOps.Core.Operations;
using IocOps.Swarm.Docker;

namespace IocOps.Swarm.Operations;

/// <summary>Finds out which images nodes lack and no registry gives them.</summary>
/// <param name="swarm">To ask registries.</param>
/// <param name="imagesOf">Asks the engine of a node for its images.</param>
internal sealed class NodeImages(ISwarm swarm, Func<NodeRow, CancellationToken, Task<IReadOnlySet<string>>> imagesOf)
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    /// <summary>What is missing, and the nodes that could not be asked.</summary>
    public async Task<(IReadOnlyList<MissingImage> Missing, IReadOnlyList<string> Unasked)> FindAsync(CheckedSwarm look, CancellationToken cancel)
    {
        var images = new Dictionary<string, IReadOnlySet<string>>(StringComparer.Ordinal);
        var unasked = new List<string>();
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(Limit);
        foreach (var node in NodeRow.Of([.. look.Nodes.Where(Balance.IsOpen)], [], []))
        {
            try
            {
                images[node.Id] = await imagesOf(node, limit.Token);
            }
            catch (Exception e) when (!cancel.IsCancellationRequested && e is SwarmException or OperationCanceledException)
            {
                unasked.Add(node.Name);
            }
        }

        var lacking = MissingImage.Of(look, images);
        var given = new HashSet<string>(StringComparer.Ordinal);
        foreach (var image in lacking.Select(m => m.Image).Distinct(StringComparer.Ordinal))
        {
            if (await IsGivenAsync(image, cancel)) given.Add(image);
        }

        return ([.. lacking.Where(m => !given.Contains(m.Image))], unasked);
    }

    // Nodes fetch it themselves.
    private async Task<bool> IsGivenAsync(string image, CancellationToken cancel)
    {
        try
        {
            await swarm.InspectImageAsync(image, await new RegistryLogins(DockerEnvironment.Current()).FindAsync(image, cancel), cancel);
            return true;
        }
        catch (SwarmException)
        {
            return false;
        }
    }
}
