namespace IocOps.Swarm.Lab.Nodes;

/// <summary>Folders that belong to root alone.</summary>
internal static class Folders
{
    /// <summary>Makes a folder that nobody else may enter, and those above it that are missing.</summary>
    public static void MakePrivate(string folder)
    {
        if (OperatingSystem.IsWindows()) throw new PlatformNotSupportedException("A lab needs Linux.");
        // The mode counts for the last folder only.
        if (Path.GetDirectoryName(folder) is { } above && !Directory.Exists(above)) MakePrivate(above);
        Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    /// <summary>Removes a folder when it is empty, and says whether it did.</summary>
    public static bool RemoveEmpty(string folder)
    {
        try
        {
            if (!Directory.Exists(folder)) return false;
            Directory.Delete(folder);
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }

    /// <summary>Removes a folder with all that is in it, and says whether it was there.</summary>
    public static async Task<bool> RemoveTreeAsync(string folder, CancellationToken cancel)
    {
        if (!Directory.Exists(folder)) return false;
        await Wait.UntilAsync(() => TryRemoveTree(folder), TimeSpan.FromSeconds(10), $"{folder} can't be removed.", cancel);
        return true;
    }

    /// <summary>Mounts of namespaces that just died are let go a moment later.</summary>
    private static bool TryRemoveTree(string folder)
    {
        try
        {
            Directory.Delete(folder, recursive: true);
            return true;
        }
        catch (DirectoryNotFoundException)
        {
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }
}
