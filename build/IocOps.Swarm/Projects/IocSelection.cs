using IocOps.Core;
using IocOps.Core.Model;
using IocOps.Core.Projects;
using IocOps.Swarm.Fleets;

namespace IocOps.Swarm.Projects;

/// <summary>The IOCs that fit names and conditions.</summary>
/// <param name="Members">In ordinal order of names; those with errors have no IOC.</param>
/// <param name="Unknown">Names of those with errors, of which the conditions can't be asked.</param>
public sealed record IocSelection(IReadOnlyList<FleetMember> Members, IReadOnlyList<string> Unknown)
{
    /// <summary>Looks them up.</summary>
    /// <param name="files">The fleet.</param>
    /// <param name="patterns">Names, <c>*</c> and <c>?</c> allowed; null for all.</param>
    /// <param name="conditions">All of which must hold.</param>
    /// <exception cref="SelectionException">A name fits nothing, a condition is none.</exception>
    public static IocSelection Of(FleetFiles files, IReadOnlyCollection<string>? patterns, IReadOnlyCollection<string> conditions)
    {
        ArgumentNullException.ThrowIfNull(files);
        var filters = conditions.Select(Parse).ToList();
        var site = files.RequireSite();
        var named = files.Names(patterns).ToHashSet(StringComparer.Ordinal);
        var members = files.Fleet.Members.Where(m => named.Contains(m.Name)).ToList();
        if (filters.Count == 0) return new IocSelection(members, []);
        var fitting = members.Where(m => (m.Ioc ?? m.Draft) is { } ioc && filters.TrueForAll(f => f.Fits(ioc, site))).ToList();
        return new IocSelection(fitting, [.. members.Where(m => m.Ioc is null && m.Draft is null).Select(m => m.Name)]);
    }

    private static IocFilter Parse(string condition)
    {
        try
        {
            return IocFilter.Parse(condition);
        }
        catch (FormatException e)
        {
            throw new SelectionException(e.Message);
        }
    }
}
