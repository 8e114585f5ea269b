using System.Text.Json.Nodes;
using IocOps.Core.Yaml;

namespace IocOps.Core.Projects.Editing;

/// <summary>What a YAML file says, without how it is written: an edit is good when it changes that as asked for and nothing else.</summary>
internal static class YamlTree
{
    /// <summary>Scalars as text, nothing as null.</summary>
    public static JsonNode? Of(YamlNode? node) => node switch
    {
        YamlMap map => new JsonObject(map.Entries.Select(e => KeyValuePair.Create(e.Key.Value, Of(e.Value)))),
        YamlList list => new JsonArray([.. list.Items.Select(Of)]),
        YamlScalar { IsNull: false } scalar => JsonValue.Create(scalar.Value),
        _ => null,
    };

    /// <summary>The same with a value set; makes mappings on the way.</summary>
    public static JsonNode Set(JsonNode? root, IReadOnlyList<YamlStep> steps, JsonNode? value)
    {
        if (steps.Count == 0) return value!;
        var (step, rest) = (steps[0], steps.Skip(1).ToList());
        if (step.Key is { } key)
        {
            var map = root as JsonObject ?? [];
            var old = map[key];
            map[key] = rest.Count == 0 ? value : Set(Free(map, key, old), rest, value);
            return map;
        }

        var list = root as JsonArray ?? [];
        if (step.Index == YamlStep.Append || step.Index >= list.Count) list.Add(rest.Count == 0 ? value : Set(null, rest, value));
        else list[step.Index] = rest.Count == 0 ? value : Set(list[step.Index]?.DeepClone(), rest, value);
        return list;
    }

    /// <summary>Takes a value away, and the mappings and lists that are empty then.</summary>
    public static void Unset(JsonNode? root, IReadOnlyList<YamlStep> steps)
    {
        var node = root;
        foreach (var step in steps.SkipLast(1)) node = step.Key is { } name ? node![name] : node![step.Index];
        if (steps[^1].Key is { } key) ((JsonObject)node!).Remove(key);
        else ((JsonArray)node!).RemoveAt(steps[^1].Index);
        var isEmpty = node is JsonObject { Count: 0 } or JsonArray { Count: 0 };
        if (isEmpty && steps.Count > 1) Unset(root, [.. steps.SkipLast(1)]);
    }

    // A node has one parent.
    private static JsonNode? Free(JsonObject map, string key, JsonNode? node)
    {
        if (node is not null) map.Remove(key);
        return node;
    }
}
