using System.Diagnostics;

namespace IocOps.Swarm.Lab.Nodes;

/// <summary>One writer at a time, by files that are locked while they are open; a lock of a killed process is gone with it.</summary>
internal static class LabLock
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    /// <summary>Takes the lock of a lab; disposing of it removes the file.</summary>
    public static async Task<FileStream> TakeAsync(LabPaths paths, Action<string> say, CancellationToken cancel)
    {
        return await OpenAsync(
            $"{LabPaths.RunRoot}/.{paths.Name}.lock", cancel, FileOptions.DeleteOnClose, () => say($"Waiting: another command works on lab '{paths.Name}'."));
    }

    /// <summary>Opens a file for nobody else.</summary>
    public static async Task<FileStream> OpenAsync(
        string file, CancellationToken cancel, FileOptions options = FileOptions.None, Action? waiting = null)
    {
        var begun = Stopwatch.StartNew();
        while (true)
        {
#pragma warning disable CA2000 // The caller disposes of it: that is the lock.
            if (TryOpen(file, options) is { } open) return open;
#pragma warning restore CA2000
            if (begun.Elapsed > Patience) throw new LabException($"Another command has held {file} for {Patience.TotalMinutes} minutes.");
            waiting?.Invoke();
            waiting = null;
            await Task.Delay(Pause, cancel);
        }
    }

    private static FileStream? TryOpen(string file, FileOptions options)
    {
        try
        {
            // Inside the loop: the last lab to go takes the folder with it.
            Folders.MakePrivate(Path.GetDirectoryName(file)!);
            var open = new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1, options);
            if (File.Exists(file)) return open;
            // The one before us removed the file between our opening and our locking it.
            open.Dispose();
            return null;
        }
        catch (IOException)
        {
            return null;
        }
    }
}
