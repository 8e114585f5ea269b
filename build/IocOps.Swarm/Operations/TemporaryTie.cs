using System.Collections.Concurrent;
using Docker.DotNet.Models;
using IocOps.Core.Operations;
using IocOps.Core.Planning;
using IocOps.Swarm.Docker;
using IocOps.Swarm.Views;

namespace IocOps.Swarm.Operations;

/// <summary>
/// Constraints that hold services on their new nodes while they move. Taken away afterwards, whatever happens, so that the services are as
/// their folders say: Swarm leaves a task where it is when its node meets the constraints that are left.
/// </summary>
internal sealed class TemporaryTie(ISwarm swarm, Output output, IReadOnlyList<ServiceMove> moves, TimeProvider clock)
{
    private const int AtOnce = 8;
    private const int Attempts = 20;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<string, IList<string>?> _before = new(StringComparer.Ordinal);

    /// <summary>The change that ties a service; asked twice, the constraints of the last time are those that are put back.</summary>
    internal ServiceChange Make(SwarmService live)
    {
        _before[live.ID] = live.Spec!.TaskTemplate?.Placement?.Constraints;
        var move = moves.First(m => m.Service.Id == live.ID);
        return ServiceActs.Move(live, move.To) with { Detail = $"to {move.ToName}" };
    }

    /// <summary>Puts the constraints back; not to be cancelled. What can't be put back is told with what to do.</summary>
    internal Task PutBackAsync() => Parallel.ForEachAsync(
        moves.Where(m => _before.ContainsKey(m.Service.Id)), new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (move, _) =>
        {
            try
            {
                await PutBackAsync(move);
            }
            catch (SwarmException e)
            {
                var what = $"constraint {PlacementConstraint.OnNode(move.To)} of {move.Service.Name} taken away again";
                output.Changed(what, e.Message);
                output.Note($"Warning: {move.Service.Name} is tied to {move.ToName} still: {e.Message} DeployIocs --ioc-list {move.Service.Ioc ?? move.Service.Name} unties it and restarts nothing.");
            }
        });

    private Task PutBackAsync(ServiceMove move) => PutBackAsync(swarm, move.Service.Id, (_before[move.Service.Id], move.To), clock);

    /// <summary>Takes one tie away.</summary>
    /// <param name="swarm">The swarm.</param>
    /// <param name="id">Of the service.</param>
    /// <param name="tie">Its constraints without the tie, and the node to which it is tied.</param>
    /// <param name="clock">Between attempts.</param>
    /// <exception cref="SwarmException">It can't be done.</exception>
    internal static async Task PutBackAsync(ISwarm swarm, string id, (IList<string>? Before, string To) tie, TimeProvider clock)
    {
        // Swarm itself writes into a service while it updates it, and a manager that leads may be lost just now.
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                var live = await swarm.InspectServiceAsync(id, CancellationToken.None);
                if (live is null || ServiceActs.PutBack(live, tie.Before, tie.To) is not { } spec) return;
                await swarm.UpdateServiceAsync(live.ID, live.Version?.Index ?? 0, spec, CancellationToken.None);
                return;
            }
            catch (StaleVersionException) when (attempt < Attempts)
            {
                // Read again.
            }
            catch (SwarmException) when (attempt < Attempts)
            {
                await Task.Delay(Pause, clock, CancellationToken.None);
            }
        }
    }
}
