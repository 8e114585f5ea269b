using IocOps.Swarm.Docker;
using IocOps.Swarm.Fleets;
using IocOps.Swarm.Views;

namespace IocOps.Swarm.Operations;

/// <summary>The key of a swarm whose managers lock, and what is done with it.</summary>
/// <param name="admin">The engine that it is about.</param>
/// <param name="output">Where to show and ask.</param>
/// <param name="consent">Whether to ask.</param>
public sealed class UnlockKeys(ISwarmAdmin admin, Output output, Consent consent)
{
    private const string KeyBegin = "SWMKEY-";
    private static readonly TimeSpan Settle = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan LookInterval = TimeSpan.FromMilliseconds(250);

    /// <summary>How the key is given.</summary>
    public static readonly SecretText Key = new("unlock key", "UNLOCK_KEY", "--unlock-key-file", "InitSwarm --autolock showed it; ShowUnlockKey on a manager that is not locked shows it again.");

    /// <summary>Unlocks a manager that was started, and waits until it serves.</summary>
    /// <param name="key">Gives the key; asked for only when the engine is locked. Never shown.</param>
    /// <param name="cancel">Cancels.</param>
    /// <exception cref="SelectionException">It is not locked, or what was given is no key; nothing was done.</exception>
    /// <exception cref="SwarmException">The key is not that of this swarm, or the manager does not come up.</exception>
    public async Task UnlockAsync(Func<string> key, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(key);
        var info = await admin.InfoAsync(cancel);
        if (info.Swarm?.LocalNodeState != "locked")
            throw new SelectionException($"{info.Name} is not locked: {(info.Swarm?.LocalNodeState is null or "" or "inactive" ? "it is in no swarm" : $"its state is {info.Swarm.LocalNodeState}")}.");
        if (consent.DryRun)
        {
            output.Data($"{info.Name} is unlocked, and is a manager again.");
            return;
        }

        var text = key();
        if (!text.StartsWith(KeyBegin, StringComparison.Ordinal) || text.Any(char.IsWhiteSpace))
            throw new SelectionException($"What was given as the unlock key is none: it begins with {KeyBegin} and has no spaces. {Key.Hint}");
        if (!consent.Agreed(output, [$"{info.Name} is unlocked, and is a manager again."], "Unlock?")) return;
        await output.ChangeAsync($"{info.Name}: unlocked", () => admin.UnlockAsync(text, cancel));
        await UntilServingAsync(info.Name, cancel);
        output.Note($"{info.Name} is unlocked.");
    }

    /// <summary>The key that unlocks managers.</summary>
    /// <exception cref="SelectionException">The managers do not lock, so that there is none.</exception>
    public async Task<string> ReadAsync(ISwarm swarm, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(swarm);
        var info = await swarm.RequireManagerAsync(cancel);
        var key = await admin.UnlockKeyAsync(cancel);
        return key.Length > 0 ? key : throw new SelectionException($"The managers of the swarm of {info.Name} do not lock, so that there is no key. InitSwarm --autolock makes a swarm whose managers do.");
    }

    /// <summary>Makes a new key; the old one unlocks no manager any more that was reached with the new one.</summary>
    /// <returns>The new key; null where it was only shown what would be done.</returns>
    /// <exception cref="SelectionException">The managers do not lock.</exception>
    public async Task<string?> RotateAsync(ISwarm swarm, CancellationToken cancel)
    {
        var before = await ReadAsync(swarm, cancel);
        if (!consent.Agreed(output, ["There will be a new unlock key. Keep the old one for managers that are down now: they need it until they have heard of the new one."], "Make a new unlock key?")) return null;
        var after = before;
        await output.ChangeAsync("a new unlock key", async () =>
        {
            await admin.RotateUnlockKeyAsync(cancel);
            after = await admin.UnlockKeyAsync(cancel);
            if (after == before) throw new SwarmException("The engine did not make a new unlock key.");
        });
        output.Note("There is a new unlock key. Keep it where the swarm is not.");
        return after;
    }

    // The engine says yes as soon as the key opened its store; the manager is started after that.
    private async Task UntilServingAsync(string name, CancellationToken cancel)
    {
        var watch = System.Diagnostics.Stopwatch.StartNew();
        while ((await admin.InfoAsync(cancel)).Swarm is not { LocalNodeState: "active", ControlAvailable: true })
        {
            if (watch.Elapsed > Settle) throw new SwarmException($"{name} took the key, and is no manager yet after {Settle.TotalSeconds:0} s. CheckSwarm says how it is.");
            await Task.Delay(LookInterval, cancel);
        }
    }
}
