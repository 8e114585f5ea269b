using IocOps.Core.Checks;
using IocOps.Core.Planning;

namespace IocOps.Core.Reviews;

/// <summary>One side of a review: a fleet as it lies in a commit or on disk, read, generated and checked. Errors in it are part of it.</summary>
public sealed record FleetState
{
    /// <summary>Name of the stack; null where <c>site.yaml</c> has errors.</summary>
    public string? Stack { get; init; }

    /// <summary>What could be generated and loaded.</summary>
    public IReadOnlyList<OwnedStack> Stacks { get; init; } = [];

    /// <summary>Whose which folder is, by path: <c>iocs/NAME</c>, <c>iocs/_services/NAME</c>, <c>iocs/_global/NAME</c>, <c>iocs/_global/generated</c>.</summary>
    public IReadOnlyDictionary<string, Owner> Folders { get; init; } = new Dictionary<string, Owner>(StringComparer.Ordinal);

    /// <summary>IOCs that are not for the swarm, and their hosts.</summary>
    public IReadOnlyDictionary<string, string> Hosts { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Every file that says something of the fleet, by path; what is generated as it would be generated now.</summary>
    public IReadOnlyDictionary<string, ReadOnlyMemory<byte>> Files { get; init; } = new Dictionary<string, ReadOnlyMemory<byte>>(StringComparer.Ordinal);

    /// <summary>Records of all IOCs that could be read.</summary>
    public IReadOnlyList<LoadedRecord> Records { get; init; } = [];

    /// <summary>Why something can't be generated or loaded.</summary>
    public IReadOnlyList<Problem> Errors { get; init; } = [];

    /// <summary>What CheckIocs finds beside that.</summary>
    public IReadOnlyList<Problem> Findings { get; init; } = [];

    /// <summary>Names of IOCs whose files in <c>generated/</c> are not those that would be generated now.</summary>
    public IReadOnlyList<string> Stale { get; init; } = [];
}
