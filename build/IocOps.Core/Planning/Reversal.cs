using Docker.DotNet.Models;

namespace IocOps.Core.Planning;

/// <summary>What puts back what a run did.</summary>
/// <param name="Plan">In the reverse order of the run.</param>
/// <param name="LeftAlone">Services that somebody else changed since, a sentence each.</param>
public sealed record Reversal(Plan Plan, IReadOnlyList<string> LeftAlone)
{
    /// <summary>
    /// Makes it: what was created is removed, what was updated gets the exact specification back that it had, what was removed is created
    /// again (its change carries the id of the one that was removed, whose tasks have to end first). What Swarm itself put back is unchanged.
    /// </summary>
    /// <param name="applied">The plan of the run.</param>
    /// <param name="done">Those of its changes that the engine took, or may have taken; also those of which it took the removal alone.</param>
    /// <param name="before">What the plan was made from.</param>
    /// <param name="now">What the swarm has now.</param>
    public static Reversal Of(Plan applied, IEnumerable<ServiceChange> done, ObservedSwarm before, ObservedSwarm now)
    {
        var (was, view) = (new SwarmView(new DesiredSwarm(applied.StackName, []), before), new SwarmView(new DesiredSwarm(applied.StackName, []), now));
        var leftAlone = new List<string>();
        var changes = new List<ServiceChange>();
        foreach (var change in done.Where(c => c.Kind != ChangeKind.Unchanged).Reverse())
        {
            var (back, why) = Back(change, was.Live.GetValueOrDefault(change.Service), view.Live.GetValueOrDefault(change.Service), view);
            if (back is not null) changes.Add(back.Kind == ChangeKind.Unchanged ? back : back with { Deed = Deed.Rollback });
            if (why is not null) leftAlone.Add($"{change.Service} {why}; it stays as it is");
        }

        var plan = new Plan(applied.StackName, changes, [], [], [], Unused(applied, changes, before, now), [], [])
        {
            UnusedNetworks = [.. now.Networks.Where(n => applied.NewNetworks.Any(a => a.Name == n.Name) && before.Networks.All(b => b.ID != n.ID))],
        };
        return new Reversal(plan, leftAlone);
    }

    private static (ServiceChange? Back, string? Why) Back(ServiceChange done, SwarmService? was, SwarmService? live, SwarmView view) => (done.Kind, was?.Spec, live?.Spec) switch
    {
        (ChangeKind.Create, _, null) => (null, null),
        (ChangeKind.Create, _, { } spec) => IsSame(spec, done.Desired!, view) ? (Change(done, ChangeKind.Remove, live, null), null) : (null, Elsewhere),
        (ChangeKind.Remove, { } old, null) => (Change(done, ChangeKind.Create, null, old), null),
        (ChangeKind.Remove, _, _) => (null, "was created again by somebody else"),
        (_, { } old, null) => done.Kind == ChangeKind.Recreate ? (Change(done, ChangeKind.Create, null, old), null) : (null, "was removed by somebody else"),
        (_, { } old, { } spec) when IsExactly(spec, old, view) => (Change(done, ChangeKind.Unchanged, live, old), null),
        (_, { } old, { } spec) => IsSame(spec, done.Desired!, view) ? (Change(done, done.Kind, live, old), null) : (null, Elsewhere),
        _ => (null, null),
    };

    private const string Elsewhere = "was changed by somebody else since";

    private static ServiceChange Change(ServiceChange done, ChangeKind kind, SwarmService? live, ServiceSpec? spec) =>
        new(kind, done.Service, done.Owner, kind == ChangeKind.Create ? done.Id : live?.ID, live?.Version?.Index ?? 0, spec is null ? null : SpecCopy.Of(spec), [], kind switch { ChangeKind.Unchanged => false, ChangeKind.Recreate => true, _ => done.RestartsTasks });

    // The engine may have found the digest of an image.
    private static bool IsSame(ServiceSpec live, ServiceSpec written, SwarmView view) =>
        SpecMarks.OfWritten(live, view.NetworkName).ToString() == SpecMarks.OfWritten(written, view.NetworkName).ToString()
        && (live.TaskTemplate?.ForceUpdate ?? 0) == (written.TaskTemplate?.ForceUpdate ?? 0);

    // Also in what IocOps notes on a service.
    private static bool IsExactly(ServiceSpec a, ServiceSpec b, SwarmView view) =>
        SpecMarks.OfExact(a, view.NetworkName).ToString() == SpecMarks.OfExact(b, view.NetworkName).ToString() && Labels(a).SequenceEqual(Labels(b));

    private static IEnumerable<KeyValuePair<string, string>> Labels(ServiceSpec spec) => (spec.Labels ?? new Dictionary<string, string>()).OrderBy(l => l.Key, StringComparer.Ordinal);

    // New configs that only what is removed again used. Of the others the next deploy finds out.
    private static List<SwarmConfig> Unused(Plan applied, List<ServiceChange> changes, ObservedSwarm before, ObservedSwarm now)
    {
        var removed = changes.Where(c => c.Kind == ChangeKind.Remove).Select(c => c.Service).ToHashSet(StringComparer.Ordinal);
        var used = now.Services.Where(s => !removed.Contains(s.Spec?.Name ?? "")).SelectMany(s => new[] { s.Spec, s.PreviousSpec }).Concat(changes.Select(c => c.Desired))
            .SelectMany(s => s?.TaskTemplate?.ContainerSpec?.Configs ?? []).Select(c => c.ConfigName).ToHashSet(StringComparer.Ordinal);
        var had = before.Configs.Select(c => c.ID).ToHashSet(StringComparer.Ordinal);
        return [.. now.Configs.Where(c => c.Spec?.Name is { } name && applied.NewConfigs.Any(n => n.Name == name) && !had.Contains(c.ID) && !used.Contains(name))];
    }
}
