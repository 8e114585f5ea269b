using Docker.DotNet.Models;
using IocOps.Core.Model;
using IocOps.Core.Planning;

namespace IocOps.Core.Reviews;

/// <summary>Compares two sides of a change. Whether a service restarts, the planner says, which says it before a deploy, too.</summary>
public sealed class Reviewer
{
    private readonly FleetState _was;
    private readonly FleetState _now;
    private readonly SecretMask _mask;
    private readonly IReadOnlyDictionary<string, string> _renamed;
    private readonly ILookup<string, string> _filesWas;
    private readonly ILookup<string, string> _filesNow;

    private Reviewer(FleetState was, FleetState now)
    {
        (_was, _now) = (was, now);
        _mask = new SecretMask(was.Stacks.Concat(now.Stacks).Select(s => s.Stack));
        _renamed = Renames.Of(was, now);
        (_filesWas, _filesNow) = (was.Files.Keys.ToLookup(FolderOf, StringComparer.Ordinal), now.Files.Keys.ToLookup(FolderOf, StringComparer.Ordinal));
    }

    /// <summary>Compares.</summary>
    /// <param name="was">The base.</param>
    /// <param name="now">What is reviewed.</param>
    /// <param name="points">What both are called.</param>
    /// <param name="live">What a deploy would do to the swarm, or why that is not known; null where nobody asked.</param>
    public static Review Compare(FleetState was, FleetState now, (ReviewPoint Base, ReviewPoint Head) points, (Plan? Plan, string? Trouble)? live = null)
    {
        var reviewer = new Reviewer(was, now);
        var plan = live?.Plan is { } seen ? seen with { Changes = [.. seen.Changes.Select(reviewer.Masked)] } : null;
        return reviewer.Review(points) with { Live = plan, LiveTrouble = live?.Trouble };
    }

    private Review Review((ReviewPoint Base, ReviewPoint Head) points)
    {
        var plan = PlanOfAll();
        var owners = Owners(plan);
        var (fresh, gone) = Findings();
        return new Review
        {
            Base = points.Base,
            Head = points.Head,
            Stack = _now.Stack,
            FormerStack = _was.Stack == _now.Stack ? null : _was.Stack,
            Owners = owners,
            Untouched = _now.Folders.Values.Distinct().Count() - owners.Count(o => o.Fate != Fate.Gone),
            Common = Files("", ""),
            BaseErrors = Masked(_was.Errors),
            // What stands in the way of any deploy, whatever the swarm has: two owners that want one service.
            Errors = Masked([.. _now.Errors, .. plan.Problems.Where(p => p.Code == "PLN001")]),
            NewFindings = fresh,
            GoneFindings = gone,
            Stale = _now.Stale,
        };
    }

    private Plan PlanOfAll()
    {
        var stack = _now.Stack ?? _was.Stack ?? "";
        var before = Deployed(new DesiredSwarm(_was.Stack ?? stack, _was.Stacks) { OtherOwners = Without(_was) });
        return Planner.Plan(new DesiredSwarm(stack, _now.Stacks) { OtherOwners = Without(_now) }, before, PlanScope.Everything(prune: true));
    }

    // A swarm on which the base was deployed: what a deploy of it creates on an empty one.
    private static ObservedSwarm Deployed(DesiredSwarm wanted)
    {
        var plan = Planner.Plan(wanted, new ObservedSwarm([], [], [], [], [], []), PlanScope.Everything());
        return new ObservedSwarm(
            [.. plan.Changes.Select(c => new SwarmService { ID = c.Service, Spec = c.Desired, Version = new() { Index = 1 } })],
            [],
            [],
            [.. plan.NewConfigs.Select(c => new SwarmConfig { ID = c.Name, Spec = new SwarmConfigSpec { Name = c.Name, Data = c.Data.ToArray(), Labels = new Dictionary<string, string>(c.Labels) } })],
            [.. plan.NewSecrets.Select(s => new Secret { ID = s.Name, Spec = new SwarmSecretSpec { Name = s.Name, Labels = new Dictionary<string, string>(s.Labels) } })],
            []);
    }

    private static Owner[] Without(FleetState state) => [.. state.Folders.Values.Except(state.Stacks.Select(s => s.Owner))];

    private List<OwnerChange> Owners(Plan plan)
    {
        var services = plan.Changes.Where(c => c.Kind != ChangeKind.Unchanged).ToLookup(c => c.Owner);
        var pvs = PvComparison.Of(_was.Records, _now.Records, _renamed);
        var formerly = _renamed.ToDictionary(r => r.Value, r => r.Key, StringComparer.Ordinal);
        // One owner may have two folders: that of the log server, and one that a person wrote.
        var was = _was.Folders.ToLookup(f => f.Value, f => f.Key);
        var now = _now.Folders.ToLookup(f => f.Value, f => f.Key);
        var changes = new List<OwnerChange>();
        foreach (var owner in was.Select(f => f.Key).Union(now.Select(f => f.Key)).Where(o => !(o.Kind == OwnerKind.Ioc && _renamed.ContainsKey(o.Name))))
        {
            var former = owner.Kind == OwnerKind.Ioc ? formerly.GetValueOrDefault(owner.Name) : null;
            var change = new OwnerChange(owner, former is not null ? Fate.Renamed : !was.Contains(owner) ? Fate.New : !now.Contains(owner) ? Fate.Gone : Fate.Changed, Effect.Nothing)
            {
                Formerly = former,
                Host = owner.Kind == OwnerKind.Ioc ? _now.Hosts.GetValueOrDefault(owner.Name) ?? (now.Contains(owner) ? null : _was.Hosts.GetValueOrDefault(owner.Name)) : null,
                Services = [.. services[owner].Concat(former is null ? [] : services[new Owner(OwnerKind.Ioc, former)]).Select(Masked)],
                Files = [.. now[owner].Union(was[owner], StringComparer.Ordinal).SelectMany(f => Files(f, former is null ? f : $"{FleetSource.IocsFolder}/{former}"))],
                Pvs = owner.Kind == OwnerKind.Ioc ? [.. pvs[owner.Name]] : [],
            };
            change = change with { Effect = EffectOn(change) };
            // What can't be read has no PVs that anybody knows: they are not gone.
            if (change.Effect is Effect.Broken or Effect.Unknown && !(_was.Records.Any(r => r.Ioc == owner.Name) && _now.Records.Any(r => r.Ioc == owner.Name))) change = change with { Pvs = [] };
            if (change.Fate != Fate.Changed || change.Services.Count + change.Files.Count + change.Pvs.Count > 0) changes.Add(change);
        }

        return [.. changes.OrderBy(c => c.Effect).ThenBy(c => c.Owner.Kind).ThenBy(c => c.Owner.Name, StringComparer.Ordinal)];
    }

