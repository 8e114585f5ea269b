using Docker.DotNet.Models;
using IocOps.Core.Stacks;

namespace IocOps.Core.Planning;

/// <summary>The part of the planner that decides about services.</summary>
internal sealed class ServicePlanner
{
    private readonly SwarmView _view;
    private readonly PlanScope _scope;
    private readonly List<Problem> _problems;
    private readonly Differences _differences;
    private readonly EngineLimits _limits;

    public ServicePlanner(SwarmView view, PlanScope scope, List<Problem> problems)
    {
        (_view, _scope, _problems, _limits) = (view, scope, problems, new EngineLimits(view.Observed.Api));
        var live = view.Observed.Configs.Where(c => c.Spec?.Name is not null).DistinctBy(c => c.Spec.Name).ToDictionary(c => c.Spec.Name!, c => c.Spec.Data, StringComparer.Ordinal);
        var wanted = view.Desired.Stacks.SelectMany(s => s.Stack.Configs).DistinctBy(c => c.Name).ToDictionary(c => c.Name, c => c.Data, StringComparer.Ordinal);
        _differences = new Differences(
            view.NetworkName,
            name => live.GetValueOrDefault(name),
            name => wanted.TryGetValue(name, out var data) ? data : live.GetValueOrDefault(name) is { } same ? same : null);
        var orphans = view.Ours.Where(s => IsOrphan(s) && (OwnerOrByName(s) is var owner && scope.Kinds.Contains(owner.Kind))).ToList();
        Orphans = [.. orphans.Select(s => s.Spec!.Name!)];
    }

    /// <summary>Full names of the orphans of the kinds that are meant, in ordinal order.</summary>
    public IReadOnlyList<string> Orphans { get; }

    public List<ServiceChange> Reconcile()
    {
        var changes = new List<ServiceChange>();
        foreach (var stack in _view.Desired.Stacks.Where(s => _scope.Selects(s.Owner)))
        {
            foreach (var service in stack.Stack.Services)
            {
                if (MayHave(stack.Owner, service)) changes.Add(Change(stack.Owner, service));
            }
        }

        foreach (var warning in _limits.Warnings) Warn("PLN105", warning);
        _problems.AddRange(PublishedPorts.Conflicts([.. _view.Desired.Stacks.Where(s => _scope.Selects(s.Owner)).SelectMany(s => s.Stack.Services)], _view.Observed.Services));
        foreach (var service in Orphans.Select(name => _view.Live[name]))
        {
            if (Owner.Parse(SwarmView.Label(service, Owner.Label)) is not { } owner) Foreign(service);
            else if (_scope.Prune && _scope.Selects(owner)) changes.Add(Removal(service, owner));
        }

        return changes;
    }

    public List<ServiceChange> Remove()
    {
        var everything = _scope.Names is null && Enum.GetValues<OwnerKind>().All(_scope.Kinds.Contains);
        var chosen = _view.Ours.Where(s => everything || _scope.Selects(OwnerOrByName(s))).ToList();
        var names = chosen.Select(s => OwnerOrByName(s).Name).ToHashSet(StringComparer.Ordinal);
        foreach (var name in (_scope.Names ?? new HashSet<string>()).Where(n => !names.Contains(n)).Order(StringComparer.Ordinal))
        {
            var others = _view.Ours.Select(s => OwnerOrByName(s).Name).Distinct();
            Warn("PLN103", $"nothing of '{name}' is in the stack {_view.Desired.StackName}{Nearest.Hint(name, others)}");
        }

        return [.. chosen.Select(s => Removal(s, OwnerOrByName(s)))];
    }

    private Owner OwnerOrByName(SwarmService service) => _view.OwnerOf(service) ?? _view.ByName(service.Spec!.Name!);

    // Nobody wants it, and it is not of an owner whose file merely could not be loaded.
    private bool IsOrphan(SwarmService service)
    {
        if (_view.Claims.Contains(service.Spec!.Name!)) return false;
        var owner = OwnerOrByName(service);
        return !_view.Known.Contains(owner) || _view.WithStack.Contains(owner);
    }

    private bool MayHave(Owner owner, StackService service)
    {
        var others = _view.Claims[service.Name].Where(c => c.Service != service).ToList();
        if (others.Count > 0)
            return Fail(service, "PLN001", $"{service.Name} is wanted by {owner} and by {others[0].Owner} ({others[0].Service.File}); rename one");
        if (_limits.Refusal(service) is { } refusal) return Fail(service, "PLN008", refusal);
        if (!_view.Live.TryGetValue(service.Name, out var live)) return true;
        if (SwarmView.StackOf(live) is var stack && stack != _view.Desired.StackName)
            return Fail(service, "PLN002", $"a service {service.Name} exists and {(stack is null ? "belongs to no stack" : $"belongs to the stack '{stack}'")}; rename yours, or remove it with 'docker service rm {service.Name}'");
        if (Owner.Parse(SwarmView.Label(live, Owner.Label)) is { } current && current != owner && _view.Known.Contains(current))
            return Fail(service, "PLN003", $"the service {service.Name} belongs to {current}, which still has a folder; remove it there first");
        return true;
    }

    private ServiceChange Change(Owner owner, StackService service)
    {
        var spec = _limits.Fit(service);
        if (!_view.Live.TryGetValue(service.Name, out var live) || live.Spec is null)
            return new ServiceChange(ChangeKind.Create, service.Name, owner, null, 0, _differences.Finish(spec, owner, null), [], false);
        var wanted = _differences.Finish(spec, owner, live.Spec);
        var (fields, inTask) = _differences.Of(live.Spec, wanted);
        // Once, for what was deployed by hand or by an IocOps that took no notes: from then on drift can be told.
        if (fields.Count == 0 && Drift.Written(live.Spec) is null) fields = [new FieldDifference(ServiceChange.NotePath, null, "what is deployed, to tell later changes apart")];
        if (Stopped.ReplicasOf(live.Spec) is not null && Stopped.ReplicasOf(wanted) is null)
            Warn("PLN104", $"{service.Name} is stopped, and its stack file makes it {ModeOf(wanted)}, which can't be stopped: it starts");
        var kind = fields.Count == 0 ? ChangeKind.Unchanged : ModeOf(live.Spec) == ModeOf(wanted) ? ChangeKind.Update : ChangeKind.Recreate;
        return new ServiceChange(kind, service.Name, owner, live.ID, Version(live), wanted, fields, inTask || kind == ChangeKind.Recreate);
    }

    private static ServiceChange Removal(SwarmService service, Owner owner) =>
        new(ChangeKind.Remove, service.Spec!.Name!, owner, service.ID, Version(service), null, [], true);

    private static ulong Version(SwarmService service) => service.Version?.Index ?? 0;

    internal static string ModeOf(ServiceSpec spec) =>
        spec.Mode?.Global is not null ? "global"
        : spec.Mode?.GlobalJob is not null ? "global-job"
        : spec.Mode?.ReplicatedJob is not null ? "replicated-job"
        : "replicated";

    private bool Fail(StackService service, string code, string message)
    {
        _problems.Add(new Problem(service.File, service.Line, 0, code, message));
        return false;
    }

    private void Foreign(SwarmService service) =>
        Warn("PLN102", $"the service {service.Spec!.Name} is in the stack {_view.Desired.StackName}, and no folder wants it; it was not deployed by IocOps, so it stays. To remove it: docker service rm {service.Spec.Name}");

    private void Warn(string code, string message) =>
        _problems.Add(new Problem(Model.FleetSource.IocsFolder, 0, 0, code, message) { Severity = Severity.Warning });
}
