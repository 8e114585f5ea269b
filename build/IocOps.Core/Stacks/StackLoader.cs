using IocOps.Core.Yaml;

namespace IocOps.Core.Stacks;

/// <summary>
/// Loads a stack file into what `docker stack deploy` would create from it. Keys that Docker drops, and files that it would take and that
/// could not work, are problems: the result is the same as Docker's, or none.
/// </summary>
public static class StackLoader
{
    private static readonly string[] Sections = ["version", "name", "services", "networks", "volumes", "configs", "secrets"];

    /// <summary>Loads; null where there is at least one error among the problems added (STK… and YML…). Warnings leave a stack.</summary>
    public static Stack? Load(StackSource source, ICollection<Problem> problems)
    {
        var found = new List<Problem>();
        var stack = YamlText.Parse(source.Path, source.Text, found) is { } root ? Read(source, root, found) : null;
        // A value that an alias repeats, or that two parsers look at, is complained about once.
        foreach (var problem in found.Distinct().OrderBy(p => p.File, StringComparer.Ordinal).ThenBy(p => p.Line).ThenBy(p => p.Column)) problems.Add(problem);
        return found.Any(p => p.Severity == Severity.Error) ? null : stack;
    }

    private static Stack? Read(StackSource source, YamlNode root, List<Problem> problems)
    {
        var stack = new StackContext(source, problems);
        var replaced = new Interpolation(stack.Reader, source.Environment, problems).Apply(root);
        if (stack.Reader.Fields(replaced, "", Sections.WithExtensions(replaced), TopLevelAdvice) is not { } file)
        {
            if (replaced is YamlScalar { IsNull: true }) stack.Fail(replaced, YamlReader.Missing, "the file is empty; a stack file has at least 'services:'");
            return null;
        }

        Version(file);
        file.Require("services", "; a stack file has at least one service");
        Define("networks", e => TopLevelNetworks.Read(stack, e), stack.Networks);
        Define("volumes", e => TopLevelVolumes.Read(stack, e), stack.Volumes);
        Define("configs", new TopLevelData(stack, secret: false).Read, stack.Configs);
        Define("secrets", new TopLevelData(stack, secret: true).Read, stack.Secrets);
        var services = Entries(file, "services").Select(e => ServiceReader.Read(stack, e)).OfType<StackService>().ToList();
        return new Stack(services, Networks(stack), Data(stack.Configs), Data(stack.Secrets), stack.Externals);

        void Define<T>(string section, Func<YamlEntry, T?> read, Dictionary<string, T> definitions)
            where T : class
        {
            foreach (var entry in Entries(file, section))
            {
                if (read(entry) is { } definition) definitions[entry.Key.Value] = definition;
                else stack.Broken(section, entry.Key.Value);
            }
        }
    }

    private static void Version(YamlFields file)
    {
        if (file["version"] is not YamlScalar version) _ = file.Text("version");
        else if (version.IsPlain && version.Value.Contains('.', StringComparison.Ordinal)) file.Fail("version", YamlReader.WrongType, $"Docker wants the version as text; write version: \"{version.Value}\"");
        else if (version.Value != "3" && !version.Value.StartsWith("3.", StringComparison.Ordinal)) file.Fail("version", YamlReader.NotAllowed, $"Swarm stacks have version \"3\" to \"3.13\", or none; this is '{version.Value}'");
        if (file["name"] is { } name) file.Reader.Fail(name, YamlReader.NotAllowed, "the stack's name comes from site.yaml; remove 'name:'");
    }

    private static IEnumerable<YamlEntry> Entries(YamlFields file, string section)
    {
        foreach (var entry in file.Reader.Map(file[section], section)?.Entries ?? [])
        {
            if (entry.Key.Value.Length > 0 && entry.Key.Value.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-')) yield return entry;
            else file.Reader.Fail(entry.Key, StackCodes.Name, $"'{entry.Key.Value}' is no key for {section}: use letters, digits, '.', '_' and '-'");
        }
    }

    private static List<StackNetwork> Networks(StackContext stack) =>
    [
        .. stack.Networks.Where(n => n.Value.Spec is not null && stack.UsedNetworks.Contains(n.Key))
            .Select(n => new StackNetwork(n.Value.Name, n.Value.Spec!, stack.Source.Path, n.Value.At.Line))
            .OrderBy(n => n.Name, StringComparer.Ordinal),
    ];

    private static List<StackData> Data(Dictionary<string, DataDefinition> definitions) =>
        [.. definitions.Values.Select(d => d.Data).OfType<StackData>().DistinctBy(d => d.Name).OrderBy(d => d.Name, StringComparer.Ordinal)];

    private static string? TopLevelAdvice(string key) => key switch
    {
        "include" => "Swarm stacks do not take 'include'; write the services into this file",
        "models" => "Swarm stacks do not take 'models'; remove it",
        _ => null,
    };
}
