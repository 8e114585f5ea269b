using System.Diagnostics.CodeAnalysis;
using IocOps.Engine.Graph;

namespace IocOps.Engine.Execution;

/// <summary>Decides before the run which targets of a plan are left out.</summary>
internal static class Skipping
{
    /// <summary>By <c>--skip</c>. Names are resolved already; null: no such option; empty: all that were not asked for.</summary>
    public static void ByName(IReadOnlyList<ExecutableTarget> plan, IReadOnlyCollection<ExecutableTarget>? names)
    {
        if (names is null)
            return;
        foreach (var target in plan.Where(t => names.Count == 0 ? !t.Invoked : names.Contains(t)))
            Mark(plan, target, "by --skip");
    }

    /// <summary>By static conditions. A condition that throws fails its target.</summary>
    public static void ByConditions(IReadOnlyList<ExecutableTarget> plan)
    {
        foreach (var target in plan.Where(t => t.Status == ExecutionStatus.Scheduled))
        {
            if (Unmet(target, target.Definition.StaticConditions) is { } text)
            {
                target.OnlyWhen = text;
                Mark(plan, target, null);
            }
        }
    }

    /// <summary>The texts of the conditions that are not met, or null; on an exception the target is failed, with the reason.</summary>
    [SuppressMessage("Design", "CA1031:Do not catch general exception types", Justification = "Whatever a condition throws fails its target.")]
    public static string? Unmet(ExecutableTarget target, IEnumerable<Condition> conditions)
    {
        var unmet = new List<string>();
        foreach (var condition in conditions)
        {
            try
            {
                if (!condition.IsMet())
                    unmet.Add(condition.Text);
            }
            catch (Exception exception)
            {
                target.Status = ExecutionStatus.Failed;
                target.Failure = $"The condition {condition.Text} fails: {Texts.Message(exception)}";
                return null;
            }
        }

        return unmet.Count == 0 ? null : string.Join(" && ", unmet);
    }

    /// <summary>Leaves a target out, and what is in the plan only because of it.</summary>
    public static void Mark(IReadOnlyList<ExecutableTarget> plan, ExecutableTarget target, string? reason)
    {
        if (target.Status is not (ExecutionStatus.Scheduled or ExecutionStatus.Running))
            return;
        target.Status = ExecutionStatus.Skipped;
        target.Skipped ??= reason;
        if (target.Definition.DependencyBehavior == DependencyBehavior.Execute)
            return;
        foreach (var other in target.ExecutionDependencies.Concat(target.Triggers))
        {
            if (!other.Invoked && !IsNeeded(plan, other))
                Mark(plan, other, $"because of {target.Name}");
        }
    }

    private static bool IsNeeded(IReadOnlyList<ExecutableTarget> plan, ExecutableTarget target) =>
        plan.Any(t => t.Status is ExecutionStatus.Scheduled or ExecutionStatus.Running or ExecutionStatus.Succeeded or ExecutionStatus.Collective
            && (t.ExecutionDependencies.Contains(target) || t.Triggers.Contains(target)));
}
