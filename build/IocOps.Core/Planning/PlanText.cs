using System.Globalization;

namespace IocOps.Core.Planning;

/// <summary>A plan as plain lines for a terminal or a log; no colours, no clock.</summary>
public static class PlanText
{
    /// <summary>
    /// One line per service that will be touched, with what differs below it, then the other objects, the orphans, and a sum. The first
    /// character says what happens: <c>+</c> create, <c>~</c> update, <c>!</c> remove and create again, <c>-</c> remove, <c>?</c> orphan
    /// that stays; with <paramref name="all"/> also <c>=</c> for what is as it should be.
    /// </summary>
    public static IReadOnlyList<string> Lines(Plan plan, bool all = false)
    {
        var lines = new List<string>();
        foreach (var change in plan.Changes.Where(c => all || c.Kind != ChangeKind.Unchanged))
        {
            lines.Add(Head(change));
            foreach (var difference in change.Differences) lines.AddRange(Difference(difference).Select(l => $"    {l}"));
        }

        lines.AddRange(plan.NewNetworks.Select(n => $"+ network {n.Name}"));
        lines.AddRange(plan.NewConfigs.Select(c => string.Create(CultureInfo.InvariantCulture, $"+ config {c.Name} ({c.Data.Length} bytes)")));
        lines.AddRange(plan.NewSecrets.Select(s => $"+ secret {s.Name}"));
        lines.AddRange(plan.UnusedConfigs.Select(c => $"- config {c.Spec.Name} (unused)"));
        lines.AddRange(plan.UnusedSecrets.Select(s => $"- secret {s.Spec.Name} (unused)"));
        var removed = plan.Changes.Where(c => c.Kind == ChangeKind.Remove).Select(c => c.Service).ToHashSet(StringComparer.Ordinal);
        lines.AddRange(plan.Orphans.Where(o => !removed.Contains(o)).Select(o => $"? {o} is an orphan: no folder wants it; it stays"));
        lines.Add(Summary(plan));
        return lines;
    }

    /// <summary>The sum in a sentence: <c>stack dals: 1 to create, 2 to update, 10 unchanged</c>.</summary>
    public static string Summary(Plan plan)
    {
        var counts = plan.Changes.GroupBy(c => c.Kind).ToDictionary(g => g.Key, g => g.Count());
        var parts = new (ChangeKind Kind, string Word)[]
        {
            (ChangeKind.Create, "to create"), (ChangeKind.Update, "to update"), (ChangeKind.Recreate, "to recreate"),
            (ChangeKind.Remove, "to remove"), (ChangeKind.Unchanged, "unchanged"),
        };
        var text = parts.Where(p => counts.ContainsKey(p.Kind)).Select(p => string.Create(CultureInfo.InvariantCulture, $"{counts[p.Kind]} {p.Word}"));
        return $"stack {plan.StackName}: {(counts.Count == 0 ? "nothing to do" : string.Join(", ", text))}";
    }

    /// <summary>A difference in one line, and below it the lines of a config that differ.</summary>
    public static IReadOnlyList<string> Difference(FieldDifference difference)
    {
        if (difference.Summary.Length > 0) return [$"{difference.Path}: {difference.Summary}", .. difference.Lines.Select(l => $"  {l}")];
        var text = (difference.Before, difference.After) switch
        {
            (null, var after) => $"{after} (new)",
            (var before, null) => $"{before} (removed)",
            var (before, after) when before == after => $"{after} (changed)",
            var (before, after) => $"{before} → {after}",
        };
        return [$"{difference.Path}: {text}"];
    }

    private static string Head(ServiceChange change) => change.Kind switch
    {
        ChangeKind.Create => $"+ {change.Service} create",
        ChangeKind.Update => $"~ {change.Service} update{(change.RestartsTasks ? ", restarts it" : ", restarts nothing")}",
        ChangeKind.Recreate => $"! {change.Service} remove and create again: Swarm can't change the mode of a service",
        ChangeKind.Remove => $"- {change.Service} remove",
        _ => $"= {change.Service} unchanged",
    };
}
