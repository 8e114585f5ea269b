using System.Globalization;

namespace IocOps.Core.Planning;

/// <summary>A plan as plain lines for a terminal or a log; no colours, no clock.</summary>
public static class PlanText
{
    /// <summary>
    /// One line per service that will be touched, with what differs below it, then the other objects, the orphans, and a sum. The first
    /// character says what happens: <c>+</c> create, <c>~</c> update, <c>!</c> remove and create again, <c>-</c> remove, <c>?</c> orphan
    /// that stays; <c>=</c> for what is as it should be: with <paramref name="all"/>, and for what is stopped.
    /// </summary>
    public static IReadOnlyList<string> Lines(Plan plan, bool all = false)
    {
        var lines = new List<string>();
        foreach (var change in plan.Changes.Where(c => all || c.Kind != ChangeKind.Unchanged || c.StaysStopped))
        {
            lines.Add(plan.Canaries.Contains(change.Service) ? $"{Head(change)}; first, as a canary" : Head(change));
            foreach (var difference in change.Differences) lines.AddRange(Difference(difference).Select(l => $"    {l}"));
        }

        lines.AddRange(plan.NewNetworks.Select(n => $"+ network {n.Name}"));
        lines.AddRange(plan.NewConfigs.Select(c => string.Create(CultureInfo.InvariantCulture, $"+ config {c.Name} ({c.Data.Length} bytes)")));
        lines.AddRange(plan.NewSecrets.Select(s => $"+ secret {s.Name}"));
        lines.AddRange(plan.UnusedConfigs.Select(c => $"- config {c.Spec.Name} (unused)"));
        lines.AddRange(plan.UnusedSecrets.Select(s => $"- secret {s.Spec.Name} (unused)"));
        lines.AddRange(plan.UnusedNetworks.Select(n => $"- network {n.Name} (unused)"));
        var removed = plan.Changes.Where(c => c.Kind == ChangeKind.Remove).Select(c => c.Service).ToHashSet(StringComparer.Ordinal);
        lines.AddRange(plan.Orphans.Where(o => !removed.Contains(o)).Select(o => $"? {o} is an orphan: no folder wants it; it stays"));
        lines.Add(Summary(plan));
        return lines;
    }

    /// <summary>The sum in a sentence: <c>stack dals: 1 to create, 2 to update, 10 unchanged</c>.</summary>
    public static string Summary(Plan plan)
    {
        var text = plan.Changes.GroupBy(c => (c.Kind, c.Deed)).OrderBy(g => Order(g.Key.Kind)).ThenBy(g => g.Key.Deed)
            .Select(g => string.Create(CultureInfo.InvariantCulture, $"{g.Count()} {(g.Key.Kind == ChangeKind.Unchanged ? "" : "to ")}{Word(g.First())}"));
        var stopped = plan.Changes.Count(c => c.StaysStopped);
        var stays = stopped == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"; {stopped} stopped, {(stopped == 1 ? "stays" : "stay")} stopped");
        var drifted = plan.Changes.Count(c => c.IsDrifted);
        var drift = drifted == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"; {drifted} changed on the swarm by somebody else");
        var canaries = plan.Canaries.Count == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"; {plan.Canaries.Count} first, as {(plan.Canaries.Count == 1 ? "a canary" : "canaries")}");
        return $"stack {plan.StackName}: {(plan.Changes.Count == 0 ? "nothing to do" : string.Join(", ", text))}{stays}{drift}{canaries}";

        static int Order(ChangeKind kind) => kind == ChangeKind.Unchanged ? int.MaxValue : (int)kind;
    }

    /// <summary>A difference in one line, and below it the lines of a config that differ.</summary>
    public static IReadOnlyList<string> Difference(FieldDifference difference)
    {
        var origin = difference.Origin switch
        {
            ChangeOrigin.Swarm => "  (changed on the swarm, not in the folder)",
            ChangeOrigin.Both => "  (changed on the swarm and in the folder)",
            _ => "",
        };
        if (difference.Summary.Length > 0) return [$"{difference.Path}: {difference.Summary}{origin}", .. difference.Lines.Select(l => $"  {l}")];
        var text = (difference.Before, difference.After) switch
        {
            (null, var after) => $"{after} (new)",
            (var before, null) => $"{before} (removed)",
            var (before, after) when before == after => $"{after} (changed)",
            var (before, after) => $"{before} → {after}",
        };
        return [$"{difference.Path}: {text}{origin}"];
    }

    /// <summary>What is done in a word: <c>update</c>, <c>restart</c>, <c>unchanged</c>.</summary>
    internal static string Word(ServiceChange change) => (change.Deed?.ToString() ?? change.Kind.ToString()).ToLowerInvariant();

    private static string Head(ServiceChange change) => change.Kind switch
    {
        ChangeKind.Update or ChangeKind.Recreate when change.Deed is not null => $"~ {change.Service} {Word(change)} {change.Detail}".TrimEnd(),
        ChangeKind.Update when change.StaysStopped => $"~ {change.Service} update; stopped, stays stopped",
        ChangeKind.Unchanged when change.StaysStopped => $"= {change.Service} unchanged; stopped, stays stopped",
        ChangeKind.Create => $"+ {change.Service} create",
        ChangeKind.Update => $"~ {change.Service} update{(change.RestartsTasks ? ", restarts it" : ", restarts nothing")}",
        ChangeKind.Recreate => $"! {change.Service} remove and create again: Swarm can't change the mode of a service",
        ChangeKind.Remove => $"- {change.Service} remove",
        _ => $"= {change.Service} unchanged",
    };
}
