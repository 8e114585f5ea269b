using System.Security.Cryptography;
using System.Text;

namespace IocOps.Core.Operations;

/// <summary>
/// The key of a manager as its engine keeps it in <c>swarm-node.key</c> (swarmkit, ca/keyreadwriter and manager/deks): in PEM, with the key of
/// the raft log in a header. Where managers lock, both are encrypted with the unlock key.
/// </summary>
public static class NodeKey
{
    private const string KeyMark = "SWMKEY-1-";
    private const string LockedType = "ENCRYPTED PRIVATE KEY";
    private const string OpenType = "PRIVATE KEY";
    private const string VersionHeader = "kek-version";

    /// <summary>The headers that the unlock key encrypts.</summary>
    private static readonly string[] SealedHeaders = ["raft-dek", "raft-dek-pending"];

    /// <summary>Whether it needs an unlock key.</summary>
    public static bool IsLocked(string pem)
    {
        ArgumentNullException.ThrowIfNull(pem);
        return pem.Contains("ENCRYPTED", StringComparison.Ordinal);
    }

    /// <summary>
    /// The same key as that of a manager that does not lock, which its engine takes without an unlock key. As it counts as older than the
    /// unlock key of the swarm, the engine locks it again as soon as it leads the swarm, and takes a new key for the raft log.
    /// </summary>
    /// <param name="pem">A locked one.</param>
    /// <param name="unlockKey">As Docker shows it: <c>SWMKEY-1-…</c>.</param>
    /// <exception cref="NodeKeyException">It is not the key with which this was locked, or the key is kept in another way than is known.</exception>
    public static string Unlocked(string pem, string unlockKey)
    {
        var key = Parse(unlockKey);
        var block = PemBlock.Parse(pem);
        if (block?.Type != LockedType) throw new NodeKeyException("the node's key is not locked in the way that is known (PKCS#8); Docker Engine is too old, or newer than this IocOps");
        var headers = block.Headers.Where(h => h.Key != VersionHeader)
            .Select(h => SealedHeaders.Contains(h.Key, StringComparer.Ordinal) ? KeyValuePair.Create(h.Key, Opened(h.Value, key)) : h);
        var open = new PemBlock(OpenType, [.. headers, KeyValuePair.Create(VersionHeader, "0")], Opened(block.Data, key));
        return open.ToString();
    }

    private static byte[] Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        // As Docker shows it, without the padding that base64 has else.
        var digits = text.StartsWith(KeyMark, StringComparison.Ordinal) ? text[KeyMark.Length..] : "";
        var key = new byte[SecretBox.KeySize];
        var isKey = Convert.TryFromBase64String(digits.PadRight((digits.Length + 3) / 4 * 4, '='), key, out var count) && count == key.Length;
        return isKey ? key : throw new NodeKeyException($"what was given as the unlock key is none: it begins with {KeyMark}, and {(SecretBox.KeySize * 4 + 2) / 3} characters follow");
    }

    private static byte[] Opened(byte[] data, byte[] key)
    {
        try
        {
            using var pair = ECDsa.Create();
            pair.ImportEncryptedPkcs8PrivateKey(key, data, out _);
            return pair.ExportPkcs8PrivateKey();
        }
        catch (CryptographicException e)
        {
            throw NodeKeyException.Wrong(e);
        }
    }

    private static string Opened(string header, byte[] key)
    {
        var sealedRecord = SealedRecord.Parse(header) ?? throw new NodeKeyException("the key of the raft log is not kept in the way that is known; Docker Engine is newer than this IocOps");
        if (sealedRecord.Algorithm != SealedRecord.SecretBoxAlgorithm) throw new NodeKeyException("the key of the raft log is encrypted in another way than is known (an engine that keeps to FIPS does that)");
        var open = SecretBox.Open(sealedRecord.Data, sealedRecord.Nonce, key) ?? throw NodeKeyException.Wrong(null);
        return new SealedRecord(0, open, []).ToString();
    }

    /// <summary>A PEM block with headers (RFC 1421), which the platform does not read.</summary>
    private sealed record PemBlock(string Type, IReadOnlyList<KeyValuePair<string, string>> Headers, byte[] Data)
    {
        public static PemBlock? Parse(string pem)
        {
            var lines = pem.ReplaceLineEndings("\n").Split('\n').SkipWhile(l => !l.StartsWith("-----BEGIN ", StringComparison.Ordinal)).TakeWhile(l => !l.StartsWith("-----END ", StringComparison.Ordinal)).ToList();
            if (lines is not [var begin, ..] || !begin.EndsWith("-----", StringComparison.Ordinal)) return null;
            var headers = lines.Skip(1).TakeWhile(l => l.Contains(':', StringComparison.Ordinal)).Select(l => l.Split(':', 2)).ToList();
            var data = string.Concat(lines.Skip(1 + headers.Count));
            var bytes = new byte[data.Length];
            return Convert.TryFromBase64String(data, bytes, out var count)
                ? new PemBlock(begin["-----BEGIN ".Length..^5], [.. headers.Select(h => KeyValuePair.Create(h[0].Trim(), h[1].Trim()))], bytes[..count])
                : null;
        }

        public override string ToString()
        {
            var text = new StringBuilder($"-----BEGIN {Type}-----\n");
            foreach (var (key, value) in Headers) text.Append(key).Append(": ").Append(value).Append('\n');
            text.Append('\n');
            foreach (var line in Convert.ToBase64String(Data).Chunk(64)) text.Append(line).Append('\n');
            return text.Append("-----END ").Append(Type).Append("-----\n").ToString();
        }
    }

    /// <summary>A protobuf message of swarmkit's (api/types.proto, MaybeEncryptedRecord), in base64.</summary>
    private sealed record SealedRecord(int Algorithm, byte[] Data, byte[] Nonce)
    {
        public const int SecretBoxAlgorithm = 1;
        private const byte AlgorithmField = 0x08;
        private const byte DataField = 0x12;
        private const byte NonceField = 0x1a;

        public static SealedRecord? Parse(string base64)
        {
            var bytes = new byte[base64.Length];
            if (!Convert.TryFromBase64String(base64, bytes, out var length)) return null;
            var record = new SealedRecord(0, [], []);
            for (var at = 0; at < length;)
            {
                // Keys are short: every number and every length is one byte (less than 128).
                if (at + 2 > length || bytes[at + 1] > 127) return null;
                var (field, value) = (bytes[at], bytes[at + 1]);
                at += 2;
                if (field is not (AlgorithmField or DataField or NonceField)) return null;
                if (field != AlgorithmField && at + value > length) return null;
                record = field switch
                {
                    AlgorithmField => record with { Algorithm = value },
                    DataField => record with { Data = bytes[at..(at + value)] },
                    _ => record with { Nonce = bytes[at..(at + value)] },
                };
                if (field != AlgorithmField) at += value;
            }

            return record;
        }

        public override string ToString() => Convert.ToBase64String([AlgorithmField, (byte)Algorithm, DataField, (byte)Data.Length, .. Data, .. Nonce.Length == 0 ? [] : new[] { NonceField, (byte)Nonce.Length }, .. Nonce]);
    }
}

/// <summary>A manager's key can't be unlocked. The message goes on from "…: ".</summary>
public sealed class NodeKeyException(string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>It was locked with another key.</summary>
    internal static NodeKeyException Wrong(Exception? inner) => new("the unlock key is not the one with which this manager is locked", inner);
}
