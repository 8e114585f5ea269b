using System.Buffers.Binary;
using System.Numerics;
using System.Security.Cryptography;

namespace IocOps.Core.Operations;

/// <summary>
/// Opens a secret box of NaCl (XSalsa20 and Poly1305; Bernstein, "Cryptography in NaCl" and "Extending the Salsa20 nonce"), in which swarmkit
/// keeps the key of the raft log of a manager that locks. The platform has no such cipher. For texts of some bytes: it takes its time.
/// </summary>
internal static class SecretBox
{
    public const int KeySize = 32;
    public const int NonceSize = 24;
    private const int TagSize = 16;
    private const int BlockSize = 64;

    /// <summary>What is in it; null where the key is another one, or it was changed.</summary>
    /// <param name="box">The tag, then what is encrypted.</param>
    /// <param name="nonce">Of <see cref="NonceSize"/> bytes.</param>
    /// <param name="key">Of <see cref="KeySize"/> bytes.</param>
    public static byte[]? Open(ReadOnlySpan<byte> box, ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> key)
    {
        if (box.Length < TagSize || nonce.Length != NonceSize || key.Length != KeySize) return null;
        var text = box[TagSize..];
        // The first half of the first block is the key of the tag; the text begins with the second.
        var stream = Stream(key, nonce, KeySize + text.Length);
        if (!CryptographicOperations.FixedTimeEquals(Tag(stream.AsSpan(0, KeySize), text), box[..TagSize])) return null;
        var open = new byte[text.Length];
        for (var i = 0; i < open.Length; i++) open[i] = (byte)(text[i] ^ stream[KeySize + i]);
        return open;
    }

    private static byte[] Stream(ReadOnlySpan<byte> key, ReadOnlySpan<byte> nonce, int length)
    {
        var mixed = Rounds(State(key, nonce[..16]));
        Span<byte> inner = stackalloc byte[KeySize];
        int[] taken = [0, 5, 10, 15, 6, 7, 8, 9];
        for (var i = 0; i < taken.Length; i++) BinaryPrimitives.WriteUInt32LittleEndian(inner[(4 * i)..], mixed[taken[i]]);

        var stream = new byte[(length + BlockSize - 1) / BlockSize * BlockSize];
        Span<byte> input = stackalloc byte[16];
        nonce[16..].CopyTo(input);
        for (var block = 0; block * BlockSize < stream.Length; block++)
        {
            BinaryPrimitives.WriteInt64LittleEndian(input[8..], block);
            var before = State(inner, input);
            var after = Rounds([.. before]);
            for (var i = 0; i < after.Length; i++) BinaryPrimitives.WriteUInt32LittleEndian(stream.AsSpan((block * BlockSize) + (4 * i)), before[i] + after[i]);
        }

        return stream;
    }

    private static uint[] State(ReadOnlySpan<byte> key, ReadOnlySpan<byte> input)
    {
        var (words, rest) = (Words(key), Words(input));
        var expand = Words("expand 32-byte k"u8);
        return [expand[0], .. words[..4], expand[1], .. rest, expand[2], .. words[4..], expand[3]];
    }

    private static uint[] Words(ReadOnlySpan<byte> bytes)
    {
        var words = new uint[bytes.Length / 4];
        for (var i = 0; i < words.Length; i++) words[i] = BinaryPrimitives.ReadUInt32LittleEndian(bytes[(4 * i)..]);
        return words;
    }

    private static uint[] Rounds(uint[] s)
    {
        for (var i = 0; i < 10; i++)
        {
            for (var column = 0; column < 4; column++) Quarter(s, 5 * column, (5 * column) + 4, (5 * column) + 8, (5 * column) + 12);
            for (var row = 0; row < 4; row++) Quarter(s, 5 * row, (4 * row) + ((row + 1) % 4), (4 * row) + ((row + 2) % 4), (4 * row) + ((row + 3) % 4));
        }

        return s;
    }

    private static void Quarter(uint[] s, int a, int b, int c, int d)
    {
        (b, c, d) = (b % 16, c % 16, d % 16);
        s[b] ^= BitOperations.RotateLeft(s[a] + s[d], 7);
        s[c] ^= BitOperations.RotateLeft(s[b] + s[a], 9);
        s[d] ^= BitOperations.RotateLeft(s[c] + s[b], 13);
        s[a] ^= BitOperations.RotateLeft(s[d] + s[c], 18);
    }

    // Poly1305: a polynomial over the field of 2^130 - 5, in large numbers.
    private static byte[] Tag(ReadOnlySpan<byte> key, ReadOnlySpan<byte> text)
    {
        var prime = (BigInteger.One << 130) - 5;
        var clamp = BigInteger.Parse("0ffffffc0ffffffc0ffffffc0fffffff", System.Globalization.NumberStyles.HexNumber, System.Globalization.CultureInfo.InvariantCulture);
        var r = new BigInteger(key[..16], isUnsigned: true) & clamp;
        var sum = BigInteger.Zero;
        for (var at = 0; at < text.Length; at += 16)
        {
            var part = text[at..Math.Min(at + 16, text.Length)];
            sum = (sum + new BigInteger([.. part, 1], isUnsigned: true)) * r % prime;
        }

        sum = (sum + new BigInteger(key[16..32], isUnsigned: true)) & ((BigInteger.One << 128) - 1);
        var tag = new byte[TagSize];
        sum.TryWriteBytes(tag, out _, isUnsigned: true);
        return tag;
    }
}
