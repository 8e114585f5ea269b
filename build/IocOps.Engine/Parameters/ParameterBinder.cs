namespace IocOps.Engine.Parameters;

/// <summary>Gives every parameter of a build the value of the first source that has one.</summary>
internal sealed class ParameterBinder(IReadOnlyList<ParameterMember> parameters, Secrets secrets)
{
    private readonly Dictionary<string, object?> _values = new(StringComparer.Ordinal);

    /// <summary>The values that came from outside, by <see cref="ParameterMember.Key"/>.</summary>
    public IReadOnlyDictionary<string, object?> Values => _values;

    /// <summary>Sets the members of <paramref name="build"/>; all that is wrong is added to <paramref name="problems"/>.</summary>
    public void Bind(
        object build,
        IReadOnlyDictionary<ParameterMember, RawValue> commandLine,
        EnvironmentSource environment,
        IReadOnlyList<JsonSource> files,
        List<string> problems)
    {
        foreach (var file in files)
            CheckKeys(file, problems);
        foreach (var parameter in parameters)
        {
            var raw = commandLine.GetValueOrDefault(parameter)
                ?? environment.Find(parameter, problems)
                ?? files.Select(f => f.Find(parameter.Name)).FirstOrDefault(r => r != null);
            if (raw != null)
                Bind(build, parameter, raw, problems);
            else if (parameter.IsSecret && parameter.Read(build) is { } initial)
                secrets.Add(initial);
        }
    }

    /// <summary>How a missing value can be given.</summary>
    public static string HowToGive(ParameterMember parameter) =>
        $"give --{parameter.Flag}{(parameter.IsSwitch ? "" : parameter.IsArray ? " <values>" : " <value>")} "
        + $"or set the environment variable {parameter.Variable}";

    private void Bind(object build, ParameterMember parameter, RawValue raw, List<string> problems)
    {
        if (parameter.IsSecret)
        {
            foreach (var text in raw.Texts)
                secrets.Add(text);
            if (raw.Origin.StartsWith(".nuke", StringComparison.Ordinal) && raw.Texts.Any(t => t.StartsWith("v1:", StringComparison.Ordinal)))
            {
                problems.Add($"{raw.Origin}: '{parameter.Name}' is encrypted, which this engine can't read; {HowToGive(parameter)}.");
                return;
            }
        }

        var (value, error) = ValueConverter.Convert(parameter, raw);
        if (error != null)
        {
            problems.Add(raw.Origin == $"--{parameter.Flag}" ? $"{raw.Origin} {error}" : $"{raw.Origin} (for --{parameter.Flag}) {error}");
            return;
        }

        _values[parameter.Key] = value;
        parameter.Write(build, value);
    }

    private void CheckKeys(JsonSource file, List<string> problems)
    {
        foreach (var (key, place) in file.Keys)
        {
            if (key.StartsWith('$') || CommandLine.BuiltIns.JsonKeys.Contains(key, StringComparer.Ordinal))
                continue;
            if (!parameters.Any(p => p.Name == key))
            {
                var names = parameters.Where(p => p.IsListed).Select(p => p.Name).Concat(CommandLine.BuiltIns.JsonKeys);
                problems.Add($"{place}: unknown parameter '{key}'{Nearest.Hint(key, names)}");
            }
        }
    }
}
