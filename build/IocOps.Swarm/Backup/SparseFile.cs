namespace IocOps.Swarm.Backup;

/// <summary>
/// Writes a file and leaves out blocks of zeros: a raft log is mostly space that was set aside for later, which need not be on the disk
/// twice. Blocks count from the beginning of each write.
/// </summary>
internal sealed class SparseFile : ForwardStream
{
    private const int Block = 4096;
    private readonly FileStream _file;

    /// <param name="path">Must not exist; nobody but its owner may read it.</param>
    public SparseFile(string path) => _file = Private(path);

    /// <summary>A new file that nobody but its owner may read.</summary>
    public static FileStream Private(string path)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.ReadWrite, Share = FileShare.None };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        return new FileStream(path, options);
    }

    /// <summary>How many bytes of a file are in blocks that hold something; of one that an engine has locked, all.</summary>
    public static long Substance(string path)
    {
        try
        {
            return Blocks(path);
        }
        catch (IOException) when (File.Exists(path))
        {
            return new FileInfo(path).Length;
        }
    }

    private static long Blocks(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var buffer = new byte[64 * Block];
        var sum = 0L;
        for (int count; (count = file.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false)) > 0;)
        {
            for (var at = 0; at < count; at += Block) sum += IsEmpty(buffer.AsSpan(at, Math.Min(Block, count - at))) ? 0 : Block;
        }

        return sum;
    }

    public override bool CanWrite => true;

    public override long Length => _file.Position;

    public override long Position
    {
        get => _file.Position;
        set => throw new NotSupportedException();
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        while (buffer.Length > 0)
        {
            var block = buffer[..Math.Min(Block, buffer.Length)];
            if (IsEmpty(block)) _file.Seek(block.Length, SeekOrigin.Current);
            else _file.Write(block);
            buffer = buffer[block.Length..];
        }
    }

    public override void Flush() => _file.Flush(flushToDisk: true);

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            using (_file)
            {
                // What was skipped last belongs to the file, too.
                if (_file.Position > _file.Length) _file.SetLength(_file.Position);
                _file.Flush(flushToDisk: true);
            }
        }

        base.Dispose(disposing);
    }

    private static bool IsEmpty(ReadOnlySpan<byte> block) => !block.ContainsAnyExcept((byte)0);
}
