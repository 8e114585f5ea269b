namespace IocOps.Swarm.Backup;

/// <summary>An archive on disk.</summary>
public static class ArchiveFile
{
    /// <summary>Reads it from beginning to end and checks all that can be checked without an engine.</summary>
    /// <exception cref="Fleets.SelectionException">It is not whole, not ours, not safe, or the passphrase is wrong; says which.</exception>
    public static BackupContent Verify(string file, string? passphrase)
    {
        using var reader = new ArchiveReader(file, passphrase);
        return reader.Read(null, CancellationToken.None);
    }
}
