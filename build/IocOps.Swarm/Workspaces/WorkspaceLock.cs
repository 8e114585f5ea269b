namespace IocOps.Swarm.Workspaces;

/// <summary>
/// One writer at a time in a workspace. The lock is the operating system's and goes with the process, however that ends; a file beside it
/// says who holds it.
/// </summary>
public sealed class WorkspaceLock : IDisposable
{
    private const string Unknown = "another run";
    private const int ReadOnlyFileSystem = 30; // EROFS, on Linux and macOS
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
    /// <exception cref="NotWritableException">The lock file can't be made in <paramref name="folder"/>.</exception>
    public static async Task<WorkspaceLock> AcquireAsync(string folder, string holder, TimeSpan timeout, Action<string> waiting, CancellationToken cancel)
    {
        var holderFile = Path.Combine(folder, "workspace.lock.holder");
        for (var waited = TimeSpan.Zero; ; waited += Poll)
        {
            if (TryTake(folder, holderFile, holder) is { } taken) return taken;
            var other = await HolderAsync(holderFile, cancel);
            if (waited >= timeout) throw new LockedException(other, timeout);
            if (waited == TimeSpan.Zero) waiting(other);
            await Task.Delay(Poll, cancel);
        }
    }

    /// <summary>Gives the lock back.</summary>
    public void Dispose()
    {
        using (_stream) File.Delete(_holderFile);
    }

    private static WorkspaceLock? TryTake(string folder, string holderFile, string holder)
    {
        try
        {
            Directory.CreateDirectory(folder);
            if (TryOpen(Path.Combine(folder, "workspace.lock")) is not { } stream) return null;
            return Marked(stream, holderFile, holder);
        }
        catch (Exception e) when (e is UnauthorizedAccessException or IOException { HResult: ReadOnlyFileSystem })
        {
            throw new NotWritableException(folder, e);
        }
    }

    private static FileStream? TryOpen(string file)
    {
        try
        {
            return new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e) when (e.GetType() == typeof(IOException) && e.HResult != ReadOnlyFileSystem)
        {
            return null;
        }
    }

    private static WorkspaceLock Marked(FileStream stream, string holderFile, string holder)
    {
        try
        {
            File.WriteAllText(holderFile, holder);
            return new WorkspaceLock(stream, holderFile);
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    }

    // The holder may come or go between any two looks, and writes its name while others read it.
    private static async Task<string> HolderAsync(string holderFile, CancellationToken cancel)
    {
        try
        {
            return await File.ReadAllTextAsync(holderFile, cancel) is { Length: > 0 } name ? name : Unknown;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Unknown;
        }
    }
}

/// <summary>Somebody else holds the lock.</summary>
public sealed class LockedException(string holder, TimeSpan waited)
    : Exception($"{holder} is at work in this workspace; waited {waited.TotalSeconds:0} s for it to end. Try again later, or wait longer with --lock-timeout.");
