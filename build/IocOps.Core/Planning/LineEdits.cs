namespace IocOps.Core.Planning;

/// <summary>One line of a comparison: in both texts, in the old one alone, or in the new one alone.</summary>
/// <param name="Old">Which line of the old text, from 0; -1 for none.</param>
/// <param name="New">Which line of the new text, from 0; -1 for none.</param>
internal readonly record struct LineEdit(int Old, int New)
{
    public bool IsSame => Old >= 0 && New >= 0;
}

/// <summary>Brings one text to another, with as few lines changed as possible.</summary>
internal static class LineEdits
{
    // The table of the comparison has the product of the two lengths; above it the whole middle counts as changed.
    private const int MaxCells = 4_000_000;

    /// <summary>Every line of both texts, in their order; of a change the removed lines first.</summary>
    public static IReadOnlyList<LineEdit> Of(string[] old, string[] fresh)
    {
        var start = 0;
        while (start < old.Length && start < fresh.Length && old[start] == fresh[start]) start++;
        var end = 0;
        while (end < old.Length - start && end < fresh.Length - start && old[^(end + 1)] == fresh[^(end + 1)]) end++;
        var (a, b) = (old.Length - end - start, fresh.Length - end - start);
        var middle = (long)a * b > MaxCells
            ? Enumerable.Range(start, a).Select(i => new LineEdit(i, -1)).Concat(Enumerable.Range(start, b).Select(i => new LineEdit(-1, i)))
            : Longest(old[start..^end], fresh[start..^end]).Select(e => new LineEdit(e.Old < 0 ? -1 : e.Old + start, e.New < 0 ? -1 : e.New + start));
        return
        [
            .. Enumerable.Range(0, start).Select(i => new LineEdit(i, i)), .. middle,
            .. Enumerable.Range(0, end).Select(i => new LineEdit(old.Length - end + i, fresh.Length - end + i)),
        ];
    }

    // Longest common subsequence, from the ends to the beginnings.
    private static IEnumerable<LineEdit> Longest(string[] a, string[] b)
    {
        var common = Enumerable.Range(0, a.Length + 1).Select(_ => new int[b.Length + 1]).ToArray();
        for (var i = a.Length - 1; i >= 0; i--)
        {
            for (var j = b.Length - 1; j >= 0; j--)
                common[i][j] = a[i] == b[j] ? common[i + 1][j + 1] + 1 : Math.Max(common[i + 1][j], common[i][j + 1]);
        }

        for (int i = 0, j = 0; i < a.Length || j < b.Length;)
        {
            if (i < a.Length && j < b.Length && a[i] == b[j]) yield return new LineEdit(i++, j++);
            else if (j == b.Length || (i < a.Length && common[i + 1][j] >= common[i][j + 1])) yield return new LineEdit(i++, -1);
            else yield return new LineEdit(-1, j++);
        }
    }
}
