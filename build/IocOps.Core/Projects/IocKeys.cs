using IocOps.Core.Model.Reading;
using IocOps.Core.Projects.Editing;

namespace IocOps.Core.Projects;

/// <summary>The keys of ioc.yaml, for who writes them on a command line.</summary>
public static class IocKeys
{
    /// <summary>Why these changes can't be meant, as a sentence; null where they can.</summary>
    public static string? Fault(IReadOnlyList<YamlChange> changes)
    {
        // What stands in a file by mistake can be taken away.
        var unknown = changes.Where(c => c.Value is not null).Select(c => c.Path.Steps[0].Key!).FirstOrDefault(k => !Keys.Ioc.All.Contains(k));
        return unknown is null ? null : $"There is no key '{Printable.Line(unknown)}' in ioc.yaml{Section.Allowed(unknown, Keys.Ioc.All)}.";
    }
}
