namespace IocOps.Swarm.Workspaces;

/// <summary>A file that only its owner can read, written whole or not at all.</summary>
public static class PrivateFile
{
    private const string TemporarySuffix = ".iocops-tmp";

    /// <summary>Writes text, over what is there.</summary>
    /// <param name="path">Absolute; its folder exists.</param>
    /// <param name="text">LF line ends.</param>
    /// <exception cref="IOException">It can't be written; what was there is still there.</exception>
    /// <exception cref="NotWritableException">The folder is not this user's to write.</exception>
    public static void Write(string path, string text)
    {
        var temporary = path + TemporarySuffix;
        try
        {
            File.Delete(temporary);
            var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            using (var stream = new FileStream(temporary, options))
            {
                stream.Write(System.Text.Encoding.UTF8.GetBytes(text));
                stream.Flush(flushToDisk: true);
            }

            File.Move(temporary, path, overwrite: true);
        }
        catch (UnauthorizedAccessException e)
        {
            throw new NotWritableException(Path.GetDirectoryName(path)!, e);
        }
        finally
        {
            if (File.Exists(temporary)) File.Delete(temporary);
        }
    }
}
