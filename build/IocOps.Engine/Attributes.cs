namespace IocOps.Engine;

/// <summary>A field or property of the build whose value comes from outside: command line, environment, profile or parameters file.</summary>
/// <param name="description">One sentence for <c>--help</c> and the schema.</param>
/// <remarks>
/// <c>[Parameter("…")] readonly string[] IocList;</c> is <c>--ioc-list a b</c> or <c>--ioc-list a,b</c> on the command line
/// (case and dashes do not matter), <c>IOC_LIST</c> in the environment and <c>"IocList"</c> in <c>.nuke/parameters.json</c>. A name of one
/// word needs <c>NUKE_</c> before it in the environment, because other tools use NODE or FILE too.
/// Types: string, bool (a switch), whole and floating numbers, enums, <see cref="AbsolutePath"/>, anything with a
/// <see cref="System.ComponentModel.TypeConverter"/>, the nullable forms, and arrays of these.
/// Order of sources: command line, environment, profiles (the last named first), parameters file, initialiser.
/// </remarks>
[AttributeUsage(AttributeTargets.Field | AttributeTargets.Property)]
public sealed class ParameterAttribute(string? description = null) : Attribute
{
    /// <summary>One sentence for <c>--help</c> and the schema.</summary>
    public string? Description { get; } = description;

    /// <summary>The name outside, where it is not the member's.</summary>
    public string? Name { get; set; }

    /// <summary>What separates the values of an array in one text; without it a comma does, and white space in the environment.</summary>
    public string? Separator { get; set; }

    /// <summary>False keeps the parameter out of help, completion and the schema; it works all the same.</summary>
    public bool List { get; set; } = true;

    /// <summary>Where <see cref="ValueProviderMember"/> is; the build itself by default.</summary>
    public Type? ValueProviderType { get; set; }

    /// <summary>A field, property or method without arguments that yields the possible values, for completion.</summary>
    public string? ValueProviderMember { get; set; }
}

/// <summary>Nothing runs unless this parameter has a value.</summary>
[AttributeUsage(AttributeTargets.Field | AttributeTargets.Property)]
public sealed class RequiredAttribute : Attribute;

/// <summary>Says that a parameter may be absent, for the reader.</summary>
[AttributeUsage(AttributeTargets.Field | AttributeTargets.Property)]
public sealed class OptionalAttribute : Attribute;

/// <summary>The value of this parameter is never shown; the engine replaces it by <c>***</c> in all that it prints.</summary>
[AttributeUsage(AttributeTargets.Field | AttributeTargets.Property | AttributeTargets.Parameter)]
public sealed class SecretAttribute : Attribute;

/// <summary>Stands before the names of all parameters of a component (an interface).</summary>
/// <param name="prefix">A trailing "Prefix", as in <c>nameof(MyPrefix)</c>, is cut off.</param>
[AttributeUsage(AttributeTargets.Interface, Inherited = false)]
public sealed class ParameterPrefixAttribute(string prefix) : Attribute
{
    /// <summary>Without a trailing "Prefix".</summary>
    public string Prefix { get; } = prefix.EndsWith("Prefix", StringComparison.Ordinal) ? prefix[..^"Prefix".Length] : prefix;
}
