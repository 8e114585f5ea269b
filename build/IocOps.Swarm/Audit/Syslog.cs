using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using IocOps.Swarm.Fleets;

namespace IocOps.Swarm.Audit;

/// <summary>
/// Sends lines to syslog as facility authpriv, what is done as notice and what failed as warning. To the socket of this machine in the
/// form that the C library writes there (RFC 3164 without a host; systemd's journal takes no other), over UDP in that of RFC 5424.
/// </summary>
public sealed class Syslog : IDisposable
{
    private const int AuthPriv = 10;
    private const int Warning = 4;
    private const int Notice = 5;
    private const string Tag = "iocops";
    private const string LocalSocket = "/dev/log";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private readonly string? _socketPath;
    private readonly string _host = "";
    private readonly int _port;
    private Socket? _socket;

    private Syslog(string socketPath) => _socketPath = socketPath;

    private Syslog(string host, int port) => (_host, _port) = (host, port);

    /// <summary>Reads where to send: <c>local</c>, <c>unix:///path</c>, <c>udp://host[:port]</c>. Connects to nothing yet.</summary>
    /// <exception cref="SelectionException">It is none of these.</exception>
    public static Syslog Parse(string text)
    {
        if (text == "local") return new Syslog(LocalSocket);
        if (Uri.TryCreate(text, UriKind.Absolute, out var uri))
        {
            if (uri is { Scheme: "unix", Host: "", AbsolutePath.Length: > 1 }) return new Syslog(Uri.UnescapeDataString(uri.AbsolutePath));
            if (uri is { Scheme: "udp", Host.Length: > 0, AbsolutePath: "" or "/", UserInfo: "" }) return new Syslog(uri.IdnHost.Trim('[', ']'), uri.Port > 0 ? uri.Port : 514);
        }

        throw new SelectionException($"--audit-syslog '{text}' is no place of a syslog: use local, unix:///path or udp://host:514.");
    }

    /// <summary>Sends a line.</summary>
    /// <exception cref="SocketException">Nobody listens, or the host is not known.</exception>
    /// <exception cref="TimeoutException">The name service does not answer.</exception>
    public void Send(AuditLine line)
    {
        _socket ??= Connect();
        _socket.Send(Encoding.UTF8.GetBytes(_socketPath is null ? Rfc5424(line) : Rfc3164(line)));
    }

    /// <inheritdoc/>
    public void Dispose() => _socket?.Dispose();

    private static int Priority(AuditLine line) => (AuthPriv * 8) + (line.Failure is null ? Notice : Warning);

    private static string Rfc3164(AuditLine line) => string.Create(
        CultureInfo.InvariantCulture, $"<{Priority(line)}>{line.Time.ToLocalTime():MMM} {line.Time.ToLocalTime().Day,2} {line.Time.ToLocalTime():HH:mm:ss} {Tag}[{line.Process}]: {line}");

    private static string Rfc5424(AuditLine line) => string.Create(
        CultureInfo.InvariantCulture, $"<{Priority(line)}>1 {line.Time:yyyy-MM-ddTHH:mm:ss.ffffffZ} {line.Host} {Tag} {line.Process} {line.Target} - {line}");

    private Socket Connect()
    {
        if (_socketPath is not null) return Connected(new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified), new UnixDomainSocketEndPoint(_socketPath));
        var address = Dns.GetHostAddressesAsync(_host).WaitAsync(Patience).GetAwaiter().GetResult()[0];
        return Connected(new Socket(address.AddressFamily, SocketType.Dgram, ProtocolType.Udp), new IPEndPoint(address, _port));
    }

    private static Socket Connected(Socket socket, EndPoint where)
    {
        // A syslog that takes nothing any more must not hold the work.
        socket.SendTimeout = (int)Patience.TotalMilliseconds;
        try
        {
            socket.Connect(where);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
