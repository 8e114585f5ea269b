using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using IocOps.Swarm.Tests.Docker;

namespace IocOps.Swarm.Tests.Lab;

/// <summary>A TLS port on loopback that wants a client's certificate, before the socket of an engine that has none itself.</summary>
internal sealed class TlsDoor : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _closing = new();
    private readonly X509Certificate2 _certificate;
    private readonly Authority _authority;
    private readonly string _socket;

    /// <param name="authority">Whose clients may come in.</param>
    /// <param name="endpoint">Of the engine, <c>unix://…</c>.</param>
    public TlsDoor(Authority authority, string endpoint)
    {
        (_authority, _socket) = (authority, endpoint["unix://".Length..]);
        _certificate = authority.Issue("server", IPAddress.Loopback);
        _listener.Start();
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        _ = ServeAsync();
    }

    public int Port { get; }

    public void Dispose()
    {
        _closing.Cancel();
        _listener.Dispose();
        _certificate.Dispose();
        _closing.Dispose();
    }

    private async Task ServeAsync()
    {
        while (!_closing.IsCancellationRequested) _ = PassAsync(await _listener.AcceptTcpClientAsync(_closing.Token), _closing.Token);
    }

    private async Task PassAsync(TcpClient visitor, CancellationToken cancel)
    {
        using var engine = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        using (visitor)
        await using (var tls = new SslStream(visitor.GetStream()))
        {
            await tls.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = _certificate, ClientCertificateRequired = true, RemoteCertificateValidationCallback = (_, c, _, _) => c?.Issuer == _authority.Certificate.Subject }, cancel);
            await engine.ConnectAsync(new UnixDomainSocketEndPoint(_socket), cancel);
            await using var stream = new NetworkStream(engine);
            await Task.WhenAny(tls.CopyToAsync(stream, cancel), stream.CopyToAsync(tls, cancel));
        }
    }
}
