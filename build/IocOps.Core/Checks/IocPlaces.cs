using IocOps.Core.Epics;
using IocOps.Core.Model;
using IocOps.Core.Yaml;

namespace IocOps.Core.Checks;

/// <summary>Where the settings of an IOC stand in its ioc.yaml: what is wrong with them is told there.</summary>
internal sealed class IocPlaces
{
    private readonly YamlNode? _root;

    public IocPlaces(IocFolder folder)
    {
        File = $"{folder.Path}/ioc.yaml";
        _root = folder.IocYaml is null ? null : YamlText.Parse(File, folder.IocYaml, []);
    }

    public string File { get; }

    /// <summary>True where a key in a mapping of the file has a value.</summary>
    public bool Has(string section, string key) => (_root as YamlMap)?[section] is YamlMap map && map[key] is { } node and not YamlScalar { IsNull: true };

    /// <summary>The place of the last step that is there: keys by name, items of a list by number.</summary>
    public TextPlace Of(params ReadOnlySpan<object> steps)
    {
        var node = _root;
        foreach (var step in steps)
        {
            var next = (node, step) switch
            {
                (YamlMap map, string key) => map[key],
                (YamlList list, int index) when index < list.Items.Count => list.Items[index],
                _ => null,
            };
            if (next is null) break;
            node = next;
        }

        return node is null || ReferenceEquals(node, _root) ? default : new TextPlace(node.Line, node.Column);
    }
}
