using System.Security.Cryptography;
using System.Text;
using IocOps.Core.Operations;

namespace IocOps.Core.Tests.Operations;

/// <summary>The key of a manager that locks.</summary>
public sealed class NodeKeyTests
{
    private static readonly byte[] Key = [.. Enumerable.Range(1, 32).Select(i => (byte)i)];

    private static string UnlockKey => "SWMKEY-1-" + Convert.ToBase64String(Key).TrimEnd('=');

    // Bernstein, "Cryptography in NaCl", sections 8 to 10: the box that his example makes.
    [Fact]
    public void A_secret_box_opens_as_its_inventor_says_and_only_with_its_key()
    {
        var key = Convert.FromHexString("1b27556473e985d462cd51197a9a46c76009549eac6474f206c4ee0844f68389");
        var nonce = Convert.FromHexString("69696ee955b62b73cd62bda875fc73d68219e0036b7a0b37");
        var box = Convert.FromHexString(
            "f3ffc7703f9400e52a7dfb4b3d3305d98e993b9f48681273c29650ba32fc76ce48332ea7164d96a4476fb8c531a1186ac0dfc17c98dce87b4da7f011ec48c972"
            + "71d2c20f9b928fe2270d6fb863d51738b48eeee314a7cc8ab932164548e526ae90224368517acfeabd6bb3732bc0e9da99832b61ca01b6de56244a9e88d5f9b3"
            + "7973f622a43d14a6599b1f654cb45a74e355a5");
        var text = Convert.FromHexString(
            "be075fc53c81f2d5cf141316ebeb0c7b5228c52a4c62cbd44b66849b64244ffce5ecbaaf33bd751a1ac728d45e6c61296cdc3c01233561f41db66cce314adb31"
            + "0e3be8250c46f06dceea3a7fa1348057e2f6556ad6b1318a024a838f21af1fde048977eb48f59ffd4924ca1c60902e52f0a089bc76897040e082f937763848645e0705");

        Assert.Equal(text, SecretBox.Open(box, nonce, key));
        box[^1] ^= 1;
        Assert.Null(SecretBox.Open(box, nonce, key));
        box[^1] ^= 1;
        key[0] ^= 1;
        Assert.Null(SecretBox.Open(box, nonce, key));
        Assert.Null(SecretBox.Open(box.AsSpan(0, 15), nonce, key));
    }

    [Fact]
    public void A_locked_key_becomes_one_that_needs_none_and_that_its_engine_locks_again()
    {
        using var pair = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var raft = Convert.ToBase64String(SampleDek);

        var open = NodeKey.Unlocked(Locked(pair, raft), UnlockKey);

        Assert.False(NodeKey.IsLocked(open));
        var lines = open.Split('\n');
        Assert.Equal("-----BEGIN PRIVATE KEY-----", lines[0]);
        Assert.Contains("kek-version: 0", lines);
        Assert.Contains("raft-dek-needs-rotation: true", lines);
        // A message of swarmkit's: not encrypted, 32 bytes, and these.
        var record = Convert.FromBase64String(lines.Single(l => l.StartsWith("raft-dek: ", StringComparison.Ordinal))["raft-dek: ".Length..]);
        Assert.Equal([0x08, 0, 0x12, 32, .. Enumerable.Range(100, 32).Select(i => (byte)i)], record);
        using var same = ECDsa.Create();
        same.ImportPkcs8PrivateKey(Convert.FromBase64String(string.Concat(lines.SkipWhile(l => l.Length > 0).Skip(1).TakeWhile(l => l[0] != '-'))), out _);
        Assert.Equal(pair.ExportSubjectPublicKeyInfo(), same.ExportSubjectPublicKeyInfo());
    }

    [Theory]
    [InlineData("hunter2", "what was given as the unlock key is none")]
    [InlineData("SWMKEY-1-short", "what was given as the unlock key is none")]
    [InlineData("SWMKEY-1-AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "is not the one with which this manager is locked")]
    public void What_does_not_unlock_it_is_told_and_not_repeated(string given, string why)
    {
        using var pair = ECDsa.Create(ECCurve.NamedCurves.nistP256);

        var fault = Assert.Throws<NodeKeyException>(() => NodeKey.Unlocked(Locked(pair, Convert.ToBase64String(SampleDek)), given)).Message;

        Assert.Contains(why, fault, StringComparison.Ordinal);
        Assert.DoesNotContain(given, fault, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("CAI=", "FIPS")]
    [InlineData("!", "newer")]
    [InlineData("EoA=", "newer")]
    public void A_key_of_the_raft_log_that_is_kept_in_another_way_is_told_so(string record, string why)
    {
        using var pair = ECDsa.Create(ECCurve.NamedCurves.nistP256);

        Assert.Contains(why, Assert.Throws<NodeKeyException>(() => NodeKey.Unlocked(Locked(pair, record), UnlockKey)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_key_of_an_old_engine_is_not_guessed_at()
    {
        const string Old = "-----BEGIN EC PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-256-CBC,00\n\nAAAA\n-----END EC PRIVATE KEY-----\n";
        Assert.True(NodeKey.IsLocked(Old));
        Assert.Contains("too old", Assert.Throws<NodeKeyException>(() => NodeKey.Unlocked(Old, UnlockKey)).Message, StringComparison.Ordinal);
    }

    private static string Locked(ECDsa pair, string raft)
    {
        var sealedKey = pair.ExportEncryptedPkcs8PrivateKey(Key, new PbeParameters(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 2048));
        return new StringBuilder("-----BEGIN ENCRYPTED PRIVATE KEY-----\nkek-version: 106\nraft-dek: ").Append(raft).Append("\nraft-dek-needs-rotation: true\n\n")
            .Append(Convert.ToBase64String(sealedKey, Base64FormattingOptions.InsertLineBreaks).ReplaceLineEndings("\n")).Append("\n-----END ENCRYPTED PRIVATE KEY-----\n").ToString();
    }

    /// <summary>The bytes 100 to 131, sealed by PyNaCl with <see cref="Key"/> and the nonce of the bytes 200 to 223, as swarmkit keeps them.</summary>
    private static byte[] SampleDek => Convert.FromHexString("080112303f9cae6c4801a73e4c7736951e260b9ba16b7740459b0d2b789358f80947e4c55af4451c5a3018005bc5e4b3332449d11a18c8c9cacbcccdcecfd0d1d2d3d4d5d6d7d8d9dadbdcdddedf");
}
