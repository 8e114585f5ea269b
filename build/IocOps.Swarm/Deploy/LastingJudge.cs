using Docker.DotNet.Models;
using IocOps.Core.Planning;
using IocOps.Swarm.Docker;

namespace IocOps.Swarm.Deploy;

/// <summary>
/// Decides whether a service that ran when it was first looked at goes on running. A task that ends by itself or whose health check fails is
/// a failure, even if its successor runs well; one that Swarm or an operator moves to another node is not.
/// </summary>
internal sealed class LastingJudge(WatchItem item, WatchOptions options, DateTimeOffset begin)
{
    private readonly ServiceJudge _judge = new(item with { Kind = ChangeKind.Unchanged }, options, begin);
    private string? _spec;
    private HashSet<string>? _history;

    /// <summary>As that of <see cref="ServiceJudge"/>.</summary>
    internal Verdict Judge(SwarmService? service, IReadOnlyList<TaskResponse> tasks, NodeNames nodes, DateTimeOffset now)
    {
        if (service is not null)
        {
            var spec = SpecText.Of(service.Spec!);
            if (spec != (_spec ??= spec)) return new(WatchState.Failed, "it was changed by somebody else meanwhile");
        }

        var ended = ServiceJudge.Ended(tasks).ToList();
        _history ??= [.. ended.Select(t => t.ID!)];
        return ended.FirstOrDefault(t => !_history.Contains(t.ID!)) is { } task
            ? new(WatchState.Failed, $"it did not go on running: {ServiceJudge.Explain(task, nodes)}", task)
            : _judge.Judge(service, tasks, nodes, now);
    }
}
