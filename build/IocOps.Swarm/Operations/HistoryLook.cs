using IocOps.Core.Operations;
using IocOps.Core.Planning;
using IocOps.Core.Planning.History;
using IocOps.Swarm.Docker;

namespace IocOps.Swarm.Operations;

/// <summary>A deployment of a service.</summary>
/// <param name="Service">Which.</param>
/// <param name="Record">What was deployed, by whom.</param>
/// <param name="IsCurrent">True for what the service has now.</param>
/// <param name="CanGoBack">True where RollbackIocs can bring it back.</param>
public sealed record HistoryRow(ServiceRow Service, DeploymentRecord Record, bool IsCurrent, bool CanGoBack);

/// <summary>Reads the deployment history of services.</summary>
public static class HistoryLook
{
    /// <summary>The deployments that the query asks for, service by service, the newest of each first.</summary>
    /// <param name="swarm">The swarm.</param>
    /// <param name="stack">Whose services.</param>
    /// <param name="selection">Which of them.</param>
    /// <param name="query">The last so many of each, since when, and with which text in author, commit, version or action.</param>
    /// <param name="cancel">Cancels.</param>
    public static async Task<IReadOnlyList<HistoryRow>> ReadAsync(ISwarm swarm, string stack, Selection selection, LogQuery query, CancellationToken cancel)
    {
        var (chosen, observed) = await SwarmLook.ObserveAsync(swarm, stack, selection, cancel);
        var back = new GoingBack(observed);
        var live = observed.Services.ToDictionary(s => s.ID, StringComparer.Ordinal);
        return [.. chosen.SelectMany(s =>
        {
            var fit = back.History(live[s.Id]).Select((r, i) => new HistoryRow(s, r, i == 0, i > 0 && back.WhyNot(live[s.Id], r.Version) is null))
                .Where(r => !(r.Record.Time < query.Since) && query.Grep?.IsMatch($"{r.Record.By} {r.Record.Commit} {r.Record.Version} {r.Record.Action}") != false);
            return query.Tail == 0 ? fit : fit.Take(query.Tail);
        })];
    }
}
