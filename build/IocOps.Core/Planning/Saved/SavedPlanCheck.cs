using Docker.DotNet.Models;

namespace IocOps.Core.Planning.Saved;

/// <summary>Compares a saved plan with the one that would be made now.</summary>
public static class SavedPlanCheck
{
    private const int NamedPaths = 5;

    /// <summary>
    /// What is no longer as it was when the plan was saved, a sentence each, in ordinal order of services; empty where the saved plan can
    /// be applied. What happens to services that neither plan touches does not count, nor do writes of Swarm itself that leave a
    /// specification as it is.
    /// </summary>
    /// <param name="saved">As it was.</param>
    /// <param name="now">Made for the same scope.</param>
    /// <param name="observed">What it was made from.</param>
    public static IReadOnlyList<string> Moved(SavedPlan saved, Plan now, ObservedSwarm observed)
    {
        var view = new SwarmView(new DesiredSwarm(now.StackName, []), observed);
        var before = saved.Changes.ToDictionary(c => c.Service, StringComparer.Ordinal);
        var after = now.Changes.ToDictionary(c => c.Service, StringComparer.Ordinal);
        var services = before.Keys.Union(after.Keys).Order(StringComparer.Ordinal)
            .Select(s => (Service: s, Why: Why(before.GetValueOrDefault(s), after.GetValueOrDefault(s), view)))
            .Where(s => s.Why is not null).Select(s => $"{s.Service}: {s.Why}");
        var configs = now.NewConfigs.Where(c => saved.Configs.TryGetValue(c.Name, out var hash) && hash != SavedPlan.Sha256(c.Data))
            .Select(c => $"config {c.Name}: its content in the folder changed");
        return [.. services, .. configs];
    }

    private static string? Why(SavedChange? saved, ServiceChange? now, SwarmView view) => (saved, now) switch
    {
        (null, { Kind: ChangeKind.Unchanged }) or ({ Kind: ChangeKind.Unchanged }, null) => null,
        (null, _) => $"it was not wanted then, and now there is something to {Word(now!.Kind)}",
        ({ Kind: ChangeKind.Remove }, null) => "it was to be removed, and is gone, or wanted again",
        (_, null) => "it is not wanted any more: its folder is gone, or its stack file does not have it",
        ({ Kind: ChangeKind.Unchanged }, { Kind: ChangeKind.Unchanged }) => null,
        _ => OnSwarm(saved, now, view) ?? InFolder(saved, now, view) ?? (saved.Kind == now.Kind ? null : $"it was to {Word(saved.Kind)}, and would be to {Word(now.Kind)} now"),
    };

    private static string? OnSwarm(SavedChange saved, ServiceChange now, SwarmView view)
    {
        if (saved.Id != now.Id) return saved.Id is null ? "it was created on the swarm since" : now.Id is null ? "it was removed from the swarm since" : "it was removed from the swarm and created again since";
        if (saved.Live is null || view.Live[now.Service].Spec is not { } live) return null;
        var moved = Difference(saved.Live, live, view);
        return moved is null ? null : FormattableString.Invariant($"somebody changed it on the swarm since (version {saved.Version} → {now.Version}): {moved}");
    }

    private static string? InFolder(SavedChange saved, ServiceChange now, SwarmView view) =>
        saved.Wanted is { } wanted && now.Desired is { } desired && Difference(wanted, desired, view) is { } moved ? $"its folder changed since: {moved}" : null;

    private static string? Difference(SpecMarks marks, ServiceSpec spec, SwarmView view)
    {
        var (paths, gone) = marks.Against(SpecMarks.ExactFields(spec, view.NetworkName));
        List<string> parts = [.. paths.Take(NamedPaths)];
        if (paths.Count > NamedPaths) parts.Add(FormattableString.Invariant($"and {paths.Count - NamedPaths} more"));
        if (gone > 0) parts.Add(gone == 1 ? "one field is gone" : FormattableString.Invariant($"{gone} fields are gone"));
        return parts.Count == 0 ? null : string.Join(", ", parts);
    }

    private static string Word(ChangeKind kind) => kind == ChangeKind.Unchanged ? "stay as it is" : kind.ToString().ToLowerInvariant();
}
