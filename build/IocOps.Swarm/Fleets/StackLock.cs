using System.Diagnostics;
using Docker.DotNet.Models;
using IocOps.Core.Planning;
using IocOps.Swarm.Docker;
using IocOps.Swarm.Views;

namespace IocOps.Swarm.Fleets;

/// <summary>
/// One writer at a time for a stack, from whichever clone and machine: a config in the swarm whose name only one can create (Swarm has no
/// lock of its own; creating a config is atomic). It is taken only when there is something to write, so that a deploy without changes
/// sends no write.
/// </summary>
public sealed class StackLock : IAsyncDisposable
{
    private const string HolderLabel = "iocops.lock.holder";
    private const string HostLabel = "iocops.lock.host";
    private const string ProcessLabel = "iocops.lock.process";
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(500);

    private readonly ISwarm _swarm;
    private readonly string _id;

    private StackLock(ISwarm swarm, string id) => (_swarm, _id) = (swarm, id);

    /// <summary>Waits until the lock is free, and takes it. The lock of a run on this machine that is dead is broken.</summary>
    /// <param name="swarm">Where the stack lives.</param>
    /// <param name="stack">Its name.</param>
    /// <param name="holder">Who takes it, for those that wait.</param>
    /// <param name="timeout">How long to wait.</param>
    /// <param name="say">Told once, with the holder, when waiting begins or a dead run's lock is broken.</param>
    /// <param name="cancel">Ends the wait.</param>
    /// <exception cref="StackLockedException">It was not free within <paramref name="timeout"/>.</exception>
    public static async Task<StackLock> AcquireAsync(
        ISwarm swarm, string stack, string holder, TimeSpan timeout, Action<string> say, CancellationToken cancel)
    {
        var waited = Stopwatch.StartNew();
        for (var told = false; ;)
        {
            if (await TryCreateAsync(swarm, stack, holder, cancel) is { } id) return new StackLock(swarm, id);
            if (await FindAsync(swarm, stack, cancel) is not { } other) continue;
            var who = Label(other, HolderLabel) ?? "another run";
            if (IsDead(other))
            {
                say($"Breaking the lock of {who}, which is no longer alive.");
                await swarm.RemoveConfigAsync(other.ID!, cancel);
                continue;
            }

            if (waited.Elapsed >= timeout) throw new StackLockedException(stack, who, timeout);
            if (!told) say($"Waiting for {who}, who changes the stack '{stack}' now.");
            told = true;
            await Task.Delay(Poll, cancel);
        }
    }

    /// <summary>Who holds the lock of a stack, and the id of the config that is that lock, by which no other one is removed; null where nobody does.</summary>
    public static async Task<(string Holder, string Id)?> HolderAsync(ISwarm swarm, string stack, CancellationToken cancel) =>
        await FindAsync(swarm, stack, cancel) is { } held ? (Label(held, HolderLabel) ?? "another run", held.ID!) : null;

    /// <summary>Whether it is still there, or somebody broke it.</summary>
    internal bool IsIn(ObservedSwarm observed) => observed.Configs.Any(c => c.ID == _id);

    /// <summary>Gives the lock back; what can't be given back now is broken by the next run.</summary>
    public async ValueTask DisposeAsync()
    {
        try
        {
            // Not cancellable: a lock that stays keeps everybody out.
            await _swarm.RemoveConfigAsync(_id, CancellationToken.None);
        }
        catch (SwarmException)
        {
            // The engine is gone, which the run has reported already.
        }
    }

    private static string NameFor(string stack) => $"iocops-lock-{stack}";

    private static async Task<string?> TryCreateAsync(ISwarm swarm, string stack, string holder, CancellationToken cancel)
    {
        var labels = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            [HolderLabel] = holder,
            [HostLabel] = Environment.MachineName,
            [ProcessLabel] = ProcessMark.OfThisProcess().ToString(),
        };
        try
        {
            return await swarm.CreateConfigAsync(new SwarmConfigSpec { Name = NameFor(stack), Labels = labels, Data = [(byte)'\n'] }, cancel);
        }
        catch (NameTakenException)
        {
            return null;
        }
    }

    private static async Task<SwarmConfig?> FindAsync(ISwarm swarm, string stack, CancellationToken cancel) =>
        (await swarm.ListConfigsAsync(cancel)).FirstOrDefault(c => c.Spec?.Name == NameFor(stack));

    private static bool IsDead(SwarmConfig held) =>
        Label(held, HostLabel) == Environment.MachineName && ProcessMark.Parse(Label(held, ProcessLabel)) is { IsDead: true };

    private static string? Label(SwarmConfig held, string name) =>
        held.Spec?.Labels is { } labels && labels.TryGetValue(name, out var value) ? value : null;
}

/// <summary>Somebody else changes the stack now.</summary>
public sealed class StackLockedException(string stack, string holder, TimeSpan waited)
    : Exception($"{holder} changes the stack '{stack}'; waited {waited.TotalSeconds:0} s for it to end. Try again later, wait longer with --lock-timeout, or, if you know that run to be dead, remove its lock with: {CommandName.Value} UnlockStack");
