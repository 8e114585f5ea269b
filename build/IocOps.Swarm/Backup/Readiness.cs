using System.Diagnostics;
using Docker.DotNet.Models;
using IocOps.Swarm.Docker;

namespace IocOps.Swarm.Backup;

/// <summary>Whether a manager works again after its engine was started.</summary>
/// <param name="swarm">Of that engine.</param>
internal sealed class Readiness(ISwarm swarm)
{
    private static readonly TimeSpan ErrorPatience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private ISwarmAdmin Admin => (ISwarmAdmin)swarm;

    /// <summary>Looks until the engine is a manager that works and its node is ready; unlocks it where it has a key.</summary>
    /// <param name="unlockKey">Null for none.</param>
    /// <param name="cancel">Ends the wait.</param>
    /// <exception cref="SwarmException">It does not become ready; says what it says.</exception>
    internal async Task WaitAsync(string? unlockKey, CancellationToken cancel)
    {
        var watch = Stopwatch.StartNew();
        for (var unlocked = false; ; await Task.Delay(Pause, cancel))
        {
            var (state, trouble) = await LookAsync(cancel);
            if (trouble is null) return;
            if (state?.LocalNodeState == "locked" && !unlocked)
            {
                await Admin.UnlockAsync(unlockKey ?? throw new SwarmException($"The swarm of {swarm.Endpoint} is locked: give it its key with UnlockSwarm."), cancel);
                unlocked = true;
            }

            var patience = state?.LocalNodeState == "error" ? ErrorPatience : EngineSwitch.Patience;
            if (watch.Elapsed > patience) throw new SwarmException($"The swarm of {swarm.Endpoint} is not ready {watch.Elapsed.TotalSeconds:0} s after its engine was started: {trouble}");
        }
    }

    /// <summary>Whether it works now.</summary>
    internal async Task<bool> IsReadyAsync() => (await LookAsync(CancellationToken.None)).Trouble is null;

    /// <summary>How the swarm is, and what keeps it from being ready; null where nothing does.</summary>
    private async Task<(Info? State, string? Trouble)> LookAsync(CancellationToken cancel)
    {
        Info? state = null;
        try
        {
            state = (await Admin.InfoAsync(cancel)).Swarm;
            // A manager that has no leader yet says so as an error, beside being active.
            if (state?.LocalNodeState != "active" || !state.ControlAvailable || !string.IsNullOrEmpty(state.Error))
                return (state, $"its state is {state?.LocalNodeState}{(string.IsNullOrEmpty(state?.Error) ? "" : ": " + LogText.Clean(state.Error).Trim())}");
            var me = (await swarm.ListNodesAsync(cancel)).FirstOrDefault(n => n.ID == state.NodeID);
            return (state, me is { Status.State: "ready", ManagerStatus.Reachability: "reachable" } ? null : $"the node is {me?.Status?.State ?? "not in it"}");
        }
        catch (SwarmException e)
        {
            return (state, e.Message);
        }
    }
}
