using IocOps.Swarm.Docker;

namespace IocOps.Swarm.Backup;

/// <summary>
/// The lock of a manager (autolock): every start of its engine closes it. What was open before the engine was stopped is opened again, also
/// where the work meanwhile failed or was stopped. The key is only ever in memory.
/// </summary>
/// <param name="admin">The engine.</param>
internal sealed class ManagerLock(ISwarmAdmin admin)
{
    private string _key = "";

    /// <summary>Asks for the key as long as the manager is open; nothing where it does not lock, or can't tell.</summary>
    public async Task RememberAsync(CancellationToken cancel)
    {
        try
        {
            var swarm = (await admin.InfoAsync(cancel)).Swarm;
            var isLocking = swarm is { ControlAvailable: true, Cluster.Spec.EncryptionConfig.AutoLockManagers: true };
            _key = isLocking ? await admin.UnlockKeyAsync(cancel) : "";
        }
        catch (SwarmException)
        {
            // Without a leader nobody tells the key.
            _key = "";
        }
    }

    /// <summary>Opens the manager of an engine that was just started.</summary>
    /// <returns>What is to be said about it; null where it is not locked.</returns>
    public async Task<string?> OpenAsync()
    {
        try
        {
            if ((await admin.InfoAsync(CancellationToken.None)).Swarm?.LocalNodeState != "locked") return null;
            if (_key.Length == 0) return "Its manager is locked: UnlockSwarm.";
            await admin.UnlockAsync(_key, CancellationToken.None);
            return "Its manager is unlocked again.";
        }
        catch (SwarmException e)
        {
            return $"Its manager may be locked (CheckSwarm says it; UnlockSwarm): {e.Message}";
        }
    }
}
