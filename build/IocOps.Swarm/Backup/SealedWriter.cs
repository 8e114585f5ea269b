using System.Security.Cryptography;

namespace IocOps.Swarm.Backup;

/// <summary>Encrypts what is written to it; see <see cref="Seal"/>. The stream below stays open.</summary>
internal sealed class SealedWriter : ForwardStream
{
#pragma warning disable CA2213 // It is the caller's.
    private readonly Stream _below;
#pragma warning restore CA2213
    private readonly AesGcm _cipher;
    private readonly byte[] _header;
    private readonly byte[] _plain = new byte[Seal.ChunkSize];
    private int _filled;
    private uint _number;

    public SealedWriter(Stream below, string passphrase)
    {
        _below = below;
        (_header, _cipher) = Seal.Begin(passphrase);
        below.Write(_header);
    }

    public override bool CanWrite => true;

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        while (buffer.Length > 0)
        {
            // A full chunk waits until more comes: the last one must be marked as such.
            if (_filled == _plain.Length) Chunk(last: false);
            var part = Math.Min(buffer.Length, _plain.Length - _filled);
            buffer[..part].CopyTo(_plain.AsSpan(_filled));
            _filled += part;
            buffer = buffer[part..];
        }
    }

    /// <summary>Writes the last chunk; without it the archive counts as cut off.</summary>
    public void Finish() => Chunk(last: true);

    protected override void Dispose(bool disposing)
    {
        if (disposing) _cipher.Dispose();
        CryptographicOperations.ZeroMemory(_plain);
        base.Dispose(disposing);
    }

    private void Chunk(bool last)
    {
        var output = new byte[_filled + Seal.TagSize];
        _cipher.Encrypt(Seal.Nonce(_number, last), _plain.AsSpan(0, _filled), output.AsSpan(0, _filled), output.AsSpan(_filled), _header);
        _below.Write(output);
        _number = checked(_number + 1);
        _filled = 0;
    }
}
