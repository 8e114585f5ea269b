using IocOps.Core.Model.Reading;
using IocOps.Core.Projects.Editing;
using IocOps.Core.Yaml;

namespace IocOps.Core.Projects;

/// <summary>The keys of ioc.yaml, for who writes them on a command line.</summary>
public static class IocKeys
{
    /// <summary>Why these changes can't be meant, as a sentence; null where they can.</summary>
    /// <param name="changes">To all of the files.</param>
    /// <param name="texts">The files. What stands in one by mistake can be taken away.</param>
    public static string? Fault(IReadOnlyList<YamlChange> changes, IEnumerable<string> texts)
    {
        var standing = texts.Select(t => YamlText.Parse("", t, [])).OfType<YamlMap>().ToList();
        var unknown = changes.Where(c => c.Path.Steps[0].Key is { } key && !Keys.Ioc.All.Contains(key) && (c.Value is not null || !standing.Exists(m => m[key] is not null))).Select(c => c.Path.Steps[0].Key).FirstOrDefault();
        return unknown is null ? null : $"There is no key '{Printable.Line(unknown)}' in ioc.yaml{Section.Allowed(unknown, Keys.Ioc.All)}.";
    }
}
