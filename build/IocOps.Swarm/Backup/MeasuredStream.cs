using System.IO.Compression;
using IocOps.Core.Backup;

namespace IocOps.Swarm.Backup;

/// <summary>Counts what comes out of a stream, and lets no more out than it may.</summary>
internal sealed class MeasuredStream(GZipStream below) : ForwardStream
{
    public long Count { get; private set; }

    /// <summary>Bytes.</summary>
    public long Most { get; set; }

    public override bool CanRead => true;

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        var count = below.Read(buffer);
        Count += count;
        return Count <= Most ? count : throw new BackupFormatException("there is more in it than its manifest says");
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) below.Dispose();
        base.Dispose(disposing);
    }
}
