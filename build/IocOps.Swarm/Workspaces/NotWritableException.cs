namespace IocOps.Swarm.Workspaces;

/// <summary>A folder of the workspace can't be written by the user of this run.</summary>
/// <param name="folder">Which.</param>
/// <param name="inner">What the system said.</param>
public sealed class NotWritableException(string folder, Exception inner)
    : IOException($"{folder} can't be written by this user: make the folder and the files in it writable for who runs this (they may be another user's, from an earlier run).", inner)
{
    // EPERM and EACCES.
    private static readonly int[] Denials = [1, 13];

    /// <summary>Does something in a folder.</summary>
    /// <exception cref="NotWritableException">This user may not.</exception>
    public static void Guard(string folder, Action act)
    {
        ArgumentNullException.ThrowIfNull(act);
        try
        {
            act();
        }
        catch (Exception e) when (IsMeantBy(e))
        {
            throw new NotWritableException(folder, e);
        }
    }

    /// <summary>Whether that is what an error means. A folder that can't be renamed is told with the number of the system alone.</summary>
    public static bool IsMeantBy(Exception error)
    {
        ArgumentNullException.ThrowIfNull(error);
        return error is UnauthorizedAccessException || (!OperatingSystem.IsWindows() && error is IOException and not NotWritableException && Denials.Contains(error.HResult));
    }
}
