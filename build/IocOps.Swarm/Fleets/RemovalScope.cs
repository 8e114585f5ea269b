using IocOps.Core;
using IocOps.Core.Planning;

namespace IocOps.Swarm.Fleets;

/// <summary>What a removal is about. A misspelt name, or an empty list, must not look like a job done.</summary>
public static class RemovalScope
{
    /// <summary>Refuses names that are neither a folder nor in the swarm, and a list without any.</summary>
    /// <param name="plan">Made for the scope.</param>
    /// <param name="scope">Of the run.</param>
    /// <param name="folders">Names of all folders of this kind.</param>
    /// <exception cref="SelectionException">Names them; nothing was done.</exception>
    public static void RequireKnown(Plan plan, PlanScope scope, IEnumerable<string> folders)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(scope);
        if (scope.Names is not { } names) return;
        var (what, option) = scope.Kinds.Contains(OwnerKind.Ioc) ? ("IOC", "--ioc-list") : ("service", "--service-list");
        if (names.Count == 0) throw new SelectionException($"The list of {what}s is empty: name at least one with {option}.");
        var known = folders.Concat(plan.Changes.Select(c => c.Owner.Name)).ToHashSet(StringComparer.Ordinal);
        var unknown = names.Where(n => !known.Contains(n)).Order(StringComparer.Ordinal).ToList();
        if (unknown.Count == 0) return;
        throw new SelectionException(string.Join('\n', unknown.Select(n => $"There is no {what} '{n}', neither as a folder nor in the swarm{Nearest.Hint(n, known)}")));
    }
}
