using Docker.DotNet.Models;
using IocOps.Core.Planning;

namespace IocOps.Core.Operations;

/// <summary>Changes that are made to running services without their stack files, as changes of a plan. Pure.</summary>
public static class ServiceActs
{
    /// <summary>A plan that does one thing to some services of a stack; services that are gone are left out.</summary>
    /// <param name="stack">Name of the stack.</param>
    /// <param name="observed">What the swarm has now.</param>
    /// <param name="ids">Of the services.</param>
    /// <param name="act">One of the functions below.</param>
    public static Plan Plan(string stack, ObservedSwarm observed, IEnumerable<string> ids, Func<SwarmService, ServiceChange> act)
    {
        var wanted = ids.ToHashSet(StringComparer.Ordinal);
        var changes = observed.Services.Where(s => s.Spec?.Name is not null && wanted.Contains(s.ID)).OrderBy(s => s.Spec!.Name, StringComparer.Ordinal).Select(act);
        return new Plan(stack, [.. changes], [], [], [], [], [], []);
    }

    /// <summary>New tasks from the same specification. A later plan takes the higher ForceUpdate over and sees nothing changed.</summary>
    public static ServiceChange Restart(SwarmService live) => Update(live, Deed.Restart, true, spec => spec.TaskTemplate!.ForceUpdate++);

    /// <summary>
    /// No task any more, remembered in a label. What somebody scaled to 0 gets the label as if it had had one task: without it the next
    /// deploy would start it. What is stopped already is left so.
    /// </summary>
    public static ServiceChange Stop(SwarmService live) =>
        live.Spec!.Mode?.Replicated is { } replicated && Stopped.ReplicasOf(live.Spec) is null
            ? Update(live, Deed.Stop, false, spec => Stopped.Set(spec, Math.Max(replicated.Replicas ?? 1, 1)))
            : Nothing(live);

    /// <summary>As many tasks as before it was stopped; one where somebody scaled it to 0.</summary>
    public static ServiceChange Start(SwarmService live)
    {
        var replicas = Stopped.ReplicasOf(live.Spec) ?? (live.Spec!.Mode?.Replicated is { Replicas: 0 } ? (ulong?)1 : null);
        return replicas is { } some ? Update(live, Deed.Start, true, spec => Stopped.Clear(spec, some)) : Nothing(live);
    }

    /// <summary>
    /// Ties a service to a node, for as long as its move takes. Swarm restarts a task elsewhere when its node does not meet the
    /// constraints any more, and leaves it alone when constraints change and its node still meets them (swarmkit, IsTaskDirty).
    /// </summary>
    public static ServiceChange Move(SwarmService live, string nodeId) => Update(live, Deed.Move, true, spec => Tie(spec, nodeId));

    /// <summary>A service that is created tied to a node, so that its first task starts there; <see cref="PutBack"/> unties it.</summary>
    public static ServiceChange CreateOn(ServiceChange create, string nodeId) => Created(create, spec => Tie(spec, nodeId));

    /// <summary>A service that is created stopped: it starts when somebody starts it.</summary>
    public static ServiceChange CreateStopped(ServiceChange create) =>
        Created(create, spec => { if (spec.Mode?.Replicated is { } replicated) Stopped.Set(spec, replicated.Replicas ?? 1); });

    /// <summary>The specification without the tie of <see cref="Move"/>; null where it has none.</summary>
    /// <param name="live">As it is now.</param>
    /// <param name="before">Its constraints before the move; null for none.</param>
    /// <param name="nodeId">To which it was tied.</param>
    public static ServiceSpec? PutBack(SwarmService live, IList<string>? before, string nodeId)
    {
        var tie = PlacementConstraint.OnNode(nodeId);
        var now = live.Spec?.TaskTemplate?.Placement?.Constraints ?? [];
        if (now.Count(c => c == tie) <= (before ?? []).Count(c => c == tie)) return null;
        var spec = SpecCopy.Of(live.Spec!);
        List<string> kept = [.. now];
        kept.RemoveAt(kept.LastIndexOf(tie));
        spec.TaskTemplate!.Placement!.Constraints = kept.Count == 0 ? before : kept;
        return spec;
    }

    private static ServiceChange Created(ServiceChange change, Action<ServiceSpec> edit)
    {
        ArgumentNullException.ThrowIfNull(change);
        if (change is not { Kind: ChangeKind.Create, Desired: { } desired }) return change;
        var spec = SpecCopy.Of(desired);
        edit(spec);
        return change with { Desired = spec };
    }

    private static void Tie(ServiceSpec spec, string nodeId) =>
        spec.TaskTemplate!.Placement!.Constraints = [.. spec.TaskTemplate.Placement.Constraints ?? [], PlacementConstraint.OnNode(nodeId)];

    private static ServiceChange Update(SwarmService live, Deed deed, bool restarts, Action<ServiceSpec> edit)
    {
        var spec = SpecCopy.Of(live.Spec!);
        edit(spec);
        return new ServiceChange(ChangeKind.Update, spec.Name!, OwnerOf(live), live.ID, live.Version?.Index ?? 0, spec, [], restarts) { Deed = deed };
    }

    /// <summary>Leaves it as it is.</summary>
    public static ServiceChange Nothing(SwarmService live) =>
        new(ChangeKind.Unchanged, live.Spec!.Name!, OwnerOf(live), live.ID, live.Version?.Index ?? 0, SpecCopy.Of(live.Spec), [], false);

    private static Owner OwnerOf(SwarmService live) => Owner.Parse(SwarmView.Label(live, Owner.Label)) ?? new Owner(OwnerKind.Ioc, live.Spec!.Name!);
}
