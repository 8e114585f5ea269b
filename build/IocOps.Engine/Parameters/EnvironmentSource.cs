namespace IocOps.Engine.Parameters;

/// <summary>Values from environment variables: the exact name, else with no regard to case and punctuation, with or without NUKE before it.</summary>
/// <remarks>An empty variable counts as not set, as it does for most tools.</remarks>
internal sealed class EnvironmentSource(IReadOnlyDictionary<string, string> environment, string workingDirectory)
{
    private const string Prefix = "nuke";

    private readonly Lazy<ILookup<string, string>> _byKey = new(() => environment
        .Where(e => e.Value.Length > 0).OrderBy(e => e.Key, StringComparer.Ordinal).ToLookup(e => Names.Key(e.Key), e => e.Key));

    /// <summary>The value for a parameter, or null. Variables that contradict each other are a problem.</summary>
    public RawValue? Find(ParameterMember parameter, List<string> problems)
    {
        if (environment.TryGetValue(parameter.Name, out var exact) && exact.Length > 0)
            return Raw(parameter.Name);
        var names = _byKey.Value[parameter.Key].Concat(_byKey.Value[Prefix + parameter.Key]).ToList();
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
        _byKey.Value[Prefix + key].FirstOrDefault() is { } name ? (name, environment[name]) : null;

    private RawValue Raw(string name) =>
        new([environment[name]], $"environment variable {name}", workingDirectory, Splitting.CommasAndSpaces);
}
