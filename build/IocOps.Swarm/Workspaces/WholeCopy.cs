namespace IocOps.Swarm.Workspaces;

/// <summary>Copies a file whole or not at all to where others may write too, containers among them: nothing goes through a link that they made.</summary>
internal static class WholeCopy
{
    private const string Ending = ".iocops-tmp";

    /// <summary>The first link among the folders between a file and the folder that it must stay in; null where there is none.</summary>
    /// <param name="target">The file, absolute; it need not exist.</param>
    /// <param name="below">Absolute; may itself be a link.</param>
    public static string? LinkOnTheWay(string target, string below)
    {
        for (var folder = Path.GetDirectoryName(target)!; folder.Length > Path.TrimEndingDirectorySeparator(below).Length; folder = Path.GetDirectoryName(folder)!)
        {
            if (new DirectoryInfo(folder).LinkTarget is not null) return folder;
        }

        return null;
    }

    /// <summary>What to say of such a link.</summary>
    public static string Refusal(string link) => $"{link} is a link, and nothing is written through it. Find out who made it, and remove it.";

    /// <summary>Copies with permissions; the copy is on the disk before it gets its name.</summary>
    /// <param name="source">A plain file; its owner may write to it meanwhile.</param>
    /// <param name="target">Its folder must exist.</param>
    /// <param name="name">Gives the draft, whose path it gets, the name of the target.</param>
    public static void Make(string source, string target, Action<string> name)
    {
        var draft = target + Ending;
        // What lies there may be a link; only a new file is surely this one.
        File.Delete(draft);
        try
        {
            using (var copy = new FileStream(draft, FileMode.CreateNew, FileAccess.Write))
            {
                using var original = new FileStream(source, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
                original.CopyTo(copy);
                if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(copy.SafeFileHandle, File.GetUnixFileMode(source));
                copy.Flush(flushToDisk: true);
            }

            name(draft);
        }
        finally
        {
            File.Delete(draft);
        }
    }
}
