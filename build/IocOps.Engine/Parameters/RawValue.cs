namespace IocOps.Engine.Parameters;

/// <summary>A value as somebody wrote it.</summary>
/// <param name="Texts">One for a single value; none for an empty array, or for a switch that is just named.</param>
/// <param name="Origin">Where it stands, to complain about: <c>--jobs</c>, <c>environment variable JOBS</c>, <c>.nuke/parameters.json:3:5</c>.</param>
/// <param name="PathBase">What a relative path counts from.</param>
/// <param name="Split">How the texts of an array are split further.</param>
internal sealed record RawValue(IReadOnlyList<string> Texts, string Origin, string PathBase, Splitting Split);

/// <summary>How texts become the values of an array, where the parameter names no separator.</summary>
internal enum Splitting
{
    /// <summary>They are the values.</summary>
    None,

    /// <summary>At commas.</summary>
    Commas,

    /// <summary>At commas and white space.</summary>
    CommasAndSpaces,
}
