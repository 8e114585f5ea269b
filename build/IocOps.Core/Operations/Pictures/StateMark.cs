using System.Globalization;
using IocOps.Core.Planning;

namespace IocOps.Core.Operations.Pictures;

/// <summary>How a state looks: a shape and a colour for its kind, a letter of its own, so that nobody needs to tell colours apart.</summary>
internal static class StateMark
{
    /// <summary>Half of the side of a mark, in pixels.</summary>
    private const int Half = 8;

    /// <summary>The kind of a state: the class in the style sheet.</summary>
    public static string Kind(DigestState state) => DigestUrgency.Of(state) switch
    {
        0 => "bad",
        1 => "busy",
        2 => "odd",
        3 => "good",
        _ => "rest",
    };

    /// <summary>One letter, different for each state.</summary>
    public static string Letter(DigestState state) => state switch
    {
        DigestState.RolledBack => "B",
        DigestState.Idle => "0",
        DigestState.Stopped => "P",
        DigestState.NotGenerated => "N",
        DigestState.NotSwarm => "H",
        DigestState.Stale => "T",
        _ => state.ToString()[..1],
    };

    /// <summary>The state in words.</summary>
    public static string Words(DigestState state) => state switch
    {
        DigestState.Available => "not deployed",
        DigestState.NotGenerated => "not generated",
        DigestState.RolledBack => "rolled back",
        DigestState.NotSwarm => "not for the swarm",
        _ => state.ToString().ToLowerInvariant(),
    };

    /// <summary>The mark around a point, as SVG.</summary>
    public static string Svg(DigestState state, int x, int y)
    {
        var kind = Kind(state);
        var shape = kind switch
        {
            "bad" => string.Create(CultureInfo.InvariantCulture, $"<rect class=\"mark\" x=\"{x - Half}\" y=\"{y - Half}\" width=\"{2 * Half}\" height=\"{2 * Half}\"/>"),
            "odd" => string.Create(CultureInfo.InvariantCulture, $"<path class=\"mark\" d=\"M{x} {y - Half - 2}L{x + Half + 2} {y}L{x} {y + Half + 2}L{x - Half - 2} {y}Z\"/>"),
            "busy" => string.Create(CultureInfo.InvariantCulture, $"<path class=\"mark\" d=\"M{x - Half - 3} {y + Half + 1}L{x} {y - Half - 3}L{x + Half + 3} {y + Half + 1}Z\"/>"),
            _ => string.Create(CultureInfo.InvariantCulture, $"<circle class=\"mark\" cx=\"{x}\" cy=\"{y}\" r=\"{Half}\"/>"),
        };
        var down = kind == "busy" ? 6 : 4;
        return string.Create(CultureInfo.InvariantCulture, $"{shape}<text class=\"letter\" x=\"{x}\" y=\"{y + down}\">{Letter(state)}</text>");
    }
}
