namespace IocOps.Swarm.Backup;

/// <summary>
/// Exchanges the engine's swarm folder by renaming on the same disk: at each moment either the old one or the new one is the whole folder,
/// and the journal tells which way back leads to the old one. The engine must be stopped.
/// </summary>
internal static class SwarmFolder
{
    /// <summary>Puts the new folder in the place of the old one, step by step.</summary>
    /// <param name="journal">Saved before.</param>
    /// <param name="incoming">Verified, on the same disk.</param>
    public static IEnumerable<Action> Exchange(EngineJournal journal, string incoming)
    {
        if (journal.HadOld) yield return () => Directory.Move(journal.Swarm, journal.Aside!);
        yield return () => Directory.Move(incoming, journal.Swarm);
    }

    /// <summary>Puts the old folder back, wherever an exchange was interrupted; done twice it does nothing more.</summary>
    /// <param name="journal">Of the exchange.</param>
    /// <param name="undone">
    /// Where the folder goes that is in the place of the old one; null to delete it, which is right only in the run that put it there: later
    /// it may be what somebody works with.
    /// </param>
    /// <returns>True where there was something to put back.</returns>
    public static bool PutBack(EngineJournal journal, string? undone)
    {
        if (journal.Aside is not { } aside) return false;
        if (journal.HadOld && !Directory.Exists(aside)) return false;
        // Without an old one, the new one is in place when it is not in the staging folder any more.
        if (!journal.HadOld && Directory.Exists(Incoming(journal.Staging))) return false;
        if (Directory.Exists(journal.Swarm))
        {
            if (undone is null) Directory.Delete(journal.Swarm, recursive: true);
            else Directory.Move(journal.Swarm, undone);
        }

        if (journal.HadOld) Directory.Move(aside, journal.Swarm);
        return true;
    }

    /// <summary>Where a new folder waits in the staging folder.</summary>
    public static string Incoming(string staging) => Path.Combine(staging, "incoming");
}
