using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using IocOps.Core.Backup;

namespace IocOps.Swarm.Backup;

/// <summary>
/// The encryption of archives; docs/backup-format.md describes it for those who have to read one without IocOps. A header, then chunks of
/// AES-256-GCM, each with its number and whether it is the last in the nonce (the STREAM construction of Hoang, Reyhanitabar, Rogaway and
/// Vizár, 2015): chunks can't be changed, left out, put in another order or cut off. The key comes from the passphrase by
/// PBKDF2-HMAC-SHA-512 (RFC 8018), with a salt of its own for each archive.
/// </summary>
internal static class Seal
{
    public const int ChunkSize = 64 * 1024;
    public const int TagSize = 16;
    public const int HeaderSize = 60;
    private const int SaltSize = 32;
    private const int CheckSize = 16;
    private const int KeySize = 32;
    private const int Iterations = 600_000;
    private const int MostIterations = 20_000_000;

    /// <summary>The first bytes of an encrypted archive; the last of them is the version.</summary>
    public static ReadOnlySpan<byte> Magic => "IOCOPSE\u0001"u8;

    /// <summary>A new header and the cipher that goes with it.</summary>
    public static (byte[] Header, AesGcm Cipher) Begin(string passphrase)
    {
        var header = new byte[HeaderSize];
        Magic.CopyTo(header);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(8), Iterations);
        RandomNumberGenerator.Fill(header.AsSpan(12, SaltSize));
        var (cipher, check) = Derive(passphrase, header);
        check.CopyTo(header, 12 + SaltSize);
        return (header, cipher);
    }

    /// <summary>The cipher of an archive that begins with this header.</summary>
    /// <exception cref="BackupFormatException">It is none, or the passphrase is another one.</exception>
    public static AesGcm Open(string passphrase, ReadOnlySpan<byte> header)
    {
        if (!header.StartsWith(Magic)) throw new BackupFormatException("it is encrypted in a way that this IocOps does not know; use a newer one");
        if (BinaryPrimitives.ReadInt32BigEndian(header[8..]) is < 1 or > MostIterations) throw new BackupFormatException("its header is damaged");
        var (cipher, check) = Derive(passphrase, header);
        if (CryptographicOperations.FixedTimeEquals(check, header.Slice(12 + SaltSize, CheckSize))) return cipher;
        cipher.Dispose();
        throw new BackupFormatException("the passphrase is not the one that it was encrypted with (or its header is damaged)");
    }

    /// <summary>The nonce of a chunk: seven zeros, its number, and 1 for the last one.</summary>
    public static byte[] Nonce(uint number, bool last)
    {
        var nonce = new byte[12];
        BinaryPrimitives.WriteUInt32BigEndian(nonce.AsSpan(7), number);
        nonce[11] = last ? (byte)1 : (byte)0;
        return nonce;
    }

    // One block of SHA-512 gives both: the check value tells a wrong passphrase from damage, and tells nothing of the key.
    private static (AesGcm Cipher, byte[] Check) Derive(string passphrase, ReadOnlySpan<byte> header)
    {
        var derived = Rfc2898DeriveBytes.Pbkdf2(
            Encoding.UTF8.GetBytes(passphrase), header.Slice(12, SaltSize), BinaryPrimitives.ReadInt32BigEndian(header[8..]), HashAlgorithmName.SHA512, KeySize + CheckSize);
        var cipher = new AesGcm(derived.AsSpan(0, KeySize), TagSize);
        var check = derived.AsSpan(KeySize).ToArray();
        CryptographicOperations.ZeroMemory(derived);
        return (cipher, check);
    }
}
