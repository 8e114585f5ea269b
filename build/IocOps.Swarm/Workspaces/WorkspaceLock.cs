namespace IocOps.Swarm.Workspaces;

/// <summary>
/// One writer at a time in a workspace. The lock is the operating system's and goes with the process, however that ends; a file beside it
/// says who holds it.
/// </summary>
public sealed class WorkspaceLock : IDisposable
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(100);

    private readonly FileStream _stream;
    private readonly string _holderFile;

    private WorkspaceLock(FileStream stream, string holderFile) => (_stream, _holderFile) = (stream, holderFile);

    /// <summary>Waits until the lock is free, and takes it.</summary>
    /// <param name="folder">Where the lock file lies (the build's temporary folder, not in git).</param>
    /// <param name="holder">Who takes it, for those that wait: target, process, user.</param>
    /// <param name="timeout">How long to wait.</param>
    /// <param name="waiting">Told once, with the holder, when waiting begins.</param>
    /// <param name="cancel">Ends the wait.</param>
    /// <exception cref="LockedException">It was not free within <paramref name="timeout"/>.</exception>
    public static async Task<WorkspaceLock> AcquireAsync(string folder, string holder, TimeSpan timeout, Action<string> waiting, CancellationToken cancel)
    {
        Directory.CreateDirectory(folder);
        var file = Path.Combine(folder, "workspace.lock");
        var holderFile = Path.Combine(folder, "workspace.lock.holder");
        for (var waited = TimeSpan.Zero; ; waited += Poll)
        {
            if (TryOpen(file) is { } stream)
            {
                await File.WriteAllTextAsync(holderFile, holder, CancellationToken.None);
                return new WorkspaceLock(stream, holderFile);
            }

            var other = File.Exists(holderFile) ? await File.ReadAllTextAsync(holderFile, cancel) : "another run";
            if (waited >= timeout) throw new LockedException(other, timeout);
            if (waited == TimeSpan.Zero) waiting(other);
            await Task.Delay(Poll, cancel);
        }
    }

    /// <summary>Gives the lock back.</summary>
    public void Dispose()
    {
        File.Delete(_holderFile);
        _stream.Dispose();
    }

    private static FileStream? TryOpen(string file)
    {
        try
        {
            return new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e) when (e.GetType() == typeof(IOException))
        {
            return null;
        }
    }
}

/// <summary>Somebody else holds the lock.</summary>
public sealed class LockedException(string holder, TimeSpan waited)
    : Exception($"{holder} is at work in this workspace; waited {waited.TotalSeconds:0} s for it to end. Try again later, or wait longer with --lock-timeout.");
