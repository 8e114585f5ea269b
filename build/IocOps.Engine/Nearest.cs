namespace IocOps.Engine;

/// <summary>Finds what a person most likely meant by a name that is not known.</summary>
internal static class Nearest
{
    /// <summary><c>; did you mean 'x'?</c>, or nothing where no candidate is near (more than a third of its letters differ).</summary>
    public static string Hint(string word, IEnumerable<string> candidates)
    {
        var limit = Math.Max(1, word.Length / 3);
        var (near, distance) = (default(string), limit + 1);
        foreach (var candidate in candidates)
        {
            var d = Distance(word.ToUpperInvariant(), candidate.ToUpperInvariant());
            if (d < distance || (d == distance && near != null && string.CompareOrdinal(candidate, near) < 0))
                (near, distance) = (candidate, d);
        }

        return near is null ? "" : $"; did you mean '{near}'?";
    }

    // A swap of neighbours, the commonest typing mistake, counts once.
    private static int Distance(string a, string b)
    {
        var (twoAbove, above) = (new int[b.Length + 1], new int[b.Length + 1]);
        for (var j = 0; j <= b.Length; j++)
            above[j] = j;
        for (var i = 1; i <= a.Length; i++)
        {
            var row = new int[b.Length + 1];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var change = above[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
                row[j] = Math.Min(change, Math.Min(above[j], row[j - 1]) + 1);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                    row[j] = Math.Min(row[j], twoAbove[j - 2] + 1);
            }

            (twoAbove, above) = (above, row);
        }

        return above[b.Length];
    }
}
