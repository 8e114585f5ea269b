namespace IocOps.Core.Yaml;

/// <summary>A piece of a YAML file that knows where it stands. Aliases and merge keys are already resolved.</summary>
/// <param name="Line">From 1.</param>
/// <param name="Column">From 1.</param>
public abstract record YamlNode(int Line, int Column)
{
    /// <summary>What a message calls it: text, list or mapping.</summary>
    public abstract string Kind { get; }
}

/// <summary>A single value as written, before anybody decides what type it is.</summary>
/// <param name="Value">Without quotes.</param>
/// <param name="IsPlain">True when it was written without quotes: only then may it mean null, a number or a truth value.</param>
/// <param name="Line">From 1.</param>
/// <param name="Column">From 1.</param>
public sealed record YamlScalar(string Value, bool IsPlain, int Line, int Column) : YamlNode(Line, Column)
{
    /// <inheritdoc/>
    public override string Kind => IsNull ? "nothing" : "text";

    /// <summary>
    /// True where variables were replaced in it. It may then be read as a number or truth value although it counts as quoted, and it is
    /// text, never nothing, when it became empty.
    /// </summary>
    public bool IsSubstituted { get; init; }

    /// <summary>Nothing, <c>~</c> or <c>null</c>, unquoted.</summary>
    public bool IsNull => IsPlain && Value is "" or "~" or "null" or "Null" or "NULL";
}

/// <summary>A list in the order of the file.</summary>
public sealed record YamlList(IReadOnlyList<YamlNode> Items, int Line, int Column) : YamlNode(Line, Column)
{
    /// <inheritdoc/>
    public override string Kind => "list";
}

/// <summary>One <c>key: value</c> of a mapping.</summary>
public sealed record YamlEntry(YamlScalar Key, YamlNode Value);

/// <summary>A mapping in the order of the file; no key occurs twice.</summary>
public sealed record YamlMap(IReadOnlyList<YamlEntry> Entries, int Line, int Column) : YamlNode(Line, Column)
{
    /// <inheritdoc/>
    public override string Kind => "mapping";

    /// <summary>The value of <paramref name="key"/>, or null where the mapping has no such key.</summary>
    public YamlNode? this[string key] => Entries.FirstOrDefault(e => e.Key.Value == key)?.Value;
}
