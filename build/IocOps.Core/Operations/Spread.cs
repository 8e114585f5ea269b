namespace IocOps.Core.Operations;

/// <summary>
/// Spreads things over places so that the sum of the squares of the loads is as small as can be (no place has two more than another that
/// could take one of them), and among all such spreads takes one with the fewest moves.
/// </summary>
/// <remarks>
/// A flow of least cost: places are the points of a graph, a thing that may go from one place to another is an edge (1 for its first step
/// away from home, -1 for its step back, 0 between), and one more point stands for "one more here, one less there", whose edges cost what
/// the squares change, times so much that moves never outweigh it. A spread is best when no circle of negative cost is left (Klein 1967);
/// each such circle makes it better. Deterministic: always the first circle that Bellman and Ford find.
/// </remarks>
internal sealed class Spread(int places)
{
    private readonly List<(int Home, bool[] May)> _things = [];
    private readonly List<int> _at = [];
    private readonly int[] _loads = new int[places];

    /// <summary>How many are at each place now.</summary>
    public IReadOnlyList<int> Loads => [.. _loads];

    /// <summary>A thing at a place, and where it may be.</summary>
    public void Add(int home, bool[] may)
    {
        _things.Add((home, may));
        _at.Add(home);
        _loads[home]++;
    }

    /// <summary>A thing that stays where it is.</summary>
    public void AddFixed(int place) => _loads[place]++;

    /// <summary>Moves things until they are spread as evenly as can be; gives the place of each.</summary>
    public IReadOnlyList<int> Even()
    {
        while (FindCircle() is { } circle)
        {
            foreach (var (from, to, thing) in circle)
            {
                if (thing < 0) continue;
                _at[thing] = to;
                _loads[from]--;
                _loads[to]++;
            }
        }

        return _at;
    }

    private List<(int From, int To, int Thing)>? FindCircle()
    {
        var edges = Edges();
        var (cost, via) = (new long[places + 1], new int[places + 1]);
        Array.Fill(via, -1);
        var last = -1;
        for (var round = 0; round <= places; round++)
        {
            last = -1;
            for (var e = 0; e < edges.Count; e++)
            {
                var (from, to, _, price) = edges[e];
                if (cost[from] + price >= cost[to]) continue;
                (cost[to], via[to]) = (cost[from] + price, e);
                last = to;
            }

            if (last < 0) return null;
        }

        // What still changes after so many rounds comes from a circle: so many steps back are surely in it.
        for (var step = 0; step <= places; step++) last = edges[via[last]].From;
        var circle = new List<(int, int, int)>();
        var point = last;
        do
        {
            var (from, to, thing, _) = edges[via[point]];
            circle.Add((from, to, thing));
            point = from;
        }
        while (point != last);
        return circle;
    }

    // The cheapest thing for each pair of places, and the edges of the point beyond, whose number is that of the places.
    private List<(int From, int To, int Thing, long Price)> Edges()
    {
        var best = new Dictionary<(int From, int To), (int Thing, long Price)>();
        for (var thing = 0; thing < _things.Count; thing++)
        {
            var (home, may) = _things[thing];
            for (var to = 0; to < places; to++)
            {
                var from = _at[thing];
                if (to == from || (!may[to] && to != home)) continue;
                var price = (to == home ? 0 : 1) - (from == home ? 0 : 1);
                if (!best.TryGetValue((from, to), out var other) || price < other.Price) best[(from, to)] = (thing, price);
            }
        }

        var weight = (4L * _things.Count) + 4;
        var edges = best.OrderBy(b => b.Key.From).ThenBy(b => b.Key.To).Select(b => (b.Key.From, b.Key.To, b.Value.Thing, b.Value.Price)).ToList();
        for (var place = 0; place < places; place++)
        {
            edges.Add((place, places, -1, weight * ((2 * _loads[place]) + 1)));
            if (_loads[place] > 0) edges.Add((places, place, -1, -weight * ((2 * _loads[place]) - 1)));
        }

        return edges;
    }
}
