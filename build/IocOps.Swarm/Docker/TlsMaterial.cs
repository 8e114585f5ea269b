using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace IocOps.Swarm.Docker;

/// <summary>Certificates for a TLS connection, as files in PEM.</summary>
/// <param name="CaFile">Who signed the engine's certificate; null for the system's authorities.</param>
/// <param name="CertFile">The client's certificate; null for none.</param>
/// <param name="KeyFile">Its key.</param>
/// <param name="SkipVerify">True: encrypt, and believe any certificate.</param>
public sealed record TlsMaterial(string? CaFile, string? CertFile, string? KeyFile, bool SkipVerify)
{
    /// <summary>No client certificate, the system's authorities.</summary>
    public static TlsMaterial SystemTrust { get; } = new(null, null, null, false);

    /// <summary>Takes <c>ca.pem</c>, <c>cert.pem</c> and <c>key.pem</c> of a folder, as far as they exist.</summary>
    public static TlsMaterial FromFolder(string folder, bool skipVerify)
    {
        return new(Existing("ca.pem"), Existing("cert.pem"), Existing("key.pem"), skipVerify);

        string? Existing(string name) => File.Exists(Path.Combine(folder, name)) ? Path.Combine(folder, name) : null;
    }

    /// <summary>Reads the files. The system chooses the version of TLS: 1.2 or 1.3.</summary>
    /// <exception cref="SwarmException">A file can't be used; says which.</exception>
    internal SslClientAuthenticationOptions Load(string host)
    {
        var options = new SslClientAuthenticationOptions { TargetHost = host };
        if (SkipVerify)
#pragma warning disable CA5359 // Asked for by the user: DOCKER_TLS without DOCKER_TLS_VERIFY, or SkipTLSVerify in a context.
            options.RemoteCertificateValidationCallback = (_, _, _, _) => true;
#pragma warning restore CA5359
        else if (CaFile is not null)
            options.CertificateChainPolicy = TrustOnly(CaFile);
        if (CertFile is null != KeyFile is null)
            throw new SwarmException($"A client certificate needs cert.pem and key.pem side by side; only {CertFile ?? KeyFile} exists");
        if (CertFile is not null)
            options.ClientCertificateContext = SslStreamCertificateContext.Create(LoadPair(CertFile, KeyFile!), null, offline: true);
        return options;
    }

    private static X509ChainPolicy TrustOnly(string caFile)
    {
        var policy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck, // As the docker command: private authorities publish no lists.
        };
        Guard(caFile, () => policy.CustomTrustStore.ImportFromPemFile(caFile));
        return policy;
    }

    private static X509Certificate2 LoadPair(string certFile, string keyFile)
    {
        X509Certificate2? pair = null;
        Guard(certFile, () => pair = X509Certificate2.CreateFromPemFile(certFile, keyFile));
        return pair!;
    }

    private static void Guard(string file, Action read)
    {
        try
        {
            read();
        }
        catch (Exception e) when (e is CryptographicException or IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new SwarmException($"The TLS certificate {file} (or the key beside it) can't be used: {e.Message}", e);
        }
    }
}
