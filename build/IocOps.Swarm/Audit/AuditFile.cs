using System.Text;

namespace IocOps.Swarm.Audit;

/// <summary>
/// A file of lines that several processes append to and that does not grow for ever: at a size it becomes <c>NAME.1</c>, the older ones move
/// on, the oldest goes. Only its owner can read it.
/// </summary>
/// <param name="path">Absolute; its folder is made.</param>
public sealed class AuditFile(string path)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(5);

    /// <summary>Bytes at which a new file is begun.</summary>
    public long Limit { get; init; } = 1024 * 1024;

    /// <summary>How many old files stay beside the current one.</summary>
    public int Old { get; init; } = 4;

    /// <summary>Appends a line.</summary>
    /// <exception cref="IOException">The disk is full, the place can't be written, or another process holds it for too long.</exception>
    /// <exception cref="UnauthorizedAccessException">The place is not for this user.</exception>
    public void Append(string line)
    {
        MakeFolder();
        using var alone = Lock();
        var size = new FileInfo(path) is { Exists: true } file ? file.Length : 0;
        if (size >= Limit)
        {
            Rotate();
            size = 0;
        }

        using var stream = Open(path, FileMode.OpenOrCreate, FileShare.Read);
        // A line that a full disk cut must not take the next one with it.
        var isCut = size > 0 && LastByte(stream) != '\n';
        stream.Seek(0, SeekOrigin.End);
        stream.Write(Encoding.UTF8.GetBytes($"{(isCut ? "\n" : "")}{line}\n"));
    }

    /// <summary>All lines that are still there, oldest first; none where there is no file.</summary>
    /// <exception cref="IOException">They can't be read.</exception>
    /// <exception cref="UnauthorizedAccessException">They are not for this user.</exception>
    public IReadOnlyList<string> Read()
    {
        // Without the lock, which takes a place that can be written. The newest first: of files that move on meanwhile none is missed then,
        // though one may be read twice.
        var files = Enumerable.Range(1, Old).Select(Name).Prepend(path).Select(f => File.Exists(f) ? Lines(f).ToList() : []).ToList();
        files.Reverse();
        return [.. files.SelectMany(f => f).Distinct(StringComparer.Ordinal)];
    }

    private static IEnumerable<string> Lines(string file)
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var reader = new StreamReader(stream, Encoding.UTF8);
        while (reader.ReadLine() is { } line)
        {
            if (line.Length > 0) yield return line;
        }
    }

    private string Name(int number) => FormattableString.Invariant($"{path}.{number}");

    private void MakeFolder()
    {
        var folder = Path.GetDirectoryName(path)!;
        if (Directory.Exists(folder)) return;
        if (OperatingSystem.IsWindows()) Directory.CreateDirectory(folder);
        else Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    // A file beside it, since the file itself gets another name at times.
    private FileStream Lock()
    {
        var waited = System.Diagnostics.Stopwatch.StartNew();
        while (true)
        {
            try
            {
                return Open(path + ".lock", FileMode.OpenOrCreate, FileShare.None);
            }
            catch (IOException e) when (e.GetType() == typeof(IOException) && waited.Elapsed < Patience)
            {
                Thread.Sleep(Poll);
            }
        }
    }

    private void Rotate()
    {
        for (var number = Old; number > 0; number--)
        {
            var younger = number == 1 ? path : Name(number - 1);
            if (File.Exists(younger)) File.Move(younger, Name(number), overwrite: true);
        }
    }

    private static FileStream Open(string file, FileMode mode, FileShare share)
    {
        var options = new FileStreamOptions { Mode = mode, Access = FileAccess.ReadWrite, Share = share, BufferSize = 0 };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        return new FileStream(file, options);
    }

    private static int LastByte(FileStream stream)
    {
        stream.Seek(-1, SeekOrigin.End);
        return stream.ReadByte();
    }
}
