using System.Reflection;

namespace IocOps.Engine.Parameters;

/// <summary>A member of the build with <see cref="ParameterAttribute"/>: its names, its type, and how to read and write it.</summary>
internal sealed class ParameterMember
{
    private const BindingFlags Declared = BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public
        | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    private readonly ParameterAttribute _attribute;

    private ParameterMember(MemberInfo member, ParameterAttribute attribute)
    {
        Member = member;
        _attribute = attribute;
        var prefix = member.DeclaringType!.IsInterface ? member.DeclaringType.GetCustomAttribute<ParameterPrefixAttribute>()?.Prefix : null;
        Name = prefix + (attribute.Name ?? member.Name);
        Key = Names.Key(Name);
        Flag = Names.Flag(Name);
        DeclaredType = member is FieldInfo field ? field.FieldType : ((PropertyInfo)member).PropertyType;
        ElementType = Bare(DeclaredType.IsArray ? DeclaredType.GetElementType()! : DeclaredType);
        IsSecret = member.IsDefined(typeof(SecretAttribute));
        IsRequired = member.IsDefined(typeof(RequiredAttribute));
    }

    public MemberInfo Member { get; }

    /// <summary>As in the source, with the component's prefix: the key in JSON.</summary>
    public string Name { get; }

    /// <summary>What names are compared by.</summary>
    public string Key { get; }

    /// <summary>On the command line, without the dashes before it.</summary>
    public string Flag { get; }

    /// <summary>In the environment.</summary>
    public string Variable => (IsOneWord ? "NUKE_" : "") + Names.Variable(Name);

    /// <summary>Names of one word mean other things to other tools; see <see cref="EnvironmentSource"/>.</summary>
    public bool IsOneWord => !Flag.Contains('-', StringComparison.Ordinal);

    public string? Description => _attribute.Description;

    public string? Separator => _attribute.Separator;

    public bool IsListed => _attribute.List;

    public Type DeclaredType { get; }

    /// <summary>Of an array, of its values; without the question mark of a nullable type.</summary>
    public Type ElementType { get; }

    public bool IsArray => DeclaredType.IsArray;

    public bool IsSwitch => !IsArray && ElementType == typeof(bool);

    public bool IsSecret { get; }

    public bool IsRequired { get; }

    public (Type? Type, string Member)? ValueProvider =>
        _attribute.ValueProviderMember is { } member ? (_attribute.ValueProviderType, member) : null;

    /// <summary>All parameters of a build: its own in the order of the source, its base classes', its components'.</summary>
    public static IReadOnlyList<ParameterMember> Of(Type build)
    {
        var found = new List<ParameterMember>();
        for (var type = build; type != null && type != typeof(TargetBuild); type = type.BaseType)
            Add(type, found);
        foreach (var component in build.GetInterfaces())
            Add(component, found);
        return found;
    }

    public object? Read(object build) => Member is FieldInfo field ? field.GetValue(build) : ((PropertyInfo)Member).GetValue(build);

    /// <summary>Sets the member, also a read-only one; a property that computes its value is left alone.</summary>
    public void Write(object build, object? value)
    {
        if (Member is FieldInfo field)
            field.SetValue(build, value);
        else if (Member is PropertyInfo { CanWrite: true } property)
            property.SetValue(build, value);
        else
            BackingField()?.SetValue(build, value);
    }

    private FieldInfo? BackingField() => Member.DeclaringType!.GetField($"<{Member.Name}>k__BackingField", Declared);

    private static void Add(Type type, List<ParameterMember> found)
    {
        foreach (var member in type.GetFields(Declared).Cast<MemberInfo>().Concat(type.GetProperties(Declared)))
        {
            if (!member.IsDefined(typeof(ParameterAttribute)))
                continue;
            var parameter = new ParameterMember(member, member.GetCustomAttribute<ParameterAttribute>()!);
            if (!found.Any(f => f.Key == parameter.Key && parameter.Member.DeclaringType!.IsAssignableFrom(f.Member.DeclaringType)))
                found.Add(parameter);
        }
    }

    private static Type Bare(Type type) => Nullable.GetUnderlyingType(type) ?? type;
}