    private Effect EffectOn(OwnerChange change)
    {
        bool Has(FleetState state) => state.Stacks.Any(s => s.Owner == change.Owner);
        if (change.Host is not null) return Effect.Elsewhere;
        if (change.Fate != Fate.Gone && !Has(_now) && IsDeployable(change.Owner)) return Effect.Broken;
        if (change.Fate == Fate.Changed && !Has(_was) && !(change.Owner.Kind == OwnerKind.Ioc && _was.Hosts.ContainsKey(change.Owner.Name))) return Effect.Unknown;
        if (change.Fate == Fate.Gone) return Effect.Ends;
        var restarts = change.Services.Any(s => s.RestartsTasks && s.Kind is ChangeKind.Update or ChangeKind.Recreate);
        if (restarts) return Effect.Restarts;
        if (change.Services.Any(s => s.Kind == ChangeKind.Create)) return Effect.Begins;
        return change.Services.Any(s => s.Kind == ChangeKind.Remove) ? Effect.Ends : change.Services.Count > 0 ? Effect.Updates : Effect.Nothing;
    }

    // The log server has no folder that a person made; without an image there is none.
    private bool IsDeployable(Owner owner) => owner.Kind != OwnerKind.Global || _now.Folders.Any(f => f.Value == owner && f.Key != FleetSource.GlobalPath);

    // What a person wrote comes first. Of a renamed folder, files that carry its name are the same files.
    private List<FileChange> Files(string folder, string former)
    {
        var (name, old) = (folder.Split('/')[^1], former.Split('/')[^1]);
        var was = _filesWas[former].ToLookup(p => old.Length == 0 ? p : p[former.Length..].Replace(old, name, StringComparison.Ordinal), StringComparer.Ordinal);
        return
        [
            .. _filesNow[folder].Select(p => p[folder.Length..]).Union(was.Select(p => p.Key), StringComparer.Ordinal)
                .Select(p => (Now: folder + p, Was: was[p].FirstOrDefault()))
                .Select(p => FileChange.Of(_now.Files.ContainsKey(p.Now) ? p.Now : p.Was!, p.Was is null ? null : Find(_was, p.Was), Find(_now, p.Now), _mask))
                .OfType<FileChange>().OrderBy(f => f.IsGenerated).ThenBy(f => f.Path, StringComparer.Ordinal),
        ];
    }

    private static ReadOnlyMemory<byte>? Find(FleetState state, string path) => state.Files.TryGetValue(path, out var bytes) ? bytes : default(ReadOnlyMemory<byte>?);

    // The longest known folder above a file; nothing for what is nobody's own.
    private string FolderOf(string path)
    {
        for (var at = path.LastIndexOf('/'); at > 0; at = path.LastIndexOf('/', at - 1))
        {
            var folder = path[..at];
            if (_now.Folders.ContainsKey(folder) || _was.Folders.ContainsKey(folder)) return folder;
        }

        return "";
    }

    // The same finding may be there several times; where it stands in the file counts for nothing.
    private (IReadOnlyList<Problem> New, IReadOnlyList<Problem> Gone) Findings()
    {
        var before = _was.Findings.Select(f => _renamed.Aggregate(f, (p, r) => p with { File = p.File.Replace($"iocs/{r.Key}/", $"iocs/{r.Value}/", StringComparison.Ordinal) })).ToList();
        return (Masked(Except(_now.Findings, before)), Masked(Except(before, _now.Findings)));
    }

    private static List<Problem> Except(IEnumerable<Problem> these, IEnumerable<Problem> those)
    {
        var known = those.GroupBy(Key).ToDictionary(g => g.Key, g => g.Count());
        return [.. these.Where(p => !(known.TryGetValue(Key(p), out var count) && (known[Key(p)] = count - 1) >= 0))];

        static (string, string, string) Key(Problem problem) => (problem.File, problem.Code, problem.Message);
    }

    private List<Problem> Masked(IEnumerable<Problem> problems) => [.. problems.Distinct().Select(p => p with { Message = _mask.Text(p.Message) })];

    private ServiceChange Masked(ServiceChange change) => change with
    {
        Differences = [.. change.Differences.Select(d => d with { Before = d.Before is null ? null : _mask.Value(d.Before), After = d.After is null ? null : _mask.Value(d.After), Lines = [.. d.Lines.Select(_mask.Text)] })],
    };
}
