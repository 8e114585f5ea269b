using IocOps.Core.Model;

namespace IocOps.Core.Import;

/// <summary>What an ioc.yaml will say; null or empty for what it leaves to the site.</summary>
internal sealed class IocDraft
{
    public required string Name { get; init; }

    /// <summary>In the original tool.</summary>
    public required string OldName { get; init; }

    public string? Description { get; set; }

    public string? Host { get; set; }

    public string? Image { get; set; }

    public string? Bin { get; set; }

    /// <summary>As they will be, whether written or the site's.</summary>
    public IReadOnlyList<string> Modules { get; set; } = [];

    public bool WritesModules { get; set; }

    public bool? CaputlogJson { get; set; }

    public List<Variable> Environment { get; } = [];

    public List<Database> Databases { get; } = [];

    public List<PortDraft> Ports { get; } = [];

    public List<AsynRecord> AsynRecords { get; } = [];

    public List<string> Protocols { get; } = [];

    public List<string> BeforeLoad { get; } = [];

    public List<string> AtLoad { get; } = [];

    public List<string> AfterInit { get; } = [];

    public List<FileCopy> Files { get; } = [];

    public bool? Report { get; set; }

    public bool ByMount { get; set; }

    public bool HasNoHealth { get; set; }

    public List<Variable> Labels { get; } = [];

    public List<string> Constraints { get; } = [];

    public string? CpuLimit { get; set; }

    public string? MemoryLimit { get; set; }

    public string? CpuReservation { get; set; }

    public string? MemoryReservation { get; set; }

    /// <summary>What goes to <c>src/</c>, by name there.</summary>
    public SortedDictionary<string, ReadOnlyMemory<byte>> Sources { get; } = new(StringComparer.Ordinal);
}

/// <summary>A port as ioc.yaml will describe it.</summary>
/// <param name="Name">As device support calls it.</param>
/// <param name="Type">tcp, udp, serial or command.</param>
internal sealed record PortDraft(string Name, string Type)
{
    /// <summary>Keys of ioc.yaml and their values, in the order of the documentation.</summary>
    public Dictionary<string, string> Values { get; } = new(StringComparer.Ordinal);

    /// <summary>True where configuring <paramref name="other"/> would do the same again.</summary>
    public bool Covers(PortDraft other) => Name == other.Name && Type == other.Type && other.Values.All(v => Values.GetValueOrDefault(v.Key) == v.Value);

    /// <summary>What asynSetOption gets and ioc.yaml has no key for.</summary>
    public Dictionary<string, string> Options { get; } = new(StringComparer.Ordinal);
}
