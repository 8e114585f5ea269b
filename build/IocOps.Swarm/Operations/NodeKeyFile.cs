using IocOps.Core.Operations;
using IocOps.Swarm.Docker;
using IocOps.Swarm.Fleets;
using IocOps.Swarm.Lab;
using IocOps.Swarm.Lab.Nodes;
using IocOps.Swarm.Workspaces;

namespace IocOps.Swarm.Operations;

/// <summary>
/// The key of a manager in an engine's swarm folder. An engine that is asked to force a new cluster starts its node anew and forgets the
/// unlock key on the way (moby issue 36852, open since 2018; seen with 20.10): where managers lock, the key is unlocked on the disk for that
/// moment. The engine locks it again as soon as it leads the swarm.
/// </summary>
/// <param name="swarmFolder">Of the engine, or a copy of it.</param>
internal sealed class NodeKeyFile(string swarmFolder)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly string _path = Path.Combine(swarmFolder, "certificates", "swarm-node.key");

    /// <summary>Whether the engine needs the unlock key to start with it.</summary>
    /// <exception cref="SelectionException">It can't be read.</exception>
    public bool IsLocked => NodeKey.IsLocked(Text());

    /// <summary>As it is.</summary>
    /// <exception cref="SelectionException">It can't be read.</exception>
    public string Text()
    {
        try
        {
            return File.ReadAllText(_path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new SelectionException($"The key of the node can't be read: {e.Message}");
        }
    }

    /// <summary>As it is when it is unlocked; changes nothing.</summary>
    /// <param name="unlockKey">Of the swarm.</param>
    /// <exception cref="SelectionException">It is not the key with which it is locked.</exception>
    public string Unlocked(string unlockKey)
    {
        try
        {
            return NodeKey.Unlocked(Text(), unlockKey);
        }
        catch (NodeKeyException e)
        {
            throw new SelectionException($"The manager can't be unlocked: {e.Message}. Nothing was touched.");
        }
    }

    /// <summary>Writes it, whole or not at all, for root alone.</summary>
    public void Write(string text) => PrivateFile.Write(_path, text);

    /// <summary>Waits until the engine has locked it again.</summary>
    /// <exception cref="SwarmException">It does not.</exception>
    public async Task RelockedAsync()
    {
        try
        {
            await Wait.UntilAsync(() => IsLocked, Patience, $"the swarm is back, and {_path} is not locked; RotateUnlockKey locks it", CancellationToken.None);
        }
        catch (LabException e)
        {
            throw new SwarmException(e.Message);
        }
    }
}
