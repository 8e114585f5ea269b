namespace Nuke.Common;

public class ParameterAttribute(string description = null) : Attribute
{
    public virtual string Description { get; } = description;

    public string Name { get; set; }

    public string Separator { get; set; }

    public virtual bool List { get; set; } = true;

    public Type ValueProviderType { get; set; }

    public string ValueProviderMember { get; set; }
}

[AttributeUsage(AttributeTargets.Property | AttributeTargets.Field)]
public class RequiredAttribute : Attribute;

[AttributeUsage(AttributeTargets.Property | AttributeTargets.Field)]
public class OptionalAttribute : Attribute;

[AttributeUsage(AttributeTargets.Property | AttributeTargets.Field | AttributeTargets.Parameter)]
public class SecretAttribute : Attribute;

[AttributeUsage(AttributeTargets.Interface, Inherited = false)]
public class ParameterPrefixAttribute(string prefix) : Attribute
{
    public string Prefix { get; } = prefix;
}
