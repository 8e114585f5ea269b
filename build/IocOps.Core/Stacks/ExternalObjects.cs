using IocOps.Core.Yaml;

namespace IocOps.Core.Stacks;

/// <summary>What the parsers of the top-level sections share.</summary>
internal static class ExternalObjects
{
    /// <summary>The user's labels with the stack's own.</summary>
    public static Dictionary<string, string> LabelsOf(this StackContext stack, YamlFields fields, string key) => stack.WithNamespace(fields.Dictionary(key));

    /// <summary>The full name of an external object, or null where it is not external. The old form <c>external: {name: x}</c> is read too.</summary>
    public static string? ExternalName(this YamlFields fields, string key)
    {
        if (fields["external"] is not YamlMap) return fields.Truth("external") == true ? Name(fields, key) : null;
        var old = fields.Fields("external", ["name"])!.Text("name");
        if (old is null) return Name(fields, key);
        if (fields["name"] is not null) fields.Fail("external", StackCodes.Conflict, $"{fields.Path("external")}.name and {fields.Path("name")} exclude each other; keep {fields.Path("name")} with 'external: true'");
        return old;
    }

    /// <summary>What an external object is made of is not for this file to say: any other key would be dropped in silence.</summary>
    public static void OnlyNameBesideExternal(this YamlFields fields)
    {
        foreach (var key in fields.Map.Entries.Select(e => e.Key).Where(k => k.Value is not ("name" or "external") && !k.Value.StartsWith("x-", StringComparison.Ordinal)))
            fields.Reader.Fail(key, StackCodes.Conflict, $"{fields.What} is external, so '{key.Value}' has no effect; remove one of the two");
    }

    private static string Name(YamlFields fields, string key) => fields.Text("name") is { Length: > 0 } name ? name : key;
}
