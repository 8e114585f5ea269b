using Xunit.Abstractions;

[assembly: TestCollectionOrderer("IocOps.Swarm.Tests.LongestFirst", "IocOps.Swarm.Tests")]

namespace IocOps.Swarm.Tests;

/// <summary>Begins what takes minutes first, so that nothing long runs alone at the end. No test minds the order.</summary>
public sealed class LongestFirst : ITestCollectionOrderer
{
    private static readonly string[] Long =
    [
        Lab.LabCollection.Name, Lab.ThreeNodeLabCollection.Name, nameof(EndToEnd.PipelineJobsTests), nameof(Backup.DisasterDocumentTests),
        nameof(Backup.DisasterTests), nameof(Backup.LockedSwarmTests), nameof(EndToEnd.RescueOnLabTests), nameof(Backup.InterruptionTests),
    ];

    /// <inheritdoc/>
    public IEnumerable<ITestCollection> OrderTestCollections(IEnumerable<ITestCollection> testCollections) =>
        testCollections.OrderByDescending(Weight).ThenBy(c => c.DisplayName, StringComparer.Ordinal);

    private static int Weight(ITestCollection collection)
    {
        var at = Array.FindIndex(Long, name => collection.DisplayName == name || collection.DisplayName.EndsWith($".{name}", StringComparison.Ordinal));
        return at < 0 ? 0 : Long.Length - at;
    }
}
