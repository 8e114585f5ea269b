using IocOps.Core.Planning;

namespace IocOps.Core.Reviews;

/// <summary>Finds folders that only have another name now.</summary>
internal static class Renames
{
    /// <summary>New name by old name: of IOCs that are gone and IOCs that are new, those pairs that have more than half of their written files in common.</summary>
    public static IReadOnlyDictionary<string, string> Of(FleetState was, FleetState now)
    {
        var gone = Written(was, was.Folders.Where(f => IsIoc(f.Value) && !now.Folders.ContainsKey(f.Key)).Select(f => f.Key));
        var fresh = Written(now, now.Folders.Where(f => IsIoc(f.Value) && !was.Folders.ContainsKey(f.Key)).Select(f => f.Key));
        var pairs = gone.SelectMany(g => fresh.Select(f => (From: g.Key, To: f.Key, Alike: Alike(g.Value, f.Value)))).Where(p => p.Alike > 0.5)
            .OrderByDescending(p => p.Alike).ThenBy(p => p.From, StringComparer.Ordinal).ThenBy(p => p.To, StringComparer.Ordinal);
        var result = new Dictionary<string, string>(StringComparer.Ordinal);
        var taken = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (from, to, _) in pairs)
        {
            if (result.ContainsKey(from) || !taken.Add(to)) continue;
            result[from] = to;
        }

        return result;
    }

    private static bool IsIoc(Owner owner) => owner.Kind == OwnerKind.Ioc;

    // Empty files are alike in every IOC; what carries its name is called otherwise in the other one.
    private static Dictionary<string, Dictionary<string, ReadOnlyMemory<byte>>> Written(FleetState state, IEnumerable<string> folders) => folders.ToDictionary(
        f => f["iocs/".Length..],
        f => state.Files.Where(file => file.Key.StartsWith($"{f}/", StringComparison.Ordinal) && !file.Key.StartsWith($"{f}/generated/", StringComparison.Ordinal) && file.Value.Length > 0)
            .ToLookup(file => file.Key[(f.Length + 1)..].Replace(f["iocs/".Length..], "*", StringComparison.Ordinal), file => file.Value, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.First(), StringComparer.Ordinal),
        StringComparer.Ordinal);

    private static double Alike(Dictionary<string, ReadOnlyMemory<byte>> a, Dictionary<string, ReadOnlyMemory<byte>> b)
    {
        var same = a.Count(f => b.TryGetValue(f.Key, out var other) && other.Span.SequenceEqual(f.Value.Span));
        return (double)same / Math.Max(1, Math.Max(a.Count, b.Count));
    }
}
