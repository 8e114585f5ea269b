using IocOps.Swarm.Fleets;

namespace IocOps.Swarm.Backup;

/// <summary>Reads the passphrase of an archive.</summary>
public static class Passphrase
{
    private const int Shortest = 8;

    /// <summary>The first line of a file; null where no file is named.</summary>
    /// <exception cref="SelectionException">It can't be read, or is no passphrase.</exception>
    public static string? Read(string? file)
    {
        if (FirstLine(file, "--passphrase-file") is not { } phrase) return null;
        return phrase.Length >= Shortest ? phrase : throw new SelectionException($"The first line of {file} is too short for a passphrase: {Shortest} characters are the least.");
    }

    private static string? FirstLine(string? file, string option)
    {
        if (file is null) return null;
        try
        {
            return File.ReadLines(file).FirstOrDefault()?.Trim() ?? "";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new SelectionException($"The file of {option} can't be read: {e.Message}");
        }
    }
}
