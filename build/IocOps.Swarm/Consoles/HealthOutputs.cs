using IocOps.Core;
using IocOps.Core.Operations;
using IocOps.Core.Planning;
using IocOps.Swarm.Docker;
using IocOps.Swarm.Fleets;

namespace IocOps.Swarm.Consoles;

/// <summary>
/// What health checks printed last. Swarm does not tell it: only the engine that has the container knows. So it is asked for IOCs in trouble
/// alone, and for no longer than somebody waits for a digest.
/// </summary>
/// <param name="ask">Asks a node's engine for a container.</param>
/// <param name="note">Is told which nodes can't be asked.</param>
public sealed class HealthOutputs(Func<NodeRow, string, CancellationToken, Task<HealthResult?>> ask, Action<string> note)
{
    private const int MostCharacters = 300;
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(6);

    /// <summary>The same rows, with what the checks of those in trouble printed.</summary>
    /// <param name="rows">Of the digest.</param>
    /// <param name="nodes">Of the swarm.</param>
    /// <param name="cancel">Cancels.</param>
    public async Task<IReadOnlyList<DigestRow>> AddAsync(IReadOnlyList<DigestRow> rows, IReadOnlyList<NodeRow> nodes, CancellationToken cancel)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(Limit);
        var known = nodes.ToDictionary(n => n.Id, StringComparer.Ordinal);
        var outputs = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var group in rows.Where(r => r.Unhealthy is { } u && known.ContainsKey(u.NodeId)).GroupBy(r => r.Unhealthy!.NodeId))
        {
            await AskAsync(known[group.Key], [.. group.Select(r => r.Unhealthy!.Container)], outputs, limit.Token);
            cancel.ThrowIfCancellationRequested();
        }

        return [.. rows.Select(r => r.Unhealthy is { } u && outputs.TryGetValue(u.Container, out var said) ? r with { HealthOutput = said } : r)];
    }

    private async Task AskAsync(NodeRow node, IReadOnlyList<string> containers, Dictionary<string, string> outputs, CancellationToken cancel)
    {
        try
        {
            foreach (var container in containers)
            {
                if (await ask(node, container, cancel) is { ExitCode: not 0 } result) outputs[container] = Text(result);
            }
        }
        catch (Exception e) when (e is SwarmException or SelectionException or OperationCanceledException)
        {
            note($"What health checks on {node.Name} said can't be read: {(e is OperationCanceledException ? "its engine does not answer in time" : e.Message)}");
        }
    }

    private static string Text(HealthResult result)
    {
        var line = Printable.Line(string.Join(' ', result.Output.Split((char[])['\r', '\n', '\t', ' '], StringSplitOptions.RemoveEmptyEntries)));
        return line.Length == 0 ? $"nothing, and ended with exit code {result.ExitCode}" : line.Length > MostCharacters ? $"{line[..MostCharacters]}…" : line;
    }
}
