namespace IocOps.Core.Planning;

/// <summary>What is different about one IOC since the last look.</summary>
/// <param name="Time">UTC of the look that saw it.</param>
/// <param name="Name">Of the IOC.</param>
/// <param name="Was">Its row before; null where there was none.</param>
/// <param name="Now">Its row now; null where it is gone.</param>
public sealed record DigestChange(DateTime Time, string Name, DigestRow? Was, DigestRow? Now)
{
    /// <summary>True when it is in another state than before, came or went; a move or a restart is not.</summary>
    public bool IsOfState => Was?.State != Now?.State;

    /// <summary>What changed between two looks, in the order of <paramref name="after"/>; what is gone comes last.</summary>
    public static IReadOnlyList<DigestChange> Between(IReadOnlyList<DigestRow> before, IReadOnlyList<DigestRow> after, DateTime time)
    {
        // A folder and an orphan may have the same name.
        var old = before.DistinctBy(Key).ToDictionary(Key);
        var changes = after.Where(r => !old.TryGetValue(Key(r), out var was) || Differs(was, r))
            .Select(r => new DigestChange(time, r.Name, old.GetValueOrDefault(Key(r)), r)).ToList();
        var left = after.Select(Key).ToHashSet();
        changes.AddRange(before.Where(r => !left.Contains(Key(r))).Select(r => new DigestChange(time, r.Name, r, null)));
        return changes;
    }

    private static (string, bool) Key(DigestRow row) => (row.Name, row.State == DigestState.Orphan);

    private static bool Differs(DigestRow was, DigestRow now) =>
        was.State != now.State || !was.Nodes.SequenceEqual(now.Nodes, StringComparer.Ordinal) || (was.Since != now.Since && now.Since is not null);
}

/// <summary>In which order states deserve attention.</summary>
public static class DigestUrgency
{
    /// <summary>0 for what is broken, 1 for what goes on now, 2 for what somebody should look at some day, 3 for what is well, 4 for what rests.</summary>
    public static int Of(DigestState state) => state switch
    {
        DigestState.Failed or DigestState.RolledBack or DigestState.Invalid => 0,
        DigestState.Updating or DigestState.Starting => 1,
        DigestState.NotGenerated or DigestState.Stale or DigestState.Changed or DigestState.Available or DigestState.Orphan => 2,
        DigestState.Running => 3,
        _ => 4,
    };
}
