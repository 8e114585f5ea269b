using IocOps.Core.Yaml;

namespace IocOps.Core.Model.Reading;

/// <summary>Collects the problems of one file.</summary>
/// <param name="File">Path below the workspace.</param>
/// <param name="Prefix">SIT or IOC.</param>
/// <param name="Problems">Where they go.</param>
internal sealed record Report(string File, string Prefix, ICollection<Problem> Problems)
{
    /// <summary>Adds one; <paramref name="at"/> null means the file as a whole.</summary>
    public void Add(YamlNode? at, int rule, string message) =>
        Problems.Add(new Problem(File, at?.Line ?? 0, at?.Column ?? 0, $"{Prefix}{rule:000}", message));

    /// <summary>Text for a message: shortened, and with control characters made visible.</summary>
    public static string Show(string value)
    {
        var shown = string.Concat(value.Take(60).Select(c => char.IsControl(c) ? $"\\x{(int)c:x2}" : c.ToString()));
        return value.Length > 60 ? $"'{shown}…'" : $"'{shown}'";
    }
}
