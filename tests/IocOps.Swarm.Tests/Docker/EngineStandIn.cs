using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace IocOps.Swarm.Tests.Docker;

/// <summary>
/// Plays an engine on a socket: answers what the test says and writes down every request. For what a real engine can't be made to do here:
/// other API versions, TLS, hanging, strange answers.
/// </summary>
public sealed class EngineStandIn : IAsyncDisposable
{
    private readonly Socket _listener;
    private readonly CancellationTokenSource _end = new();
    private readonly X509Certificate2? _certificate;
    private readonly bool _wantsClientCertificate;
    private SslProtocols _versions;
    private readonly List<Task> _connections = [];
    private readonly Task _accepting;

    private EngineStandIn(Socket listener, X509Certificate2? certificate, bool wantsClientCertificate)
    {
        (_listener, _certificate, _wantsClientCertificate) = (listener, certificate, wantsClientCertificate);
        _listener.Listen();
        _accepting = AcceptAsync();
    }

    /// <summary>Method, path with query, headers and body of every request.</summary>
    public List<Request> Requests { get; } = [];

    public int Connections { get; private set; }

    /// <summary>Gives status, body; null never answers.</summary>
    public Func<Request, Response?> Answer { get; set; } = _ => new Response(404, """{"message":"page not found"}""");

    public string ApiVersion { get; set; } = "1.41";

    /// <summary>The oldest that it serves; what asks for an older one gets a 400, as Engine 29 does.</summary>
    public string MinimumVersion { get; set; } = "1.12";

    /// <summary>False: also _ping is answered by <see cref="Answer"/>.</summary>
    public bool PingAnswers { get; set; } = true;

    public static EngineStandIn OnSocket(string path)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint(path));
        return new EngineStandIn(socket, null, false);
    }

    public static EngineStandIn OnTcp(
        out int port, X509Certificate2? certificate = null, bool wantsClientCertificate = false, SslProtocols versions = SslProtocols.None)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new System.Net.IPEndPoint(System.Net.IPAddress.Loopback, 0));
        port = ((System.Net.IPEndPoint)socket.LocalEndPoint!).Port;
        return new EngineStandIn(socket, certificate, wantsClientCertificate) { _versions = versions };
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _listener.Dispose();
        await _accepting;
        await Task.WhenAll(_connections);
        _end.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var socket = await _listener.AcceptAsync(_end.Token);
                Connections++;
                _connections.Add(ServeAsync(new NetworkStream(socket, ownsSocket: true)));
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task ServeAsync(Stream stream)
    {
        try
        {
            await using var connection = await SecuredAsync(stream);
            while (await ReadAsync(connection) is { } request)
            {
                lock (Requests) Requests.Add(request);
                var response = request.Path == "/_ping" && PingAnswers ? new Response(200, "OK") : TooOld(request) ?? Answer(request);
                if (response is null) await Task.Delay(Timeout.Infinite, _end.Token);
                var body = response!.Bytes ?? Encoding.UTF8.GetBytes(response.Body);
                var head = $"HTTP/1.1 {response.Status} X\r\nApi-Version: {ApiVersion}\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\n\r\n";
                await connection.WriteAsync(Encoding.ASCII.GetBytes(head), _end.Token);
                if (request.Method != "HEAD") await connection.WriteAsync(body.AsMemory(0, body.Length - response.HoldBack), _end.Token);
                if (response.HoldBack > 0) await Task.Delay(Timeout.Infinite, _end.Token);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or IOException or System.Security.Authentication.AuthenticationException)
        {
            // The client went away, or the test is over.
        }
    }

    private Response? TooOld(Request request)
    {
        var asked = request.Path.Split('/')[1].TrimStart('v');
        return Version.TryParse(asked, out var version) && version < Version.Parse(MinimumVersion)
            ? new(400, $$"""{"message":"client version {{asked}} is too old. Minimum supported API version is {{MinimumVersion}}, please upgrade your client to a newer version"}""")
            : null;
    }

    private async Task<Stream> SecuredAsync(Stream stream)
    {
        if (_certificate is null) return stream;
        var tls = new SslStream(stream);
        await tls.AuthenticateAsServerAsync(
            new SslServerAuthenticationOptions
            {
                ServerCertificate = _certificate,
                EnabledSslProtocols = _versions,
                ClientCertificateRequired = _wantsClientCertificate,
                RemoteCertificateValidationCallback = (_, certificate, _, _) => !_wantsClientCertificate || certificate is not null,
            },
            _end.Token);
        return tls;
    }

    private async Task<Request?> ReadAsync(Stream stream)
    {
        var head = new StringBuilder();
        var one = new byte[1];
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            if (await stream.ReadAsync(one, _end.Token) == 0) return null;
            head.Append((char)one[0]);
        }

        var lines = head.ToString().Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        var headers = lines.Skip(1).Select(l => l.Split(": ", 2)).ToDictionary(h => h[0], h => h[1], StringComparer.OrdinalIgnoreCase);
        var first = lines[0].Split(' ');
        return new Request(first[0], first[1], headers, await BodyAsync(stream, headers));
    }

    private async Task<string> BodyAsync(Stream stream, Dictionary<string, string> headers)
    {
        if (headers.TryGetValue("Content-Length", out var length))
        {
            var body = new byte[int.Parse(length)];
            await stream.ReadExactlyAsync(body, _end.Token);
            return Encoding.UTF8.GetString(body);
        }

        if (!headers.ContainsKey("Transfer-Encoding")) return "";
        var text = new StringBuilder();
        while (true)
        {
            var size = Convert.ToInt32(await LineAsync(stream), 16);
            var chunk = new byte[size];
            await stream.ReadExactlyAsync(chunk, _end.Token);
            text.Append(Encoding.UTF8.GetString(chunk));
            await LineAsync(stream);
            if (size == 0) return text.ToString();
        }
    }

    private async Task<string> LineAsync(Stream stream)
    {
        var line = new StringBuilder();
        var one = new byte[1];
        while (await stream.ReadAsync(one, _end.Token) > 0 && one[0] != '\n') line.Append((char)one[0]);
        return line.ToString().TrimEnd('\r');
    }

    public sealed record Request(string Method, string Path, IReadOnlyDictionary<string, string> Headers, string Body);

    /// <param name="Status">Of HTTP.</param>
    /// <param name="Body">Text.</param>
    public sealed record Response(int Status, string Body)
    {
        public byte[]? Bytes { get; init; }

        /// <summary>So many bytes of the announced body never come.</summary>
        public int HoldBack { get; init; }
    }
}
