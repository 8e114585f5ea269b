namespace IocOps.Core.Planning;

/// <summary>Decides what to do so that the swarm has what the workspace wants. Pure: the same input gives the same plan.</summary>
public static class Planner
{
    /// <summary>
    /// Plans for the owners that the scope selects. Problems (PLN001 two owners want one service, PLN002 the service is somebody else's,
    /// PLN003 it belongs to another IOC, PLN004 an external object is missing, PLN005 a network's name is taken, PLN006 a config or secret
    /// of that name has other data or labels, PLN007 a published port is another service's, PLN008 the engine is too old for the service; warnings PLN101 a secret under its own name can't be compared, PLN102 a service of the stack was not
    /// deployed by IocOps, PLN103 there is nothing to remove, PLN104 a stopped service becomes one that can't be stopped, PLN105 the engine is too old for a field,
    /// PLN106 a network is not as its file says) are in the plan,
    /// and so are warnings of the stack files that it deploys.
    /// </summary>
    /// <param name="desired">What all owners want, so that names can be checked over the whole fleet.</param>
    /// <param name="observed">What the swarm has.</param>
    /// <param name="scope">Which owners are meant.</param>
    public static Plan Plan(DesiredSwarm desired, ObservedSwarm observed, PlanScope scope)
    {
        var problems = scope.Remove ? [] : desired.Stacks.Where(s => scope.Selects(s.Owner)).SelectMany(s => s.Warnings).ToList();
        var view = new SwarmView(desired, observed);
        var services = new ServicePlanner(view, scope, problems);
        var changes = scope.Remove ? services.Remove() : services.Reconcile();
        var objects = new ObjectPlanner(view, scope, problems);
        var removed = changes.Where(c => c.Kind == ChangeKind.Remove).Select(c => c.Service).ToHashSet(StringComparer.Ordinal);
        // What a removed service's file wants is not wanted now.
        var wanted = scope.Remove ? desired with { Stacks = [.. desired.Stacks.Where(s => !scope.Selects(s.Owner))] } : desired;
        return new Plan(
            desired.StackName,
            [.. changes.OrderBy(c => c.Service, StringComparer.Ordinal)],
            scope.Remove ? [] : objects.NewNetworks(),
            scope.Remove ? [] : objects.NewConfigs(),
            scope.Remove ? [] : objects.NewSecrets(),
            UnusedData.Configs(wanted, observed, removed),
            UnusedData.Secrets(wanted, observed, removed),
            services.Orphans)
        {
            UnusedNetworks = scope.RemovesAll ? UnusedData.Networks(wanted, observed, removed) : [],
            Problems = [.. problems.Distinct().OrderBy(p => p.File, StringComparer.Ordinal).ThenBy(p => p.Line).ThenBy(p => p.Code, StringComparer.Ordinal).ThenBy(p => p.Message, StringComparer.Ordinal)],
        };
    }
}
