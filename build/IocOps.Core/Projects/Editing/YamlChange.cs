namespace IocOps.Core.Projects.Editing;

/// <summary>One thing to change in a YAML file.</summary>
/// <param name="Path">Where.</param>
/// <param name="Value">
/// The new value: text as it is, or a piece of YAML where it begins with <c>[</c>, <c>{</c>, <c>"</c> or <c>'</c>. Null to take the key or
/// item away.
/// </param>
public sealed record YamlChange(YamlPath Path, string? Value)
{
    /// <summary>Reads <c>path=value</c>.</summary>
    /// <exception cref="FormatException">There is no '=', or the path is none.</exception>
    public static YamlChange ParseSet(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        // A key in quotes may hold '='.
        var quoted = false;
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '"') quoted = !quoted;
            else if (text[i] == '=' && !quoted) return new YamlChange(YamlPath.Parse(text[..i]), text[(i + 1)..]);
        }

        throw new FormatException($"'{Printable.Line(text)}' sets nothing: write key=value");
    }

    /// <summary>Reads a path whose value is taken away.</summary>
    /// <exception cref="FormatException">The path is none.</exception>
    public static YamlChange ParseUnset(string text) => new(YamlPath.Parse(text), null);
}
