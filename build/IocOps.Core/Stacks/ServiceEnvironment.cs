using IocOps.Core.Yaml;

namespace IocOps.Core.Stacks;

/// <summary>The environment of a service: <c>env_file</c>, then <c>environment</c> over it; sorted.</summary>
internal static class ServiceEnvironment
{
    public static IReadOnlyList<string> Read(StackContext stack, YamlFields fields)
    {
        var values = new SortedDictionary<string, string?>(StringComparer.Ordinal);
        foreach (var (path, at) in Files(fields))
        {
            foreach (var (name, value) in File(stack, path, at)) values[name] = Filled(stack, name, value);
        }

        foreach (var pair in fields.Pairs("environment")) values[pair.Key] = Filled(stack, pair.Key, pair.Value);
        return [.. values.Select(v => v.Value is null ? v.Key : $"{v.Key}={v.Value}")];
    }

    // As the CLI: a name without a value, or with an empty one, takes it from the environment where it is set there.
    private static string? Filled(StackContext stack, string name, string? value) =>
        string.IsNullOrEmpty(value) && stack.Source.Environment.TryGetValue(name, out var own) ? own : value;

    private static IEnumerable<(string Path, YamlNode At)> Files(YamlFields fields)
    {
        if (fields["env_file"] is YamlScalar one) return [(one.Value, one)];
        return (fields.List("env_file")?.Items ?? [])
            .Select(i => (Path: fields.Reader.Text(i, $"an entry of {fields.Path("env_file")}"), At: i))
            .Where(i => i.Path is not null)
            .Select(i => (i.Path!, i.At));
    }

    private static IEnumerable<(string Name, string? Value)> File(StackContext stack, string path, YamlNode at)
    {
        if (stack.ReadFile(at, path) is not { } data) return [];
        var file = WorkspacePath.Resolve(stack.Source.Path, path)!;
        return EnvFile.Parse(file, data.Span, stack.Source.Environment, stack.Problems);
    }
}
