using IocOps.Core.Planning;

namespace IocOps.Swarm.Docker;

/// <summary>Reads the whole state of a swarm.</summary>
public static class SwarmReader
{
    /// <summary>Swarm-scoped networks that every engine has and the network list hides (moby, libnetwork's predefined networks).</summary>
    private static readonly string[] Predefined = ["bridge", "host"];

    /// <summary>Takes services, tasks, nodes, configs, secrets and networks at about the same time: always the same number of calls.</summary>
    /// <exception cref="SwarmException">One of the calls failed.</exception>
    public static async Task<ObservedSwarm> ObserveAsync(ISwarm swarm, CancellationToken cancel)
    {
        var services = swarm.ListServicesAsync(cancel);
        var tasks = swarm.ListTasksAsync(cancel);
        var nodes = swarm.ListNodesAsync(cancel);
        var configs = swarm.ListConfigsAsync(cancel);
        var secrets = swarm.ListSecretsAsync(cancel);
        var networks = swarm.ListNetworksAsync(cancel);
        var predefined = Predefined.Select(name => swarm.FindPredefinedNetworkAsync(name, cancel)).ToArray();
        // All of them are awaited, whichever fails first.
        await Task.WhenAll([services, tasks, nodes, configs, secrets, networks, .. predefined]);
        var ids = Predefined.Zip(predefined, (name, id) => (name, id: id.Result)).Where(p => p.id is not null);
        return new ObservedSwarm(await services, await tasks, await nodes, await configs, await secrets, await networks)
        {
            Api = swarm.ApiVersion,
            PredefinedNetworks = ids.ToDictionary(p => p.name, p => p.id!, StringComparer.Ordinal),
        };
    }
}
