using Docker.DotNet.Models;
using IocOps.Core.Planning;
using IocOps.Core.Planning.History;

namespace IocOps.Core.Operations;

/// <summary>Brings a service back to what it was at a deployment before, as its history says and keeps it. Pure.</summary>
/// <param name="observed">What the swarm has.</param>
public sealed class GoingBack(ObservedSwarm observed)
{
    private readonly SwarmView _view = new(new DesiredSwarm("", []), observed);
    private readonly Dictionary<string, SwarmConfig> _configs = observed.Configs.Where(c => c.Spec?.Name is not null).DistinctBy(c => c.Spec.Name).ToDictionary(c => c.Spec.Name!, StringComparer.Ordinal);

    /// <summary>The deployments of a service, newest first; the first is what it has now.</summary>
    public IReadOnlyList<DeploymentRecord> History(SwarmService live) => DeploymentHistory.Of(live, _view.NetworkName);

    /// <summary>Why a service can't go back, as the end of a sentence that begins with its name; null where it can.</summary>
    /// <param name="live">The service.</param>
    /// <param name="version">Of its history, or its beginning; null for the one before the present one.</param>
    public string? WhyNot(SwarmService live, string? version) => Find(live, version).Why;

    /// <summary>The version that it would go back to; null where there is none. Parameters as above.</summary>
    public string? Version(SwarmService live, string? version) => Find(live, version).Record?.Version;

    /// <summary>The change that brings it back; nothing where that can't be. Parameters as above.</summary>
    public ServiceChange Change(SwarmService live, string? version)
    {
        ArgumentNullException.ThrowIfNull(live);
        var owner = Owner.Parse(SwarmView.Label(live, Owner.Label)) ?? new Owner(OwnerKind.Ioc, live.Spec!.Name!);
        var (record, old, _) = Find(live, version);
        if (record is null || old is null) return new ServiceChange(ChangeKind.Unchanged, live.Spec!.Name!, owner, live.ID, Index(live), SpecCopy.Of(live.Spec), [], false);
        var wanted = Wanted(old, live.Spec!);
        var (fields, inTask) = new Differences(_view.NetworkName, Data, name => Data(name) is { } data ? data : null).Of(live.Spec!, wanted);
        var kind = ServicePlanner.ModeOf(live.Spec!) == ServicePlanner.ModeOf(wanted) ? ChangeKind.Update : ChangeKind.Recreate;
        // Who made a field differ says nothing here.
        return new ServiceChange(kind, live.Spec!.Name!, owner, live.ID, Index(live), wanted, [.. fields.Select(f => f with { Origin = null })], inTask || kind == ChangeKind.Recreate)
        {
            Deed = Deed.Rollback,
            Detail = $"to {Text(record)}",
        };
    }

    // What is stopped stays stopped, and its forced updates are its own.
    private ServiceSpec Wanted(ServiceSpec old, ServiceSpec live)
    {
        var wanted = SpecCopy.Of(old);
        var replicas = Stopped.ReplicasOf(old) ?? old.Mode?.Replicated?.Replicas ?? 1;
        if (Stopped.ReplicasOf(old) is not null) Stopped.Clear(wanted, replicas);
        wanted.Labels[SpecMarks.Label] = SpecMarks.OfWritten(wanted, _view.NetworkName).ToString();
        if (Stopped.ReplicasOf(live) is not null && wanted.Mode?.Replicated is not null) Stopped.Set(wanted, replicas);
        wanted.TaskTemplate!.ForceUpdate = live.TaskTemplate?.ForceUpdate ?? 0;
        return wanted;
    }

    private (DeploymentRecord? Record, ServiceSpec? Spec, string? Why) Find(SwarmService live, string? version)
    {
        var records = History(live);
        var before = records.Skip(1).Where(r => !DeploymentHistory.IsOf(r, live.Spec, _view.NetworkName)).ToList();
        var record = version is null ? Previous(records, before) : before.Find(r => r.Version.StartsWith(version, StringComparison.Ordinal));
        if (record is null) return (null, null, WhyNone(records[0], version));
        if (Kept(record, live) is not { } spec)
            return (record, null, $"was at version {Text(record)}, which is not kept any more (the last {DeploymentHistory.MostKept} are){(record.Commit.Length > 0 ? $"; deploy it again from git, commit {record.Commit.TrimEnd('+')}" : "")}");
        return Missing(spec) is { } missing ? (record, null, $"can't go back to version {record.Version}: {missing} is gone") : (record, spec, null);
    }

    // What other hands did comes back where somebody names it, or where nothing else is known.
    private static DeploymentRecord? Previous(IReadOnlyList<DeploymentRecord> records, List<DeploymentRecord> before) =>
        before.Find(r => r.Action != DeploymentRecord.Other) ?? (records.Skip(1).All(r => r.Action == DeploymentRecord.Other) ? before.FirstOrDefault() : null);

    // What somebody changed by hand a moment ago, Swarm itself still knows.
    private ServiceSpec? Kept(DeploymentRecord record, SwarmService live) =>
        record.Kept is { } name && _configs.TryGetValue(name, out var config) && KeptSpec.Read(config) is { } spec ? spec
        : DeploymentHistory.IsOf(record, live.PreviousSpec, _view.NetworkName) ? live.PreviousSpec : null;

    private static string WhyNone(DeploymentRecord now, string? version) =>
        version is null ? "has no deployment before this one that it remembers"
        : now.Version.StartsWith(version, StringComparison.Ordinal) ? $"is at version {now.Version} already"
        : $"never was at a version '{version}' that it remembers; ShowHistory shows those that there are";

    private string? Missing(ServiceSpec spec)
    {
        var secrets = observed.Secrets.Select(s => s.Spec?.Name ?? "");
        var known = _configs.Keys.Concat(secrets).ToHashSet(StringComparer.Ordinal);
        var networks = observed.Networks.Select(n => n.ID).Concat(observed.Networks.Select(n => n.Name)).Concat(observed.PredefinedNetworks.Values).Concat(observed.PredefinedNetworks.Keys).ToHashSet(StringComparer.Ordinal);
        return KeptSpec.Needs(spec).Where(n => !known.Contains(n)).Select(n => $"the config or secret {n}")
            .Concat((spec.TaskTemplate?.Networks ?? []).Select(n => n.Target ?? "").Where(n => !networks.Contains(n)).Select(n => $"the network {n}"))
            .FirstOrDefault();
    }

    private byte[]? Data(string name) => _configs.TryGetValue(name, out var config) ? config.Spec.Data : null;

    private static ulong Index(SwarmService live) => live.Version?.Index ?? 0;

    private static string Text(DeploymentRecord record)
    {
        var when = record.Time is { } time ? FormattableString.Invariant($" of {time:yyyy-MM-dd HH:mm} UTC") : "";
        return $"{record.Version}{when}{(record.By.Length > 0 ? $" by {record.By}" : "")}{(record.Commit.Length > 0 ? $", commit {record.Commit}" : "")}";
    }
}
