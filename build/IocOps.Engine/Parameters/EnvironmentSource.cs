namespace IocOps.Engine.Parameters;

/// <summary>Values from environment variables: the exact name, else with no regard to case and punctuation, with or without NUKE before it.</summary>
/// <remarks>
/// An empty variable counts as not set, as it does for most tools. A parameter of one word listens only to the form with NUKE: variables
/// such as NODE, FILE or FORCE are often set by other tools for something else, and must not choose what a deployment touches.
/// </remarks>
internal sealed class EnvironmentSource(IReadOnlyDictionary<string, string> environment, string workingDirectory)
{
    private const string Prefix = "nuke";

    private readonly Lazy<Dictionary<string, List<string>>> _byKey = new(() => ByKey(environment));

    /// <summary>The value for a parameter, or null. Variables that contradict each other are a problem.</summary>
    public RawValue? Find(ParameterMember parameter, List<string> problems)
    {
        if (!parameter.IsOneWord && environment.TryGetValue(parameter.Name, out var exact) && exact.Length > 0)
            return Raw(parameter.Name);
        List<string> names = [.. parameter.IsOneWord ? [] : NamesFor(parameter.Key), .. NamesFor(Prefix + parameter.Key)];
        if (names.Count == 0)
            return null;
        if (names.Any(n => environment[n] != environment[names[0]]))
        {
            problems.Add($"Environment variables {string.Join(" and ", names)} all stand for --{parameter.Flag}, with different values. "
                + $"Unset all but one, or give --{parameter.Flag}.");
        }

        return Raw(names[0]);
    }

    /// <summary>A setting of the engine itself, which only a variable with the prefix sets: HOST or ROOT mean other things to others.</summary>
    public (string Variable, string Value)? FindOwn(string key) =>
        NamesFor(Prefix + key) is [var name, ..] ? (name, environment[name]) : null;

    private List<string> NamesFor(string key) => _byKey.Value.GetValueOrDefault(key) ?? [];

    // A loop, because LINQ over pairs is compiled at run time, at every start of the build.
    private static Dictionary<string, List<string>> ByKey(IReadOnlyDictionary<string, string> environment)
    {
        var byKey = new Dictionary<string, List<string>>(StringComparer.Ordinal);
        foreach (var (name, value) in environment)
        {
            if (value.Length == 0)
                continue;
            var key = Names.Key(name);
            if (!byKey.TryGetValue(key, out var names))
                byKey.Add(key, names = []);
            names.Add(name);
        }

        foreach (var names in byKey.Values)
            names.Sort(StringComparer.Ordinal);
        return byKey;
    }

    private RawValue Raw(string name) =>
        new([environment[name]], $"environment variable {name}", workingDirectory, Splitting.CommasAndSpaces);
}
