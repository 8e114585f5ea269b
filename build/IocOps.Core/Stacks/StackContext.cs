using IocOps.Core.Yaml;

namespace IocOps.Core.Stacks;

/// <summary>What the parsers of one stack file share.</summary>
/// <param name="source">The file and what it may look at.</param>
/// <param name="problems">Where problems go.</param>
internal sealed class StackContext(StackSource source, ICollection<Problem> problems)
{
    /// <summary>Docker's label for what belongs to a stack.</summary>
    public const string NamespaceLabel = "com.docker.stack.namespace";

    /// <summary>Docker's label for the image as the stack file writes it.</summary>
    public const string ImageLabel = "com.docker.stack.image";

    /// <summary>Labels that begin with it are set by IocOps alone.</summary>
    public const string OwnLabels = "iocops.";

    private readonly List<StackExternal> _externals = [];

    public StackSource Source => source;

    public YamlReader Reader { get; } = new(source.Path, "STK", problems);

    public ICollection<Problem> Problems => problems;

    /// <summary>Top-level definitions by their key in the file.</summary>
    public Dictionary<string, NetworkDefinition> Networks { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, VolumeDefinition> Volumes { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, DataDefinition> Configs { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, DataDefinition> Secrets { get; } = new(StringComparer.Ordinal);

    /// <summary>Keys of the networks that services join: only these are created.</summary>
    public HashSet<string> UsedNetworks { get; } = new(StringComparer.Ordinal);

    private readonly HashSet<(string Section, string Key)> _broken = [];

    /// <summary>Notes a definition that could not be read, so that what refers to it is not called undefined.</summary>
    public void Broken(string section, string key) => _broken.Add((section, key));

    public IReadOnlyList<StackExternal> Externals => _externals;

    /// <summary><c>stack_name</c></summary>
    public string Scope(string name) => $"{source.StackName}_{name}";

    /// <summary>The labels with the namespace label added.</summary>
    public Dictionary<string, string> WithNamespace(IEnumerable<KeyValuePair<string, string>> labels) =>
        new(labels, StringComparer.Ordinal) { [NamespaceLabel] = source.StackName };

    public void Fail(YamlNode at, int number, string message) => Reader.Fail(at, number, message);

    /// <summary>Notes an object that must exist already; the first place in the file counts.</summary>
    public void Needs(ExternalKind kind, string name, YamlNode at)
    {
        if (!_externals.Any(e => e.Kind == kind && e.Name == name)) _externals.Add(new StackExternal(kind, name, source.Path, at.Line));
    }

    /// <summary>Looks up what a service refers to; an unknown key is a problem with the nearest known one.</summary>
    public T? Find<T>(Dictionary<string, T> definitions, string section, string key, YamlNode at)
        where T : class
    {
        if (definitions.TryGetValue(key, out var definition)) return definition;
        // Its own fault was reported where it is defined.
        if (_broken.Contains((section, key))) return null;
        Fail(at, StackCodes.Undefined, $"'{key}' is not defined in the top-level {section}{Nearest.Hint(key, definitions.Keys)}; define it there");
        return null;
    }

    /// <summary>Reads a file that the stack file names by a path relative to itself.</summary>
    public ReadOnlyMemory<byte>? ReadFile(YamlNode at, string path)
    {
        if (WorkspacePath.Resolve(source.Path, path) is not { } full)
        {
            Fail(at, StackCodes.Outside, $"'{path}' leads out of the workspace; name a file inside it by a path relative to this stack file");
            return null;
        }

        if (source.ReadFile(full) is { } data) return data;
        Fail(at, StackCodes.File, $"there is no file {full}");
        return null;
    }
}
