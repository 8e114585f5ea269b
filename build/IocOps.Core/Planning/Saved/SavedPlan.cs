using System.Security.Cryptography;
using Docker.DotNet.Models;

namespace IocOps.Core.Planning.Saved;

/// <summary>
/// What was planned and for which live state, so that exactly this can be applied later. It holds no value of a service and no data: of
/// specifications marks, of configs hashes, of secrets names. What is applied comes from the folders again, and must still be the same.
/// </summary>
/// <param name="Cluster">Id of the swarm.</param>
/// <param name="Stack">Name of the stack.</param>
/// <param name="Scope">What was planned.</param>
/// <param name="Changes">Every service of the scope, unchanged ones too.</param>
public sealed record SavedPlan(string Cluster, string Stack, PlanScope Scope, IReadOnlyList<SavedChange> Changes)
{
    /// <summary>UTC.</summary>
    public DateTime Time { get; init; }

    /// <summary>Who saved it.</summary>
    public string By { get; init; } = "";

    /// <summary>Image of the global services, where it was not that of <c>site.yaml</c>.</summary>
    public string? BaseImage { get; init; }

    /// <summary>SHA-256 of the data of new configs by their names.</summary>
    public IReadOnlyDictionary<string, string> Configs { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Images as stack files write them, and what the registries had under that name.</summary>
    public IReadOnlyDictionary<string, SavedImage> Images { get; init; } = new Dictionary<string, SavedImage>(StringComparer.Ordinal);

    /// <summary>True where unchanged services, too, get what the registries have.</summary>
    public bool AllImages { get; init; }

    /// <summary>Takes down a plan.</summary>
    /// <param name="cluster">Id of the swarm.</param>
    /// <param name="scope">That it was made for.</param>
    /// <param name="plan">As it shall be applied.</param>
    /// <param name="observed">What it was made from.</param>
    public static SavedPlan Of(string cluster, PlanScope scope, Plan plan, ObservedSwarm observed)
    {
        var view = new SwarmView(new DesiredSwarm(plan.StackName, []), observed);
        return new SavedPlan(cluster, plan.StackName, scope, [.. plan.Changes.Select(c => SavedChange.Of(c, view))])
        {
            Configs = plan.NewConfigs.ToDictionary(c => c.Name, c => Sha256(c.Data), StringComparer.Ordinal),
        };
    }

    internal static string Sha256(ReadOnlyMemory<byte> data) => Convert.ToHexStringLower(SHA256.HashData(data.Span));
}

/// <summary>What a registry had under the name of an image.</summary>
/// <param name="Digest"><c>sha256:…</c></param>
/// <param name="Platforms">That it exists for: <c>linux/amd64</c>.</param>
public sealed record SavedImage(string Digest, IReadOnlyList<string> Platforms);

/// <summary>What was planned for one service.</summary>
/// <param name="Kind">What is to be done.</param>
/// <param name="Service">Full name.</param>
/// <param name="Id">Of the live service; null where there was none.</param>
/// <param name="Version">Of the live service.</param>
/// <param name="Live">Marks of the live specification; null where there was none.</param>
/// <param name="Wanted">Marks of the wanted one; null for a removal.</param>
public sealed record SavedChange(ChangeKind Kind, string Service, string? Id, ulong Version, SpecMarks? Live, SpecMarks? Wanted)
{
    internal static SavedChange Of(ServiceChange change, SwarmView view) => new(
        change.Kind,
        change.Service,
        change.Id,
        change.Version,
        view.Live.GetValueOrDefault(change.Service)?.Spec is { } live ? SpecMarks.OfExact(live, view.NetworkName) : null,
        change.Desired is { } wanted ? SpecMarks.OfExact(wanted, view.NetworkName) : null);
}
