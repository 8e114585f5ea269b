using IocOps.Core.Checks;

namespace IocOps.Core.Reviews;

/// <summary>Compares which PVs two fleets serve.</summary>
internal static class PvComparison
{
    /// <summary>What differs, by the IOC that serves it now, or served it.</summary>
    /// <param name="before">Records of the base.</param>
    /// <param name="after">Records of the change.</param>
    /// <param name="renamed">New name of an IOC by its old one.</param>
    public static ILookup<string, PvChange> Of(IEnumerable<LoadedRecord> before, IEnumerable<LoadedRecord> after, IReadOnlyDictionary<string, string> renamed)
    {
        var was = Index(before.Select(r => Moved(r, renamed)));
        var now = Index(after);
        var iocsBefore = was.Keys.ToLookup(k => k.Name, k => k.Ioc, StringComparer.Ordinal);
        var iocsNow = now.Keys.ToLookup(k => k.Name, k => k.Ioc, StringComparer.Ordinal);
        var changes = new List<(string Ioc, PvChange Change)>();
        foreach (var (key, record) in now)
        {
            // Served by one IOC before and by another now: it moved.
            var left = iocsBefore[key.Name].Where(i => !now.ContainsKey((key.Name, i))).ToList();
            if (was.TryGetValue(key, out var old))
            {
                if (What(old, record) is { Count: > 0 } what) changes.Add((key.Ioc, new PvChange(key.Name, Fate.Changed, record.Type, what)));
            }
            else if (left.Count == 1) changes.Add((key.Ioc, new PvChange(key.Name, Fate.Changed, record.Type, [$"moved from {left[0]}", .. What(was[(key.Name, left[0])], record, elsewhere: true)])));
            else changes.Add((key.Ioc, new PvChange(key.Name, Fate.New, record.Type, [])));
        }

        changes.AddRange(was.Where(r => !now.ContainsKey(r.Key) && !iocsNow[r.Key.Name].Any(i => !was.ContainsKey((r.Key.Name, i)))).Select(r => (r.Key.Ioc, new PvChange(r.Key.Name, Fate.Gone, r.Value.Type, []))));
        return changes.OrderBy(c => c.Change.Name, StringComparer.Ordinal).ToLookup(c => c.Ioc, c => c.Change, StringComparer.Ordinal);
    }

    private static Dictionary<(string Name, string Ioc), LoadedRecord> Index(IEnumerable<LoadedRecord> records) =>
        records.Where(r => r.IsNameKnown && r.Type != "*").DistinctBy(r => (r.Name, r.Ioc)).ToDictionary(r => (r.Name, r.Ioc));

    private static LoadedRecord Moved(LoadedRecord record, IReadOnlyDictionary<string, string> renamed) =>
        renamed.TryGetValue(record.Ioc, out var name) ? record with { Ioc = name, File = record.File.Replace($"iocs/{record.Ioc}/", $"iocs/{name}/", StringComparison.Ordinal) } : record;

    private static List<string> What(LoadedRecord old, LoadedRecord now, bool elsewhere = false)
    {
        var what = new List<string>();
        if (old.Type != now.Type) what.Add($"type {old.Type} → {now.Type}");
        if (old.AliasOf != now.AliasOf) what.Add(now.AliasOf is null ? $"no alias of {old.AliasOf} any more" : $"alias of {now.AliasOf}");
        if (!elsewhere && old.File != now.File) what.Add($"from {old.File} to {now.File}");
        var (a, b) = (Fields(old), Fields(now));
        var fields = a.Keys.Union(b.Keys).Where(f => a.GetValueOrDefault(f) != b.GetValueOrDefault(f)).Order(StringComparer.Ordinal).ToList();
        if (fields.Count > 0) what.Add(string.Join(", ", fields));
        return what;
    }

    // The last one wins, as in EPICS.
    private static Dictionary<string, string> Fields(LoadedRecord record)
    {
        var fields = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var field in record.Fields) fields[field.Name] = field.Text;
        foreach (var info in record.Infos) fields[$"info({info.Name})"] = info.Text;
        return fields;
    }
}
