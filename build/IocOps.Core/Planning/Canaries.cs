using IocOps.Core.Planning.History;

namespace IocOps.Core.Planning;

/// <summary>Some of the changes of a plan that are made first, to see what they do before the others follow.</summary>
public static class Canaries
{
    /// <summary>
    /// The IOCs that can be canaries, in the order in which they are taken: a change that starts nothing new says nothing. Those that run
    /// already come before new ones, as there is something to go back to, and each image comes once before one comes again.
    /// </summary>
    /// <returns>Names of owners; the same for the same plan.</returns>
    public static IReadOnlyList<string> Candidates(Plan plan) =>
    [
        .. plan.Changes.Where(c => c.Owner.Kind == OwnerKind.Ioc && StartsTasks(c))
            .GroupBy(c => c.Owner.Name, (name, changes) => (Name: name, Change: changes.MinBy(Order)!))
            .OrderBy(i => Order(i.Change)).ThenBy(i => i.Name, StringComparer.Ordinal)
            .GroupBy(i => i.Change.Desired?.TaskTemplate?.ContainerSpec?.Image, StringComparer.Ordinal)
            .SelectMany(image => image.Select((i, nth) => (i.Name, i.Change, Nth: nth)))
            .OrderBy(i => Order(i.Change)).ThenBy(i => i.Nth).ThenBy(i => i.Name, StringComparer.Ordinal)
            .Select(i => i.Name),
    ];

    /// <summary>The plan that says who is changed first: all services of these IOCs that are changed, but for those that are removed.</summary>
    public static Plan Marked(Plan plan, IReadOnlyCollection<string> iocs) => plan with
    {
        Canaries = [.. plan.Changes.Where(c => IsChanged(c) && c.Owner.Kind == OwnerKind.Ioc && iocs.Contains(c.Owner.Name)).Select(c => c.Service)],
    };

    /// <summary>
    /// Takes a plan apart: what is done first, with the networks, configs and secrets that it needs and no others; and all the rest,
    /// removals and what becomes unused included.
    /// </summary>
    public static (Plan First, Plan Others) Split(Plan plan)
    {
        var first = plan.Changes.Where(c => plan.Canaries.Contains(c.Service)).ToList();
        var needed = first.SelectMany(c => Needs(c)).ToHashSet(StringComparer.Ordinal);
        return (
            new Plan(
                plan.StackName,
                first,
                [.. plan.NewNetworks.Where(n => needed.Contains(n.Name))],
                [.. plan.NewConfigs.Where(c => needed.Contains(c.Name))],
                [.. plan.NewSecrets.Where(s => needed.Contains(s.Name))],
                [],
                [],
                []),
            plan with
            {
                Changes = [.. plan.Changes.Except(first)],
                NewNetworks = [.. plan.NewNetworks.Where(n => !needed.Contains(n.Name))],
                NewConfigs = [.. plan.NewConfigs.Where(c => !needed.Contains(c.Name))],
                NewSecrets = [.. plan.NewSecrets.Where(s => !needed.Contains(s.Name))],
                Canaries = [],
            });
    }

    private static bool IsChanged(ServiceChange change) => change.Kind is ChangeKind.Create or ChangeKind.Update or ChangeKind.Recreate;

    private static bool StartsTasks(ServiceChange change) => IsChanged(change) && !change.StaysStopped && (change.RestartsTasks || change.Kind != ChangeKind.Update);

    private static int Order(ServiceChange change) => !StartsTasks(change) ? 3 : change.Kind switch { ChangeKind.Update => 0, ChangeKind.Recreate => 1, _ => 2 };

    private static IEnumerable<string> Needs(ServiceChange change)
    {
        var spec = change.Desired!;
        return KeptSpec.Needs(spec)
            .Concat((spec.TaskTemplate?.Networks ?? []).Select(n => n.Target ?? ""))
            .Concat(DeploymentHistory.Of(spec).Select(r => r.Kept ?? ""));
    }
}
