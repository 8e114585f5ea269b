using Docker.DotNet.Models;
using IocOps.Core.Stacks;

namespace IocOps.Core.Planning;

/// <summary>The fleet at a glance: a row per IOC, then the orphans.</summary>
public static class Digest
{
    /// <summary>Rows in ordinal order of IOC names, orphans after them.</summary>
    /// <param name="folders">Every IOC's folder.</param>
    /// <param name="plan">Made for all IOCs (<see cref="PlanScope.AllIocs"/>) from the same observation.</param>
    /// <param name="observed">What the swarm has.</param>
    public static IReadOnlyList<DigestRow> Of(IReadOnlyList<FolderStatus> folders, Plan plan, ObservedSwarm observed)
    {
        var view = new SwarmView(new DesiredSwarm(plan.StackName, []), observed);
        var tasks = observed.Tasks.ToLookup(t => t.ServiceID ?? "", StringComparer.Ordinal);
        var nodes = observed.Nodes.DistinctBy(n => n.ID).ToDictionary(n => n.ID, StringComparer.Ordinal);
        var changes = plan.Changes.ToDictionary(c => c.Service, StringComparer.Ordinal);
        var orphans = plan.Orphans.ToHashSet(StringComparer.Ordinal);
        var services = view.Ours.Where(s => !orphans.Contains(s.Spec!.Name!)).ToLookup(s => WhoseIs(s));
        var rows = new List<DigestRow>();
        foreach (var folder in folders.OrderBy(f => f.Ioc, StringComparer.Ordinal))
        {
            // An IOC has one service; where a template gives it more, the worst one speaks for it.
            var own = services[new Owner(OwnerKind.Ioc, folder.Ioc)].Select(s => Row(folder, s)).OrderBy(r => r.State).ThenBy(r => r.Service, StringComparer.Ordinal);
            rows.Add(own.FirstOrDefault() ?? NotRunning(folder));
        }

        rows.AddRange(plan.Orphans.Where(view.Live.ContainsKey).Select(o => Orphan(view.Live[o])));
        return rows;

        Owner WhoseIs(SwarmService service) => changes.GetValueOrDefault(service.Spec!.Name!)?.Owner ?? view.OwnerOf(service) ?? view.ByName(service.Spec.Name!);

        DigestRow Row(FolderStatus folder, SwarmService service)
        {
            var change = changes.GetValueOrDefault(service.Spec!.Name!);
            var isChanged = change is { Kind: ChangeKind.Update or ChangeKind.Recreate, IsNoteAlone: false };
            var life = new ServiceLife(service, tasks[service.ID], nodes);
            var (state, detail) = life.State(isChanged);
            var word = Headline(folder.State, state, isChanged);
            return Fill(folder.Ioc, folder.State, service, life, state) with
            {
                State = word,
                Detail = Join(detail, Join(isChanged ? DriftDetail(change!, word) : "", FolderDetail(folder, word))),
                Origin = isChanged ? change!.Origin : null,
            };
        }

        DigestRow Orphan(SwarmService service)
        {
            var life = new ServiceLife(service, tasks[service.ID], nodes);
            var (state, detail) = life.State(isChanged: false);
            var owner = Owner.Parse(SwarmView.Label(service, Owner.Label));
            var why = owner is null ? "in the stack, but not deployed by IocOps" : $"no folder {Model.FleetSource.IocsFolder}/{owner.Name} wants it";
            return Fill(owner?.Name ?? service.Spec!.Name!, null, service, life, state) with { State = DigestState.Orphan, Detail = Join(why, state == LifeState.Stopped ? Join("stopped", detail) : detail) };
        }
    }

    private static DigestRow Fill(string name, FolderState? folder, SwarmService service, ServiceLife life, LifeState state) => new(
        name,
        DigestState.Running,
        folder,
        service.Spec!.Name,
        life.Running,
        life.Wanted,
        life.Since,
        life.Nodes,
        SwarmView.Label(service, StackContext.ImageLabel) ?? service.Spec.TaskTemplate?.ContainerSpec?.Image,
        life.Health(state),
        "")
    {
        Unhealthy = life.Unhealthy(state),
    };

    private static DigestRow NotRunning(FolderStatus folder) =>
        new(folder.Ioc, Headline(folder.State, null, false), folder.State, null, 0, 0, null, [], null, null, folder.Detail);

    // What is broken in the swarm comes first, then what is wrong with the folder, then whether the two agree.
    private static DigestState Headline(FolderState folder, LifeState? life, bool isChanged) => (life, folder) switch
    {
        (LifeState.Failed, _) => DigestState.Failed,
        (LifeState.RolledBack, _) => DigestState.RolledBack,
        (LifeState.Updating, _) => DigestState.Updating,
        (LifeState.Starting, _) => DigestState.Starting,
        (LifeState.Stopped, _) => DigestState.Stopped,
        (_, FolderState.Invalid) => DigestState.Invalid,
        (_, FolderState.NotGenerated) => DigestState.NotGenerated,
        (_, FolderState.Stale) => DigestState.Stale,
        (_, FolderState.NotSwarm) => DigestState.NotSwarm,
        (null, _) => DigestState.Available,
        _ when isChanged => DigestState.Changed,
        (LifeState.Idle, _) => DigestState.Idle,
        _ => DigestState.Running,
    };

    private static string DriftDetail(ServiceChange change, DigestState state) => change.Origin switch
    {
        ChangeOrigin.Swarm => $"changed on the swarm by somebody else: {string.Join(", ", change.Differences.Take(3).Select(d => d.Path))}{(change.Differences.Count > 3 ? ", …" : "")}",
        ChangeOrigin.Both => "changed in the folder, and on the swarm by somebody else",
        _ => state == DigestState.Stopped ? "the folder's stack file says something else" : "",
    };

    private static string FolderDetail(FolderStatus folder, DigestState state) => (folder.State, state) switch
    {
        (FolderState.Ready, _) => "",
        (FolderState.NotSwarm, _) => Join("it runs in the swarm, which its folder does not want any more", folder.Detail),
        (FolderState.Invalid, DigestState.Invalid) => Join("what runs is older", folder.Detail),
        (_, DigestState.NotGenerated or DigestState.Stale) => folder.Detail,
        (FolderState.Stale, _) => Join("the generated files are out of date", folder.Detail),
        (FolderState.NotGenerated, _) => Join("its stack file is missing", folder.Detail),
        _ => Join("the folder has errors", folder.Detail),
    };

    private static string Join(string first, string second) => first.Length == 0 ? second : second.Length == 0 ? first : $"{first}; {second}";
}
