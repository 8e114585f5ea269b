using System.IO.Pipes;
using System.Net.Sockets;

namespace IocOps.Swarm.Docker;

/// <summary>Makes the one pooled, keep-alive HTTP handler over which every request to an engine goes.</summary>
internal static class EngineConnection
{
    /// <summary>Long enough for a busy machine, short enough for an answer within five seconds.</summary>
    internal static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(4);

    /// <summary>The limit of sockaddr_un on Linux.</summary>
    private const int LongestSocketPath = 107;

    internal static SocketsHttpHandler CreateHandler(DockerEndpoint endpoint, string sshProgram)
    {
        var handler = new SocketsHttpHandler
        {
            UseProxy = false,
            UseCookies = false,
            ActivityHeadersPropagator = null, // Nobody traces here; it costs start-up time.
            AllowAutoRedirect = false,
            ConnectTimeout = ConnectTimeout,
            PooledConnectionIdleTimeout = TimeSpan.FromMinutes(1),
            // Each ssh connection is a login on the other machine.
            MaxConnectionsPerServer = endpoint.Kind == EndpointKind.Ssh ? 4 : 32,
        };
        if (endpoint.Kind == EndpointKind.Tcp)
        {
            if (endpoint.Tls is not null) handler.SslOptions = endpoint.Tls.Load(endpoint.Host);
            return handler;
        }

        handler.ConnectCallback = async (_, cancel) => endpoint.Kind switch
        {
            EndpointKind.Unix => await OpenSocketAsync(endpoint.Path, cancel),
            EndpointKind.NamedPipe => await OpenPipeAsync(endpoint.Path, cancel),
            _ => SshStream.Open(endpoint, sshProgram),
        };
        return handler;
    }

    /// <summary>Where requests go as HTTP sees it; sockets, pipes and ssh have no address of their own.</summary>
    internal static Uri BaseAddress(DockerEndpoint endpoint)
    {
        if (endpoint.Kind != EndpointKind.Tcp) return new Uri("http://docker/");
        return new UriBuilder(endpoint.Tls is null ? "http" : "https", endpoint.Host, endpoint.Port, "/").Uri;
    }

    private static async Task<Stream> OpenSocketAsync(string path, CancellationToken cancel)
    {
        if (System.Text.Encoding.UTF8.GetByteCount(path) > LongestSocketPath)
            throw new SwarmException($"The socket path {path} is longer than {LongestSocketPath} bytes, which is all that the system can take; use a shorter one");
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancel);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static async Task<Stream> OpenPipeAsync(string path, CancellationToken cancel)
    {
        var parts = path.Trim('/').Split('/');
        if (parts.Length != 3 || parts[1] != "pipe") throw new SwarmException($"npipe://{path} is no pipe; its form is npipe:////./pipe/name");
        var pipe = new NamedPipeClientStream(parts[0], parts[2], PipeDirection.InOut, PipeOptions.Asynchronous);
        try
        {
            await pipe.ConnectAsync(ConnectTimeout, cancel);
            return pipe;
        }
        catch
        {
            await pipe.DisposeAsync();
            throw;
        }
    }
}
