using System.Security.Cryptography;
using IocOps.Core.Backup;

namespace IocOps.Swarm.Backup;

/// <summary>Decrypts; see <see cref="Seal"/>. Gives out nothing that was not verified.</summary>
internal sealed class SealedReader : ForwardStream
{
#pragma warning disable CA2213 // It is the caller's.
    private readonly Stream _below;
#pragma warning restore CA2213
    private readonly AesGcm _cipher;
    private readonly byte[] _header = new byte[Seal.HeaderSize];
    private byte[] _plain = [];
    private byte[]? _next;
    private int _taken;
    private uint _number;

    /// <exception cref="BackupFormatException">The header is damaged, or the passphrase is another one.</exception>
    public SealedReader(Stream below, string passphrase)
    {
        _below = below;
        if (below.ReadAtLeast(_header, _header.Length, throwOnEndOfStream: false) < _header.Length) throw new BackupFormatException("it is cut off");
        _cipher = Seal.Open(passphrase, _header);
        _next = Sealed() ?? [];
    }

    public override bool CanRead => true;

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        if (_taken == _plain.Length && _next is not null) Chunk();
        var part = Math.Min(buffer.Length, _plain.Length - _taken);
        _plain.AsSpan(_taken, part).CopyTo(buffer);
        _taken += part;
        return part;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) _cipher.Dispose();
        CryptographicOperations.ZeroMemory(_plain);
        base.Dispose(disposing);
    }

    private void Chunk()
    {
        var sealedChunk = _next!;
        _next = sealedChunk.Length < Seal.ChunkSize + Seal.TagSize ? null : Sealed();
        var last = _next is null;
        _plain = new byte[Math.Max(sealedChunk.Length - Seal.TagSize, 0)];
        _taken = 0;
        try
        {
            if (sealedChunk.Length < Seal.TagSize) throw new AuthenticationTagMismatchException();
            _cipher.Decrypt(Seal.Nonce(_number++, last), sealedChunk.AsSpan(0, _plain.Length), sealedChunk.AsSpan(_plain.Length), _plain, _header);
        }
        catch (AuthenticationTagMismatchException e)
        {
            throw new BackupFormatException("it was changed or cut off since it was written: a part of it does not verify", e);
        }
    }

    private byte[]? Sealed()
    {
        var chunk = new byte[Seal.ChunkSize + Seal.TagSize];
        var count = _below.ReadAtLeast(chunk, chunk.Length, throwOnEndOfStream: false);
        return count == 0 ? null : chunk[..count];
    }
}
