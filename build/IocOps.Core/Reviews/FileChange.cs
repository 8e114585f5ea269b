using System.Globalization;
using IocOps.Core.Planning;

namespace IocOps.Core.Reviews;

/// <summary>A line of two texts side by side.</summary>
/// <param name="OldLine">From 1; 0 where the old text has no such line.</param>
/// <param name="Old">The old line.</param>
/// <param name="NewLine">From 1; 0 where the new text has no such line.</param>
/// <param name="New">The new line.</param>
/// <param name="Skipped">So many equal lines are left out before this one.</param>
public sealed record DiffRow(int OldLine, string Old, int NewLine, string New, int Skipped = 0)
{
    /// <summary>True where both texts have the line.</summary>
    public bool IsSame { get; init; }
}

/// <summary>A file that differs.</summary>
/// <param name="Path">Below the workspace, as it is now, or was.</param>
/// <param name="Fate">Of the file.</param>
public sealed record FileChange(string Path, Fate Fate)
{
    /// <summary>Rows of one file at most.</summary>
    public const int MaxRows = 400;

    private const int Context = 3;
    private const int MaxBytes = 1_000_000;

    /// <summary>How many lines are new.</summary>
    public int Added { get; init; }

    /// <summary>How many lines are gone.</summary>
    public int Removed { get; init; }

    /// <summary>Instead of lines: why there are none, <c>12 → 15 bytes, not text</c>; else empty.</summary>
    public string Note { get; init; } = "";

    /// <summary>What differs, with some lines around it.</summary>
    public IReadOnlyList<DiffRow> Rows { get; init; } = [];

    /// <summary>So many rows more there are.</summary>
    public int Cut { get; init; }

    /// <summary>True for what is generated from the rest.</summary>
    public bool IsGenerated => Path.Contains("/generated/", StringComparison.Ordinal) || Path.StartsWith($"{Model.FleetSource.HostsPath}/", StringComparison.Ordinal);

    /// <summary>Compares; null where nothing differs.</summary>
    /// <param name="path">Below the workspace.</param>
    /// <param name="before">Null where there was none.</param>
    /// <param name="after">Null where there is none.</param>
    /// <param name="mask">Takes secrets out.</param>
    internal static FileChange? Of(string path, ReadOnlyMemory<byte>? before, ReadOnlyMemory<byte>? after, SecretMask mask)
    {
        if ((before is null && after is null) || (before is { } a && after is { } b && a.Span.SequenceEqual(b.Span))) return null;
        var change = new FileChange(path, before is null ? Fate.New : after is null ? Fate.Gone : Fate.Changed);
        var (was, now) = (before ?? default, after ?? default);
        if (was.Length > MaxBytes || now.Length > MaxBytes) return change with { Note = $"{Sizes(before, after)}, too large to be shown" };
        if (LineDifference.Text(was) is not { } old || LineDifference.Text(now) is not { } fresh) return change with { Note = $"{Sizes(before, after)}, not text" };
        if (mask.IsSecret(was, old) || mask.IsSecret(now, fresh)) return change with { Note = "a secret, not shown" };
        // The end of the last line makes no line of its own.
        if (was.Length == 0) old = [];
        if (now.Length == 0) fresh = [];
        return Compared(change, old, fresh, mask);
    }

    private static FileChange Compared(FileChange change, string[] old, string[] fresh, SecretMask mask)
    {
        var edits = LineEdits.Of(old, fresh);
        if (edits.All(e => e.IsSame)) return change with { Note = "line ends differ" };
        // Compared as they are and masked then: that a secret changed is seen, and not what it is.
        var rows = Rowed(edits, mask.Lines(change.Path, old), mask.Lines(change.Path, fresh));
        return change with
        {
            Added = edits.Count(e => e.Old < 0),
            Removed = edits.Count(e => e.New < 0),
            Rows = [.. rows.Take(MaxRows)],
            Cut = Math.Max(0, rows.Count - MaxRows),
        };
    }

    private static List<DiffRow> Rowed(IReadOnlyList<LineEdit> edits, string[] old, string[] fresh)
    {
        var near = Near(edits);
        var rows = new List<DiffRow>();
        var skipped = 0;
        for (var i = 0; i < edits.Count;)
        {
            if (!near[i])
            {
                skipped++;
                i++;
                continue;
            }

            if (edits[i].IsSame)
            {
                rows.Add(new DiffRow(edits[i].Old + 1, old[edits[i].Old], edits[i].New + 1, fresh[edits[i].New], skipped) { IsSame = true });
                i++;
            }
            else i += Block(edits, i, (old, fresh), rows, skipped);
            skipped = 0;
        }

        return rows;
    }

    // A run of changed lines: the first removed beside the first added, and so on.
    private static int Block(IReadOnlyList<LineEdit> edits, int start, (string[] Old, string[] New) text, List<DiffRow> rows, int skipped)
    {
        var block = edits.Skip(start).TakeWhile(e => !e.IsSame).ToList();
        var removed = block.Where(e => e.New < 0).Select(e => e.Old).ToList();
        var added = block.Where(e => e.Old < 0).Select(e => e.New).ToList();
        for (var i = 0; i < Math.Max(removed.Count, added.Count); i++)
        {
            var (o, n) = (i < removed.Count ? removed[i] : -1, i < added.Count ? added[i] : -1);
            rows.Add(new DiffRow(o + 1, o < 0 ? "" : text.Old[o], n + 1, n < 0 ? "" : text.New[n], i == 0 ? skipped : 0));
        }

        return block.Count;
    }

    private static bool[] Near(IReadOnlyList<LineEdit> edits)
    {
        var near = new bool[edits.Count];
        for (var i = 0; i < edits.Count; i++)
        {
            if (edits[i].IsSame) continue;
            for (var j = Math.Max(0, i - Context); j <= Math.Min(edits.Count - 1, i + Context); j++) near[j] = true;
        }

        return near;
    }

    private static string Sizes(ReadOnlyMemory<byte>? before, ReadOnlyMemory<byte>? after) => (before, after) switch
    {
        (null, { } b) => string.Create(CultureInfo.InvariantCulture, $"{b.Length} bytes"),
        ({ } a, null) => string.Create(CultureInfo.InvariantCulture, $"{a.Length} bytes"),
        var (a, b) => string.Create(CultureInfo.InvariantCulture, $"{a!.Value.Length} → {b!.Value.Length} bytes"),
    };
}
