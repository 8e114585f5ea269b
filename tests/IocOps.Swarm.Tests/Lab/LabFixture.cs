using Docker.DotNet;
using Docker.DotNet.Models;
using IocOps.Swarm.Lab;
using IocOps.Swarm.Lab.Nodes;

namespace IocOps.Swarm.Tests.Lab;

/// <summary>
/// One lab node with the lab image, common to all test classes of the collection; they run one after the other. Use it as
/// <c>[Collection(LabCollection.Name)]</c> with a constructor parameter, mark tests with <see cref="LabFactAttribute"/>, and call
/// <see cref="ClearAsync"/> first in each: what the test before left behind is then gone.
/// </summary>
#pragma warning disable CA1001 // xunit calls DisposeAsync of IAsyncLifetime.
public class LabFixture : IAsyncLifetime
#pragma warning restore CA1001
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);
    private readonly TestLab _lab = new();
    private readonly int _nodes;

    public LabFixture()
        : this(1)
    {
    }

    protected LabFixture(int nodes) => _nodes = nodes;

    /// <summary>Of the first node's engine, as DOCKER_HOST takes it.</summary>
    public string Endpoint => _lab.Endpoint;

    /// <summary>To stop, kill and cut off nodes.</summary>
    public LabController Controller => _lab.Controller;

    /// <summary>Where this machine sees <see cref="TestLab.Mount"/> of the nodes.</summary>
    public string Mount => _lab.Paths.SharedFolder(TestLab.Mount);

    /// <summary>A client of the first node's engine; the caller disposes of it.</summary>
    public DockerClient Client() => new DockerClientBuilder().WithEndpoint(new Uri(Endpoint)).Build();

    public async Task InitializeAsync()
    {
        if (LabFactAttribute.Reason is not null) return;
        await TestLab.RemoveOrphansAsync();
        await _lab.UpAsync(_nodes);
    }

    public async Task DisposeAsync()
    {
        if (LabController.WhyNot() is null) await _lab.DisposeAsync();
    }

    /// <summary>
    /// Repairs what a failed test left broken, removes all services, configs, secrets and networks of tests, and waits until no container is
    /// left of them.
    /// </summary>
    public async Task ClearAsync(CancellationToken cancel = default)
    {
        await Controller.UpAsync(TestLab.Options(_nodes), cancel);
        await Wait.UntilAsync(IsClearedAsync, Patience, "what tests left can't be removed", cancel);
    }

    // A swarm whose leader was lost in the test before chooses a new one first.
    private async Task<bool> IsClearedAsync(CancellationToken cancel)
    {
        try
        {
            await ClearOnceAsync(cancel);
            return true;
        }
        catch (DockerApiException)
        {
            return false;
        }
    }

    private async Task ClearOnceAsync(CancellationToken cancel)
    {
        using var client = Client();
        foreach (var service in await client.Swarm.ListServicesAsync(new ServiceListParameters(), cancel))
        {
            await client.Swarm.RemoveServiceAsync(service.ID, cancel);
        }

        while ((await client.Containers.ListContainersAsync(new ContainersListParameters { All = true }, cancel)).Count > 0)
        {
            foreach (var container in await client.Containers.ListContainersAsync(new ContainersListParameters { All = true }, cancel))
            {
                await RemoveAsync(client, container.ID, cancel);
            }
        }

        foreach (var config in await client.Configs.ListConfigsAsync(cancel)) await client.Configs.RemoveConfigAsync(config.ID, cancel);
        foreach (var secret in await client.Secrets.ListAsync(cancel)) await client.Secrets.DeleteAsync(secret.ID, cancel);
        await client.Networks.PruneNetworksAsync(new NetworksDeleteUnusedParameters(), cancel);
    }

    private static async Task RemoveAsync(DockerClient client, string container, CancellationToken cancel)
    {
        try
        {
            await client.Containers.RemoveContainerAsync(container, new ContainerRemoveParameters { Force = true }, cancel);
        }
        catch (DockerApiException)
        {
            // The swarm removes it at the same time.
            await Task.Delay(20, cancel);
        }
    }
}

/// <summary>Three managers; see <see cref="LabFixture"/>.</summary>
public sealed class ThreeNodeLabFixture() : LabFixture(3);

/// <summary>The test classes that share one lab node.</summary>
[CollectionDefinition(Name)]
public sealed class LabCollection : ICollectionFixture<LabFixture>
{
    public const string Name = "lab";
}

/// <summary>The test classes that share a swarm of three managers.</summary>
[CollectionDefinition(Name)]
public sealed class ThreeNodeLabCollection : ICollectionFixture<ThreeNodeLabFixture>
{
    public const string Name = "lab of three nodes";
}
