using IocOps.Swarm.Dev;
using IocOps.Swarm.Tests.EndToEnd;

namespace IocOps.Swarm.Tests.Sites;

/// <summary>The packages, made once for all tests, by the code of the target Pack.</summary>
public sealed class PackedFixture : IAsyncLifetime
{
    public string Folder { get; } = Path.Combine(Product.Repository, Packages.Folder);

    public Task InitializeAsync() => Packages.MakeAsync(Product.Repository, CancellationToken.None);

    public Task DisposeAsync() => Task.CompletedTask;
}

[CollectionDefinition(nameof(PackedFixture))]
public sealed class PackedTests : ICollectionFixture<PackedFixture>;
