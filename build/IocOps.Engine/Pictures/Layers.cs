namespace IocOps.Engine.Pictures;

/// <summary>A place in a column: a target, or a bend of an arrow that passes the column.</summary>
/// <param name="Target">Null for a bend.</param>
/// <param name="Column">From 0; what comes before stands to the left.</param>
internal sealed record Place(ExecutableTarget? Target, int Column)
{
    /// <summary>From 0, the topmost.</summary>
    public int Row { get; set; }
}

/// <summary>Targets in columns, so that every arrow goes to the right and few cross.</summary>
internal sealed class Layers
{
    private const int Sweeps = 12;

    private readonly Dictionary<ExecutableTarget, Place> _places = [];
    private readonly List<(Place From, Place To)> _links = [];

    /// <summary>Lays a map out; the same map always in the same way.</summary>
    public Layers(TargetMap map)
    {
        foreach (var target in map.Linked)
            _places[target] = new Place(target, Depth(target, map, []));
        Routes = [.. map.Arrows.Select(a => (a, Route(a)))];
        var columns = _places.Values.Concat(_links.SelectMany(l => new[] { l.From, l.To })).Distinct(ReferenceEqualityComparer.Instance).Cast<Place>()
            .GroupBy(p => p.Column).OrderBy(g => g.Key).ToList();
        Columns = [.. columns.Select(g => g.ToList())];
        foreach (var column in Columns)
            Number(column);
        for (var i = 0; i < Sweeps; i++)
            Sweep(toTheRight: i % 2 == 0);
    }

    /// <summary>From left to right, each from top to bottom.</summary>
    public IReadOnlyList<List<Place>> Columns { get; }

    /// <summary>The places that each arrow goes through, its ends included.</summary>
    public IReadOnlyList<(Arrow Arrow, IReadOnlyList<Place> Places)> Routes { get; }

    private static int Depth(ExecutableTarget target, TargetMap map, Dictionary<ExecutableTarget, int> known)
    {
        if (known.TryGetValue(target, out var depth))
            return depth;
        var before = map.Arrows.Where(a => a.To == target).Select(a => Depth(a.From, map, known) + 1);
        return known[target] = before.DefaultIfEmpty().Max();
    }

    private List<Place> Route(Arrow arrow)
    {
        var (from, to) = (_places[arrow.From], _places[arrow.To]);
        var route = new List<Place> { from };
        for (var column = from.Column + 1; column < to.Column; column++)
            route.Add(new Place(null, column));
        route.Add(to);
        _links.AddRange(route.Zip(route.Skip(1)));
        return route;
    }

    // Every place beside the middle of what it hangs on; places that hang on nothing keep theirs.
    private void Sweep(bool toTheRight)
    {
        foreach (var column in toTheRight ? Columns : Columns.Reverse())
        {
            var wanted = column.ToDictionary(p => p, p => Middle(p, toTheRight) ?? p.Row, (IEqualityComparer<Place>)ReferenceEqualityComparer.Instance);
            var sorted = column.OrderBy(p => wanted[p]).ThenBy(p => p.Row).ToList();
            column.Clear();
            column.AddRange(sorted);
            Number(column);
        }
    }

    private double? Middle(Place place, bool toTheRight)
    {
        var others = _links.Where(l => ReferenceEquals(toTheRight ? l.To : l.From, place)).Select(l => (toTheRight ? l.From : l.To).Row).ToList();
        return others.Count == 0 ? null : others.Average();
    }

    private static void Number(List<Place> column)
    {
        for (var i = 0; i < column.Count; i++)
            column[i].Row = i;
    }
}
